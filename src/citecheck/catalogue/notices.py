"""The Retraction Watch table: https://gitlab.com/crossref/retraction-watch-data, one event a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from citecheck import normalize
from citecheck.catalogue.bounded import Broken, Chunk
from citecheck.catalogue.entries import Flaw, Remark
from citecheck.model import Notice

MOST_TABLE = 256 << 20  # four times its size in 2026
MOST_CELL = 1 << 17
ASSERTED_BY = "retraction-watch"
_WORK_DOI, _WORK_PMID = "originalpaperdoi", "originalpaperpubmedid"
_DOI, _PMID, _DATE, _NATURE = "retractiondoi", "retractionpubmedid", "retractiondate", "retractionnature"
_REASON, _REPLACED = "reason", "retract and replace"  # a retraction with that reason was republished
_BARE_RETURN = re.compile(r"\r(?!\n)")
_KINDS = {
    "retraction": "retraction",
    "expression of concern": "concern",
    "correction": "correction",
    "reinstatement": "reinstatement",
    "partial retraction": "partial-retraction",
    "retract and replace": "retracted-republished",
}


def is_header(line: str) -> bool:
    """True for the first line of the table, whatever else its columns are."""
    try:
        columns = _columns(next(csv.reader([_one_line(line)]), []))
    except csv.Error:
        return False
    return {_WORK_DOI, _NATURE} <= set(columns)


def chunks(content: Iterator[bytes]) -> Iterator[Chunk]:
    """The table as one chunk: a row may span lines. Raises Broken where it can't be the table."""
    data = bytearray()
    for block in content:
        data += block
        if len(data) > MOST_TABLE:
            raise Broken(f"a table of more than {MOST_TABLE >> 20} MiB")
    yield Chunk(1, bytes(data))


def found(chunk: Chunk, file: str) -> Iterator[Remark | Flaw]:
    """A remark for each row that names a work. Bytes that are not UTF-8 are told once and replaced."""
    text = chunk.data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        yield Flaw(file, f"line {line}", "bytes that are not UTF-8; they were replaced, here and in later lines")
    rows = csv.reader(io.StringIO(_one_line(text) if "\n" in text else text.replace("\r", "\n"), newline=""))
    columns = _columns(next(rows, []))
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Flaw(file, f"line {rows.line_num}", f"not a row: {error}")
            continue
        # The csv module's own limit, which the rest of the program may have raised.
        if any(len(cell) > MOST_CELL for cell in cells):
            yield Flaw(file, f"line {rows.line_num}", "not a row: a cell without an end")
            continue
        row = dict(zip(columns, cells, strict=False))
        if remark := _remark(row):
            yield remark


def _one_line(text: str) -> str:
    """A carriage return that ends no line is a space: within a row it would cost that row."""
    return _BARE_RETURN.sub(" ", text)


def _columns(names: list[str]) -> list[str]:
    return [re.sub(r"\W", "", name).lower() for name in names]


def _remark(row: dict[str, str]) -> Remark | None:
    doi, pmid = (normalize.doi(row.get(_WORK_DOI, "")), normalize.pmid(row.get(_WORK_PMID, "")))
    if not doi and not pmid:
        return None
    nature = " ".join(row.get(_NATURE, "").lower().split())
    if nature == "retraction" and _REPLACED in row.get(_REASON, "").lower():
        nature = _REPLACED
    notice = Notice(
        kind=_KINDS.get(nature, "update"),
        doi=normalize.doi(row.get(_DOI, "")),
        pmid=normalize.pmid(row.get(_PMID, "")),
        date=_date(row.get(_DATE, "")),
        asserted_by=(ASSERTED_BY,),
    )
    return Remark(notice, doi, pmid)


def _date(text: str) -> tuple[int, ...]:
    """Month/day/year as the table has it, or year-month-day."""
    if american := re.match(r"\s*(\d{1,2})/(\d{1,2})/([12]\d{3})\b", text):
        year, month, day = int(american[3]), int(american[1]), int(american[2])
    elif iso := re.match(r"\s*([12]\d{3})-(\d{1,2})-(\d{1,2})\b", text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    else:
        return ()
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else (year,)
