"""reviewdog's Diagnostic Format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from citecheck.interfaces import ReportFormat
from citecheck.model import Report, Severity
from citecheck.reports.problems import Problem, path, problems, rule_page
from citecheck.reports.shared import as_bytes, encodable

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def parts(report: Report) -> Iterator[str]:
    """One object with all diagnostics."""
    source = {"name": "citecheck", "url": rule_page("").removesuffix("#")}
    yield json.dumps({"source": source, "severity": "WARNING"}).removesuffix("}") + ', "diagnostics": ['
    for place, problem in enumerate(problems(report)):
        yield ("," if place else "") + "\n" + encodable(json.dumps(_diagnostic(problem), ensure_ascii=False))
    yield "\n]}\n"


def _diagnostic(problem: Problem) -> dict[str, Any]:
    line = problem.location.line
    span = {"range": {"start": {"line": line}}} if line else {}
    return {
        "message": problem.message,
        "location": {"path": path(problem.location), **span},
        "severity": "INFO" if problem.open else _SEVERITIES[problem.finding.severity],
        "code": {"value": problem.finding.rule, "url": rule_page(problem.finding.rule)},
    }


REPORT = ReportFormat(
    name="rdjson",
    title="reviewdog's diagnostics, for comments on a pull request",
    suffix=".rdjson",
    media_type="application/json",
    parts=as_bytes(parts),
)
