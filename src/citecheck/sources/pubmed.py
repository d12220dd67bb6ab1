"""PubMed as a source: many references in one boolean search, the records fetched once and matched back here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from citecheck.interfaces import (
    Answer,
    Client,
    Endpoint,
    Identifier,
    Incomplete,
    Run,
    Source,
    SourceInfo,
    Stage,
    Unanswered,
)
from citecheck.model import Item, Outage, Reference, Work
from citecheck.sources import citation_match, citmatch, pmcids, pubmed_query
from citecheck.sources.entrez import API_KEY, EUTILS, MAINTAINER, MOST_HITS, MOST_RECORDS, Entrez
from citecheck.sources.pubmed_query import Question
from citecheck.sources.shared import Prompt, Refused, batched, divided

_LOOKUPS = 50  # DOIs a search
_MOST_CLAUSES = 60
_LONGEST_TERM = 8000
_LEFT_OUT = "records that were found were left out"

_T = TypeVar("_T")


class PubMed(Prompt):
    """Looks up PMIDs, DOIs and PMCIDs; searches by the fields stated, then with one field left out in turn.

    A reference that states too little to be asked about at a search stage (no author or title, or fewer than
    two fields beside it) is answered with no works: asking could only have brought in strangers. At the second
    stage PubMed's citation matcher gives a second opinion on what was not found and states its journal; at the last
    one, where there is a `matcher`, its other matcher is asked about the text of what has a title.
    """

    name = "pubmed"
    remote = True
    identifies = frozenset({"doi", "pmid", "pmcid"})
    stages: tuple[Stage, ...] = (Stage.EXACT, Stage.RELAXED)

    def __init__(self, run: Run, eutils: Client, converter: Client, matcher: citmatch.Matcher | None = None) -> None:
        self._matcher = matcher
        if matcher:
            self.stages = (*self.stages, Stage.TEXT)
        self._entrez = Entrez(run, eutils)
        self._converter = pmcids.Converter(run, converter)

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        known = dict.fromkeys(one for one in identifiers if one.kind in self.identifies)
        for kind, most in (("pmid", MOST_RECORDS), ("doi", _LOOKUPS), ("pmcid", pmcids.MOST)):
            for batch in batched([one for one in known if one.kind == kind], most):
                yield from self._lookup(batch)

    def asks(self, reference: Reference, stage: Stage) -> bool:
        return stage is not Stage.TEXT or bool(citmatch.text(reference.item or Item()))

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        if stage is Stage.TEXT:
            yield from ((place, self._by_text(one.item or Item())) for place, one in enumerate(references))
            return
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
            yield from divided(self.name, batch, self._search).items()

    def _lookup(self, batch: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        """Answers for identifiers of one kind, matched by what the records say of themselves."""
        ask = {"pmid": self._by_pmid, "pmcid": self._by_pmcid, "doi": self._by_doi}[batch[0].kind]
        yield from divided(self.name, batch, ask).items()

    def _by_pmid(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        # One malformed number makes EFetch refuse the whole request.
        numbers = [one.value for one in batch if one.value.isdecimal() and int(one.value)]
        works = {work.item.pmid: work for work in self._entrez.fetch(numbers)}
        return {one: tuple(filter(None, [works.get(one.value)])) for one in batch}

    def _by_pmcid(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        named = self._converter.pmids([one.value for one in batch])
        works, left_out = self._records(_distinct([filter(None, named.values())]))
        return {
            one: self._outage(_LEFT_OUT) if pmid in left_out else (works[pmid],) if pmid else ()
            for one in batch
            for pmid in [named[one.value]]
        }

    def _by_doi(self, batch: Sequence[Identifier]) -> dict[Identifier, Answer]:
        works, left_out = self._hits(" OR ".join(map(_tagged, batch)))
        by_doi = {work.item.doi: work for work in works}
        found: dict[Identifier, Answer] = {
            one: (by_doi[one.value.lower()],) for one in batch if one.value.lower() in by_doi
        }
        return found | self._rest([one for one in batch if one not in found], self._by_doi, left_out, len(batch))

    def _search(self, batch: Sequence[Question]) -> dict[Question, Answer]:
        works, left_out = self._hits(pubmed_query.render(batch))
        answers = {one: tuple(work for work in works if pubmed_query.answers(one, work)) for one in batch}
        # A record that was named and not handed out may be what one of these means.
        found: dict[Question, Answer] = {
            one: self._incomplete(works) if left_out else works for one, works in answers.items() if works
        }
        return found | self._rest([one for one in batch if one not in found], self._search, left_out, len(batch))

    def _rest(
        self,
        batch: Sequence[_T],
        ask: Callable[[Sequence[_T]], dict[_T, Answer]],
        left_out: Sequence[str],
        size: int,
    ) -> dict[_T, Answer]:
        """Answers for those of a batch of this size that no record fits: not here, unless records were left out. Then
        they are asked in smaller batches, until it is known whose search names what is left out."""
        if not left_out:
            return dict.fromkeys(batch, ())
        if len(batch) == size == 1:
            return {batch[0]: self._outage(_LEFT_OUT)}
        middle = len(batch) // 2 if len(batch) == size else len(batch)
        halves = [half for half in (batch[:middle], batch[middle:]) if half]
        return {one: answer for half in halves for one, answer in divided(self.name, half, ask).items()}

    def _hits(self, term: str) -> tuple[list[Work], list[str]]:
        """The records that a search finds, and the numbers of those that PubMed names and does not hand out. Raises
        Refused where it is not understood or finds more than can be fetched."""
        found = self._entrez.search(term)
        if found.misunderstood:
            raise Refused("a field of our question was not understood")
        if found.total > MOST_HITS:
            widened = ": a part of the question was dropped" if found.widened else ""
            raise Refused(f"too many hits to compare{widened}")
        works, left_out = self._records(found.pmids)
        return sorted(works.values(), key=lambda work: int(work.item.pmid)), left_out

    def _by_text(self, item: Item) -> Answer:
        """What the matcher of texts names, one citation at a time."""
        text = citmatch.text(item) if self._matcher else ""
        if not self._matcher or not text:
            return ()
        try:
            works, left_out = self._records(self._matcher.pmids(text))
        except Unanswered as unanswered:
            return self._outage(unanswered.reason)
        if left_out and not works:
            return self._outage(_LEFT_OUT)
        return self._incomplete(tuple(works.values())) if left_out else tuple(works.values())

    def _second_opinions(self, items: Sequence[Item]) -> list[Answer]:
        """What the citation matcher names for these items; a line it did not come to is asked once more, alone."""
        try:
            said = citation_match.read(self._entrez.match(citation_match.lines(items)))
            named = {place: pmids for place, pmids in said.items() if place < len(items)}
            works, left_out = self._records(_distinct(named.values()))
        except Unanswered as unanswered:
            return [self._outage(unanswered.reason)] * len(items)
        answers: list[Answer] = []
        for place, item in enumerate(items):
            if place in named:
                fetched = tuple(works[pmid] for pmid in named[place] if pmid in works)
                answers.append(self._incomplete(fetched) if set(left_out) & set(named[place]) else fetched)
            elif len(items) > 1:
                answers.extend(self._second_opinions([item]))
            else:
                answers.append(self._outage("citation matcher left it out"))
        return answers

    def _records(self, pmids: Sequence[str]) -> tuple[dict[str, Work], list[str]]:
        """The records that PubMed itself has named, by number, and those that it then leaves out, even when it is asked
        for them alone: merged and withdrawn ones."""
        works = {work.item.pmid: work for part in batched(pmids, MOST_RECORDS) for work in self._entrez.fetch(part)}
        if missing := [pmid for pmid in pmids if pmid not in works]:
            works |= {work.item.pmid: work for work in self._entrez.fetch(missing[:MOST_RECORDS])}
        return works, [pmid for pmid in missing if pmid not in works]

    def _outage(self, reason: str) -> Outage:
        return Outage(source=self.name, reason=reason)

    def _incomplete(self, works: tuple[Work, ...]) -> Outage:
        return Incomplete(source=self.name, reason=_LEFT_OUT, works=works)


def _tagged(doi: Identifier) -> str:
    return f'"{doi.value.replace(chr(34), " ")}"[aid]'


def _distinct(named: Iterable[Iterable[str]]) -> list[str]:
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
    matcher = citmatch.Matcher(run, opened(citmatch.MATCHER)) if citmatch.asked(run.settings) else None
    return PubMed(run, opened(EUTILS), opened(pmcids.CONVERTER), matcher)


source = SourceInfo(
    name="pubmed",
    title="PubMed",
    identifies=PubMed.identifies,
    connect=_connected,
    endpoints=(EUTILS, pmcids.CONVERTER, citmatch.MATCHER),
    keys=(API_KEY, MAINTAINER),
    batch=60,  # as many references as fill one boolean search
    rank=20,
    wanted=lambda settings: True,
)
