"""What the registries make of one work: where they differ, what is registered twice, which of them was silent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from citecheck import normalize
from citecheck.interfaces import Checks
from citecheck.judge.related import registered_twice
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import source_word
from citecheck.match.compare import compare, years
from citecheck.model import Agreement, Case, Finding, Level, Work

_COMPARED = ("first-author", "title", "container-title", "year", "volume", "issue", "page")


def differ(case: Case) -> Iterator[Finding]:
    for one, other in combinations(case.match.works if case.match else (), 2):
        for agreement in compare(one.item, (other,)):
            if agreement.field in _COMPARED and _really_differs(agreement, one, other):
                yield finding(
                    "registries-differ",
                    f"{source_word(one.source)} says {agreement.claimed},"
                    f" {source_word(other.source)} says {agreement.found}",
                    field=agreement.field,
                    claimed=agreement.claimed,
                    found=agreement.found,
                )


def _really_differs(agreement: Agreement, one: Work, other: Work) -> bool:
    if agreement.field == "year":
        known, theirs = years(one).keys(), years(other).keys()
        return bool(known and theirs) and not known & theirs
    if agreement.field == "title" and agreement.level is Level.CLOSE:
        return normalize.key(one.item.title) != normalize.key(other.item.title)
    return agreement.level is Level.DIFFERENT


def twice(case: Case) -> Iterator[Finding]:
    for one in case.evidence.candidates if case.match else ():
        if case.match and one is not case.match and registered_twice(case.match, one):
            other = one.item.doi or one.item.pmid
            yield finding("registered-twice", f"the registries also hold the work as {other}", found=other)


def one_registry(case: Case) -> Iterator[Finding]:
    seen = {work.source for work in case.match.works} if case.match else set()
    silent = [outage for outage in case.evidence.outages if outage.source not in seen]
    if seen and silent:
        reasons = "; ".join(f"{source_word(outage.source)} did not answer ({outage.reason})" for outage in silent)
        yield finding("one-registry", f"seen in {' and '.join(map(source_word, sorted(seen)))} only, {reasons}")


DIFFERENCES = Checks(rules=own("registries-differ"), checks=(differ,), place=35)
CHECKS = Checks(rules=own("registered-twice", "one-registry"), checks=(twice, one_registry), place=50)
