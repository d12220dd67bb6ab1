"""Finds the entries of a .bib file and the place of each value, however broken its neighbours are.

A place for each value is what a change of one field in the file needs; parsers of whole entries do not give it.
The grammar: BibTeX's own (Patashnik, BibTeXing, 1988), with what biber and people's programs accept beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_AT = re.compile(r"@\s*([^\W\d][\w.+:*-]*)\s*([{(])")
# Where a new entry begins, beyond doubt: at the head of a line, with a key or a first field.
_HEAD = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][\w-]*[ \t]*[{(]\s*(?:[^\s,={}\"()@]*\s*,|[a-z]+\s*=)", re.M | re.I)
_KEY = re.compile(r"\s*([^,={}\n]*?)\s*(?:,|(?=[})]|\Z)|\n(?=\s*[\w.+-]+\s*=))")
_NO_KEY = re.compile(r"\s*[\w.+-]+\s*=\s*[{\"]")
_GAP = re.compile(r"(?:[\s,]|%[^\r\n]*(?=[\r\n]|\Z))*")
# A field with a value of one piece and one level of braces inside: nearly all of them.
_SIMPLE = re.compile(
    r"([^\s=,{}\"@%()\\#]++)\s*+=\s*+(?:\{((?:[^{}]++|\{[^{}]*+\})*+)\}|\"([^\"{}\\]*+)\"|([\w+:.-]++))\s*+(?=[,})])"
)
_NAME = re.compile(r"([^\s=,{}\"@%()\\#]+)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"()=]+")
_NEXT = re.compile(r"\s*(?=[,})]|[\w.+-]+\s*=|@)")
_JOINT = re.compile(r"\s*#\s*")
_BRACE = re.compile(r"[{}]")
_QUOTE_OR_BRACE = re.compile(r"[{}\"]")
_LONGEST_KEY = 500

MONTH_NAMES = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June", "jul": "July",
    "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip


class Field(NamedTuple):
    """A field and its value without delimiters; `start` and `end` are places of the value with them."""

    name: str
    value: str
    start: int
    end: int


class Entry(NamedTuple):
    """One entry as it stands in the text; `problem` says in words why it can't be read whole."""

    kind: str
    key: str
    fields: tuple[Field, ...]
    start: int
    end: int
    problem: str = ""


class Scanner:
    """The entries of one text. Macros of `@string` and inherited fields are looked up over the whole of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._heads = [match.start() for match in _HEAD.finditer(text)]
        self.macros: dict[str, str] = dict(MONTH_NAMES)

    def entries(self) -> Iterator[Entry]:
        """Every entry in order; `@string`, `@preamble` and `@comment` are none."""
        place = 0
        while match := _AT.search(self.text, place):
            if self._switched_off(match.start()):
                place = match.end()
                continue
            kind = match[1].lower()
            if kind in ("comment", "preamble", "string"):
                place = self._aside(kind, match)
                continue
            entry = self._entry(kind, match)
            if entry is None:
                place = match.end()
                continue
            yield entry
            place = max(entry.end, match.end())

    def _switched_off(self, place: int) -> bool:
        """True behind a per cent sign at the head of the line: a comment for biber and for people."""
        line = self.text.rfind("\n", 0, place) + 1
        return self.text[line : line + 40].lstrip(" \t").startswith("%")

    def _limit(self, place: int) -> int:
        """Where the next entry begins at the latest."""
        index = bisect_right(self._heads, place)
        return self._heads[index] if index < len(self._heads) else len(self.text)

    def _aside(self, kind: str, match: re.Match[str]) -> int:
        limit = self._limit(match.start())
        if kind == "string":
            fields, end, _ = self._fields(match.end(), limit)
            self.macros.update((field.name.lower(), field.value) for field in fields)
            return max(end, match.end())
        closed = _closing(self.text, match.end(), len(self.text))
        return closed + 1 if match[2] == "{" and closed >= 0 else match.end()

    def _entry(self, kind: str, match: re.Match[str]) -> Entry | None:
        """None where an at sign and a word stand in ordinary text."""
        limit = self._limit(match.start())
        head = _KEY.match(self.text, match.end(), min(limit, match.end() + _LONGEST_KEY))
        if _NO_KEY.match(self.text, match.end(), limit):
            key, place = "", match.end()
        elif head:
            key, place = head[1], head.end()
        else:
            line_end = self.text.find("\n", match.end())
            end = limit if limit < len(self.text) or line_end < 0 else line_end
            text = self.text[match.end() : end]
            return Entry(kind, "", (), match.start(), end, "its key can't be read") if "=" in text else None
        fields, end, problem = self._fields(place, limit)
        if not fields and not problem and not key:
            return None
        return Entry(kind, key, tuple(fields), match.start(), end, problem)

    def _fields(self, place: int, limit: int) -> tuple[list[Field], int, str]:
        """The fields up to the brace that closes the entry, the place behind it, and what is wrong."""
        text = self.text
        fields: list[Field] = []
        while True:
            gap = _GAP.match(text, place, limit)
            place = gap.end() if gap else place
            if place >= limit:
                return fields, limit, "" if fields else "it breaks off"
            simple = _SIMPLE.match(text, place, limit)
            if simple:
                value, start = _value_of(simple, self.macros)
                fields.append(
                    Field(simple[1].lower(), value, start, simple.end(simple.lastindex or 0) + (simple[4] is None))
                )
                place = simple.end()
                continue
            if text[place] in "})":
                return fields, place + 1, ""
            named = _NAME.match(text, place, limit)
            if not named:
                return fields, limit, f"{_shown(text, place)!r} stands where a field should"
            joined, end = self._joined(named.end(), limit)
            if joined is None:
                return fields, limit, f"the value of {named[1]} is not closed"
            fields.append(Field(named[1].lower(), joined, named.end(), end))
            place = end
            if not _NEXT.match(text, place, limit) and text[place:limit].strip():
                return fields, limit, f"{_shown(text, place)!r} stands behind the value of {named[1]}"

    def _joined(self, place: int, limit: int) -> tuple[str | None, int]:
        """A value of pieces joined by `#`, and the place behind it."""
        pieces = []
        while True:
            piece, end = self._piece(place, limit)
            if piece is None:
                return None, limit
            pieces.append(piece)
            joint = _JOINT.match(self.text, end, limit)
            if not joint:
                return "".join(pieces), end
            place = joint.end()

    def _piece(self, place: int, limit: int) -> tuple[str | None, int]:
        text = self.text
        if place >= limit:
            return None, limit
        if text[place] == "{":
            close = _closing(text, place + 1, limit)
            return (text[place + 1 : close], close + 1) if close >= 0 else (None, limit)
        if text[place] == '"':
            close = _closing_quote(text, place + 1, limit)
            return (text[place + 1 : close], close + 1) if close >= 0 else (None, limit)
        bare = _BARE.match(text, place, limit)
        return (self.macros.get(bare[0].lower(), bare[0]), bare.end()) if bare else ("", place)


def _value_of(simple: re.Match[str], macros: Mapping[str, str]) -> tuple[str, int]:
    if simple[2] is not None:
        return simple[2], simple.start(2) - 1
    if simple[3] is not None:
        return simple[3], simple.start(3) - 1
    return macros.get(simple[4].lower(), simple[4]), simple.start(4)


def _closing(text: str, place: int, limit: int) -> int:
    """The place of the brace that closes what was opened before `place`, or -1."""
    depth = 1
    for match in _BRACE.finditer(text, place, limit):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.start()
    return -1


def _closing_quote(text: str, place: int, limit: int) -> int:
    depth = 0
    for match in _QUOTE_OR_BRACE.finditer(text, place, limit):
        if match[0] == '"':
            if depth <= 0:
                return match.start()
        else:
            depth += 1 if match[0] == "{" else -1
    return -1


def _shown(text: str, place: int) -> str:
    return " ".join(text[place : place + 30].split())
