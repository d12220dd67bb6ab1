"""Plain lists: numbered entries, entries between blank lines, or an entry a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citecheck.formats import citation, shared
from citecheck.interfaces import Document, Format
from citecheck.model import Location, Reference

# [1], (1), 1. or 1) before text; a bare number must stand before a letter, or it may be a volume or page.
_LABEL = re.compile(
    r"\s*(?:\[(?P<bracket>\d{1,4})\]\.?|\((?P<parenthesis>\d{1,4})\)\.?|(?P<dot>\d{1,4})\.(?!\d)|(?P<half>\d{1,4})\)"
    r"|(?P<bare>\d{1,3}|\d{4}(?=\t))(?=\s+[^\W\d_\"'“‘]|\s+[\"'“‘][^\W\d_]))\s*"
)
_HEADING = re.compile(r"\W*(?:references?|bibliography|works cited|literature(?: cited)?|reference list)\W*", re.I)
# A line that begins with a name and holds a year is a whole reference.
_WHOLE = re.compile(r"\s*[^\W\d_][\w'’ -]*?,? (?:[A-Z]{1,3}|[A-Z]\.)[ ,.].*\b(?:1[5-9]|20)\d\d\b")
_FARTHEST = 10  # labels that may be missing in a row, and one


@dataclass(frozen=True, slots=True)
class _Label:
    style: str
    number: int
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    text: str
    label: str = ""


def read(data: bytes, file: str) -> Document:
    """One reference for each entry, in order; `raw` is the entry without its label."""
    return Document(references=shared.not_empty(_references(shared.decoded(data, file), file), file))


def _references(text: str, file: str) -> Iterator[Reference]:
    taken: dict[str, int] = {}
    for number, entry in enumerate(_entries(shared.Lines(text)), 1):
        key = shared.unique(entry.label or str(number), taken)
        where = Location(file=file, line=entry.line, label=entry.label)
        try:
            item, spans = citation.read(entry.text)
        except ValueError as error:
            yield Reference(key=key, raw=entry.text, location=where, problem=str(error))
        else:
            yield Reference(key=key, raw=entry.text, location=where, item=item, spans=spans)


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    """The entries of a list; a heading in its first line is none of them."""
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    start = first + 1 if first < len(lines) and _HEADING.fullmatch(lines[first]) else first
    labels = _labels(lines, start)
    yield from _unnumbered(lines, start, labels[0].line if labels else len(lines))
    ends = [label.line for label in labels[1:]] + [len(lines)]
    for label, end in zip(labels, ends, strict=False):
        text = _joined([lines[label.line][label.end :], *lines[label.line + 1 : end]])
        if text:
            yield _Entry(label.line + 1, text, str(label.number))


def _labels(lines: Sequence[str], start: int) -> list[_Label]:
    """The labels of the list: one style, running upward; none when the list is not numbered."""
    seen = [label for place in range(start, len(lines)) if (label := _label(lines[place], place))]
    if not seen:
        return []
    style = seen[0].style
    seen = [label for label in seen if label.style == style]
    last = {label.number: label.line for label in seen}
    run = seen[:1]
    for label in seen[1:]:
        awaited = run[-1].number + 1
        near = awaited <= label.number < awaited + _FARTHEST
        if label.number == awaited or (near and last.get(awaited, 0) < label.line):
            run.append(label)
    filled = sum(bool(line.strip()) for line in lines[start:])
    begins = run[0].number <= 1 and not any(line.strip() for line in lines[start : run[0].line])
    return run if len(run) > 1 or begins or filled == 1 else []


def _label(line: str, place: int) -> _Label | None:
    match = _LABEL.match(line)
    if not match or not match.lastgroup:
        return None
    return _Label(match.lastgroup, int(match[match.lastgroup]), place, match.end())


def _unnumbered(lines: Sequence[str], start: int, stop: int) -> Iterator[_Entry]:
    """Blocks between blank lines where the list has such, else lines."""
    blocks = list(_blocks(lines, start, stop))
    for begin, end in blocks:
        if len(blocks) == 1 or all(_WHOLE.match(line) for line in lines[begin:end]):
            yield from (_Entry(place + 1, lines[place].strip()) for place in range(begin, end))
        else:
            yield _Entry(begin + 1, _joined(lines[begin:end]))


def _blocks(lines: Sequence[str], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where each run of lines that are not blank begins and ends."""
    begin = start
    for place in range(start, stop + 1):
        if place == stop or not lines[place].strip():
            if place > begin:
                yield begin, place
            begin = place + 1


def _joined(lines: Sequence[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())


FORMAT = Format(name="text", title="a plain list", suffixes=(".txt", ".text"), catch_all=True, read=read)
