"""What an office has decided for itself: how much a rule weighs, what is known and accepted, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from citecheck.judge import rules
from citecheck.judge.findings import filed
from citecheck.judge.identity import fingerprint
from citecheck.model import Finding, Location, Outcome, Remark, Severity, Verdict, by_severity

_NOWHERE = Location()
OFF = None
"""The severity of a rule that is switched off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver:
    """Findings of one rule about one reference that somebody accepts, for a reason.

    `key`: of the reference, or the fingerprint of a finding. `expires`: the last day, None for no end. `place`: where
    the waiver stands.
    """

    rule: str
    key: str
    reason: str
    expires: date | None = None
    place: Location = _NOWHERE

    def accepts(self, verdict: Verdict, finding: Finding) -> bool:
        """True where it means this finding, whether it has expired or not."""
        if finding.rule != self.rule:
            return False
        return self.key in (verdict.reference.key, fingerprint(verdict.reference, finding))

    @property
    def words(self) -> str:
        """`as printed by the journal; until 2027-05-31`."""
        return self.reason + (f"; until {self.expires.isoformat()}" if self.expires else "")


@dataclass(frozen=True, kw_only=True)
class House:
    """The decisions of an office, and which of its waivers were of use.

    `severities`: by rule, OFF for none. `year`: which year a reference must give, print or online, "" for either.
    `baseline`: fingerprints of findings that are not new, `baseline_name` where they are from.
    """

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    year: str = ""
    baseline: frozenset[str] = frozenset()
    baseline_name: str = ""
    today: date = field(default_factory=date.today)
    used: set[Waiver] = field(default_factory=set)

    def applied(self, verdict: Verdict) -> Verdict:
        """The verdict as the office sees it. The outcome follows what is left to dispute a match."""
        weighed = [self._weighed(verdict, one) for one in verdict.findings]
        off = [one for one in weighed if one.rule in self.severities and self.severities[one.rule] is OFF]
        waived = [(one, self._waiver(verdict, one)) for one in weighed if one not in off]
        accepted = [replace(one, waiver=waiver.words) for one, waiver in waived if waiver]
        kept = [one for one, waiver in waived if not waiver]
        old = [one for one in kept if fingerprint(verdict.reference, one) in self.baseline]
        contradicted = filed(kept).contradict
        return replace(
            verdict,
            outcome=(Outcome.MISMATCH if contradicted else Outcome.VERIFIED) if verdict.match else verdict.outcome,
            findings=by_severity(*(one for one in kept if one not in old)),
            waived=by_severity(*verdict.waived, *accepted),
            suppressed=by_severity(
                *verdict.suppressed,
                *(replace(one, waiver="switched off") for one in off),
                *(replace(one, waiver=f"in {self.baseline_name}") for one in old),
            ),
        )

    def _weighed(self, verdict: Verdict, finding: Finding) -> Finding:
        severity = self.severities.get(finding.rule)
        if severity is not None:
            return replace(finding, severity=severity)
        if finding.rule == "year-variant" and self.year and self.year not in _kinds(verdict, finding.claimed):
            return replace(finding, severity=Severity.WARNING, message=f"{finding.message}; {self.year} is wanted")
        return finding

    def _waiver(self, verdict: Verdict, finding: Finding) -> Waiver | None:
        for waiver in self.waivers:
            if waiver.accepts(verdict, finding):
                self.used.add(waiver)
                if not waiver.expires or waiver.expires >= self.today:
                    return waiver
        return None

    def remarks(self) -> Iterator[Remark]:
        """What there is to know about the waivers, when all verdicts were seen: of no use, or expired."""
        for one in self.waivers:
            if one.expires and one.expires < self.today:
                message = f"the waiver of {one.rule} for {one.key} expired on {one.expires.isoformat()} ({one.reason})"
                yield _remark("waiver-expired", message, one)
            elif one not in self.used:
                yield _remark("waiver-unused", f"nothing is waived by the waiver of {one.rule} for {one.key}", one)


def _remark(rule: str, message: str, waiver: Waiver) -> Remark:
    severity = rules.named(rule).severity
    return Remark(rule=rule, severity=severity, message=message, key=waiver.key, location=waiver.place)


def _kinds(verdict: Verdict, year: str) -> set[str]:
    """In which forms the work was published in this year."""
    works = verdict.match.works if verdict.match else ()
    return {one.kind for work in works for one in work.publications if one.date and str(one.date[0]) == year}


def check_rules(names: Iterable[str]) -> None:
    """SettingsError for a name that no rule has."""
    for name in names:
        rules.named(name)
