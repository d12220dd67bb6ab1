"""The completed list as CSV: one row per reference, our columns first, then the input's own.

A cell that a spreadsheet would run as a formula gets a single quote in front (`'=1+1`), as OWASP
advises (https://owasp.org/www-community/attacks/CSV_Injection); numbers such as -5 stay as they are. So does what would
be a cell of its own where the spreadsheet parts cells by a semicolon or a tab. A byte order mark tells it that this is
UTF-8.
`rows` gives the values as they are, for programs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from citecheck.interfaces import ReportFormat
from citecheck.model import Item, Name, Report, Verdict
from citecheck.reports.shared import as_bytes, encodable

COLUMNS = (
    *("key", "outcome", "score", "doi", "pmid", "pmcid", "title", "journal", "journal_abbreviation"),
    *("authors", "year", "volume", "issue", "pages", "findings", "reference"),
)
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_INNER_FORMULA = re.compile(r"([;\t|]\s*)(?=[=+\-@＝＋－＠])")
_COMMAND = re.compile(r"((?:^|\n)\s*)(?=::)")  # a log that shows the file would obey it
_NUMBER = re.compile(r"[+-]\d+(?:[.,]\d+)?")
_BOM = "\ufeff"


def parts(report: Report) -> Iterator[str]:
    """RFC 4180 with line feeds, which diff well."""
    names = _extra_columns(report)
    yield _BOM + _line([*COLUMNS, *names.values()])
    for verdict in report.verdicts:
        yield _line(_row(verdict, names).values())


def _line(values: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([cell(value) for value in values])
    return encodable(text.getvalue())


def columns(report: Report) -> list[str]:
    """The names of all columns in order. An input column named like one of ours gets `input_` in front."""
    return [*COLUMNS, *_extra_columns(report).values()]


def rows(report: Report) -> list[dict[str, str]]:
    """A row per reference in input order, each with every column; what is not known is empty."""
    return list(each_row(report))


def each_row(report: Report) -> Iterator[dict[str, str]]:
    """The same rows one by one."""
    names = _extra_columns(report)
    return (_row(verdict, names) for verdict in report.verdicts)


FINDING_COLUMNS = ("key", "outcome", "rule", "severity", "field", "claimed", "found", "message", "waived")


def finding_rows(report: Report) -> list[dict[str, str]]:
    """A row per finding, the waived ones too."""
    return [
        {
            "key": verdict.reference.key,
            "outcome": str(verdict.outcome),
            "rule": finding.rule,
            "severity": str(finding.severity),
            "field": finding.field,
            "claimed": finding.claimed,
            "found": finding.found,
            "message": finding.message,
            "waived": waived,
        }
        for verdict in report.verdicts
        for findings, waived in ((verdict.findings, ""), (verdict.waived, "yes"))
        for finding in findings
    ]


def _extra_columns(report: Report) -> dict[str, str]:
    """The input's unknown columns in first-seen order, each with the name it has here."""
    names: dict[str, str] = {}
    for verdict in report.verdicts:
        for name, _ in verdict.reference.extra:
            if name not in names:
                names[name] = _free(name, {*COLUMNS, *names.values()})
    return names


def _free(name: str, taken: set[str]) -> str:
    while not name or name in taken:
        name = f"input_{name}"
    return name


def _row(verdict: Verdict, extra_columns: dict[str, str]) -> dict[str, str]:
    item, reference = verdict.item, verdict.reference
    extra = dict(reference.extra)
    return {
        "key": reference.key,
        "outcome": str(verdict.outcome),
        "score": f"{verdict.match.score:.4f}" if verdict.match else "",
        "doi": item.doi,
        "pmid": item.pmid,
        "pmcid": item.pmcid,
        "title": item.title,
        "journal": item.container_title,
        "journal_abbreviation": item.container_title_short,
        "authors": _authors(item),
        "year": item.year,
        "volume": item.volume,
        "issue": item.issue,
        "pages": item.locator,
        "findings": "; ".join(f"{finding.rule}: {finding.message}" for finding in verdict.findings),
        "reference": reference.raw,
        **{column: extra.get(name, "") for name, column in extra_columns.items()},
    }


def _authors(item: Item) -> str:
    return "; ".join([*map(_author, item.author), *(["et al."] if item.authors_cut else [])])


def _author(name: Name) -> str:
    return name.literal or ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def cell(value: str) -> str:
    """The value so that no spreadsheet runs it."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _COMMAND.sub(r"\1'", text)
    text = _INNER_FORMULA.sub(r"\1'", text)
    runs = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


REPORT = ReportFormat(
    name="csv",
    title="the completed list as a table",
    suffix=".csv",
    media_type="text/csv",
    parts=as_bytes(parts),
)
