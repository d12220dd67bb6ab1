"""JUnit's XML, as CI servers read it: a test case a reference; undecided ones are skipped, not passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from citecheck.interfaces import ReportFormat
from citecheck.model import Outcome, Report, Severity, Verdict
from citecheck.reports.problems import path
from citecheck.reports.shared import as_bytes, by_weight, encodable, glance, harmless, visible


def parts(report: Report) -> Iterator[str]:
    """One test suite for the list."""
    failed = sum(_fails(verdict) for verdict in report.verdicts)
    skipped = sum(_skipped(verdict) for verdict in report.verdicts)
    first = next(iter(report.verdicts), None)
    suite = (path(first.reference.location) if first else "") or "references"
    counts = f'tests="{len(report.verdicts)}" failures="{failed}" errors="0" skipped="{skipped}"'
    made = f' timestamp="{report.made.removesuffix("Z")}"' if report.made else ""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="citecheck" {counts}>\n'
    yield f'<testsuite name={_attribute(suite)} {counts}{made} time="0">\n'
    for verdict in report.verdicts:
        yield encodable(_case(verdict, suite))
    yield "</testsuite>\n</testsuites>\n"


def _fails(verdict: Verdict) -> bool:
    return verdict.outcome is not Outcome.UNDECIDED and bool(_heavy(verdict))


def _skipped(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.UNDECIDED


def _heavy(verdict: Verdict) -> list[str]:
    heavy = [one for one in by_weight(verdict.findings) if one.severity >= Severity.WARNING]
    return [visible(f"{one.severity} {one.rule}: {one.message}") for one in heavy]


def _case(verdict: Verdict, suite: str) -> str:
    reference = verdict.reference
    name = reference.key or visible(reference.raw[:80]) or "reference"
    line = f' line="{reference.location.line}"' if reference.location.line else ""
    inner = []
    if _skipped(verdict):
        inner.append(f"<skipped message={_attribute('; '.join(['undecided', *glance(verdict)]))}/>")
    elif heavy := _heavy(verdict):
        kind = _attribute(str(verdict.outcome))
        inner.append(f"<failure message={_attribute(heavy[0])} type={kind}>{_shown(heavy)}</failure>")
    told = [f"{one.severity} {one.rule}: {one.message}" for one in verdict.findings if one.severity < Severity.WARNING]
    told += [f"waived {one.rule}: {one.message} ({one.waiver})" for one in verdict.waived]
    if told:
        inner.append(f"<system-out>{_shown(told)}</system-out>")
    attributes = f"name={_attribute(name)} classname={_attribute(suite)} file={_attribute(suite)}{line}"
    return f'<testcase {attributes} time="0">{"".join(inner)}</testcase>\n'


def _shown(lines: Iterable[str]) -> str:
    return "\n".join(escape(harmless(visible(line))) for line in lines)


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


REPORT = ReportFormat(
    name="junit",
    title="JUnit's XML, for CI servers",
    suffix=".xml",
    media_type="application/xml",
    parts=as_bytes(parts),
)
