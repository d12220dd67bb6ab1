"""GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/"""

from __future__ import annotations

import json
from collections.abc import Iterator

from citecheck.interfaces import ReportFormat
from citecheck.model import Report, Severity
from citecheck.reports.problems import Problem, path, problems
from citecheck.reports.shared import as_bytes, encodable

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def parts(report: Report) -> Iterator[str]:
    """A JSON array; what is waived is left out, since the format has no word for it."""
    yield "["
    for place, problem in enumerate(problems(report)):
        yield ("," if place else "") + "\n" + encodable(json.dumps(_issue(problem), ensure_ascii=False))
    yield "\n]\n"


def _issue(problem: Problem) -> dict[str, object]:
    severity = "info" if problem.open else _SEVERITIES[problem.finding.severity]
    return {
        "description": problem.message,
        "check_name": problem.finding.rule,
        "fingerprint": problem.print,
        "severity": severity,
        "location": {"path": path(problem.location), "lines": {"begin": problem.location.line or 1}},
    }


REPORT = ReportFormat(
    name="gitlab",
    title="GitLab's Code Quality report",
    suffix=".json",
    media_type="application/json",
    parts=as_bytes(parts),
)
