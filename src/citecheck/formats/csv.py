"""Tables of references: a key and a reference, or a column for each field, or both."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from citecheck.errors import InputError
from citecheck.formats import author_cell, citation, csv_columns, shared
from citecheck.interfaces import Document, Format
from citecheck.model import Item, Location, Reference, Span

_UNDATED = frozenset({"n.d.", "nd", "n. d.", "no date", "undated", "in press", "forthcoming", "ahead of print"})
_HINT = (
    "name the columns in the first line: key, reference; or authors, title, journal, year, volume, issue, pages,"
    " doi, pmid, pmcid"
)
_NOWHERE = "\x1f"  # a delimiter that no text holds: the whole line is one cell
_QUOTE = "a quotation mark is not closed or stands where none belongs"


def read(data: bytes, file: str) -> Document:
    """One reference for each row that is not blank. Values stay text; a bad row is a problem, the others go on."""
    return Document(references=shared.not_empty(_read(shared.decoded(data, file), file), file))


def from_records(records: Iterable[Mapping[str, str]], file: str) -> Iterator[Reference]:
    """The same for rows that are mappings from column name to text; the line is the number of the row."""
    return shared.not_empty(_from_records(records, file), file)


_Extra = tuple[tuple[str, str], ...]


@dataclass
class _Table:
    """Turns rows into references; remembers the keys it gave out."""

    file: str
    count: int = 0
    taken: dict[str, int] = field(default_factory=dict)

    def reference(self, header: tuple[str, ...], cells: Sequence[str], line: int) -> Reference:
        roles = csv_columns.roles(header)
        values = [shared.one_line_of(cell) for cell in cells]
        stated = {role: value for role, value in zip(roles, values, strict=False) if role and value}
        key, extra = self._key(stated.pop("key", ""))
        extra += _unknown(header, roles, values)
        raw = stated.pop("reference", "")
        where = Location(file=self.file, line=line)
        try:
            if len(values) > len(header):
                raw = ""
                raise ValueError(
                    f"the row has {len(values)} cells, the first line {len(header)}: quote cells with commas"
                )
            item, spans, bad = _item(stated, raw)
        except ValueError as error:
            others = (value for role, value in zip_longest(roles, values, fillvalue="") if value and role != "key")
            raw = raw or ", ".join(others)
            return Reference(key=key, raw=raw, location=where, problem=str(error), extra=extra)
        raw = raw or shared.one_line(item)
        return Reference(key=key, raw=raw, location=where, item=item, spans=spans, extra=extra + bad)

    def _key(self, asked: str) -> tuple[str, _Extra]:
        """A key that no row before has, and the one asked for where that was taken."""
        self.count += 1
        key = shared.unique(asked or str(self.count), self.taken)
        return key, (("key", asked),) if asked and asked != key else ()

    def broken(self, line: int, text: str) -> Reference:
        key, _ = self._key("")
        return Reference(key=key, raw=text.strip(), location=Location(file=self.file, line=line), problem=_QUOTE)


def _read(text: str, file: str) -> Iterator[Reference]:
    lines = shared.Lines(text)
    start, delimiter, header = _header(lines)
    if header is None:
        return
    if not csv_columns.useful(csv_columns.roles(header)):
        raise InputError(f"no column of {file} states a reference", hint=_HINT)
    table = _Table(file)
    for line, cells in _rows(lines, start, delimiter):
        if isinstance(cells, str):
            yield table.broken(line, cells)
        elif any(cell.strip() for cell in cells):
            yield table.reference(header, _without_empty_tail(cells, len(header)), line)


def _from_records(records: Iterable[Mapping[str, str]], file: str) -> Iterator[Reference]:
    table = _Table(file)
    for line, record in enumerate(records, 1):
        header = tuple(record)
        if not csv_columns.useful(csv_columns.roles(header)):
            raise InputError(f"no column of {file} states a reference", hint=_HINT)
        yield table.reference(header, list(record.values()), line)


def _header(lines: Sequence[str]) -> tuple[int, str, tuple[str, ...] | None]:
    """The number of lines up to the first row, the delimiter, and the names of the columns.

    The delimiter is the one that finds most known names: comma before semicolon before tab. A line
    `sep=;`, which spreadsheets write, settles it.
    """
    told = ""
    for number, line in enumerate(lines, 1):
        if match := re.fullmatch(r"sep=(.)", line.strip("\r\n")):
            told = match[1]
        elif line.strip():
            delimiter = told or max(",;\t", key=lambda one: sum(map(bool, csv_columns.roles(_cells(line, one)))))
            cells = _cells(line, delimiter)
            return number, delimiter if len(cells) > 1 else _NOWHERE, cells
    return len(lines), _NOWHERE, None


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    return tuple(next(csv.reader([line.strip("\r\n")], delimiter=delimiter, skipinitialspace=True), ()))


def _rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with its physical line; the text of the line where the row can't be read.

    A quote that is never closed would swallow the rest of the file: reading starts again a line below.
    """
    while start < len(lines):
        rest = (lines[place] for place in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, skipinitialspace=True, strict=True)
        done = 0
        try:
            for cells in reader:
                yield start + done + 1, cells
                done = reader.line_num
            return
        except csv.Error:
            yield start + done + 1, lines[start + done]
            start += done + 1


def _unknown(header: Sequence[str], roles: Sequence[str], values: Sequence[str]) -> _Extra:
    """The cells of the columns that state nothing we know, with the names of the columns."""
    columns = enumerate(zip(header, roles, values, strict=False), 1)
    return tuple(
        (name.strip() or f"column {place}", value) for place, (name, role, value) in columns if value and not role
    )


def _without_empty_tail(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _item(stated: Mapping[str, str], raw: str) -> tuple[Item, tuple[Span, ...], _Extra]:
    """The item, the spans of `raw`, and what makes no sense. ValueError says what is wrong with the row."""
    item, bad = _structured(stated)
    alone = shared.states_nothing(item)
    if not raw:
        if alone:
            raise ValueError(shared.no_identifier(*bad[0]) if bad else "the row states no reference")
        return item, (), bad
    try:
        read, spans = citation.read(raw)
    except ValueError:
        if alone:
            raise
        return item, (), bad
    return item.filled_from(read), spans, bad


def _structured(stated: Mapping[str, str]) -> tuple[Item, _Extra]:
    """What the columns state. ValueError when the date is none."""
    authors, cut = author_cell.read(stated.get("author") or stated.get("first_author", ""))
    when = stated.get("issued", "")
    undated = when.casefold() in _UNDATED
    item = Item(
        author=authors,
        authors_cut=cut or ("first_author" in stated and "author" not in stated),
        issued=shared.date(when) if when and not undated else (),
        title=stated.get("title", ""),
        container_title=stated.get("container_title", ""),
        container_title_short=stated.get("container_title_short", ""),
        volume=stated.get("volume", ""),
        issue=stated.get("issue", ""),
        page=stated.get("page", "") or _pages(stated),
        number=stated.get("number", ""),
        doi=stated.get("doi", ""),
        pmid=stated.get("pmid", ""),
        pmcid=stated.get("pmcid", ""),
    )
    item, bad = shared.with_identifiers(item)
    return item, ((("year", when),) if undated else ()) + bad


def _pages(stated: Mapping[str, str]) -> str:
    """The pages that two columns state."""
    first, last = stated.get("page_first", ""), stated.get("page_last", "")
    return f"{first}-{last}" if first and last and last != first else first


def _recognises(head: bytes) -> bool:
    """A first line that names a column with whole references, or two columns with parts of one."""
    text = head.decode("utf-8-sig", errors="replace").lstrip().partition("\n")[0].partition("\r")[0]
    found = max((csv_columns.roles(_cells(text, one)) for one in ",;\t"), key=lambda roles: sum(map(bool, roles)))
    return len(text) < len(head) and len(found) > 1 and ("reference" in found or sum(map(bool, found)) > 1)


FORMAT = Format(
    name="csv",
    title="a table (CSV)",
    suffixes=(".csv", ".tsv", ".tab"),
    media_type="text/csv",
    recognises=_recognises,
    read=read,
)
