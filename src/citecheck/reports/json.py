"""The report as JSON, for programs: everything that is known of each verdict. Schema: docs/report.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from citecheck.csl import to_csl
from citecheck.interfaces import ReportFormat
from citecheck.judge.identity import fingerprint
from citecheck.model import Agreement, Candidate, Finding, Outcome, Reference, Remark, Report, Verdict, Work
from citecheck.reports.in_text import cited_as_json
from citecheck.reports.shared import as_bytes, encodable, severities

SCHEMA = "citecheck-report/1"


def parts(report: Report) -> Iterator[str]:
    """One JSON object, its keys always in the same order, ending with a newline."""
    head = _text(_head(report)).removesuffix("\n}")
    yield head + ',\n  "verdicts": ['
    for place, verdict in enumerate(report.verdicts):
        yield ("," if place else "") + "\n    " + _text(_verdict(verdict)).replace("\n", "\n    ")
    yield "\n  ]\n}\n" if report.verdicts else "]\n}\n"


def _text(value: Any) -> str:
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except UnicodeEncodeError:
        return encodable(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def _head(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "citecheck": report.version,
        "made": report.made,
        "settings": dict(report.settings),
        "answers": [asdict(one) for one in report.answers],
        "sources": list(report.sources),
        "summary": {
            "references": len(report.verdicts),
            **{str(outcome): report.count(outcome) for outcome in Outcome},
            "findings": {str(severity): number for severity, number in severities(report).items()},
        },
        **({"waivers": [_waiver(one) for one in report.waivers]} if report.waivers else {}),
        **({"in_text": cited_as_json(report.citations, report.remarks)} if report.citations or report.remarks else {}),
    }


def _waiver(remark: Remark) -> dict[str, Any]:
    """What there is to know about a waiver itself."""
    place = {"file": remark.location.file, "line": remark.location.line}
    return {"rule": remark.rule, "severity": str(remark.severity), "message": remark.message, "place": place}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    reference, match = verdict.reference, verdict.match
    where = reference.location
    return {
        "key": reference.key,
        "raw": reference.raw,
        "location": asdict(where),
        "kind": verdict.kind,
        "outcome": str(verdict.outcome),
        "score": round(match.score, 4) if match else None,
        "item": to_csl(verdict.item, id=reference.key),
        "match": _compared(match, reference.key) if match else None,
        "findings": [_finding(reference, finding) for finding in verdict.findings],
        "waived": [_finding(reference, finding) for finding in verdict.waived],
        "suppressed": [_finding(reference, finding) for finding in verdict.suppressed],
        "candidates": [
            {"score": round(candidate.score, 4), **_compared(candidate, reference.key)}
            for candidate in verdict.candidates
        ],
        "outages": [asdict(outage) for outage in verdict.outages],
        "extra": dict(reference.extra),
    }


def _compared(candidate: Candidate, key: str) -> dict[str, Any]:
    return {
        "works": [_work(work, key) for work in candidate.works],
        "agreements": _agreements(candidate.compared),
    }


def _work(work: Work, key: str) -> dict[str, Any]:
    """Its item carries the key of the reference that it was offered for as its CSL `id`."""
    return {"source": work.source, "url": work.url, "item": to_csl(work.item, id=key)}


def _agreements(agreements: Sequence[Agreement]) -> list[dict[str, str]]:
    return [
        {"field": one.field, "level": str(one.level), "claimed": one.claimed, "found": one.found} for one in agreements
    ]


def _finding(reference: Reference, finding: Finding) -> dict[str, Any]:
    waiver = {"waiver": finding.waiver} if finding.waiver else {}
    return waiver | {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "field": finding.field,
        "claimed": finding.claimed,
        "found": finding.found,
        "message": finding.message,
        "fingerprint": fingerprint(reference, finding),
        "probability": None if finding.probability is None else round(finding.probability, 2),
    }


REPORT = ReportFormat(
    name="json",
    title="everything, for programs",
    suffix=".json",
    media_type="application/json",
    parts=as_bytes(parts),
)
