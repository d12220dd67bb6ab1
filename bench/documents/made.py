"""Documents made of real reference strings by a seeded generator: text, Word and PDF, in layouts that lists have."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import product

from bench.documents.truth import bare
from citecheck.errors import CitecheckError
from citecheck.formats import choice
from citecheck.model import Reference

_PROSE = (
    "The samples were weighed twice and kept in the dark until they were measured. Differences between the groups "
    "were small, and none of them was larger than what two readings of one sample show. We therefore pooled them."
)
_HEADINGS = ("References", "REFERENCES", "Literature cited", "Bibliography", "6. References", "Literaturverzeichnis")
_AFTER = ("Acknowledgements", "Supplementary material", "Figure legends", "")


@dataclass(frozen=True, slots=True)
class Layout:
    """`labels`: how entries are marked; `columns`, `hyphens`: for pages."""

    kind: str
    labels: str
    columns: int = 1
    hyphens: bool = False

    def __str__(self) -> str:
        pages = f", {self.columns} columns{', hyphens' if self.hyphens else ''}" if self.kind == "pdf" else ""
        return f"{self.kind}: {self.labels}{pages}"


LAYOUTS = (
    *(Layout("text", labels) for labels in ("[1]", "1.", "blank lines", "hanging", "lines")),
    *(Layout("docx", labels) for labels in ("[1]", "1.", "automatic", "none")),
    *(Layout("pdf", *how) for how in product(("[1]", "1.", "hanging", "blank lines"), (1, 2), (False, True))),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One document and what is in its list."""

    layout: Layout
    data: bytes
    strings: tuple[str, ...]


def documents(strings: Sequence[str], layout: Layout, *, size: int, seed: int) -> Iterator[Made]:
    """Documents of `size` references each, as many as the strings make; always the same for one seed."""
    dice = random.Random(seed)
    for start in range(0, len(strings) - size + 1, size):
        chosen = (
            tuple(sorted(strings[start : start + size]))
            if "[" not in layout.labels
            else tuple(strings[start : start + size])
        )
        if layout.kind == "pdf":
            chosen = tuple(_latin(text) for text in chosen)
        yield Made(layout, _MAKERS[layout.kind](chosen, layout, dice), chosen)


def cleaned(text: str) -> str:
    """A reference string in one line."""
    return " ".join(re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", text).split())


def whole(made: Made) -> tuple[int, list[str]]:
    """How many references came out whole and separate, and those that did not."""
    try:
        found = list(choice.document(made.data, f"made.{made.layout.kind.replace('text', 'txt')}").references)
    except CitecheckError:
        found = []
    return _compared(made.strings, found)


def _compared(strings: Sequence[str], found: Sequence[Reference]) -> tuple[int, list[str]]:
    held: dict[str, int] = {}
    for one in found:
        held[bare(one.raw)] = held.get(bare(one.raw), 0) + 1
    missed = []
    for text in strings:
        key = bare(re.sub(r"^\s*[\[(]?\d{1,3}[\])]?\.?\s+", "", text))
        spelled = key if held.get(key) else bare(text)
        if held.get(spelled, 0):
            held[spelled] -= 1
        else:
            missed.append(text)
    return len(strings) - len(missed), missed


def _label(layout: Layout, number: int) -> str:
    return {"[1]": f"[{number}] ", "1.": f"{number}. "}.get(layout.labels, "")


def _text(strings: Sequence[str], layout: Layout, dice: random.Random) -> bytes:
    lines = ["On bones", "", _PROSE, "", dice.choice(_HEADINGS), ""]
    for number, text in enumerate(strings, 1):
        wrapped = (
            _wrapped(_label(layout, number) + text, dice.choice((70, 80, 100))) if layout.labels != "lines" else [text]
        )
        margin = "    " if layout.labels == "hanging" else ""
        lines += [wrapped[0], *(margin + line for line in wrapped[1:])]
        lines += [""] if layout.labels == "blank lines" else []
    after = dice.choice(_AFTER)
    return "\n".join([*lines, "", *([after, "", _PROSE] if after else [])]).encode()


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _docx(strings: Sequence[str], layout: Layout, dice: random.Random) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("On bones", 0)
    document.add_paragraph(_PROSE)
    document.add_heading(dice.choice(_HEADINGS), 1)
    for number, text in enumerate(strings, 1):
        style = "List Number" if layout.labels == "automatic" else None
        document.add_paragraph(_label(layout, number) + _printable(text), style=style)
    if after := dice.choice(_AFTER):
        document.add_heading(after, 1)
        document.add_paragraph(_PROSE)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _pdf(strings: Sequence[str], layout: Layout, dice: random.Random) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=True)
    pages = _Pages(canvas, layout)
    pages.heading("On bones")
    for line in _wrapped(_PROSE, pages.letters):
        pages.line(line)
    pages.heading(dice.choice(_HEADINGS))
    for number, text in enumerate(strings, 1):
        pages.entry(_label(layout, number) + _latin(text), dice)
    if after := dice.choice(_AFTER):
        pages.heading(after)
        for line in _wrapped(_PROSE, pages.letters):
            pages.line(line)
    pages.end()
    return out.getvalue()


def _latin(text: str) -> str:
    """What the standard fonts can print."""
    return _printable(text).encode("cp1252", "ignore").decode("cp1252")


class _Pages:
    """Lines down columns and pages, with a running head and a page number on each."""

    def __init__(self, canvas, layout: Layout) -> None:  # type: ignore[no-untyped-def]
        self.canvas, self.layout = canvas, layout
        self.letters = 88 if layout.columns == 1 else 46
        self.column, self.page, self.down = 0, 1, 760.0
        self._head()

    def _head(self) -> None:
        self.canvas.setFont("Times-Roman", 9)
        self.canvas.drawString(60, 810, "Journal of Bones 12 (2004)")
        self.canvas.drawString(290, 30, str(self.page))
        self.canvas.setFont("Times-Roman", 10)

    def end(self) -> None:
        self.canvas.showPage()
        self.canvas.save()

    def _room(self) -> None:
        if self.down >= 60:
            return
        self.down = 760.0
        self.column += 1
        if self.column == self.layout.columns:
            self.canvas.showPage()
            self.column, self.page = 0, self.page + 1
            self._head()

    def line(self, text: str, *, indent: float = 0.0) -> None:
        self._room()
        self.canvas.drawString(60 + 245 * self.column + indent, self.down, text)
        self.down -= 12

    def heading(self, text: str) -> None:
        self.down -= 10
        self.canvas.setFont("Times-Bold", 12)
        self.line(text)
        self.canvas.setFont("Times-Roman", 10)
        self.down -= 4

    def entry(self, text: str, dice: random.Random) -> None:
        lines = _hyphenated(text, self.letters, dice) if self.layout.hyphens else _wrapped(text, self.letters)
        inner = 14.0 if self.layout.labels in ("hanging", "[1]") else 0.0
        for number, line in enumerate(lines):
            self.line(line, indent=inner if number else 0.0)
        self.down -= 6 if self.layout.labels == "blank lines" else 0


def _hyphenated(text: str, width: int, dice: random.Random) -> list[str]:
    """Lines whose last word is cut where it would not fit, as typesetters cut it."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            room = width - len(line) - 2
            if (
                word.isalpha()
                and word.islower()
                and len(word) > 7
                and 3 <= room <= len(word) - 3
                and dice.random() < 0.7
            ):
                lines.append(f"{line} {word[:room]}-")
                line = word[room:]
                continue
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


_MAKERS = {"text": _text, "docx": _docx, "pdf": _pdf}
