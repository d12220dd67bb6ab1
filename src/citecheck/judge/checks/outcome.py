"""Why a reference has no match: it could not be read, two works tie, a source was silent, or nobody knows it."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import in_words, is_near
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
    tied = case.contest is not None and case.contest.ruling is Ruling.TIED
    if case.outcome is Outcome.UNDECIDED and not tied and case.evidence.outages:
        outages = " and ".join(f"{outage.source} ({outage.reason})" for outage in case.evidence.outages)
        yield finding("source-silent", f"no answer from {outages}")


def not_found(case: Case) -> Iterator[Finding]:
    if case.outcome is Outcome.NOT_FOUND:
        nearest = next(filter(is_near, case.evidence.candidates), None)
        message = "every source answered, none knows a work that fits"
        yield finding("not-found", f"{message}; the nearest is {in_words(nearest)}" if nearest else message)


CHECKS = Checks(
    rules=own("unreadable", "ambiguous", "source-silent", "not-found"),
    checks=(unreadable, ambiguous, silent, not_found),
    place=60,
)
