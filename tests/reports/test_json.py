from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.csl import from_csl
from citecheck.model import Item, Outcome, Reference, Report, Verdict
from citecheck.reports import json as report_json
from tests.reports.sample import EMPTY, SAMPLE, shown

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture
def report() -> dict[str, Any]:
    return json.loads(shown(report_json.REPORT, SAMPLE))  # type: ignore[no-any-return]


def test_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("asked", [SAMPLE, EMPTY], ids=["sample", "empty"])
def test_report_follows_its_schema(asked: Report) -> None:
    VALIDATOR.validate(json.loads(shown(report_json.REPORT, asked)))


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("summary",),
        ("summary", "findings"),
        ("verdicts", 1),
        ("verdicts", 1, "location"),
        ("verdicts", 1, "match"),
        ("verdicts", 1, "match", "works", 0),
        ("verdicts", 1, "match", "agreements", 0),
        ("verdicts", 1, "findings", 0),
        ("verdicts", 2, "outages", 0),
        ("verdicts", 3, "candidates", 0),
    ],
    ids=str,
)
def test_schema_refuses_what_is_missing_and_what_is_unknown(
    path: tuple[str | int, ...], report: dict[str, Any]
) -> None:
    def broken(change: str) -> dict[str, Any]:
        whole = copy.deepcopy(report)
        part: Any = whole
        for step in path:
            part = part[step]
        part.popitem() if change == "missing" else part.update(surprise=1)
        return whole

    assert [VALIDATOR.is_valid(broken(change)) for change in ("missing", "unknown")] == [False, False]


def test_schema_refuses_a_match_for_a_reference_not_found(report: dict[str, Any]) -> None:
    report["verdicts"][0]["outcome"] = "not-found"
    assert not VALIDATOR.is_valid(report)


def test_summary_counts_what_the_verdicts_say(report: dict[str, Any]) -> None:
    outcomes = [verdict["outcome"] for verdict in report["verdicts"]]
    severities = [finding["severity"] for verdict in report["verdicts"] for finding in verdict["findings"]]
    found = {word: severities.count(word) for word in ("error", "warning", "note")}
    counts = {str(outcome): outcomes.count(outcome) for outcome in Outcome}
    assert report["summary"] == {"references": 8, **counts, "findings": found}


def test_items_read_back_as_they_were(report: dict[str, Any]) -> None:
    assert [from_csl(verdict["item"]) for verdict in report["verdicts"]] == [one.item for one in SAMPLE.verdicts]


def test_match_says_who_describes_the_work_and_how_it_compares(report: dict[str, Any]) -> None:
    match = report["verdicts"][1]["match"]
    assert [work["source"] for work in match["works"]] == ["crossref", "pubmed"]
    assert {"field": "year", "level": "different", "claimed": "2021", "found": "2022"} in match["agreements"]
    assert report["verdicts"][1]["score"] == 0.9642


def test_without_a_match_there_is_no_score(report: dict[str, Any]) -> None:
    assert [(one["score"], one["match"]) for one in report["verdicts"][2:5]] == [(None, None)] * 3
    assert report["verdicts"][3]["candidates"][0]["score"] == 0.0213


def test_letters_are_written_as_themselves() -> None:
    assert "日本骨研究グループ" in shown(report_json.REPORT, SAMPLE)


@given(st.text(), st.text())
def test_every_text_survives_reading_back(raw: str, name: str) -> None:
    reference = Reference(key=name, raw=raw, item=Item(), extra=((name, raw),))
    verdict = Verdict(reference=reference, outcome=Outcome.UNDECIDED, item=Item())
    read = json.loads(shown(report_json.REPORT, Report(verdicts=(verdict,), sources=(), version="1")))["verdicts"][0]
    assert (read["key"], read["raw"], read["extra"]) == (name, raw, {name: raw})
