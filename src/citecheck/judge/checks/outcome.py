"""Why a reference has no match: it could not be read, two works tie, a source was silent, or nobody knows it."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.formats.citation import kinds
from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import in_words, is_near, source_word
from citecheck.match import books
from citecheck.model import Case, Finding, Item, Outcome, Ruling


def unreadable(case: Case) -> Iterator[Finding]:
    if case.outcome is Outcome.UNREADABLE:
        yield finding("unreadable", case.reference.problem or "nothing could be read")


def ambiguous(case: Case) -> Iterator[Finding]:
    decided = case.contest
    if decided and decided.ruling is Ruling.TIED and decided.runner_up:
        best, runner_up = in_words(decided.best), in_words(decided.runner_up)
        yield finding("ambiguous", f"two works fit about equally well: {best}, and {runner_up}")


def silent(case: Case) -> Iterator[Finding]:
    if _is_open(case) and case.evidence.outages:
        outages = " and ".join(f"{source_word(outage.source)} ({outage.reason})" for outage in case.evidence.outages)
        yield finding("source-silent", f"no answer from {outages}")


def not_covered(case: Case) -> Iterator[Finding]:
    """The registries hold some such works only, so that they know none says nothing of the reference."""
    if _is_unknown(case) and case.kind in kinds.PARTLY_HELD:
        usual = f"the registries hold only some of that kind, and not this one{_nearest(case)}"
        yield finding("not-covered", f"{kinds.WORDS[case.kind]}; {_of_books(case) or usual}")


def _of_books(case: Case) -> str:
    """What is known of a book that is not: the book around the chapter that is cited, or its other editions."""
    if case.kind not in kinds.BOOKS:
        return ""
    claimed, candidates = case.reference.item or Item(), case.evidence.candidates
    if case.kind in kinds.IN_BOOKS:
        around = next((one for one in candidates if books.is_around(claimed, one.works)), None)
        return f"the book is known, {in_words(around)}, and of its chapters only some" if around else ""
    others = [one for one in candidates if books.is_another_edition(one.claimed or claimed, one.works)]
    years = " and ".join(sorted({one.item.year for one in others}))
    return f"other editions of it are known, of {years}, and not the one that is cited" if others else ""


def too_little(case: Case) -> Iterator[Finding]:
    """A journal, a year and a volume are those of many works, so that none was found says nothing of the reference."""
    item = case.reference.item
    if item and _is_unknown(case) and case.kind not in kinds.PARTLY_HELD:
        fields = ("author", "journal", "year", "volume", "page")
        claimed = (item.author, item.container_title, item.year, item.volume, item.locator)
        read = " and ".join(name for name, value in zip(fields, claimed, strict=True) if value) or "nothing"
        yield finding("too-little", f"{read} could be read, too little to tell one work from others" + _nearest(case))


def not_found(case: Case) -> Iterator[Finding]:
    if case.outcome is Outcome.NOT_FOUND:
        yield finding("not-found", "every source answered, none knows a work that fits" + _nearest(case))


def _is_unknown(case: Case) -> bool:
    """Undecided though every source answered and none knows the work."""
    return _is_open(case) and not case.evidence.outages and not case.evidence.registered


def _is_open(case: Case) -> bool:
    """Undecided for another reason than that two works tie."""
    tied = case.contest is not None and case.contest.ruling is Ruling.TIED
    return case.outcome is Outcome.UNDECIDED and not tied


def _nearest(case: Case) -> str:
    nearest = next(filter(is_near, case.evidence.candidates), None)
    return f"; the nearest is {in_words(nearest)}" if nearest else ""


CHECKS = Checks(
    rules=own("unreadable", "ambiguous", "source-silent", "not-covered", "too-little", "not-found"),
    checks=(unreadable, ambiguous, silent, not_covered, too_little, not_found),
    place=60,
)
