"""Changes of single cells of a row in a table; only columns that are there can be filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from citecheck.formats import csv_columns, shared
from citecheck.interfaces import Edit
from citecheck.model import Reference

_ROLES = {"journal": ("container_title",), "pages": ("page", "number"), "year": ("year", "issued")}
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class _Cell(NamedTuple):
    """The places of a cell in the text, with its quotation marks."""

    start: int
    end: int


def edit(text: str, reference: Reference, wanted: Mapping[str, str]) -> Mapping[str, tuple[Edit, ...]]:
    """For each field the edits that give it its value; none where the table has no column for it."""
    lines = shared.Lines(text)
    _, delimiter, header = csv_columns.header_of(lines)
    if header is None or len(header) < 2:
        return {}
    roles = csv_columns.roles(header)
    cells = list(_cells(text, lines.start_of(reference.location.line - 1), delimiter))
    found: dict[str, tuple[Edit, ...]] = {}
    for field, value in wanted.items():
        made = tuple(_edits(text, field, value, roles=roles, cells=cells, delimiter=delimiter))
        if made:
            found[field] = made
    return found


def _edits(
    text: str, field: str, value: str, *, roles: tuple[str, ...], cells: list[_Cell], delimiter: str
) -> Iterator[Edit]:
    if field == "pages" and "page_first" in roles and "page" not in roles:
        begin, _, end = value.partition("-")
        parts = [("page_first", begin), ("page_last", end)]
    else:
        names = _ROLES.get(field, (field,))
        filled = [name for name in names if (cell := _at(roles, cells, name)) and cell.end > cell.start]
        name = next(iter(filled), next((name for name in names if name in roles), ""))
        parts = [(name, value)]
    for name, new in parts:
        cell = _at(roles, cells, name)
        if cell is None:
            continue
        before = text[cell.start : cell.end]
        year = _YEAR.search(before) if field == "year" else None
        if year:
            yield Edit(cell.start + year.start(), cell.start + year.end(), new)
        else:
            yield Edit(cell.start, cell.end, _written(new, before, delimiter))


def _at(roles: tuple[str, ...], cells: list[_Cell], name: str) -> _Cell | None:
    place = roles.index(name) if name and name in roles else len(cells)
    return cells[place] if place < len(cells) else None


def _written(value: str, before: str, delimiter: str) -> str:
    """Quoted where the cell was, or where it must be."""
    guarded = f"'{value}" if value[:1] in csv_columns.FORMULA else value
    if before.startswith('"') or any(char in guarded for char in (delimiter, '"', "\n", "\r")):
        return '"' + guarded.replace('"', '""') + '"'
    return guarded


def _cells(text: str, start: int, delimiter: str) -> Iterator[_Cell]:
    """The cells of the row that begins at `start`."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    quoted = re.compile(r'[ \t]*"(?:[^"]|"")*"')
    place = start
    while True:
        match = quoted.match(text, place) or plain.match(text, place)
        end = match.end() if match else place
        yield _Cell(place, end)
        if text[end : end + 1] != delimiter:
            return
        place = end + 1
