"""A stand-in for the Crossref REST API: works, one work, and its registration agency."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from .crossref_filters import FILTERS, ValidationFailure, parsed, passes
from .crossref_json import SELECTABLE, crossref_work
from .crossref_search import Index, author_text, bibliographic_text
from .limits import Limit
from .server import Reply, Seen, Standin
from .works import StandinWork, by_doi, works

MOST_ROWS, FARTHEST_OFFSET = 1000, 10_000
# (pool, kind): requests in a second; the concurrency belongs to the pool
RATES = {("public", "single"): 5, ("public", "array"): 1, ("polite", "single"): 10, ("polite", "array"): 3}
CONCURRENCY = {"public": 1, "polite": 3}
QUERIES = ("query", "query.bibliographic", "query.author", "query.title", "query.container-title")
PARAMETERS = frozenset((*QUERIES, "filter", "select", "rows", "offset", "sort", "order", "mailto"))
JSON = {"Content-Type": "application/json"}
NOT_FOUND = Reply(404, b"Resource not found.", {"Content-Type": "text/plain"})


class CrossrefStandin(Standin):
    """Crossref with the works given, by default all of `works()`.

    `aliases` maps DOIs to those that stand for them: lists leave them out, one asked for alone is redirected.
    `agencies` maps DOIs that other agencies registered to the agency's identifier. `retry_after` is the
    value of that header in a refusal; without it there is none, which has been seen as well.
    """

    def __init__(
        self,
        *,
        held: Iterable[StandinWork] | None = None,
        agencies: Mapping[str, str] | None = None,
        aliases: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.held = works() if held is None else tuple(held)
        self.aliases = dict(aliases or {})
        self.agencies = {doi.lower(): agency for doi, agency in (agencies or {}).items()}

    def limit_for(self, request: Seen) -> Limit:
        agent = request.headers.get("user-agent", "")
        address = request.params.get("mailto") or agent.partition("mailto:")[2].rstrip(")")
        pool = "polite" if address else "public"
        kind = "array" if request.path.rstrip("/") == "/works" else "single"
        # By address as well as by machine: everybody who gives one address shares its limit.
        return Limit(f"{pool} {address}".strip(), kind, RATES[pool, kind], CONCURRENCY[pool])

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        return {
            "x-rate-limit-limit": str(limit.per_second),
            "x-rate-limit-interval": "1s",
            "x-concurrency-limit": str(limit.concurrency),
            "x-api-pool": f"{limit.pool.split()[0]}-{limit.kind}",
            "x-rate-limit-type": "email" if " " in limit.pool else "ip",
        }

    def refusal(self, request: Seen, limit: Limit) -> Reply:
        return Reply(429, b"", {"Retry-After": self.retry_after} if self.retry_after else {})

    def respond(self, request: Seen) -> Reply:
        if request.path.rstrip("/") == "/works":
            return self._list(request.params)
        if request.method == "GET" and request.path.startswith("/works/"):
            return self._single(request.path.removeprefix("/works/"))
        return NOT_FOUND

    def _single(self, rest: str) -> Reply:
        doi = unquote(rest.removesuffix("/agency")).lower()
        if prime := self.aliases.get(doi):
            return Reply(301, b"", {"Location": f"/works/{quote(prime, safe='')}"})
        work = by_doi(doi, self.held)
        if rest.endswith("/agency"):
            agency = "crossref" if work else self.agencies.get(doi)
            labels = {"crossref": "Crossref", "datacite": "DataCite"}
            described = {"id": agency, "label": labels.get(agency or "", agency)}
            return _message("work-agency", {"DOI": doi, "agency": described}) if agency else NOT_FOUND
        return _message("work", crossref_work(work)) if work else NOT_FOUND

    def _list(self, params: Mapping[str, str]) -> Reply:
        try:
            return self._valid_list(params)
        except ValidationFailure as failure:
            body = {"status": "failed", "message-type": "validation-failure", "message": [failure.message]}
            return Reply(400, _encoded(body), {"Content-Type": "application/json;charset=utf-8"})

    def _valid_list(self, params: Mapping[str, str]) -> Reply:
        for name in params.keys() - PARAMETERS:
            raise ValidationFailure("parameter-not-allowed", name, f"This route does not support {name}")
        rows, offset = _number(params, "rows", 20, MOST_ROWS), _number(params, "offset", 0, FARTHEST_OFFSET)
        names = _selected(params.get("select", ""))
        wanted = parsed(params["filter"]) if params.get("filter") else {}
        ranked = [hit for hit in self._ranked(params) if passes(hit[0], wanted)]
        items = [crossref_work(work, score) for work, score in ranked[offset : offset + rows]]
        terms = params.get("query.bibliographic") or params.get("query")
        message = {
            "facets": {},
            "total-results": len(ranked),
            "items": [{name: item[name] for name in item if not names or name in names} for item in items],
            "items-per-page": rows,
            "query": {"start-index": offset, "search-terms": terms},
        }
        return _message("work-list", message)

    def _ranked(self, params: Mapping[str, str]) -> list[tuple[StandinWork, float]]:
        """Works and scores, best first. Each query field asked for must match, and adds to the score."""
        total = dict.fromkeys(range(len(self.held)), 0.0)
        asked = [name for name in QUERIES if params.get(name)]
        for name in asked:
            scores = self._indexes[name].scores(params[name])
            total = {at: total[at] + score for at, score in scores.items() if at in total}
        order = sorted(total, key=lambda at: (-total[at], at))
        return [(self.held[at], total[at] if asked else 1.0) for at in order]

    @cached_property
    def _indexes(self) -> dict[str, Index]:
        bibliographic = Index(bibliographic_text(work) for work in self.held)
        return {
            "query": bibliographic,
            "query.bibliographic": bibliographic,
            "query.author": Index(author_text(work) for work in self.held),
            "query.title": Index(work.title for work in self.held),
            "query.container-title": Index(work.journal for work in self.held),
        }


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _message(kind: str, message: Any) -> Reply:
    body = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return Reply(200, _encoded(body), JSON)


def _number(params: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = params.get(name, str(default))
    if not value.isdecimal() or int(value) > most:
        raise ValidationFailure(
            "integer-not-valid",
            value,
            f"Integer specified as {value} but must be a positive integer less than or equal to {most}. ",
        )
    return int(value)


def _selected(text: str) -> frozenset[str]:
    names = frozenset(name for name in text.split(",") if name)
    for name in sorted(names - SELECTABLE):
        valid = ", ".join(sorted(SELECTABLE))
        raise ValidationFailure(
            "select-not-available",
            name,
            f"Select '{name}' specified but there is no such select for this route."
            f" Valid selects for this route are: {valid}",
        )
    return names


__all__ = ["FILTERS", "SELECTABLE", "CrossrefStandin"]
