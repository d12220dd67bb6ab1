"""Tables of references: a key and a reference, or a column for each field, or both."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from citecheck.errors import InputError
from citecheck.formats import author_cell, citation, csv_columns, csv_edit, csv_write, encodings, fields, shared
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Item, Location, Reference, Span

_UNDATED = frozenset({"n.d.", "nd", "n. d.", "no date", "undated", "in press", "forthcoming", "ahead of print"})
COLUMNS_HINT = (
    "name the columns in the first line: key, reference; or authors, title, journal, year, volume, issue, pages,"
    " doi, pmid, pmcid"
)
_QUOTE = "a quotation mark is not closed or stands where none belongs"


def read(data: bytes, file: str) -> Document:
    """One reference for each row that is not blank. Values stay text; a bad row is a problem, the others go on."""
    decoded = shared.decoding(data, file)
    return Document(references=shared.not_empty(_read(decoded.text, file), file), notes=decoded.notes(file))


def from_records(records: Iterable[Mapping[str, str]], file: str) -> Iterator[Reference]:
    """The same for rows that are mappings from column name to text; the line is the number of the row."""
    return shared.not_empty(_from_records(records, file), file)


def from_rows(
    rows: Iterable[tuple[Location, Sequence[str]]], header: tuple[str, ...], file: str
) -> Iterator[Reference]:
    """The same for rows of cells, each with its place."""
    table = _Table(file)
    for where, cells in rows:
        if any(cell.strip() for cell in cells):
            yield from table.references(header, _without_empty_tail(list(cells), len(header)), where)


_Extra = tuple[tuple[str, str], ...]


@dataclass
class _Table:
    """Turns rows into references; remembers the keys it gave out."""

    file: str
    count: int = 0
    taken: dict[str, int] = field(default_factory=dict)

    def references(self, header: tuple[str, ...], cells: Sequence[str], where: Location) -> Iterator[Reference]:
        """The reference of a row; two where its text, which is all that it has, holds two works."""
        one = self.reference(header, cells, where)
        alone = {role for role, cell in zip(csv_columns.roles(header), cells, strict=False) if role and cell.strip()}
        texts = citation.parted(one.raw) if one.spans and alone <= {"key", "reference"} else [one.raw]
        if len(texts) == 1:
            yield one
            return
        for place, text in enumerate(texts):
            key = shared.unique(one.key, self.taken) if place else one.key
            item, spans = citation.read(text)
            yield replace(one, key=key, raw=text, item=item, spans=spans)

    def reference(self, header: tuple[str, ...], cells: Sequence[str], where: Location) -> Reference:
        roles = csv_columns.roles(header)
        values = [_unguarded(shared.one_line_of(cell)) for cell in cells]
        stated = {role: value for role, value in zip(roles, values, strict=False) if role and value}
        key, extra = self._key(stated.pop("key", ""))
        extra += _unknown(header, roles, values)
        raw = stated.pop("reference", "")
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
    start, delimiter, header = csv_columns.header_of(lines)
    if header is None:
        return
    if not csv_columns.useful(csv_columns.roles(header)):
        raise InputError(f"no column of {file} states a reference", hint=COLUMNS_HINT)
    table = _Table(file)
    for line, cells in _rows(lines, start, delimiter):
        if isinstance(cells, str):
            yield table.broken(line, cells)
        elif any(cell.strip() for cell in cells):
            yield from table.references(header, _without_empty_tail(cells, len(header)), Location(file=file, line=line))


def _from_records(records: Iterable[Mapping[str, str]], file: str) -> Iterator[Reference]:
    table = _Table(file)
    for line, record in enumerate(records, 1):
        header = tuple(record)
        if not csv_columns.useful(csv_columns.roles(header)):
            raise InputError(f"no column of {file} states a reference", hint=COLUMNS_HINT)
        yield from table.references(header, list(record.values()), Location(file=file, line=line))


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
            raise ValueError(shared.only_bad(bad) or "the row states no reference")
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
    issued, undated = _issued(stated)
    whole = {name: _TENTHS.sub(r"\1", value) for name, value in stated.items()}
    type_ = csv_columns.type_of(stated.get("type", ""))
    values = {name: [value] for name, value in whole.items() if name in _PLAIN}
    item, bad = fields.item(values, names=authors, cut=cut or ("first_author" in stated and "author" not in stated))
    untyped = (("type", stated["type"]),) if "type" in stated and not type_ else ()
    return replace(item, issued=issued, type=type_), undated + bad + untyped


_PLAIN = frozenset(
    "title container_title container_title_short volume issue page page_first page_last number publisher doi pmid pmcid"
    " issn isbn url".split()
)
_TENTHS = re.compile(r"^(\d+)\.0$")


def _issued(stated: Mapping[str, str]) -> tuple[tuple[int, ...], _Extra]:
    """The date of the columns of dates, years, months. ValueError when none of them says a year."""
    written = [(name, stated[name]) for name in ("year", "issued") if stated.get(name)]
    undated = tuple(("year", value) for _, value in written if value.casefold() in _UNDATED)
    dates: list[tuple[int, ...]] = []
    error: ValueError | None = None
    for _, value in written:
        if value.casefold() not in _UNDATED:
            try:
                dates.append(shared.date(value))
            except ValueError as problem:
                error = error or problem
    if error and not dates:
        raise error
    best = max((one for one in dates if one[0] == dates[0][0]), key=len, default=())
    if len(best) == 1 and stated.get("month"):
        found, _ = fields.date(
            {"year": [str(best[0])], "month": [f"{stated['month']} {stated.get('day', '')}".strip()]}
        )
        best = found or best
    return best, undated


def _unguarded(cell: str) -> str:
    """A cell without the quote that keeps a spreadsheet from running it."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in csv_columns.FORMULA else cell


def _recognises(head: bytes) -> bool:
    """A first line that names a column with whole references, or two columns with parts of one."""
    plain = encodings.bare(head).decode("utf-8", errors="replace").lstrip()
    lines = [line for line in plain.split("\n")[: csv_columns.ABOVE + 1] if line.strip()]
    if not lines or "\n" not in plain:
        return False
    return _names_columns(lines[0], 1) or any(_names_columns(line, 4) for line in lines[1:])


def _names_columns(text: str, more_than: int) -> bool:
    found = max(
        (csv_columns.roles(csv_columns.cells_of(text, one)) for one in ",;\t"), key=lambda roles: sum(map(bool, roles))
    )
    known = sum(map(bool, found))
    return len(found) > 1 and (known > more_than or ("reference" in found and more_than == 1))


def _write(exported: Iterable[Exported], variant: str) -> Iterator[bytes]:
    return csv_write.write(exported, ",")


FORMAT = Format(
    name="csv",
    title="a table (CSV)",
    suffixes=(".csv", ".tsv", ".tab"),
    media_type="text/csv",
    recognises=_recognises,
    read=read,
    write=_write,
    edit=csv_edit.edit,
)
