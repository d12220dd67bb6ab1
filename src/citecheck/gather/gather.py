"""Asks the sources about a batch of references, cheapest question first, until each has a good candidate.

1. Identifiers that references claim: one batched lookup a source. Sources that can't search are
   asked last, and only about identifiers that no other source has.
2. Stage after stage, for references that are still open: a search; then what one source found is
   looked up in the others by its identifiers, so that every registry's view of a work is seen.
   At the last stage what reads as a book is asked about once more where only another edition is known.
3. What is accepted and has no DOI is searched for with what its own record says.
4. Where somebody wants it, the addresses that references cite are visited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from citecheck import normalize
from citecheck.gather import links
from citecheck.gather.grouping import is_same, prefilter, same_works
from citecheck.interfaces import Answer, Identifier, Incomplete, Source, Stage
from citecheck.match import books
from citecheck.match.score import candidate
from citecheck.model import Candidate, Evidence, Item, Link, Outage, Reference, Work
from citecheck.settings import Policy


@dataclass(slots=True)
class _State:
    """What is known so far about one reference; the only mutable thing in a run.

    `order`: the places of the sources as they were named; what they say is kept in that order. `doubts`: sources that
    said something, but perhaps not all; that counts as an outage as long as nothing is accepted.
    """

    reference: Reference
    order: Mapping[str, int]
    works: list[Work] = field(default_factory=list)
    outages: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    registered: list[Work] = field(default_factory=list)
    candidates: tuple[Candidate, ...] = ()
    asked: set[tuple[str, Stage]] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)

    def add(self, source: str, answer: Answer) -> None:
        if isinstance(answer, Outage):
            named = answer.works if isinstance(answer, Incomplete) else ()
            (self.doubts if named else self.outages).setdefault(source, answer.reason)
            answer = named
        self.registered += [work for work in answer if work.agency]
        new = [work for work in answer if work not in self.works and not work.agency]
        if new:
            self.works = sorted([*self.works, *new], key=lambda work: self._place(work.source))
            self._compare()

    def mark_dead(self, dois: Sequence[str]) -> None:
        """These claimed DOIs name nothing, so they speak neither for nor against any work."""
        if dois:
            self.dead += dois
            self._compare()

    def _compare(self) -> None:
        claimed = self.reference
        if claimed.item and self.dead:
            claimed = replace(claimed, item=replace(claimed.item, doi=""))
        groups = prefilter(claimed, list(same_works(self.works)))
        scored = (candidate(claimed, group) for group in groups)
        self.candidates = tuple(sorted(scored, key=lambda one: -one.score))

    def accepted(self, policy: Policy) -> Candidate | None:
        best = self.candidates[0] if self.candidates else None
        return best if best and best.score >= policy.threshold else None

    def is_open(self, stage: Stage, policy: Policy) -> bool:
        """Whether it should be searched for at this stage: as long as nothing is accepted, or not the edition cited."""
        best = self.accepted(policy)
        claimed = self.reference.item
        return best is None or (
            stage is Stage.BOOK and claimed is not None and books.is_another_edition(claimed, best.works)
        )

    def evidence(self, policy: Policy) -> Evidence:
        reasons = self.outages if self.accepted(policy) else self.doubts | self.outages
        outages = tuple(Outage(source=source, reason=reasons[source]) for source in sorted(reasons, key=self._place))
        return Evidence(
            reference=self.reference,
            candidates=self.candidates,
            outages=outages,
            dead=tuple(self.dead),
            registered=tuple(self.registered),
            links=tuple(self.links),
        )

    def _place(self, source: str) -> int:
        return self.order.get(source, len(self.order))


def gather(references: Sequence[Reference], sources: Sequence[Source], policy: Policy) -> list[Evidence]:
    """The evidence about each reference, in the order given."""
    registers = [source for source in sources if not source.stages]
    sources = [source for source in sources if source.stages]
    order = {source.name: place for place, source in enumerate([*sources, *registers])}
    states = [_State(reference, order) for reference in references]
    readable = [state for state in states if state.reference.item]
    asked: dict[tuple[str, Identifier], Answer] = {}
    _look_up(readable, sources, asked, _claimed)
    _look_up(readable, registers, asked, partial(_unknown, asked=asked, others=sources))
    for state in readable:
        state.mark_dead(list(_dead(state, registers, asked)))
    for stage in Stage:
        for source in sources:
            if stage in source.stages:
                _search([one for one in readable if one.is_open(stage, policy)], source, stage)
        _look_up(readable, sources, asked, partial(_found, policy=policy))
    for source in sources:
        if Stage.TEXT in source.stages:
            _search_by_record(readable, source, policy)
    for source in registers:
        if "url" in source.identifies:
            _visit(readable, source)
    return [state.evidence(policy) for state in states]


def _visit(states: Iterable[_State], source: Source) -> None:
    """What is at the addresses that references cite. It says nothing of the works, so no outcome hangs on it."""
    cited = [(state, Identifier("url", url)) for state in states if (url := links.visitable(state.reference))]
    answers = source.lookup(list(dict.fromkeys(one for _, one in cited))) if cited else {}
    for state, one in cited:
        answer = answers[one]
        unseen = answer.reason if isinstance(answer, Outage) else ""
        state.links.append(Link(url=one.value, gone=answer == (), unseen=unseen))


def _search(states: Sequence[_State], source: Source, stage: Stage) -> None:
    if states:
        answers = source.search([state.reference for state in states], stage)
        for state, answer in zip(states, answers, strict=True):
            state.asked.add((source.name, stage))
            state.add(source.name, answer)


def _search_by_record(states: Sequence[_State], source: Source, policy: Policy) -> None:
    """Asks for accepted works that have no DOI and that the source has not described: with what their own record says,
    which tells more than the reference; not what it was asked about as a book. Only descriptions of the same work are
    taken."""
    wanted = [
        (state, accepted)
        for state in states
        if (accepted := state.accepted(policy))
        and not accepted.item.doi
        and source.name not in {work.source for work in accepted.works}
        and (source.name, Stage.BOOK) not in state.asked
    ]
    records = [Reference(key=state.reference.key, item=accepted.item) for state, accepted in wanted]
    answers = source.search(records, Stage.TEXT) if records else ()
    for (state, accepted), answer in zip(wanted, answers, strict=True):
        if not isinstance(answer, Outage):
            answer = tuple(work for work in answer if any(is_same(work, one) for one in accepted.works))
        state.add(source.name, answer)


def _look_up(
    states: Iterable[_State],
    sources: Sequence[Source],
    asked: dict[tuple[str, Identifier], Answer],
    questions: Callable[[_State, Source], list[Identifier]],
) -> None:
    """One lookup a source for all that the references want to know and nobody has asked yet."""
    for source in sources:
        wanted = [(state, name) for state in states for name in questions(state, source)]
        new = dict.fromkeys(name for _, name in wanted if (source.name, name) not in asked)
        if new:
            answers = source.lookup(list(new))
            asked.update({(source.name, name): answer for name, answer in answers.items()})
        for state, name in wanted:
            state.add(source.name, asked[source.name, name])


def _claimed(state: _State, source: Source) -> list[Identifier]:
    """The identifiers that the reference itself claims. Each is asked: they may lead to different works."""
    return _identifiers(state.reference.item or Item(), source)


def _unknown(
    state: _State, source: Source, *, asked: Mapping[tuple[str, Identifier], Answer], others: Sequence[Source]
) -> list[Identifier]:
    """The claimed identifiers of which every other source that knows such identifiers says: not here."""
    claimed = _claimed(state, source)
    return [
        one for one in claimed if all(asked[other.name, one] == () for other in others if one.kind in other.identifies)
    ]


def _dead(state: _State, registers: Sequence[Source], asked: Mapping[tuple[str, Identifier], Answer]) -> Iterator[str]:
    """The claimed DOIs that no agency has: a register was asked, because nobody else knew, and does not have it."""
    for source in registers:
        for one in _claimed(state, source):
            if one.kind == "doi" and asked.get((source.name, one)) == ():
                yield one.value


def _found(state: _State, source: Source, policy: Policy) -> list[Identifier]:
    """One identifier of the accepted candidate, for a source that has not described it yet."""
    accepted = state.accepted(policy)
    if accepted is None or source.name in {work.source for work in accepted.works}:
        return []
    return _identifiers(accepted.item, source)[:1]


def _identifiers(item: Item, source: Source) -> list[Identifier]:
    known = (("pmid", item.pmid), ("doi", item.doi or normalize.arxiv_doi(item.url)), ("pmcid", item.pmcid))
    return [Identifier(kind, value) for kind, value in known if value and kind in source.identifies]
