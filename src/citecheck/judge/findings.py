"""The one place where findings end up: kept and shown, waived by somebody with a reason, or suppressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from citecheck.judge import rules, trust
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
    """Each finding in its place, the heaviest first; what differs in one field is one finding. Nobody waives yet."""
    kept: list[Finding] = []
    waived: list[Finding] = []
    suppressed: list[Finding] = []
    for finding in _together(found):
        if _is_hopeless(finding):
            suppressed.append(finding)
        else:
            (waived if waives(finding) else kept).append(_asked(finding))
    return Findings(kept=by_severity(*kept), waived=by_severity(*waived), suppressed=by_severity(*suppressed))


def _together(found: Iterable[Finding]) -> Iterable[Finding]:
    """Findings of one rule that are likely to the same degree, about one field: as one that says everything."""
    merged: dict[tuple[object, ...], Finding] = {}
    for place, finding in enumerate(found):
        graded = finding.probability is not None
        key = (finding.rule, finding.field, finding.severity, _is_hopeless(finding)) if graded else (place,)
        if other := merged.get(key):
            likelier = max((other, finding), key=lambda one: one.probability or 0.0)
            finding = replace(likelier, message=f"{other.message}; {finding.message}")
        merged[key] = finding
    return merged.values()


def _is_hopeless(finding: Finding) -> bool:
    likely = finding.probability
    return likely is not None and (
        likely < trust.HOPELESS or (likely < trust.LIKELY and rules.named(finding.rule).doubted is None)
    )


def _asked(finding: Finding) -> Finding:
    """One that may well be untrue is worded as a question."""
    if finding.probability is None or finding.probability >= trust.LIKELY or finding.severity > Severity.NOTE:
        return finding
    return replace(finding, message=f"{finding.message}; does the work itself say so?")
