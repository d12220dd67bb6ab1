"""What every report must do, whatever it looks like: those of others as well, because they are found as ours are."""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from citecheck import plugins
from citecheck.interfaces import ReportFormat
from citecheck.model import Item, Outcome, Reference, Report, Verdict
from tests.reports.sample import EMPTY, SAMPLE

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
TEXTUAL = ("text/", "application/json", "application/sarif+json", "application/xml")
REPORTS = list(plugins.values("reports", ReportFormat))

every_report = pytest.mark.parametrize("report_format", [pytest.param(one, id=one.name) for one in REPORTS])
every_text = pytest.mark.parametrize(
    "report_format", [pytest.param(one, id=one.name) for one in REPORTS if one.media_type.startswith(TEXTUAL)]
)
every_snapshot = pytest.mark.parametrize(
    "report_format", [pytest.param(one, id=one.name) for one in REPORTS if (SNAPSHOTS / f"report{one.suffix}").exists()]
)


def made(report_format: ReportFormat, report: Report) -> bytes:
    return b"".join(report_format.parts(report))


def test_our_reports_are_known_by_name() -> None:
    assert {"csv", "html", "json", "terminal"} <= set(plugins.names("reports"))
    assert all(plugins.value("reports", name, ReportFormat).name == name for name in plugins.names("reports"))


@every_report
def test_report_says_what_it_is(report_format: ReportFormat) -> None:
    assert report_format.title
    assert report_format.suffix.startswith(".")
    assert "/" in report_format.media_type


@every_text
def test_report_is_text_that_utf8_can_carry_and_ends_with_one_newline(report_format: ReportFormat) -> None:
    text = made(report_format, SAMPLE).decode("utf-8")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@every_report
def test_two_renders_give_the_same_bytes(report_format: ReportFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(report_format, SAMPLE)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert made(report_format, SAMPLE) == first


@every_text
def test_every_key_and_outcome_is_in_the_report(report_format: ReportFormat) -> None:
    keys = [f"reference-key-{number}" for number in range(7)]
    outcomes = (Outcome.NOT_FOUND, Outcome.UNDECIDED, Outcome.UNREADABLE)
    verdicts = tuple(
        Verdict(reference=Reference(key=key, item=Item()), outcome=outcomes[number % 3], item=Item())
        for number, key in enumerate(keys)
    )
    text = made(report_format, Report(verdicts=verdicts, sources=("crossref",), version="1")).decode()
    positions = [text.rindex(key) for key in keys]
    assert positions == sorted(positions)
    assert all(text.lower().replace("not found", "not-found").count(word) for word in ("not-found", "undecided"))


@every_report
def test_empty_report_is_still_a_report(report_format: ReportFormat) -> None:
    assert made(report_format, EMPTY).strip()


@every_report
def test_lone_surrogate_does_not_break_the_report(report_format: ReportFormat) -> None:
    reference = Reference(key="\udcff", raw="caf\udce9", item=Item(doi="10.5555/\udce9"))
    verdict = Verdict(reference=reference, outcome=Outcome.UNDECIDED, item=Item(title="\ud800"))
    assert made(report_format, Report(verdicts=(verdict,), sources=(), version="1"))


@every_text
def test_nothing_found_is_not_called_invented(report_format: ReportFormat) -> None:
    text = made(report_format, SAMPLE).decode().lower()
    assert not [word for word in ("fake", "fabricat", "hallucinat", "invented") if word in text]


@every_snapshot
def test_sample_report_is_as_it_was(report_format: ReportFormat) -> None:
    """To accept a change: UPDATE_SNAPSHOTS=1 pytest tests/reports, then read the diff."""
    snapshot = SNAPSHOTS / f"report{report_format.suffix}"
    data = made(report_format, SAMPLE)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.write_bytes(data)
    assert snapshot.read_bytes() == data


def test_reports_of_ours_have_a_snapshot() -> None:
    """Binary ones, which hold the day they were made, are read back instead."""
    ours = {entry.name for entry in entry_points(group="citecheck.reports") if entry.value.startswith("citecheck.")}
    textual = [one for one in REPORTS if one.name in ours and one.media_type.startswith(TEXTUAL)]
    assert [one.name for one in textual if not (SNAPSHOTS / f"report{one.suffix}").exists()] == []
