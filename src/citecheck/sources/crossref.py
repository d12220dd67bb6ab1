"""Crossref's REST API as a source: habanero builds the requests, our gate sends them.

habanero has no pace, no retries and its own HTTP library, so the name under which its modules know
that library is replaced. Outside a question of ours they get the real one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import import_module
from typing import Any
from urllib.parse import quote

from citecheck import names, normalize
from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Item, Name, Outage, Reference, Relation, Work
from citecheck.records import crossref as records
from citecheck.settings import Settings
from citecheck.sources.net import notes
from citecheck.sources.net.client import Gate, Response, Silent, gate
from citecheck.sources.shared import Prompt, as_answered, batched, parsed

LISTS, SINGLE = "lists", "single"
BATCH = 40  # DOIs a request: about 1.8 kB of URL
CANDIDATES = 10
SELECT = [
    "DOI", "type", "title", "subtitle", "author", "issued", "published", "published-print", "published-online",
    "posted", "volume", "issue", "page", "article-number", "container-title", "short-container-title", "ISSN", "ISBN",
    "publisher", "relation", "update-to", "updated-by",
]  # fmt: skip
# Starts a second, as announced for 2025-12-01 (crossref.org/blog/announcing-changes-to-rest-api-rate-limits).
# In each pool: by kind of question, and how many at the same time; for Plus nobody states the latter.
_POOLS = {
    "public": ({LISTS: 1.0, SINGLE: 5.0}, 1),
    "polite": ({LISTS: 3.0, SINGLE: 10.0}, 3),
    "plus": ({LISTS: 150.0, SINGLE: 150.0}, 8),
}
_LONGEST_QUERY = 800
# What separates filters from one another, or might: such a DOI is asked for alone.
_UNFIT = frozenset(",: \t\"'\\*")


@dataclass(frozen=True, slots=True)
class _Call:
    """The question being asked in this thread."""

    gate: Gate
    kind: str
    mailto: str = field(repr=False)


_current: ContextVar[_Call | None] = ContextVar("the Crossref question in progress", default=None)


class _Absent(Exception):
    """404: Crossref has no such DOI."""


class Crossref(Prompt):
    """Looks DOIs up, many in a request; searches by ranked text, one request a reference."""

    name = "crossref"
    remote = True
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = (Stage.TEXT,)

    def __init__(self, settings: Settings, gate: Gate | None = None) -> None:
        self._url = settings.crossref_url.rstrip("/")
        self._mailto = settings.mailto
        self._timeout = settings.timeout
        self._gate = gate or open_gate(settings)

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
        """One record by its own address; none where Crossref has no such DOI. Raises Silent.

        The record's DOI may differ: a DOI can be an alias of another. The work then says so (`has-alias`).
        """
        try:
            work = records.work(self._ask(SINGLE, ids=[quote(doi, safe="")]))
        except _Absent:
            return ()
        if work.item.doi != doi:
            work = replace(work, relations=(*work.relations, Relation(kind="has-alias", doi=doi)))
        return (work,)

    def _in_flight(self) -> int:
        return self._gate.pacer.in_flight

    def _lookup_batch(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        if not _fits_a_filter(batch[0].value):
            return {one: self._lookup_single(one) for one in batch}
        dois = [one.value.lower() for one in batch]
        try:
            works = _works(self._ask(LISTS, filter={"doi": dois}, limit=len(dois), select=SELECT))
        except Silent as silent:
            return dict.fromkeys(batch, Outage(source=self.name, reason=silent.reason))
        found = {work.item.doi: work for work in works}
        if found.keys() <= set(dois):
            return {one: tuple(filter(None, [found.get(one.value.lower())])) for one in batch}
        # Works that were not asked for: aliases, or a filter that was not heeded. Absence takes a clearer word.
        return {
            one: (found[doi],) if doi in found else self._lookup_single(one)
            for one, doi in zip(batch, dois, strict=True)
        }

    def _lookup_single(self, identifier: Identifier) -> Answer:
        try:
            return self.single(identifier.value.lower())
        except Silent as silent:
            return Outage(source=self.name, reason=silent.reason)

    def _search_one(self, reference: Reference) -> Answer:
        text = query(reference)
        if not text:
            return ()
        try:
            return _works(self._ask(LISTS, query_bibliographic=text, limit=CANDIDATES, select=SELECT))
        except Silent as silent:
            return Outage(source=self.name, reason=silent.reason)

    def _ask(self, kind: str, **question: Any) -> Mapping[str, Any]:
        """The message of Crossref's answer. Raises Silent, or _Absent for a single DOI it does not have."""
        client = _habanero().Crossref(base_url=self._url, timeout=self._timeout)
        token = _current.set(_Call(self._gate, kind, self._mailto))
        try:
            message: Mapping[str, Any] = client.works(**question)["message"]
        finally:
            _current.reset(token)
        return message


def connect(settings: Settings) -> Source:
    """Crossref as these settings ask for it. Nothing is loaded or sent before the first question."""
    return Crossref(settings)


def query(reference: Reference) -> str:
    """What to ask `query.bibliographic`: the tokens Crossref indexes, "" where the reference states nothing.

    It indexes initials and family names, years, volume, issue and both full page numbers; `1319-28`
    and full given names are no tokens of that text (CrossRef/cayenne, src/cayenne/elastic/convert.clj).
    """
    item = reference.item or Item()
    parts = [
        *map(_tokens, item.author[:10]),
        item.title[:300],
        item.container_title or item.container_title_short,
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


def _works(message: Mapping[str, Any]) -> tuple[Work, ...]:
    items: Iterable[Mapping[str, Any]] = message["items"]
    return tuple(map(records.work, items))


def open_gate(settings: Settings) -> Gate:
    pool = "plus" if settings.crossref_token else "polite" if settings.mailto else "public"
    rates, in_flight = _POOLS[pool]
    token = {"Crossref-Plus-API-Token": f"Bearer {settings.crossref_token}"} if settings.crossref_token else {}
    return gate(settings, settings.crossref_url, rates, in_flight, pool=pool, headers=token)


class _Transport:
    """Stands in habanero's modules where its HTTP library was."""

    def __init__(self, library: Any) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def get(self, url: str, *, params: Mapping[str, str], **others: Any) -> Any:
        call = _current.get()
        if call is None:
            return self._library.get(url, params=params, **others)
        params = {**params, "mailto": call.mailto} if call.mailto else params
        fault = partial(_list_fault, rows=int(params.get("rows", 20))) if call.kind == LISTS else _single_fault
        answer = call.gate.send("GET", url, kind=call.kind, params=params, check=fault)
        if answer.headers.get("x-api-pool", "public").startswith("public") and not call.mailto:
            notes.slow_pool.set()
        if answer.status == 404:
            raise _Absent
        if answer.status != 200:
            raise Silent(f"refused our question ({answer.status})")
        request = self._library.Request("GET", url)
        headers = {"content-type": "application/json"}  # checked; the service's own word is not always right
        message = parsed(answer.content)["message"]
        message.pop("next-cursor", None)  # we ask for none, and habanero would go on asking
        body = json.dumps({"message": message}).encode()  # its reader is stricter than ours
        return self._library.Response(200, headers=headers, content=body, request=request)


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


@cache
def _habanero() -> Any:
    library, transport = import_module("habanero"), _Transport(import_module("httpx2"))
    for module in ("habanero.request", "habanero.request_class"):
        import_module(module).__dict__["httpx2"] = transport
    return library
