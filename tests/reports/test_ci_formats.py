"""What CI tools read: held to their schemas, their limits and their habits."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import openpyxl
import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as OfficialSarif

from citecheck.judge import rules
from citecheck.model import Finding, Item, Location, Outcome, Reference, Report, Severity, Verdict
from citecheck.reports import badge, github, gitlab, junit, markdown, rdjson, sarif, xlsx
from tests.reports.sample import RUNS, SAMPLE

# Restated from https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
        "additionalProperties": False,
    },
}
# Restated from the DiagnosticResult of reviewdog's Diagnostic Format.
_POSITION = {"type": "object", "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer"}}}
_RANGE = {"type": "object", "properties": {"start": _POSITION, "end": _POSITION}, "required": ["start"]}
RDJSON = {
    "type": "object",
    "required": ["diagnostics"],
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}}},
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "type": "object",
                        "properties": {"path": {"type": "string"}, "range": _RANGE},
                        "required": ["path"],
                        "additionalProperties": False,
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "properties": {"value": {"type": "string"}, "url": {"type": "string"}}},
                    "suggestions": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"range": _RANGE, "text": {"type": "string"}}},
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def text(report: Report, module: Any) -> str:
    return b"".join(module.REPORT.parts(report)).decode()


def log(report: Report, variant: str = "") -> dict[str, Any]:
    made = sarif.REPORT.variants[variant] if variant else sarif.REPORT.parts
    loaded: dict[str, Any] = json.loads(b"".join(made(report)))
    OfficialSarif.model_validate(loaded)
    return loaded


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("variant", ["", "github"])
def test_sarif_is_one_by_the_official_schema(run: str, variant: str) -> None:
    (sarif_run,) = log(RUNS[run], variant)["runs"]
    assert [rule["id"] for rule in sarif_run["tool"]["driver"]["rules"]] == list(rules.known())
    assert sarif_run["automationDetails"]["id"] == "citecheck/references.csv/"
    assert all(rule["help"]["markdown"].startswith("## ") for rule in sarif_run["tool"]["driver"]["rules"])


def test_sarif_in_full_suppresses_what_is_waived_and_keeps_the_undecided_open() -> None:
    (result,) = log(RUNS["waived"])["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "as printed by the journal; until 2027-05-01"
    kinds = {(one["kind"], one["level"]) for one in log(RUNS["outage"])["runs"][0]["results"]}
    assert kinds == {("open", "none")}


def test_sarif_for_github_leaves_out_what_it_would_not_understand() -> None:
    assert log(RUNS["waived"], "github")["runs"][0]["results"] == []
    results = log(RUNS["outage"], "github")["runs"][0]["results"]
    assert {one["level"] for one in results} == {"note"}
    assert not [one for one in results if "kind" in one or "suppressions" in one]
    assert "primaryLocationLineHash" not in json.dumps(results)


def _many(number: int) -> Report:
    def verdict(place: int) -> Verdict:
        severity = Severity.ERROR if place >= number - 10 else Severity.NOTE
        finding = Finding(rule="not-found", severity=severity, message="nobody knows such a work")
        where = Location(file="list.bib", line=place + 1)
        reference = Reference(key=f"key{place}", raw=f"Doe {place}", item=Item(), location=where)
        return Verdict(reference=reference, outcome=Outcome.NOT_FOUND, item=Item(), findings=(finding,))

    return Report(verdicts=tuple(map(verdict, range(number))), sources=(), version="1")


def test_github_gets_five_thousand_results_the_heaviest_first() -> None:
    results = log(_many(5200), "github")["runs"][0]["results"]
    assert len(results) == 5000
    assert [one["level"] for one in results[:11]] == ["error"] * 10 + ["note"]


def _prints(report: Report) -> list[str]:
    return [one["partialFingerprints"]["citecheck/v1"] for one in log(report)["runs"][0]["results"]]


def test_fingerprints_are_unique_and_stay_when_lines_move() -> None:
    before = _prints(SAMPLE)
    moved = tuple(
        replace(one, reference=replace(one.reference, location=replace(one.reference.location, line=77)))
        for one in SAMPLE.verdicts
    )
    assert len(before) == len(set(before))
    assert _prints(replace(SAMPLE, verdicts=moved)) == before
    twice = _prints(replace(SAMPLE, verdicts=(SAMPLE.verdicts[1], SAMPLE.verdicts[1])))
    assert len(set(twice)) == 2


def test_number_of_an_entry_is_no_part_of_its_fingerprint() -> None:
    renumbered = replace(SAMPLE.verdicts[1], reference=replace(SAMPLE.verdicts[1].reference, key="9"))
    assert _prints(replace(SAMPLE, verdicts=(renumbered,))) == _prints(replace(SAMPLE, verdicts=SAMPLE.verdicts[1:2]))


@pytest.mark.parametrize("file", ["/elsewhere/refs.bib", "./refs.bib", "refs.bib"])
def test_paths_are_relative(file: str) -> None:
    reference = replace(SAMPLE.verdicts[1].reference, location=Location(file=file))
    report = replace(SAMPLE, verdicts=(replace(SAMPLE.verdicts[1], reference=reference),))
    (result,) = log(report)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "refs.bib"
    assert "region" not in place, "the file has no lines"
    (result,) = log(report, "github")["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_path_below_the_working_folder_is_relative_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reference = replace(SAMPLE.verdicts[1].reference, location=Location(file=str(tmp_path / "paper" / "refs.bib")))
    (issue,) = json.loads(text(replace(SAMPLE, verdicts=(replace(SAMPLE.verdicts[1], reference=reference),)), gitlab))
    assert issue["location"]["path"] == "paper/refs.bib"


@pytest.mark.parametrize("run", RUNS)
def test_gitlab_reads_its_report(run: str) -> None:
    written = text(RUNS[run], gitlab)
    issues = json.loads(written)
    jsonschema.validate(issues, GITLAB)
    assert not written.startswith("\ufeff")
    prints = [issue["fingerprint"] for issue in issues]
    assert len(prints) == len(set(prints))
    assert run != "outage" or {issue["severity"] for issue in issues} == {"info"}


@pytest.mark.parametrize("run", RUNS)
def test_reviewdog_reads_its_report(run: str) -> None:
    jsonschema.validate(json.loads(text(RUNS[run], rdjson)), RDJSON)


@pytest.mark.parametrize(("run", "tests", "failures", "skipped"), [
    ("clean", 1, 0, 0), ("mixed", 8, 4, 3), ("outage", 2, 0, 2), ("waived", 2, 0, 0),
])  # fmt: skip
def test_junit_is_read_back(run: str, tests: int, failures: int, skipped: int) -> None:
    read = junitparser.JUnitXml.fromstring(text(RUNS[run], junit).encode())
    (suite,) = list(read)
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (tests, failures, skipped, 0)
    cases = list(suite)
    assert len(cases) == tests
    assert sum(any(isinstance(one, junitparser.Failure) for one in case.result) for case in cases) == failures
    assert sum(any(isinstance(one, junitparser.Skipped) for one in case.result) for case in cases) == skipped
    assert run != "waived" or "as printed by the journal" in text(RUNS[run], junit)


def test_annotations_are_the_ten_worst_where_they_stand() -> None:
    lines = text(_many(40), github).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 10
    assert all(line.startswith("::error file=list.bib,line=") for line in commands)
    assert lines[-1].startswith("citecheck: 40 references: 40 not-found")


def test_markdown_is_cut_to_the_size_of_a_comment_and_says_so() -> None:
    written = text(_many(5000), markdown)
    assert len(written) < 65_536
    assert re.search(r"\d+ references more: the HTML or JSON report has them all", written)


def test_badge_says_in_words_what_its_colour_says() -> None:
    assert 'aria-label="references: 2 of 8 verified"' in text(SAMPLE, badge)
    assert "#2b7a57" in text(RUNS["clean"], badge)


def test_workbook_has_a_frozen_head_filters_links_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.REPORT.parts(SAMPLE))))
    assert book.sheetnames == ["References", "Findings"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    links = [cell.hyperlink.target for row in book["References"].iter_rows() for cell in row if cell.hyperlink]
    assert "https://doi.org/10.1007/s00223-021-00938-w" in links
