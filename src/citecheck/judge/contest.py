"""Which candidate is best, what competes with it, and whether the policy accepts it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from citecheck import normalize, titles
from citecheck.formats.citation import kinds
from citecheck.judge.related import accompanies, belong_together, is_notice, is_preprint
from citecheck.match import books
from citecheck.match.score import probability
from citecheck.model import Candidate, Contest, Item, Level, Ruling
from citecheck.settings import Policy

_NAMING = ("title", "doi", "pmid", "pmcid")
_PEOPLE, _NUMBERS = ("first-author", "other-authors"), ("container-title", "year", "volume")
_ENOUGH = 3  # fields
_DIFFERING = (Level.CLOSE, Level.DIFFERENT)
_RANKS = {Level.DIFFERENT: 0, Level.ABSENT: 1, Level.CLOSE: 2, Level.EXACT: 3}
_PLACE = ("container-title", "year", "volume", "page")
_DATA_TYPES = (kinds.DATA, kinds.SOFTWARE, "")


def contest(candidates: Sequence[Candidate], policy: Policy, kind: str = "") -> Contest | None:
    """Which of the candidates, likeliest first, is best, and how far behind the next work is; None without any.

    A preprint, an erratum or another notice does not compete with its article: where they come close to one another,
    the article is meant, or the preprint by a reference of that `kind`. Below the threshold nothing competes.
    """
    if not candidates:
        return None
    if candidates[0].score < policy.threshold:
        return Contest(best=candidates[0], ruling=Ruling.UNLIKELY)
    top = candidates[0].bits
    limit = top - policy.margin
    # The score tells most of them apart already, near 1 it is too coarse.
    near = (one for one in candidates[1:] if one.score >= probability(limit))
    close = [candidates[0], *(one for one in near if one.bits > limit)]
    best = _meant(close, candidates, kind)
    others = (one for one in candidates if one is not best and not (belong_together(best, one) or _part_of(one, best)))
    runner_up = next((one for one in others if one.bits <= limit or not _outdone(one, best)), None)
    margin = top - runner_up.bits if runner_up else math.inf
    return Contest(
        best=best, runner_up=runner_up, margin=margin, ruling=_ruling(best, kind, tied=margin < policy.margin)
    )


def states_enough(item: Item) -> bool:
    """True where what a reference states can name a work: a title, an identifier, or where it is printed.

    An author and a year, or a journal and its volume, are those of many works: that none was found says nothing.
    """
    if item.title or item.identifiers or item.isbn or item.url:
        return True
    claimed = (item.author, item.container_title, item.year, item.volume)
    return all(claimed) or bool(item.locator and sum(map(bool, claimed)) >= _ENOUGH - 1)


def _meant(close: Sequence[Candidate], candidates: Sequence[Candidate], kind: str) -> Candidate:
    """Of the close ones the first that stands for itself, unless another fits better; where a preprint is cited, one
    with the whole title.
    """
    if kind == kinds.PREPRINT:
        titled = (one for one in candidates if one.agreement("title").level is Level.EXACT)
        if preprint := next((one for one in titled if is_preprint(one)), None):
            return preprint
    first = next((one for one in close if not accompanies(one)), close[0])
    return next((one for one in close if not accompanies(one) and _fits_better(one, first)), first)


def _ruling(best: Candidate, kind: str, *, tied: bool) -> Ruling:
    if not _names_a_work(best):
        return Ruling.UNTELLING
    if _is_unlike(best, kind):
        return Ruling.UNLIKE
    return Ruling.TIED if tied else Ruling.ACCEPTED


def _is_unlike(best: Candidate, kind: str) -> bool:
    """True for the article about the data that are cited, for another edition of a book or the book around a chapter,
    and for a text of the same people that appeared elsewhere.

    Where journal, volume and pages are all others, or year, volume and pages, it is another edition, part or copy. A
    notice stands on another page than the work that it is about.
    """
    if best.agreement("doi").level is Level.EXACT:
        return False
    if kind in kinds.BOOKS and best.claimed and books.is_another_edition(best.claimed, best.works):
        return True
    if kind in kinds.IN_BOOKS and best.claimed and books.is_around(best.claimed, best.works):
        return True
    if kind == kinds.DATA:
        return best.item.type not in _DATA_TYPES
    differing = {one for one in _PLACE if best.agreement(one).level is Level.DIFFERENT}
    if best.agreement("doi").level is Level.DIFFERENT and kind != kinds.PREPRINT and is_preprint(best):
        return True
    if "page" not in differing:
        return False
    if is_notice(best) and not titles.is_notice(best.agreement("title").claimed):
        return True
    return ("volume" in differing and len(differing) >= len(_PLACE) - 1) or _appeared_elsewhere(best, differing)


def _appeared_elsewhere(best: Candidate, differing: Collection[str]) -> bool:
    """True for a text in another journal, of another year, on other pages, where no volume is cited.

    Meetings are named in many ways, and paginated twice.
    """
    journal, year = best.agreement("container-title"), best.agreement("year")
    meeting = kinds.names_a_meeting(journal.claimed) or kinds.names_a_meeting(journal.found)
    return (
        "container-title" in differing
        and not journal.manner
        and not meeting
        and year.level in _DIFFERING
        and not best.agreement("volume").claimed
    )


def _names_a_work(candidate: Candidate) -> bool:
    """True where what agrees can name a work: its title or an identifier, or three fields with people or the page.

    A journal, a year and a volume are those of many works, though they are all that some references state; and many
    volumes of a journal have something on the same page. Those of another title are of another work, if no page agrees.
    """
    agreed = {one.field for one in candidate.agreements if one.level in (Level.EXACT, Level.CLOSE)} - {"rest"}
    if not agreed.isdisjoint(_NAMING):
        return True
    differing = {one.field for one in candidate.agreements if one.level is Level.DIFFERENT}
    if "title" in differing and "page" not in agreed:
        return False
    placed = "page" in agreed or not candidate.agreement("page").claimed
    people = not agreed.isdisjoint(_PEOPLE)
    return len(agreed) >= _ENOUGH and (people or (placed and differing.isdisjoint(_NUMBERS)))


def _outdone(runner_up: Candidate, best: Candidate) -> bool:
    """True where the best agrees in all that the reference states, and the runner-up differs in some of it; or where
    the best agrees at least as well in each field, and better in one that tells works apart.
    """
    if runner_up.score < best.score and _agrees_in_all(best):
        levels = {one.field: one.level for one in runner_up.agreements}
        compared = (one.field for one in best.agreements if one.level is not Level.ABSENT and one.field != "rest")
        if any(levels[field] in _DIFFERING for field in compared):
            return True
    return _fits_better(best, runner_up)


def _fits_better(best: Candidate, runner_up: Candidate) -> bool:
    if best.agreement("title").level not in (Level.EXACT, Level.CLOSE):
        return False
    # Beside a title with errors the words that are left over are those that happen not to be like it.
    damaged = runner_up.agreement("title").level is Level.CLOSE
    compared = (one for one in runner_up.agreements if not (damaged and one.field == "rest"))
    good = all(_RANKS[best.agreement(one.field).level] >= _RANKS[one.level] for one in compared)
    return good and (
        _alone_states("year", best, runner_up)
        or _alone_states("page", best, runner_up)
        or _has_the_whole_title(best, runner_up)
    )


def _agrees_in_all(best: Candidate) -> bool:
    compared = (one for one in best.agreements if one.level is not Level.ABSENT)
    return all(one.level is Level.EXACT and (one.field != "rest" or not one.detail) for one in compared)


def _alone_states(field: str, best: Candidate, runner_up: Candidate) -> bool:
    """True where the best has the year or page that is stated, and the runner-up's can only be another one.

    A text may be read so that its year is none; what the best one reads as its year is one.
    """
    known, other = best.agreement(field), runner_up.agreement(field)
    return known.level is Level.EXACT and other.level is not Level.EXACT and other.found not in ("", known.claimed)


def _has_the_whole_title(best: Candidate, runner_up: Candidate) -> bool:
    """True where only the best has every word of the title, in whatever order; a record may have some of them alone."""
    whole, part = (normalize.words(one.agreement("title").found) for one in (best, runner_up))
    claimed = normalize.words(best.agreement("title").claimed)
    key, beginning = "".join(claimed), "".join(part)
    if key == "".join(whole):
        return key != beginning and key.startswith(beginning)
    return Counter(claimed) == Counter(whole) and Counter(part) < Counter(claimed)


def _part_of(runner_up: Candidate, best: Candidate) -> bool:
    """True for a chapter of the book that is cited: neither its own title nor its pages are in the reference."""
    same = normalize.key(runner_up.item.container_title) == normalize.key(best.item.title) != ""
    levels = (runner_up.agreement(field).level for field in ("title", "page"))
    return same and best.agreement("title").level is Level.EXACT and Level.EXACT not in levels
