"""SARIF 2.1.0: in full, or as GitHub's code scanning reads it, which knows neither suppressions nor open results.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from citecheck.interfaces import ReportFormat
from citecheck.judge import rules
from citecheck.model import Report, Severity
from citecheck.reports.problems import Problem, path, problems, worst
from citecheck.reports.shared import as_bytes, encodable, visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST = 5000  # results of a run that GitHub keeps
_TAGS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def full(report: Report) -> Iterator[str]:
    """Everything: waived results are suppressed, undecided ones open."""
    yield from _log(report, map(_result, problems(report, waived=True)))


def for_github(report: Report) -> Iterator[str]:
    """Without what is waived, the undecided as notes, the heaviest 5,000."""
    yield from _log(report, map(_github_result, worst(report, _MOST)))


def _log(report: Report, results: Iterable[dict[str, Any]]) -> Iterator[str]:
    head = _text({"$schema": _SCHEMA, "version": "2.1.0"}).removesuffix("}")
    run = _text(_run(report)).removesuffix("}")
    yield f'{head}, "runs": [{run}, "results": ['
    for place, result in enumerate(results):
        yield (",\n" if place else "\n") + _text(result)
    yield "\n]}]}\n"


def _text(value: Any) -> str:
    return encodable(json.dumps(value, ensure_ascii=False))


def _run(report: Report) -> dict[str, Any]:
    first = next(iter(report.verdicts), None)
    listed = path(first.reference.location) if first else ""
    return {
        "tool": {
            "driver": {
                "name": "citecheck",
                "semanticVersion": report.version,
                "rules": [_rule(id) for id in rules.known()],
            }
        },
        # Up to its last slash the category: two lists in one repository are two.
        "automationDetails": {"id": f"citecheck/{quote(listed)}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"LIST": {"description": {"text": "The folder in which citecheck was called."}}},
        "properties": {"sources": list(report.sources), "made": report.made, "settings": dict(report.settings)},
    }


def _rule(id: str) -> dict[str, Any]:
    rule = rules.named(id)
    page = rules.page(rule)
    return {
        "id": id,
        "name": "".join(map(str.capitalize, id.split("-"))),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"precision": "high", "problem.severity": _TAGS[rule.severity], "tags": ["references"]},
    }


def _result(problem: Problem) -> dict[str, Any]:
    finding, where = problem.finding, problem.location
    region: dict[str, Any] = {"startLine": where.line} if where.line else {}
    if where.end:
        region |= {"charOffset": where.start, "charLength": where.end - where.start}
    kind = {"kind": "open", "level": "none"} if problem.open else {"kind": "fail", "level": str(finding.severity)}
    accepted = {"kind": "external", "justification": visible(finding.waiver)}
    return {
        **_shared(problem, region),
        **kind,
        "properties": {
            "key": problem.verdict.reference.key,
            "outcome": str(problem.verdict.outcome),
            "field": finding.field,
            "claimed": finding.claimed,
            "found": finding.found,
        },
        "suppressions": [accepted] if problem.waived else [],
    }


def _github_result(problem: Problem) -> dict[str, Any]:
    level = "note" if problem.open else str(problem.finding.severity)
    return {**_shared(problem, {"startLine": problem.location.line or 1}), "level": level}


def _shared(problem: Problem, region: dict[str, Any]) -> dict[str, Any]:
    artifact = {"uri": quote(path(problem.location)), "uriBaseId": "LIST"}
    physical = {"artifactLocation": artifact, **({"region": region} if region else {})}
    return {
        "ruleId": problem.finding.rule,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"citecheck/v1": problem.print},
    }


REPORT = ReportFormat(
    name="sarif",
    title="SARIF 2.1.0, for code scanning",
    suffix=".sarif",
    media_type="application/sarif+json",
    parts=as_bytes(full),
    variants={"github": as_bytes(for_github)},
)
