"""What every report must do, whatever it looks like."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import docx
import openpyxl
import pytest

from citecheck import plugins
from citecheck.interfaces import ReportFormat
from citecheck.model import Item, Outcome, Reference, Report, Verdict
from tests.reports.sample import EMPTY, RUNS, SAMPLE, shown

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
OURS = ("badge csv docx github gitlab html json junit markdown queries rdjson sarif terminal xlsx").split()
# Reports that show every reference, and those that show findings alone, the worst of them, or a number.
LISTING = {"csv", "docx", "html", "json", "junit", "markdown", "terminal", "xlsx"}

_FORMATS = list(plugins.values("reports", ReportFormat))
_IN_TEXT = [one for one in _FORMATS if re.match(r"text/|.*(?:json|/xml|\+xml)$", one.media_type)]
# What is asked of the words of a report is asked of ours; what others show is their business.
_KNOWN = {entry.name for entry in entry_points(group="citecheck.reports") if entry.value.startswith("citecheck.")}
every_own = pytest.mark.parametrize(
    "report_format", [pytest.param(one, id=one.name) for one in _FORMATS if one.name in _KNOWN]
)
every_own_variant = pytest.mark.parametrize(
    ("report_format", "variant"),
    [
        pytest.param(one, variant, id=f"{one.name}-{variant}" if variant else one.name)
        for one in _FORMATS
        if one.name in _KNOWN
        for variant in ("", *one.variants)
    ],
)
every_report = pytest.mark.parametrize("report_format", [pytest.param(one, id=one.name) for one in _FORMATS])
every_text = pytest.mark.parametrize("report_format", [pytest.param(one, id=one.name) for one in _IN_TEXT])
every_variant = pytest.mark.parametrize(
    ("report_format", "variant"),
    [
        pytest.param(one, variant, id=f"{one.name}-{variant}" if variant else one.name)
        for one in _FORMATS
        for variant in ("", *one.variants)
    ],
)


def read(data: bytes) -> str:
    """A report as text, also one that is a zip of XML."""
    if data.startswith(b'{"$schema"'):
        return _without_rules(data)
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "backslashreplace")
    if "word/document.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist():
        return _words(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = (f"{sheet.title}: {[cell.value for cell in row]}" for sheet in book for row in sheet.iter_rows())
    return "\n".join(rows) + "\n"


def _without_rules(data: bytes) -> str:
    """A SARIF log without the pages of all rules, which change for reasons of their own."""
    log = json.loads(data)
    log["runs"][0]["tool"]["driver"]["rules"] = []
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(f"{block.style.name if block.style else ''}: {block.text}")
    return "\n".join(lines) + "\n"


def made(report_format: ReportFormat, report: Report, variant: str = "") -> bytes:
    return b"".join((report_format.variants[variant] if variant else report_format.parts)(report))


def test_our_reports_are_known_by_name() -> None:
    assert set(OURS) <= set(plugins.names("reports"))


@every_text
def test_report_is_text_that_utf8_can_carry_and_ends_with_one_newline(report_format: ReportFormat) -> None:
    text = shown(report_format, SAMPLE)
    assert text.encode("utf-8")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@every_variant
def test_two_renders_give_the_same_bytes(
    report_format: ReportFormat, variant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(report_format, SAMPLE, variant)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert made(report_format, SAMPLE, variant) == first


@every_own
def test_every_key_and_outcome_is_in_the_report(report_format: ReportFormat) -> None:
    if report_format.name not in LISTING:
        pytest.skip("shows findings, not references")
    keys = [f"reference-key-{number}" for number in range(7)]
    outcomes = (Outcome.NOT_FOUND, Outcome.UNDECIDED, Outcome.UNREADABLE)
    verdicts = tuple(
        Verdict(reference=Reference(key=key, item=Item()), outcome=outcomes[number % 3], item=Item())
        for number, key in enumerate(keys)
    )
    text = read(made(report_format, Report(verdicts=verdicts, sources=("crossref",), version="1")))
    for key in keys:
        assert key in text or key.replace("-", "\\-") in text
    said = text.lower().replace("not found", "not-found")
    if report_format.name != "junit":
        assert all(said.count(word) for word in ("not-found", "undecided"))


@every_own
def test_every_finding_is_in_the_report_or_counted(report_format: ReportFormat) -> None:
    text = read(made(report_format, SAMPLE))
    if report_format.name not in ("badge", "queries", "markdown"):
        assert "retracted" in text
        assert "record says 2022" in text


@every_variant
def test_empty_report_is_still_a_report(report_format: ReportFormat, variant: str) -> None:
    assert read(made(report_format, EMPTY, variant)).strip()


@every_variant
def test_lone_surrogate_does_not_break_the_report(report_format: ReportFormat, variant: str) -> None:
    reference = Reference(key="\udcff", raw="caf\udce9", item=Item(doi="10.5555/\udce9"))
    verdict = Verdict(reference=reference, outcome=Outcome.UNDECIDED, item=Item(title="\ud800", doi="10.5555/\udce9"))
    data = made(report_format, Report(verdicts=(verdict,), sources=(), version="1"), variant)
    assert read(data).encode("utf-8")


@every_report
def test_nothing_found_is_not_called_invented(report_format: ReportFormat) -> None:
    text = read(made(report_format, SAMPLE)).lower()
    assert not [word for word in ("fake", "fabricat", "hallucinat", "invented") if word in text]


@pytest.mark.parametrize("run", RUNS)
@every_own_variant
def test_report_of_the_run_is_as_it_was(report_format: ReportFormat, variant: str, run: str) -> None:
    """To accept a change: UPDATE_SNAPSHOTS=1 pytest tests/reports, then read the diff."""
    text = read(made(report_format, RUNS[run], variant))
    suffix = report_format.suffix if report_format in _IN_TEXT and variant != "docx" else ".txt"
    snapshot = SNAPSHOTS / run / f"{'-'.join(filter(None, (report_format.name, variant)))}{suffix}"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_bytes(text.encode("utf-8"))
    assert snapshot.read_bytes().decode("utf-8") == text
