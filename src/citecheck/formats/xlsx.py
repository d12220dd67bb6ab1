"""Workbooks in and out: the sheet that holds references, cells as text."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from citecheck.errors import InputError
from citecheck.formats import csv, csv_columns, shared, table
from citecheck.formats.libraries import needed
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Location, Reference

_LARGEST = 1_000_000_000  # bytes a workbook may unpack to; a zip bomb holds more
_RATIO = 400  # and so many times its own size, once it is large
_ABOVE = 30  # rows that may stand above the names of the columns
_BROKEN = (
    *(KeyError, ValueError, TypeError, OSError, SyntaxError, AttributeError, IndexError),
    *(zipfile.BadZipFile, EOFError, NotImplementedError, OverflowError),
)
_HINT = "save it again as .xlsx, or as CSV"


def read(data: bytes, file: str) -> Document:
    """One reference for each row below the names of the columns that is not blank."""
    return Document(references=shared.not_empty(_references(data, file), file))


def _references(data: bytes, file: str) -> Iterator[Reference]:
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return
    _check_size(data, file)
    openpyxl = needed("openpyxl", "xlsx")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        found = [(sheet, *header) for sheet in book.worksheets if (header := _header(sheet))]
    except _broken() as error:
        raise InputError(f"{file} is a broken workbook: {shared.one_line_of(str(error))[:200]}", hint=_HINT) from None
    if not found:
        raise InputError(f"no sheet of {file} has columns that state a reference", hint=csv.COLUMNS_HINT)
    sheet, row, names = max(found, key=lambda one: sum(map(bool, csv_columns.roles(one[2]))))
    try:
        yield from csv.from_rows(_rows(sheet, row, file), names, file)
    except _broken() as error:
        place = Location(file=file, line=row + 1, path=f'sheet "{sheet.title}"')
        problem = f"the workbook is broken here, what follows is not read: {shared.one_line_of(str(error))[:200]}"
        yield Reference(key="the rest", location=place, problem=problem)


def _broken() -> tuple[type[Exception], ...]:
    """What the libraries raise for parts of a workbook that are not what they should be."""
    import zlib
    from xml.parsers.expat import ExpatError

    usual = (KeyError, ValueError, TypeError, OSError, SyntaxError, AttributeError, IndexError, EOFError, OverflowError)
    return (*usual, zipfile.BadZipFile, NotImplementedError, zlib.error, ExpatError)


def _check_size(data: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        raise InputError(f"{file} is no workbook, or a broken one", hint=_HINT) from None
    if size > _LARGEST or (size > 100_000_000 and size > _RATIO * len(data)):
        raise InputError(
            f"{file} would unpack to {size:,} bytes, which is too much", hint="split it, or save it as CSV"
        )


def _header(sheet: Any) -> tuple[int, tuple[str, ...]] | None:
    """The row with the names of the columns, counted from 1, and the names."""
    best: tuple[int, tuple[str, ...]] | None = None
    most = 0
    for number, cells in enumerate(sheet.iter_rows(min_row=1, max_row=_ABOVE, values_only=True), 1):
        names = tuple(map(_text, cells))
        roles = csv_columns.roles(names)
        known = sum(map(bool, roles))
        if known > most and (known > 1 or "reference" in roles) and csv_columns.useful(roles):
            best, most = (number, _trimmed(names)), known
    return best


def _trimmed(names: tuple[str, ...]) -> tuple[str, ...]:
    while names and not names[-1]:
        names = names[:-1]
    return names


def _rows(sheet: Any, header: int, file: str) -> Iterator[tuple[Location, Sequence[str]]]:
    place = f'sheet "{sheet.title}"'
    for number, cells in enumerate(sheet.iter_rows(min_row=header + 1, values_only=True), header + 1):
        yield Location(file=file, line=number, path=f"{place}, row {number}"), [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """What a cell shows: a whole number without its `.0`, a date as people write one for programs."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """One sheet, every cell text: nothing is run and `1-3` stays no date."""
    xlsxwriter = needed("xlsxwriter", "xlsx")
    target = io.BytesIO()
    options = {"constant_memory": True, "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("References")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for row, cells in enumerate(table.table(exported)):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(row, column, text[:32_767], *([bold] if row == 0 else []))
    yield target.getvalue()


def _recognises(head: bytes) -> bool:
    """A zip archive whose first parts are those of a workbook."""
    return head.startswith(b"PK\x03\x04") and (
        b"xl/" in head or (b"[Content_Types].xml" in head and b"word/" not in head)
    )


FORMAT = Format(
    name="xlsx",
    title="an Excel workbook",
    suffixes=(".xlsx", ".xlsm"),
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    recognises=_recognises,
    read=read,
    write=write,
)
