"""Asks the sources about a batch of references, cheapest question first, until each has a good candidate.

1. Identifiers that references state: one batched lookup a source. Sources that can't search are
   asked last, and only about identifiers that no other source has.
2. Stage after stage, for references that are still open: a search; then what one source found is
   looked up in the others by its identifiers, so that every registry's view of a work is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from citecheck import normalize
from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.match.compare import compare
from citecheck.match.score import candidate
from citecheck.match.text.beside import Text, quick_score, text_of
from citecheck.model import Candidate, Evidence, Item, Level, Outage, Reference, Work
from citecheck.settings import Policy

_KINDS = ("pmid", "doi", "pmcid")
_COMPARED = 4  # works that are compared field by field; a quick look has put them first
# A titled work of which a quick look finds less is not what a titled reference means: its whole title alone is 6.
_TITLE_WORDS, _LEAST_QUICK_SCORE = 4, 5.0


@dataclass(slots=True)
class _State:
    """What is known so far about one reference; the only mutable thing in a run.

    `order`: the places of the sources as they were named; what they say is kept in that order.
    """

    reference: Reference
    order: Mapping[str, int]
    works: list[Work] = field(default_factory=list)
    outages: dict[str, str] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    registered: list[Work] = field(default_factory=list)
    candidates: tuple[Candidate, ...] = ()

    def add(self, source: str, answer: Answer) -> None:
        if isinstance(answer, Outage):
            self.outages.setdefault(source, answer.reason)
            return
        self.registered += [work for work in answer if work.agency]
        new = [work for work in answer if work not in self.works and not work.agency]
        if new:
            self.works = sorted([*self.works, *new], key=lambda work: self._place(work.source))
            self._compare()

    def mark_dead(self, dois: Sequence[str]) -> None:
        """These stated DOIs name nothing, so they speak neither for nor against any work."""
        if dois:
            self.dead += dois
            self._compare()

    def _compare(self) -> None:
        stated = self.reference
        if stated.item and self.dead:
            stated = replace(stated, item=replace(stated.item, doi=""))
        groups = prefilter(stated, list(same_works(self.works)))
        scored = (candidate(stated, group) for group in groups)
        self.candidates = tuple(sorted(scored, key=lambda one: -one.score))

    def accepted(self, policy: Policy) -> Candidate | None:
        best = self.candidates[0] if self.candidates else None
        return best if best and best.score >= policy.threshold else None

    def evidence(self) -> Evidence:
        silent = sorted(self.outages, key=self._place)
        outages = tuple(Outage(source=source, reason=self.outages[source]) for source in silent)
        return Evidence(
            reference=self.reference,
            candidates=self.candidates,
            outages=outages,
            dead=tuple(self.dead),
            registered=tuple(self.registered),
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
    _look_up(readable, sources, asked, _stated)
    _look_up(readable, registers, asked, partial(_unknown, asked=asked, others=sources))
    for state in readable:
        state.mark_dead(list(_dead(state, registers, asked)))
    for stage in Stage:
        for source in sources:
            if stage in source.stages:
                _search([one for one in readable if not one.accepted(policy)], source, stage)
        _look_up(readable, sources, asked, partial(_found, policy=policy))
    return [state.evidence() for state in states]


def _search(states: Sequence[_State], source: Source, stage: Stage) -> None:
    if states:
        answers = source.search([state.reference for state in states], stage)
        for state, answer in zip(states, answers, strict=True):
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


def _stated(state: _State, source: Source) -> list[Identifier]:
    """The identifiers that the reference itself states. Each is asked: they may lead to different works."""
    return _identifiers(state.reference.item or Item(), source)


def _unknown(
    state: _State, source: Source, *, asked: Mapping[tuple[str, Identifier], Answer], others: Sequence[Source]
) -> list[Identifier]:
    """The stated identifiers of which every other source that knows such identifiers says: not here."""
    stated = _stated(state, source)
    return [
        one for one in stated if all(asked[other.name, one] == () for other in others if one.kind in other.identifies)
    ]


def _dead(state: _State, registers: Sequence[Source], asked: Mapping[tuple[str, Identifier], Answer]) -> Iterator[str]:
    """The stated DOIs that no agency has: a register was asked, because nobody else knew, and does not have it."""
    for source in registers:
        for one in _stated(state, source):
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


def prefilter(reference: Reference, groups: Sequence[tuple[Work, ...]]) -> list[tuple[Work, ...]]:
    """The groups worth comparing: those with an identifier that the reference states, and the likeliest few others.

    The likeliest of these is always among them, the next ones where they are not hopeless.
    """
    if len(groups) < 2:
        return list(groups)
    item, text = reference.item or Item(), text_of(reference)
    claimed = {(kind, value) for kind in _KINDS if (value := getattr(item, kind))}
    claimed |= {("doi", preprint)} if (preprint := normalize.arxiv_doi(item.url)) else set()
    named = [group for group in groups if not claimed.isdisjoint(_names(group))] if claimed else []
    others = [group for group in groups if group not in named] if named else groups
    quick_scores = [_quick_score(text, group) for group in others]
    likeliest = sorted(range(len(others)), key=lambda place: -quick_scores[place])[:_COMPARED]
    titled = _is_titled(item)
    for place in likeliest[1:]:
        if titled and quick_scores[place] < _LEAST_QUICK_SCORE and all(_is_titled(work.item) for work in others[place]):
            likeliest.remove(place)
    return [*named, *(others[place] for place in likeliest)]


def _is_titled(item: Item) -> bool:
    return len(normalize.words(item.title)) >= _TITLE_WORDS


def _names(group: tuple[Work, ...]) -> set[tuple[str, str]]:
    return {(kind, getattr(work.item, kind)) for work in group for kind in _KINDS}


def _quick_score(text: Text, group: tuple[Work, ...]) -> float:
    return max([quick_score(text, work) for work in group])


def same_works(works: Iterable[Work]) -> Iterator[tuple[Work, ...]]:
    """Descriptions grouped by the work that they describe, each group in the order given."""
    groups: list[list[Work]] = []
    sharing: dict[tuple[str, str], list[int]] = {}
    for work in works:
        shared = _shared(work.item)
        near = {place for one in shared if one in sharing for place in sharing[one]}
        fitting = (place for place in sorted(near) if any(_same(work, other) for other in groups[place]))
        home = next(fitting, len(groups)) if near else len(groups)
        if home == len(groups):
            groups.append([])
        groups[home].append(work)
        for one in shared:
            sharing.setdefault(one, []).append(home)
    return (tuple(group) for group in groups)


def _shared(item: Item) -> list[tuple[str, str]]:
    """What two descriptions of one work have in common: an identifier, or the title."""
    names = ("doi", item.doi), ("pmid", item.pmid), ("pmcid", item.pmcid), ("title", normalize.key(item.title))
    return [one for one in names if one[1]]


def _same(one: Work, other: Work) -> bool:
    """Equal in the strongest identifier that both state; failing that, in everything that both state."""
    for identifier in ("pmid", "doi", "pmcid"):
        own, known = getattr(one.item, identifier), getattr(other.item, identifier)
        if own and known:
            return bool(own == known)
    same_title = normalize.key(one.item.title) == normalize.key(other.item.title) != ""
    return same_title and one.source != other.source and _same_description(one.item, other)


def _same_description(item: Item, other: Work) -> bool:
    levels = {agreement.field: agreement.level for agreement in compare(item, (other,))}
    agreed = levels["first-author"] is Level.EXACT
    return agreed and all(levels[field] in (Level.EXACT, Level.ABSENT) for field in ("year", "volume", "page"))
