"""PubMed as a source: many references in one boolean search, the records fetched once and matched back here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from citecheck.interfaces import Answer, Identifier, Rung, Source
from citecheck.model import Outage, Reference, Work
from citecheck.settings import Settings
from citecheck.sources import pubmed_query
from citecheck.sources.entrez import MOST_HITS, MOST_RECORDS, Entrez
from citecheck.sources.polite import Gate, Silent
from citecheck.sources.pubmed_query import Question
from citecheck.sources.shared import batched

_LOOKUPS = 50  # DOIs or PMCIDs a search
_MOST_CLAUSES = 60
_LONGEST_TERM = 8000


class PubMed:
    """Looks up PMIDs, DOIs and PMCIDs; searches by the fields stated, then with one field left out in turn.

    A reference that states too little to be asked about at a rung (no author or title, or fewer than
    two fields beside it) is answered with no works: asking could only have brought in strangers.
    """

    name = "pubmed"
    remote = True
    identifies = frozenset({"doi", "pmid", "pmcid"})
    ladder: tuple[Rung, ...] = (Rung.EXACT, Rung.RELAXED)

    def __init__(self, settings: Settings, gate: Gate | None = None) -> None:
        self._entrez = Entrez(settings, gate)

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        known = list(dict.fromkeys(one for one in identifiers if one.kind in self.identifies))
        answers: dict[Identifier, Answer] = {}
        for batch in batched([one for one in known if one.kind == "pmid"], MOST_RECORDS):
            answers |= self._lookup(batch)
        for kind in ("doi", "pmcid"):
            for batch in batched([one for one in known if one.kind == kind], _LOOKUPS):
                answers |= self._lookup(batch)
        return {one: answers[one] for one in known}

    def search(self, references: Sequence[Reference], rung: Rung) -> Sequence[Answer]:
        if rung not in self.ladder:
            return [()] * len(references)
        questions = [pubmed_query.question(reference, rung) for reference in references]
        answers: dict[Question, Answer] = {(): ()}
        for batch in _affordable([question for question in dict.fromkeys(questions) if question]):
            answers |= self._search(batch)
        return [answers[question] for question in questions]

    def _lookup(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        """Answers for identifiers of one kind, matched by what the records say of themselves."""
        try:
            works = self._entrez.fetch(self._pmids(batch))
        except Silent as silent:
            return dict.fromkeys(batch, Outage(source=self.name, reason=silent.reason))
        held = {getattr(work.item, batch[0].kind).lower(): work for work in works}
        return {one: tuple(filter(None, [held.get(one.value.lower())])) for one in batch}

    def _pmids(self, batch: Sequence[Identifier]) -> list[str]:
        if batch[0].kind == "pmid":
            # One malformed number makes EFetch refuse the whole request.
            return [one.value for one in batch if one.value.isdecimal() and int(one.value)]
        found = self._entrez.search(" OR ".join(map(_tagged, batch)))
        if found.total > MOST_HITS:
            raise Silent("far more hits than identifiers")
        return list(found.pmids)

    def _search(self, batch: Sequence[Question]) -> dict[Question, Answer]:
        """Answers for these questions; halves the batch when it brings in more than can be fetched."""
        try:
            found = self._entrez.search(pubmed_query.render(batch))
            if found.total > MOST_HITS and len(batch) > 1:
                middle = len(batch) // 2
                return self._search(batch[:middle]) | self._search(batch[middle:])
            if found.total > MOST_HITS:
                raise Silent("too many hits to compare")
            works = self._fetched(found.pmids)
        except Silent as silent:
            return dict.fromkeys(batch, Outage(source=self.name, reason=silent.reason))
        return {question: tuple(work for work in works if pubmed_query.answers(question, work)) for question in batch}

    def _fetched(self, pmids: Sequence[str]) -> list[Work]:
        """The records of these PMIDs, by number; one that EFetch leaves out was merged or withdrawn."""
        works = (work for part in batched(pmids, MOST_RECORDS) for work in self._entrez.fetch(part))
        return sorted({work.item.pmid: work for work in works}.values(), key=lambda work: int(work.item.pmid))


def connect(settings: Settings) -> Source:
    """PubMed as these settings ask for it. Nothing is loaded or sent before the first question."""
    return PubMed(settings)


def _tagged(identifier: Identifier) -> str:
    if identifier.kind == "pmcid":
        return f"{identifier.value}[pmcid] OR {identifier.value}[aid]"
    return f'"{identifier.value.replace(chr(34), " ")}"[aid]'


def _affordable(questions: Iterable[Question]) -> Iterable[Sequence[Question]]:
    """Batches that fit one search: so many clauses, so many characters."""
    batch: list[Question] = []
    clauses = length = 0
    for question in questions:
        size = len(pubmed_query.render([question])) + 4
        if batch and (clauses + len(question) > _MOST_CLAUSES or length + size > _LONGEST_TERM):
            yield batch
            batch, clauses, length = [], 0, 0
        batch.append(question)
        clauses, length = clauses + len(question), length + size
    if batch:
        yield batch
