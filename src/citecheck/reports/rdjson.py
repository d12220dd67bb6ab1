"""reviewdog's Diagnostic Format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from citecheck.interfaces import ReportFormat
from citecheck.model import Finding, Report, Severity, Verdict
from citecheck.reports.problems import Problem, path, problems
from citecheck.reports.shared import as_bytes, encodable

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """New text for a place: line and column of its start and its end (exclusive), both from 1, columns in bytes."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


Suggesting = Callable[[Verdict, Finding], Sequence[Suggestion]]


def _nothing(verdict: Verdict, finding: Finding) -> Sequence[Suggestion]:
    return ()


def parts(report: Report, suggesting: Suggesting = _nothing) -> Iterator[str]:
    """One object with all diagnostics; `suggesting` says what would mend a finding."""
    yield json.dumps({"source": {"name": "citecheck"}, "severity": "WARNING"}).removesuffix("}") + ', "diagnostics": ['
    for place, problem in enumerate(problems(report)):
        yield (
            ("," if place else "") + "\n" + encodable(json.dumps(_diagnostic(problem, suggesting), ensure_ascii=False))
        )
    yield "\n]}\n"


def _diagnostic(problem: Problem, suggesting: Suggesting) -> dict[str, Any]:
    line = problem.location.line
    suggestions = [_suggestion(one) for one in suggesting(problem.verdict, problem.finding)]
    span = {"range": {"start": {"line": line}}} if line else {}
    return {
        "message": problem.message,
        "location": {"path": path(problem.location), **span},
        "severity": "INFO" if problem.open else _SEVERITIES[problem.finding.severity],
        "code": {"value": problem.finding.rule},
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _suggestion(one: Suggestion) -> dict[str, Any]:
    places = {
        name: {"line": line, "column": column} for name, (line, column) in (("start", one.start), ("end", one.end))
    }
    return {"range": places, "text": one.text}


REPORT = ReportFormat(
    name="rdjson",
    title="reviewdog's diagnostics, for comments on a pull request",
    suffix=".rdjson",
    media_type="application/json",
    parts=as_bytes(parts),
)
