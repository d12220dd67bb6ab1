"""What others need to know of Crossref's REST API: its limits, its words, its key, what its answers look like."""

from __future__ import annotations

import json
from collections.abc import Mapping

from citecheck.interfaces import Endpoint, Key, Limits, Request, Response, StatedLimits
from citecheck.settings import Settings
from citecheck.sources.shared import number

LISTS, SINGLE = "lists", "single"
SELECT = [
    "DOI", "type", "title", "subtitle", "author", "issued", "published", "published-print", "published-online",
    "posted", "volume", "issue", "page", "article-number", "container-title", "short-container-title", "ISSN", "ISBN",
    "publisher", "relation", "update-to", "updated-by", "editor", "original-title", "short-title",
]  # fmt: skip
_TOKEN = "CROSSREF_PLUS_TOKEN"
PLUS = Key(variable=_TOKEN, title="Crossref Plus token", without="only for subscribers")
# Starts a second, as announced for 2025-12-01 (crossref.org/blog/announcing-changes-to-rest-api-rate-limits).
# In each pool: by kind of question, and how many at the same time; for Plus nobody states the latter.
_POOLS = {
    "public": Limits(pool="public", per_second={LISTS: 1.0, SINGLE: 5.0}, in_flight=1),
    "polite": Limits(pool="polite", per_second={LISTS: 3.0, SINGLE: 10.0}, in_flight=3),
    "plus": Limits(pool="plus", per_second={LISTS: 150.0, SINGLE: 150.0}, in_flight=8),
}


def _limits(settings: Settings) -> Limits:
    return _POOLS["plus" if settings.key(_TOKEN) else "polite" if settings.mailto else "public"]


def _headers(settings: Settings) -> dict[str, str]:
    token = settings.key(_TOKEN)
    return {"Crossref-Plus-API-Token": f"Bearer {token}"} if token else {}


def _stated(headers: Mapping[str, str]) -> StatedLimits:
    """x-api-pool, x-rate-limit-limit, x-rate-limit-interval ("1s") and x-concurrency-limit."""
    return StatedLimits(
        pool=headers.get("x-api-pool", ""),
        requests=number(headers.get("x-rate-limit-limit")),
        seconds=number(headers.get("x-rate-limit-interval")) or 1.0,
        in_flight=int(number(headers.get("x-concurrency-limit"))),
    )


def _words(request: Request) -> str:
    if request.kind == SINGLE:
        return "single DOIs"
    if "query.bibliographic" in request.params:
        return "searches for books" if "filter" in request.params else "text searches"
    return "look-ups of ISBNs" if request.params.get("filter", "").startswith("isbn:") else "look-ups of DOIs"


def _empty(request: Request) -> Response:
    if request.kind == SINGLE:
        return Response(404, {}, b"Resource not found.")
    return Response(200, {}, json.dumps({"message": {"items": [], "total-results": 0}}).encode())


def _bare(request: Request) -> Response:
    """A list of DOIs has them all."""
    name, _, listed = request.params.get("filter", "").partition(":")
    if name != "doi":
        return _empty(request)
    items = [{"DOI": doi} for doi in listed.split(",doi:")]
    return Response(200, {}, json.dumps({"message": {"items": items, "total-results": len(items)}}).encode())


def _probe(settings: Settings) -> Request:
    params = {"rows": "0"} | ({"mailto": settings.mailto} if settings.mailto else {})
    return Request(kind=LISTS, url=f"{WORKS.address(settings)}/works", params=params)


WORKS = Endpoint(
    setting="crossref",
    title="Crossref",
    default="https://api.crossref.org",
    limits=_limits,
    words=_words,
    empty=_empty,
    bare=_bare,
    probe=_probe,
    headers=_headers,
    stated=_stated,
)
