"""Lists set as pages of a PDF by reportlab: columns, heads, hyphens, line numbers, breaks inside entries."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.documents.made import Layout

_BOTTOM, _TOP = 60, 760
_LEFT, _COLUMN = 60, 245
_INNER = 14.0  # points, of hanging lines and of first lines that are set in


def pdf(parts: Sequence[tuple[str, Sequence[str]]], layout: Layout, dice: random.Random) -> bytes:
    """`parts`: headings with what stands under each; the second one is the list."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    pages = _Pages(Canvas(out, pagesize=(595, 842), invariant=True), layout)
    for number, (heading, texts) in enumerate(parts):
        pages.heading(heading)
        for text in texts:
            if number == 1:
                pages.entry(text, dice)
            else:
                for line in wrapped(text, pages.letters):
                    pages.line(line)
    pages.end()
    return out.getvalue()


class _Pages:
    """Lines down columns and pages, with a running head and a page number on each."""

    def __init__(self, canvas: Any, layout: Layout) -> None:
        self.canvas, self.layout = canvas, layout
        self.letters = 88 if layout.columns == 1 else 46
        self.column, self.page, self.down, self.count = 0, 1, float(_TOP), 0
        self._head()

    def _head(self) -> None:
        """On left pages the authors, on right ones the journal, as books have it."""
        self.canvas.setFont("Times-Roman", 9)
        self.canvas.drawString(_LEFT, 810, "Journal of Bones 12 (2004)" if self.page % 2 else "C. Mosca et al.")
        self.canvas.drawString(290, 30, str(self.page))
        self.canvas.setFont("Times-Roman", 10)

    def end(self) -> None:
        self.canvas.showPage()
        self.canvas.save()

    def _room(self) -> None:
        if self.down >= _BOTTOM:
            return
        self.down = float(_TOP)
        self.column += 1
        if self.column == self.layout.columns:
            self.canvas.showPage()
            self.column, self.page = 0, self.page + 1
            self._head()

    def line(self, text: str, *, indent: float = 0.0) -> None:
        self._room()
        self.count += 1
        if self.layout.numbered:
            self.canvas.drawRightString(_LEFT - 20, self.down, str(self.count))
        self.canvas.drawString(_LEFT + _COLUMN * self.column + indent, self.down, text)
        self.down -= 12

    def heading(self, text: str) -> None:
        self.down -= 10
        self.canvas.setFont("Times-Bold", 12)
        self.line(text)
        self.canvas.setFont("Times-Roman", 10)
        self.down -= 4

    def entry(self, text: str, dice: random.Random) -> None:
        lines = _hyphenated(text, self.letters, dice) if self.layout.hyphens else wrapped(text, self.letters)
        labels = self.layout.labels
        first, others = (
            (_INNER, 0.0) if labels == "indented" else (0.0, _INNER if labels in ("hanging", "[1]") else 0.0)
        )
        for number, line in enumerate(lines):
            self.line(line, indent=others if number else first)
        self.down -= 6 if labels == "blank lines" else 0


def wrapped(text: str, width: int) -> list[str]:
    """Lines of whole words."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _hyphenated(text: str, width: int, dice: random.Random) -> list[str]:
    """Lines whose last word is cut where it would not fit, as typesetters cut it."""
    lines, line = [], ""
    for word in text.split():
        if not line or len(line) + len(word) + 1 <= width:
            line = f"{line} {word}" if line else word
            continue
        room = width - len(line) - 2
        if _may_be_cut(word, room) and dice.random() < 0.7:
            lines.append(f"{line} {word[:room]}-")
            line = word[room:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _may_be_cut(word: str, room: int) -> bool:
    return word.isalpha() and word.islower() and len(word) > 7 and 3 <= room <= len(word) - 3
