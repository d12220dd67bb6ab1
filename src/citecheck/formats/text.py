"""Plain text: a list of references (numbered, between blank lines, an entry a line), or an article that holds one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import overload

from citecheck.formats import shared
from citecheck.formats.documents import finder, found_text, references
from citecheck.formats.documents.blocks import Block, paragraphs
from citecheck.interfaces import Document, Format
from citecheck.model import Location

_LEAST = 200  # characters around a list that may be an article's text
_INDENT = re.compile(r"[ \t\u00a0]*")


def read(data: bytes, file: str) -> Document:
    """One reference for each entry, in order; `raw` is the entry without its label. An article has citations, too."""
    decoded = shared.decoding(data, file)
    blocks, notes = Blocks(decoded.text, file), decoded.notes(file)
    found = finder.find(blocks, least=1)
    if not found.parts:
        found = finder.everything(blocks)
    entries = shared.not_empty(references.references(found.entries()), file)
    text = found.outside()
    if sum(len(block.text) for block in text) < _LEAST:
        return Document(references=entries, notes=notes)
    listed = list(entries)
    return Document(references=listed, citations=found_text.citations(paragraphs(text), listed), notes=notes)


class Blocks(Sequence[Block]):
    """The lines of a text that are not blank, as blocks; made when asked for, so that a long list is in memory once."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = shared.Lines(text)
        self._file = file
        self._places = shared.indexes(at for at in range(len(self._lines)) if self._lines[at].strip())

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Block: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Block]: ...
    def __getitem__(self, place: int | slice) -> Block | Sequence[Block]:
        if isinstance(place, slice):
            return [self[at] for at in range(len(self))[place]]
        at = self._places[place]
        line = self._lines[at]
        start = self._lines.start(at)
        margin = _INDENT.match(line)
        return Block(
            text=line.strip(),
            location=Location(file=self._file, line=at + 1, start=start, end=start + len(line.rstrip("\r\n"))),
            apart=place > 0 and self._places[place - 1] < at - 1,
            indent=len(margin[0].expandtabs(4)) if margin else 0,
        )


FORMAT = Format(name="text", title="a plain list", suffixes=(".txt", ".text"), catch_all=True, read=read)
