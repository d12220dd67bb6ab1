"""The findings of a report as what CI tools take: one problem after the other, with a place and a fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from citecheck.judge.identity import fingerprint
from citecheck.model import Finding, Location, Outcome, Report, Severity, Verdict
from citecheck.reports.shared import visible


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `print`: unlike that of any other problem of the report, and the same when lines move."""

    verdict: Verdict
    finding: Finding
    print: str
    waived: bool = False

    @property
    def open(self) -> bool:
        """True where nothing was decided, so that nothing is held against the reference."""
        return self.verdict.outcome is Outcome.UNDECIDED and self.finding.severity < Severity.ERROR

    @property
    def message(self) -> str:
        """With the key of the reference, in one line."""
        key = self.verdict.reference.key
        return visible(f"reference {key}: {self.finding.message}" if key else self.finding.message)

    @property
    def location(self) -> Location:
        return self.verdict.reference.location


def problems(report: Report, *, waived: bool = False) -> Iterator[Problem]:
    """Every finding in the order of the list; those that somebody accepts only where they are wanted."""
    seen: Counter[str] = Counter()
    for verdict in report.verdicts:
        for finding in verdict.findings:
            yield _problem(verdict, finding, seen)
        for finding in verdict.waived if waived else ():
            yield _problem(verdict, finding, seen, waived=True)


def worst(report: Report, number: int) -> list[Problem]:
    """As many as that, the heaviest of all, heaviest first."""
    return sorted(problems(report), key=lambda one: -one.finding.severity)[:number]


def _problem(verdict: Verdict, finding: Finding, seen: Counter[str], *, waived: bool = False) -> Problem:
    mark = fingerprint(verdict.reference, finding)
    seen[mark] += 1
    return Problem(verdict, finding, mark if seen[mark] == 1 else f"{mark}-{seen[mark]}", waived)


def path(location: Location) -> str:
    """The file as a tool in the same folder names it: relative, with slashes, without `./`."""
    file = PurePath(location.file)
    if file.is_absolute():
        here = Path.cwd()
        file = file.relative_to(here) if file.is_relative_to(here) else PurePath(file.name)
    return visible(file.as_posix())
