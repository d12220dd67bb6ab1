"""Crossref's REST API as a source: habanero writes the requests, our client sends them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from citecheck import names, normalize
from citecheck.interfaces import (
    Answer,
    Client,
    Endpoint,
    Identifier,
    Key,
    Limits,
    Request,
    Response,
    Run,
    Source,
    SourceInfo,
    Stage,
    StatedLimits,
    Unanswered,
)
from citecheck.model import Item, Name, Outage, Reference, Relation, Work
from citecheck.records import crossref as records
from citecheck.settings import Settings
from citecheck.sources import crossref_requests
from citecheck.sources.shared import Prompt, as_answered, batched, number, parsed

LISTS, SINGLE = "lists", "single"
BATCH = 40  # DOIs a request: about 1.8 kB of URL
CANDIDATES = 10
SELECT = [
    "DOI", "type", "title", "subtitle", "author", "issued", "published", "published-print", "published-online",
    "posted", "volume", "issue", "page", "article-number", "container-title", "short-container-title", "ISSN", "ISBN",
    "publisher", "relation", "update-to", "updated-by", "editor", "original-title", "short-title",
]  # fmt: skip
_TOKEN = "CROSSREF_PLUS_TOKEN"
# Starts a second, as announced for 2025-12-01 (crossref.org/blog/announcing-changes-to-rest-api-rate-limits).
# In each pool: by kind of question, and how many at the same time; for Plus nobody states the latter.
_POOLS = {
    "public": Limits(pool="public", per_second={LISTS: 1.0, SINGLE: 5.0}, in_flight=1),
    "polite": Limits(pool="polite", per_second={LISTS: 3.0, SINGLE: 10.0}, in_flight=3),
    "plus": Limits(pool="plus", per_second={LISTS: 150.0, SINGLE: 150.0}, in_flight=8),
}
_LONGEST_QUERY = 800
_NOBODY = frozenset({"", "anonymous", "anon"})
_FOREIGN = 3  # so many DOIs of one prefix that Crossref does not have: it is another agency's
_SLOW_POOL = "Crossref answered in its slow pool: it was given no contact address"
# What separates filters from one another, or might: such a DOI is asked for alone.
_UNFIT = frozenset(",: \t\"'\\*")


class Crossref(Prompt):
    """Looks DOIs up, many in a request; searches by ranked text, one request a reference."""

    name = "crossref"
    remote = True
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = (Stage.TEXT,)

    def __init__(self, run: Run, client: Client) -> None:
        self._address = WORKS.address(run.settings)
        self._mailto = run.settings.mailto
        self._run = run
        self._client = client
        self._absent: Counter[str] = Counter()

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        dois = list(dict.fromkeys(one for one in identifiers if one.kind == "doi"))
        alone = [[one] for one in dois if not _fits_a_filter(one.value)]
        batches = [*alone, *batched([one for one in dois if _fits_a_filter(one.value)], BATCH)]
        for _, answers in as_answered(self._lookup_batch, batches, self._in_flight):
            yield from answers.items()

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        if stage is not Stage.TEXT:
            yield from super().search_each(references, stage)
            return
        yield from as_answered(
            lambda place: self._search_one(references[place]), range(len(references)), self._in_flight
        )

    def single(self, doi: str) -> tuple[Work, ...]:
        """One record by its own address; none where Crossref has no such DOI. Raises Unanswered.

        The record's DOI may differ: a DOI can be an alias of another. The work then says so (`has-alias`).
        """
        message = self._ask(SINGLE, _single_fault, ids=[quote(doi, safe="")])
        if message is None:
            return ()
        work = records.work(message)
        if work.item.doi != doi:
            work = replace(work, relations=(*work.relations, Relation(kind="has-alias", doi=doi)))
        return (work,)

    def _in_flight(self) -> int:
        return self._client.in_flight

    def _lookup_batch(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        if not _fits_a_filter(batch[0].value):
            return {one: self._lookup_single(one) for one in batch}
        dois = [one.value.lower() for one in batch]
        try:
            works = self._listed(len(dois), filter={"doi": dois})
        except Unanswered as unanswered:
            return dict.fromkeys(batch, Outage(source=self.name, reason=unanswered.reason))
        found = {work.item.doi: work for work in works}
        # A filter that was not heeded proves no absence.
        heeded = found.keys() <= set(dois)
        return {
            one: (found[doi],) if doi in found else self._missing(one, heeded)
            for one, doi in zip(batch, dois, strict=True)
        }

    def _missing(self, identifier: Identifier, heeded: bool) -> Answer:
        """The answer about a DOI that a list leaves out: Crossref leaves out those that are aliases of others, but
        follows them when asked for one alone. Nobody asks long for a prefix of which Crossref has nothing."""
        prefix = identifier.value.lower().partition("/")[0]
        if heeded and self._absent[prefix] >= _FOREIGN:
            return ()
        answer = self._lookup_single(identifier)
        self._absent[prefix] += answer == ()
        return answer

    def _lookup_single(self, identifier: Identifier) -> Answer:
        try:
            return self.single(identifier.value.lower())
        except Unanswered as unanswered:
            return Outage(source=self.name, reason=unanswered.reason)

    def _search_one(self, reference: Reference) -> Answer:
        text = query(reference)
        if not text:
            return ()
        try:
            return self._listed(CANDIDATES, query_bibliographic=text)
        except Unanswered as unanswered:
            return Outage(source=self.name, reason=unanswered.reason)

    def _listed(self, rows: int, **question: Any) -> tuple[Work, ...]:
        fault = partial(_list_fault, rows=rows)
        message = self._ask(LISTS, fault, limit=rows, select=SELECT, **question)
        items: Iterable[Mapping[str, Any]] = message["items"] if message else ()
        return tuple(map(records.work, items))

    def _ask(self, kind: str, fault: Callable[[Response], str], **question: Any) -> Mapping[str, Any] | None:
        """The message of Crossref's answer; None for a DOI that it does not have. Raises Unanswered."""
        request = crossref_requests.works(self._address, kind, **question)
        if self._mailto:
            request = replace(request, params={**request.params, "mailto": self._mailto})
        answer = self._client.send(request, fault)
        if not self._mailto and answer.headers.get("x-api-pool", "public").startswith("public"):
            self._run.notes.setdefault(_SLOW_POOL, "--mailto YOUR-ADDRESS, or CITECHECK_MAILTO")
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Unanswered(f"refused our question ({answer.status})")
        message: Mapping[str, Any] = parsed(answer.content)["message"]
        return message


def query(reference: Reference) -> str:
    """What to ask `query.bibliographic`: the tokens Crossref indexes, "" where the reference names neither people nor
    a title nor a journal: numbers alone bring up whatever has them.

    It indexes initials and family names, years, volume, issue and both full page numbers; `1319-28`
    and full given names are no tokens of that text (CrossRef/cayenne, src/cayenne/elastic/convert.clj).
    """
    item = reference.item or Item()
    words = [*map(_tokens, item.author[:10]), item.title[:300], item.container_title or item.container_title_short]
    if item != Item() and not any(word for word in words if word.lower() not in _NOBODY):
        return ""
    parts = [
        *words,
        item.year,
        item.volume,
        item.issue,
        *normalize.pages(item.page),
        item.number,
    ]
    text = " ".join(part for part in parts if part)
    return (text or normalize.plain(reference.raw))[:_LONGEST_QUERY]


def _fits_a_filter(doi: str) -> bool:
    return doi.isascii() and not _UNFIT.intersection(doi)


def _tokens(name: Name) -> str:
    return name.literal or " ".join([*names.initials(name.given).upper(), name.family])


def _list_fault(answer: Response, rows: int) -> str:
    """Why this is not the documented list of works: a wrong answer must not read as "nothing found"."""
    if answer.status == 404:
        return "unexpected answer (404)"
    fault, message = _message(answer)
    if fault or answer.status != 200:
        return fault
    items, total = message.get("items"), message.get("total-results")
    if not isinstance(items, list) or not all(isinstance(one, dict) and one.get("DOI") for one in items):
        return "answer was not as documented"
    if not isinstance(total, int):
        return "answer was not as documented"
    return "" if len(items) >= min(total, rows) else "answer was not whole"


def _single_fault(answer: Response) -> str:
    fault, message = _message(answer)
    return fault if fault or answer.status != 200 or message.get("DOI") else "answer was not as documented"


def _message(answer: Response) -> tuple[str, dict[str, Any]]:
    if answer.status != 200:
        return "", {}  # a 404 is plain text
    try:
        message = parsed(answer.content)["message"]
    except ValueError as error:
        return str(error), {}
    except (KeyError, TypeError):
        return "answer was not as documented", {}
    return ("", message) if isinstance(message, dict) else ("answer was not as documented", {})


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
    return "look-ups of DOIs" if "filter" in request.params else "text searches"


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


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    return Crossref(run, opened(WORKS))


source = SourceInfo(
    name="crossref",
    title="Crossref",
    identifies=Crossref.identifies,
    connect=_connected,
    endpoints=(WORKS,),
    keys=(Key(variable=_TOKEN, title="Crossref Plus token", without="only for subscribers"),),
    reader=2,
    rank=10,
    wanted=lambda settings: True,
)
