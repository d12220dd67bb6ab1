"""Crossref's REST API as a source: habanero builds the requests, our gate sends them.

habanero has no pace, no retries and its own HTTP library, so the name under which its modules know
that library is replaced. Outside a question of ours they get the real one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from citecheck import normalize
from citecheck.interfaces import Answer, Identifier, Rung, Source
from citecheck.model import Item, Name, Outage, Reference, Work
from citecheck.records import crossref as records
from citecheck.settings import Settings
from citecheck.sources.polite import Gate, Response, Silent, shared_pacer
from citecheck.sources.shared import batched

LISTS, SINGLE = "lists", "single"
BATCH = 40  # DOIs a request: about 1.8 kB of URL
CANDIDATES = 10
SELECT = [
    "DOI", "type", "title", "subtitle", "author", "issued", "published", "published-print", "published-online",
    "posted", "volume", "issue", "page", "article-number", "container-title", "short-container-title", "ISSN", "ISBN",
    "publisher", "relation", "update-to", "updated-by",
]  # fmt: skip
# Starts a second, as announced for 2025-12-01 (crossref.org/blog/announcing-changes-to-rest-api-rate-limits).
_PUBLIC = ((LISTS, 1.0), (SINGLE, 5.0))
_POLITE = ((LISTS, 3.0), (SINGLE, 10.0))
_LONGEST_QUERY = 800
# What separates filters from one another, or might: such a DOI is asked for alone.
_UNFIT = frozenset(",: \t\"'\\*")

_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class _Call:
    """The question being asked in this thread."""

    gate: Gate
    kind: str
    mailto: str = field(repr=False)


_current: ContextVar[_Call | None] = ContextVar("the Crossref question in progress", default=None)


class _Absent(Exception):
    """404: Crossref has no such DOI."""


class Crossref:
    """Looks DOIs up, many in a request; searches by ranked text, one request a reference."""

    name = "crossref"
    remote = True
    identifies = frozenset({"doi"})
    ladder: tuple[Rung, ...] = (Rung.TEXT,)

    def __init__(self, settings: Settings, gate: Gate | None = None) -> None:
        self._url = settings.crossref_url.rstrip("/")
        self._mailto = settings.mailto
        self._timeout = settings.timeout
        self._gate = gate or _gate(settings)

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        dois = list(dict.fromkeys(one for one in identifiers if one.kind == "doi"))
        alone = [[one] for one in dois if not _fits_a_filter(one.value)]
        batches = [*alone, *batched([one for one in dois if _fits_a_filter(one.value)], BATCH)]
        answers: dict[Identifier, Answer] = {}
        for answer in self._each(self._lookup_batch, batches):
            answers.update(answer)
        return {one: answers[one] for one in dois}

    def search(self, references: Sequence[Reference], rung: Rung) -> Sequence[Answer]:
        if rung is not Rung.TEXT:
            return [()] * len(references)
        return self._each(self._search_one, references)

    def _each(self, ask: Callable[[_Asked], Any], questions: Sequence[_Asked]) -> list[Any]:
        """The answers in order. The first question goes alone: it learns the limits, or that nobody is there."""
        first = [ask(question) for question in questions[:1]]
        with ThreadPoolExecutor(max_workers=self._gate.pacer.in_flight) as pool:
            return first + list(pool.map(ask, questions[1:]))

    def _lookup_batch(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        dois = [one.value.lower() for one in batch]
        try:
            if not _fits_a_filter(dois[0]):
                return {batch[0]: self._single(dois[0])}
            message = self._ask(LISTS, filter={"doi": dois}, limit=len(dois), select=SELECT)
        except Silent as silent:
            return dict.fromkeys(batch, Outage(source=self.name, reason=silent.reason))
        found = {work.item.doi: work for work in _works(message)}
        return {one: tuple(filter(None, [found.get(one.value.lower())])) for one in batch}

    def _single(self, doi: str) -> tuple[Work, ...]:
        """One record by its own address. The answer's DOI may differ: a DOI can be an alias of another."""
        try:
            return (records.work(self._ask(SINGLE, ids=[quote(doi, safe="")])),)
        except _Absent:
            return ()

    def _search_one(self, reference: Reference) -> Answer:
        text = query(reference)
        if not text:
            return ()
        try:
            return tuple(_works(self._ask(LISTS, query_bibliographic=text, limit=CANDIDATES, select=SELECT)))
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
    return name.literal or " ".join([*normalize.initials(name.given).upper(), name.family])


def _works(message: Mapping[str, Any]) -> Iterator[Work]:
    return (records.work(record) for record in message["items"])


def _gate(settings: Settings) -> Gate:
    rates, in_flight = (_POLITE, 3) if settings.mailto else (_PUBLIC, 1)
    pacer = shared_pacer(urlsplit(settings.crossref_url).netloc, rates, in_flight)
    return Gate(pacer, timeout=settings.timeout, mailto=settings.mailto)


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
        fault = _list_fault if call.kind == LISTS else _single_fault
        answer = call.gate.send("GET", url, kind=call.kind, params=params, check=fault)
        if answer.status == 404:
            raise _Absent
        if answer.status != 200:
            raise Silent(f"refused our question ({answer.status})")
        request = self._library.Request("GET", url)
        headers = {"content-type": "application/json"}  # checked; the service's own word is not always right
        return self._library.Response(200, headers=headers, content=answer.content, request=request)


def _list_fault(answer: Response) -> str:
    """Why this is not the documented list of works: a wrong answer must not read as "nothing found"."""
    if answer.status == 404:
        return "unexpected answer (404)"
    fault, message = _message(answer)
    if fault or answer.status != 200:
        return fault
    items = message.get("items")
    whole = isinstance(items, list) and all(isinstance(one, dict) and one.get("DOI") for one in items)
    return "" if whole and isinstance(message.get("total-results"), int) else "answer was not as documented"


def _single_fault(answer: Response) -> str:
    fault, message = _message(answer)
    return fault if fault or answer.status != 200 or message.get("DOI") else "answer was not as documented"


def _message(answer: Response) -> tuple[str, dict[str, Any]]:
    if answer.status != 200:
        return "", {}  # a 404 is plain text
    try:
        message = json.loads(answer.content)["message"]
    except (ValueError, RecursionError):
        return "answer was not JSON", {}
    except (KeyError, TypeError):
        return "answer was not as documented", {}
    return ("", message) if isinstance(message, dict) else ("answer was not as documented", {})


@cache
def _habanero() -> Any:
    library, transport = import_module("habanero"), _Transport(import_module("httpx2"))
    for module in ("habanero.request", "habanero.request_class"):
        import_module(module).__dict__["httpx2"] = transport
    return library
