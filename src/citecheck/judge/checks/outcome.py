"""Why a reference has no match: it could not be read, two works tie, a source was silent, or nobody knows it."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.formats.citation import kinds
from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import in_words, is_near, source_word
from citecheck.model import Case, Finding, Outcome, Ruling


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
    if _is_open(case) and not case.evidence.outages and not case.evidence.registered:
        message = f"{kinds.WORDS[case.kind]}; Crossref and PubMed hold only some of that kind, and not this one"
        yield finding("not-covered", message + _nearest(case))


def not_found(case: Case) -> Iterator[Finding]:
    if case.outcome is Outcome.NOT_FOUND:
        yield finding("not-found", "every source answered, none knows a work that fits" + _nearest(case))


def _is_open(case: Case) -> bool:
    """Undecided for another reason than that two works tie."""
    tied = case.contest is not None and case.contest.ruling is Ruling.TIED
    return case.outcome is Outcome.UNDECIDED and not tied


def _nearest(case: Case) -> str:
    nearest = next(filter(is_near, case.evidence.candidates), None)
    return f"; the nearest is {in_words(nearest)}" if nearest else ""


CHECKS = Checks(
    rules=own("unreadable", "ambiguous", "source-silent", "not-covered", "not-found"),
    checks=(unreadable, ambiguous, silent, not_covered, not_found),
    place=60,
)
