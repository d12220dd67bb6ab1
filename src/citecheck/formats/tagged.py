"""Files of tag lines (RIS, MEDLINE, Web of Science, refer): from text to records to references, by a table for each.

A dialect is how its tag lines look and where records begin; its table says which tag is which field of an item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.formats import encodings, fields, shared
from citecheck.interfaces import Document
from citecheck.model import Item, Location, Reference

_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|(?<!\r)\n)[ \t]*(?:\r\n|\r|\n)")
_LINE_END = re.compile(r"\s*[\r\n]+\s*")


class Tag(NamedTuple):
    """A tag and its value on one line; `start` and `end` are places of the value as written."""

    name: str
    value: str
    start: int
    end: int


Values = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How one kind of tag file is written.

    `line` has the tag and the value as groups. `begins` and `ends`: tags around a record; `blank_ends`: so does a
    blank line. `listed`: tags whose further lines are further values; `groups`: tags that hold the name of a group.
    `table` gives the field of a tag, and `extra` the name for all formats of one that is none; others keep their own.
    `finish` mends the fields of a whole record.
    """

    line: re.Pattern[str]
    begins: frozenset[str]
    ends: frozenset[str] = frozenset()
    blank_ends: bool = False
    listed: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    table: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[Values, list[tuple[str, str]]], None] = lambda values, extra: None


@dataclass(slots=True)
class Record:
    """The tags of one record, and the places it covers."""

    tags: list[Tag]
    start: int
    end: int


def document(data: bytes, file: str, dialect: Dialect) -> Document:
    decoded = encodings.decode(data, file)
    references = shared.not_empty(references_of(decoded.text, file, dialect), file)
    return Document(references=references, notes=decoded.notes(file))


def references_of(text: str, file: str, dialect: Dialect) -> Iterator[Reference]:
    taken: dict[str, int] = {}
    line, seen = 1, 0
    for number, record in enumerate(records(text, dialect), 1):
        line, seen = line + shared.breaks(text, seen, record.start), record.start
        where = Location(file=file, line=line, start=record.start, end=record.end)
        yield _reference(record, number, where, taken=taken, dialect=dialect)


def records(text: str, dialect: Dialect) -> Iterator[Record]:
    """The records in order. What stands between them belongs to none.

    `line` begins with the line end before the tag, which the machinery of patterns finds fast: a line end is put
    before the text, and places are counted without it.
    """
    begins, ends, blank_ends, listed = dialect.begins, dialect.ends, dialect.blank_ends, dialect.listed
    text = "\n" + text
    tags: list[Tag] = []
    begun = filled = False
    start = end = 0
    for match in dialect.line.finditer(text):
        name, value = match.groups()
        at = match.start()
        if tags and (at > end + 1 or (at > end and text[end] == text[at])):
            if blank_ends and _BLANK_LINE.search(text, end, at + 2):
                yield Record(tags, start, end - 1)
                tags, begun, filled = [], False, False
            else:
                _continue(tags, text, at, listed, last=name in begins)
        is_begin = name in begins
        if is_begin and begun and filled:
            yield Record(tags, start, tags[-1].end)
            tags, begun, filled = [], False, False
        end = match.end()
        if name in ends:
            if tags:
                yield Record(tags, start, end - 1)
            tags, begun, filled = [], False, False
            continue
        if not tags:
            start = at
        if is_begin:
            begun = True
        else:
            filled = True
        tags.append(Tag(name, value.strip() if value else "", (match.start(2) if value else end) - 1, end - 1))
    if tags:
        _continue(tags, text, len(text), listed, last=blank_ends)
        yield Record(tags, start, max(end - 1, tags[-1].end))


def _continue(tags: list[Tag], text: str, at: int, listed: frozenset[str], *, last: bool = False) -> None:
    """Adds the lines without a tag to the value before them. `text` has a line end before it.

    Of the `last` value of a record what stands behind a blank line is none of it: a head of the next one, or prose.
    """
    tag = tags[-1]
    begin = tag.end + 1
    if last and (blank := _BLANK_LINE.search(text, begin, at)):
        at = blank.start()
    between = text[begin:at].rstrip()
    more = between.lstrip()
    if not more:
        return
    end = tag.end + len(between)
    if tag.name in listed:
        tags += [Tag(tag.name, one, tag.end, end) for one in _LINE_END.split(more)]
    else:
        value = f"{tag.value} {_LINE_END.sub(' ', more)}".strip()
        tags[-1] = Tag(tag.name, value, tag.start, end)


def _reference(record: Record, number: int, where: Location, *, taken: dict[str, int], dialect: Dialect) -> Reference:
    item, extra, asked = item_of(record.tags, dialect)
    key = shared.unique(asked or str(number), taken)
    if asked and asked != key:
        extra = (("key", asked), *extra)
    if problem := fields.said(item, extra):
        raw = " ".join(f"{tag.name} {tag.value}" for tag in record.tags)[:2000]
        return Reference(key=key, raw=raw, location=where, problem=f"record {number}: {problem}", extra=extra)
    return Reference(key=key, raw=shared.one_line(item), location=where, item=item, extra=extra)


def item_of(tags: Sequence[Tag], dialect: Dialect) -> tuple[Item, fields.Extra, str]:
    """The item of a record, its extra fields, and the key it asks for."""
    values: Values = {}
    extra: list[tuple[str, str]] = []
    table, others, ignored, groups = dialect.table, dialect.extra, dialect.ignored, dialect.groups
    for name, value, _, _ in tags:
        name = name.rstrip()
        if not value:
            continue
        meaning = table.get(name)
        if meaning is None:
            if name not in ignored:
                extra.append((others.get(name, name), value))
            continue
        if name in groups:
            value = f"{value.replace(',', ',,')},"
        if meaning not in values:
            values[meaning] = [value]
        else:
            values[meaning].append(value)
    dialect.finish(values, extra)
    asked = fields.first(values, "key")
    item, bad = fields.item(values)
    return item, (*bad, *extra), asked if asked and " " not in asked else ""


def first_of(values: Values, *meanings: str) -> str:
    """The first value of the first of these that has one; all of them are taken away."""
    found = ""
    for meaning in meanings:
        for value in values.pop(meaning, ()):
            found = found or value
    return found
