"""Which candidate is best, what competes with it, and whether what agrees can name a work at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck import normalize
from citecheck.judge.notices import is_notice
from citecheck.match.score import probability, weigh
from citecheck.model import Candidate, Item, Level
from citecheck.settings import Policy

_NAMING = ("title", "doi", "pmid", "pmcid")
_PEOPLE, _NUMBERS = ("first-author", "other-authors"), ("container-title", "year", "volume")
_ENOUGH = 3  # fields
_DIFFERING = (Level.CLOSE, Level.DIFFERENT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """The best candidate, the next work that competes with it, and the bits between the two: infinite without one.

    The bits are counted from the candidate on top, which may be a preprint or notice of the best.
    """

    best: Candidate
    runner_up: Candidate | None = None
    margin: float = math.inf


def contest(candidates: Sequence[Candidate], policy: Policy) -> Contest | None:
    """Which of the candidates, likeliest first, is best, and how far behind the next work is; None without any.

    A preprint, an erratum or another notice does not compete with its article: where they come
    close to one another, the article is meant. Below the threshold nothing competes.
    """
    if not candidates:
        return None
    if candidates[0].score < policy.threshold:
        return Contest(best=candidates[0])
    top = weigh(candidates[0].agreements)
    limit = top - policy.margin
    # The score tells most of them apart already, near 1 it is too coarse.
    near = (one for one in candidates[1:] if one.score >= probability(limit))
    close = [candidates[0], *(one for one in near if weigh(one.agreements) > limit)]
    best = next((one for one in close if not _accompanies(one)), close[0])
    others = (one for one in candidates if one is not best and not (_belong_together(best, one) or _part_of(one, best)))
    runners_up = (one for one in others if weigh(one.agreements) <= limit or not _outdone(one, best))
    runner_up = next(runners_up, None)
    return Contest(best=best, runner_up=runner_up, margin=top - weigh(runner_up.agreements) if runner_up else math.inf)


def names_a_work(candidate: Candidate) -> bool:
    """True where what agrees can name a work: its title or an identifier, or three fields with people or the page.

    A journal, a year and a volume are those of many works, though they are all that some references state; and many
    volumes of a journal have something on the same page.
    """
    agreed = {one.field for one in candidate.agreements if one.level in (Level.EXACT, Level.CLOSE)} - {"rest"}
    if not agreed.isdisjoint(_NAMING):
        return True
    differing = {one.field for one in candidate.agreements if one.level is Level.DIFFERENT}
    placed = "page" in agreed or not candidate.agreement("page").claimed
    people = not agreed.isdisjoint(_PEOPLE)
    return len(agreed) >= _ENOUGH and (people or (placed and differing.isdisjoint(_NUMBERS)))


def _outdone(runner_up: Candidate, best: Candidate) -> bool:
    """True where the best agrees in all that the reference states, and the runner-up differs in some of it."""
    if runner_up.score >= best.score:
        return False
    levels = {one.field: one.level for one in runner_up.agreements}
    stated = [one for one in best.agreements if one.level is not Level.ABSENT]
    agreed = all(one.level is Level.EXACT and (one.field != "rest" or not one.detail) for one in stated)
    return agreed and any(levels[one.field] in _DIFFERING for one in stated if one.field != "rest")


def _part_of(runner_up: Candidate, best: Candidate) -> bool:
    """True for a chapter of the book that is cited: neither its own title nor its pages are in the reference."""
    same = normalize.key(runner_up.item.container_title) == normalize.key(best.item.title) != ""
    stated = (runner_up.agreement(field).level for field in ("title", "page"))
    return same and best.agreement("title").level is Level.EXACT and Level.EXACT not in stated


def _accompanies(candidate: Candidate) -> bool:
    """True for something that goes with another work: a preprint, an erratum, a retraction notice."""
    return is_notice(candidate) or any(work.is_preprint for work in candidate.works)


def _belong_together(one: Candidate, other: Candidate) -> bool:
    linked = {name for work in (*one.works, *other.works) for link in work.relations for name in (link.doi, link.pmid)}
    names = ({name for work in each.works for name in (work.item.doi, work.item.pmid)} for each in (one, other))
    linked_to = any(linked & theirs - {""} for theirs in names)
    return linked_to or _accompanies(one) != _accompanies(other) or registered_twice(one, other)


def registered_twice(one: Candidate, other: Candidate) -> bool:
    """One work under two identifiers: title, journal, volume and first page are all the same, and what else both state.

    The year and the first author may be missing in one of them, or the surname be part of the other's.
    """
    ours, theirs = _description(one.item), _description(other.item)
    if "" in ours or ours != theirs:
        return False
    years = {one.item.year, other.item.year} - {""}
    return len(years) < 2 and _same_person(one.item, other.item)


def _same_person(one: Item, other: Item) -> bool:
    ours, theirs = (
        {word for name in item.author[:1] for word in normalize.words(name.family or name.literal)}
        for item in (one, other)
    )
    return not ours or not theirs or ours <= theirs or theirs <= ours


def _description(item: Item) -> tuple[str, ...]:
    journal = " ".join(normalize.journal_words(item.container_title or item.container_title_short))
    first, _ = normalize.pages(item.locator)
    return (normalize.key(item.title), journal, item.volume, first)
