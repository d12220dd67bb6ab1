"""The one place where findings end up: kept and shown, waived by somebody with a reason, or suppressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from citecheck.judge import rules
from citecheck.model import Finding, Severity, by_severity

Waives = Callable[[Finding], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """All that the checks found in one case. Only what is kept decides anything."""

    kept: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()

    @property
    def contradict(self) -> bool:
        """True where a kept finding disputes the reference, whoever raised it."""
        return any(one.severity >= Severity.WARNING and rules.named(one.rule).disputes for one in self.kept)

    @property
    def disputed(self) -> frozenset[str]:
        """The fields that a finding disputes, also one that is not kept."""
        every = (*self.kept, *self.waived, *self.suppressed)
        return frozenset(one.field for one in every if rules.named(one.rule).disputes)


def filed(found: Iterable[Finding], *, waives: Waives = lambda finding: False) -> Findings:
    """Each finding in its place, the heaviest first. Nobody waives anything yet."""
    kept: list[Finding] = []
    waived: list[Finding] = []
    for finding in found:
        (waived if waives(finding) else kept).append(finding)
    return Findings(kept=by_severity(*kept), waived=by_severity(*waived))
