"""The report as an Excel workbook: the completed list, and a row a finding. Every cell is text, none is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from citecheck.interfaces import ReportFormat
from citecheck.model import Report
from citecheck.reports import csv
from citecheck.reports.shared import encodable, visible

_LONGEST = 32_767  # characters of a cell
_LINKS = 60_000  # Excel follows no more than 65,530
_WIDTHS = {"title": 60, "reference": 80, "findings": 60, "message": 80, "authors": 40, "journal": 30, "doi": 32}


def parts(report: Report) -> Iterator[bytes]:
    """One workbook with the sheets References and Findings."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "Reference check", "author": "citecheck", "created": _made(report)})
        names = csv.columns(report)
        _sheet(book, "References", names, (list(row.values()) for row in csv.each_row(report)), len(report.verdicts))
        findings = csv.finding_rows(report)
        _sheet(book, "Findings", list(csv.FINDING_COLUMNS), (list(row.values()) for row in findings), len(findings))
    yield out.getvalue()


def _sheet(book: Any, name: str, columns: Sequence[str], rows: Iterator[list[str]], count: int) -> None:
    """A head that stays in sight, and a filter over all rows."""
    sheet = book.add_worksheet(name)
    head, link = book.add_format({"bold": True, "bottom": 1}), book.get_default_url_format()
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(column, 14))
        sheet.write_string(0, place, _text(column), head)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if columns[place] == "doi" and value.startswith("10.") and number < _LINKS:
                sheet.write_url(number, place, f"https://doi.org/{_text(value)}", link, _text(value)[:255])
            elif value:
                sheet.write_string(number, place, _text(value))


def _made(report: Report) -> datetime:
    """A fixed day where nobody noted one, so that the same report is the same file."""
    try:
        return datetime.fromisoformat(report.made)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


def _text(value: str) -> str:
    return encodable("\n".join(map(visible, value.replace("\r\n", "\n").split("\n"))))[:_LONGEST]


REPORT = ReportFormat(
    name="xlsx",
    title="an Excel workbook",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    parts=parts,
    needs={"xlsxwriter": "xlsx"},
)
