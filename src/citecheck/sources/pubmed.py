"""PubMed as a source: many references in one boolean search, the records fetched once and matched back here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from citecheck.interfaces import Answer, Client, Endpoint, Identifier, Run, Source, SourceInfo, Stage, Unanswered
from citecheck.model import Item, Outage, Reference, Work
from citecheck.sources import citation_match, pmcids, pubmed_query
from citecheck.sources.entrez import API_KEY, EUTILS, MAINTAINER, MOST_HITS, MOST_RECORDS, Entrez
from citecheck.sources.pubmed_query import Question
from citecheck.sources.shared import Prompt, batched

_LOOKUPS = 50  # DOIs a search
_MOST_CLAUSES = 60
_LONGEST_TERM = 8000


class PubMed(Prompt):
    """Looks up PMIDs, DOIs and PMCIDs; searches by the fields stated, then with one field left out in turn.

    A reference that states too little to be asked about at a search stage (no author or title, or fewer than
    two fields beside it) is answered with no works: asking could only have brought in strangers. At the
    last stage PubMed's citation matcher gives a second opinion on what was not found and states its journal.
    """

    name = "pubmed"
    remote = True
    identifies = frozenset({"doi", "pmid", "pmcid"})
    stages: tuple[Stage, ...] = (Stage.EXACT, Stage.RELAXED)

    def __init__(self, run: Run, eutils: Client, converter: Client) -> None:
        self._entrez = Entrez(run, eutils)
        self._converter = pmcids.Converter(run, converter)

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        known = dict.fromkeys(one for one in identifiers if one.kind in self.identifies)
        for kind, most in (("pmid", MOST_RECORDS), ("doi", _LOOKUPS), ("pmcid", pmcids.MOST)):
            for batch in batched([one for one in known if one.kind == kind], most):
                yield from self._lookup(batch)

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        places: dict[Question, list[int]] = defaultdict(list)
        for place, reference in enumerate(references):
            places[pubmed_query.question(reference, stage) if stage in self.stages else ()].append(place)
        open_still: list[int] = []
        for question, answer in self._searched(places):
            for place in places[question]:
                if answer == () and stage is Stage.RELAXED and citation_match.fits(references[place].item or Item()):
                    open_still.append(place)
                else:
                    yield place, answer
        for batch in batched(open_still, citation_match.MOST_LINES):
            items = [references[place].item or Item() for place in batch]
            yield from zip(batch, self._second_opinions(items), strict=True)

    def _searched(self, questions: Iterable[Question]) -> Iterator[tuple[Question, Answer]]:
        asked = []
        for question in questions:
            if question:
                asked.append(question)
            else:
                yield question, ()
        for batch in _affordable(asked):
            yield from self._search(batch).items()

    def _lookup(self, batch: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        """Answers for identifiers of one kind, matched by what the records say of themselves."""
        try:
            works = self._works_of(batch)
        except Unanswered as unanswered:
            yield from ((one, Outage(source=self.name, reason=unanswered.reason)) for one in batch)
            return
        for one in batch:
            yield one, tuple(filter(None, [works.get(one.value.lower())]))

    def _works_of(self, batch: Sequence[Identifier]) -> dict[str, Work]:
        kind = batch[0].kind
        if kind == "pmid":
            # One malformed number makes EFetch refuse the whole request.
            numbers = [one.value for one in batch if one.value.isdecimal() and int(one.value)]
            return {work.item.pmid: work for work in self._entrez.fetch(numbers)}
        if kind == "pmcid":
            named = self._converter.pmids([one.value for one in batch])
            held = {work.item.pmid: work for work in self._found(list(dict.fromkeys(filter(None, named.values()))))}
            return {pmcid.lower(): held[pmid] for pmcid, pmid in named.items() if pmid}
        found = self._entrez.search(" OR ".join(map(_tagged, batch)))
        if found.total > MOST_HITS:
            raise Unanswered("far more hits than identifiers")
        return {work.item.doi: work for work in self._found(found.pmids)}

    def _search(self, batch: Sequence[Question]) -> dict[Question, Answer]:
        """Answers for these questions; halves the batch when it brings in more than can be fetched."""
        try:
            found = self._entrez.search(pubmed_query.render(batch))
            if found.total > MOST_HITS and len(batch) > 1:
                middle = len(batch) // 2
                return self._search(batch[:middle]) | self._search(batch[middle:])
            if found.total > MOST_HITS:
                widened = ": a part of the question was dropped" if found.widened else ""
                raise Unanswered(f"too many hits to compare{widened}")
            works = self._found(found.pmids)
        except Unanswered as unanswered:
            return dict.fromkeys(batch, Outage(source=self.name, reason=unanswered.reason))
        return {question: tuple(work for work in works if pubmed_query.answers(question, work)) for question in batch}

    def _second_opinions(self, items: Sequence[Item]) -> list[Answer]:
        """What the citation matcher names for these items; a line it did not come to is asked once more, alone."""
        try:
            said = citation_match.read(self._entrez.match(citation_match.lines(items)))
            named = {place: pmids for place, pmids in said.items() if place < len(items)}
            works = {work.item.pmid: work for work in self._found(_distinct(named.values()))}
        except Unanswered as unanswered:
            return [Outage(source=self.name, reason=unanswered.reason)] * len(items)
        answers: list[Answer] = []
        for place, item in enumerate(items):
            if place in named:
                answers.append(tuple(works[pmid] for pmid in named[place]))
            elif len(items) > 1:
                answers.extend(self._second_opinions([item]))
            else:
                answers.append(Outage(source=self.name, reason="citation matcher left it out"))
        return answers

    def _found(self, pmids: Sequence[str]) -> list[Work]:
        """The records that PubMed itself has named, by number. Raises Unanswered where it then leaves some out: nothing
        can be called absent on such an answer."""
        works = {work.item.pmid: work for part in batched(pmids, MOST_RECORDS) for work in self._entrez.fetch(part)}
        if missing := [pmid for pmid in pmids if pmid not in works]:
            works |= {work.item.pmid: work for work in self._entrez.fetch(missing[:MOST_RECORDS])}
        if not works.keys() >= set(pmids):
            raise Unanswered("records that were found were left out")
        return sorted(works.values(), key=lambda work: int(work.item.pmid))


def _tagged(doi: Identifier) -> str:
    return f'"{doi.value.replace(chr(34), " ")}"[aid]'


def _distinct(named: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(pmid for pmids in named for pmid in pmids))


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


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    return PubMed(run, opened(EUTILS), opened(pmcids.CONVERTER))


source = SourceInfo(
    name="pubmed",
    title="PubMed",
    identifies=PubMed.identifies,
    connect=_connected,
    endpoints=(EUTILS, pmcids.CONVERTER),
    keys=(API_KEY, MAINTAINER),
    batch=60,  # as many references as fill one boolean search
    rank=20,
    wanted=lambda settings: True,
)
