"""Annotations of a GitHub workflow: the ten worst problems, where they stand; the step's summary has the rest.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import ReportFormat
from citecheck.model import Report, Severity
from citecheck.reports.problems import Problem, path, worst
from citecheck.reports.shared import as_bytes, encodable, summary

_SHOWN = 10  # annotations of one kind that GitHub shows in a step
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def parts(report: Report) -> Iterator[str]:
    """A command a line, then the summary as ordinary text."""
    for problem in worst(report, _SHOWN):
        yield encodable(_command(problem))
    yield f"citecheck: {summary(report)}\n"


def _command(problem: Problem) -> str:
    name = "notice" if problem.open else _COMMANDS[problem.finding.severity]
    properties = {"file": path(problem.location), "title": f"citecheck: {problem.finding.rule}"}
    if problem.location.line:
        properties["line"] = str(problem.location.line)
    stated = ",".join(f"{key}={_property(value)}" for key, value in sorted(properties.items()) if value)
    return f"::{name} {stated}::{_data(problem.message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORT = ReportFormat(
    name="github",
    title="annotations of a GitHub workflow",
    suffix=".txt",
    media_type="text/plain",
    parts=as_bytes(parts),
)
