"""Crossref's REST API as a source: habanero writes the requests, our client sends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from citecheck.interfaces import (
    Answer,
    Client,
    Endpoint,
    Identifier,
    Response,
    Run,
    Source,
    SourceInfo,
    Stage,
    Unanswered,
)
from citecheck.model import Outage, Reference, Relation, Work
from citecheck.records import crossref as records
from citecheck.sources import crossref_requests
from citecheck.sources.crossref_books import Books
from citecheck.sources.crossref_query import query
from citecheck.sources.crossref_service import LISTS, PLUS, SELECT, SINGLE, WORKS
from citecheck.sources.shared import Prompt, as_answered, batched, parsed

BATCH = 40  # DOIs a request: about 1.8 kB of URL
CANDIDATES = 10
_FOREIGN = 3  # so many DOIs of one prefix that Crossref does not have: it is another agency's
_SLOW_POOL = "Crossref answered in its slow pool: it was given no contact address"
# What separates filters from one another, or might: such a DOI is asked for alone.
_UNFIT = frozenset(",: \t\"'\\*")


class Crossref(Prompt):
    """Looks DOIs up, many in a request; searches by ranked text, one request a reference.

    What reads as a book is looked for by its ISBNs, many in a request; where they lead to no such book, by ranked text
    among books, one request a reference.
    """

    name = "crossref"
    remote = True
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = (Stage.TEXT, Stage.BOOK)

    def __init__(self, run: Run, client: Client) -> None:
        self._address = WORKS.address(run.settings)
        self._mailto = run.settings.mailto
        self._run = run
        self._client = client
        self._books = Books(self.name, self._listed, self._search_one, self._in_flight, run.settings.policy)
        self._absent: Counter[str] = Counter()

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        dois = list(dict.fromkeys(one for one in identifiers if one.kind == "doi"))
        alone = [[one] for one in dois if not _fits_a_filter(one.value)]
        batches = [*alone, *batched([one for one in dois if _fits_a_filter(one.value)], BATCH)]
        for _, answers in as_answered(self._lookup_batch, batches, self._in_flight):
            yield from answers.items()

    def asks(self, reference: Reference, stage: Stage) -> bool:
        return stage is not Stage.BOOK or self._books.asks(reference)

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        if stage is Stage.TEXT:
            yield from as_answered(
                lambda place: self._search_one(references[place]), range(len(references)), self._in_flight
            )
        elif stage is Stage.BOOK:
            yield from self._books.search(references)
        else:
            yield from super().search_each(references, stage)

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

    def _search_one(self, reference: Reference, **only: Any) -> Answer:
        text = query(reference)
        if not text:
            return ()
        try:
            return self._listed(CANDIDATES, query_bibliographic=text, **only)
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


def _fits_a_filter(doi: str) -> bool:
    return doi.isascii() and not _UNFIT.intersection(doi)


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


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    return Crossref(run, opened(WORKS))


source = SourceInfo(
    name="crossref",
    title="Crossref",
    identifies=Crossref.identifies,
    connect=_connected,
    endpoints=(WORKS,),
    keys=(PLUS,),
    reader=2,
    rank=10,
    wanted=lambda settings: True,
)
