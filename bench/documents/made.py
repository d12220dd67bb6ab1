"""Documents made of real reference strings by a seeded generator: text, Word and PDF, in layouts that lists have."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from bench.documents import office, pages
from bench.documents.truth import bare
from citecheck.errors import CitecheckError
from citecheck.formats import choice
from citecheck.model import Reference

_PROSE = (
    "The samples were weighed twice and kept in the dark until they were measured. Differences between the groups "
    "were small, and none of them was larger than what two readings of one sample show. We therefore pooled them."
)
_HEADINGS = ("References", "REFERENCES", "Literature cited", "Bibliography", "6. References", "Literaturverzeichnis")
_IN_ANY_ORDER = ("[1]", "automatic", "table")
_PRINTABLE = 0.97  # of a string's letters, below which the standard fonts can't print it
_AFTER = ("Acknowledgements", "Supplementary material", "Figure legends", "")


@dataclass(frozen=True, slots=True)
class Layout:
    """`labels`: how entries are marked or told apart; `columns`, `hyphens`, `numbered` (lines): for pages."""

    kind: str
    labels: str
    columns: int = 1
    hyphens: bool = False
    numbered: bool = False

    def __str__(self) -> str:
        more = (", hyphens" if self.hyphens else "") + (", line numbers" if self.numbered else "")
        columns = f", {self.columns} column{'s' if self.columns > 1 else ''}" if "pdf" in self.kind else ""
        return f"{self.kind}: {self.labels}{columns}{more}"


OFFICE = "pdf of LibreOffice"
LAYOUTS = (
    *(Layout("text", labels) for labels in ("[1]", "1.", "blank lines", "hanging", "lines")),
    *(Layout("docx", labels) for labels in ("[1]", "1.", "automatic", "table", "none")),
    *(
        Layout("pdf", *how)
        for how in product(("[1]", "1.", "hanging", "indented", "blank lines"), (1, 2), (False, True))
    ),
    *(Layout("pdf", labels, numbered=True) for labels in ("[1]", "hanging")),
    *(Layout(OFFICE, *how) for how in product(("[1]", "automatic", "hanging", "none"), (1, 2), (True,))),
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
    if layout.kind == "pdf":
        strings = [text for one in strings if len(text := _latin(one)) > _PRINTABLE * len(one)]
    for start in range(0, len(strings) - size + 1, size):
        chosen = tuple(strings[start : start + size])
        if layout.labels not in _IN_ANY_ORDER:
            chosen = tuple(sorted(chosen))
        listed = [_label(layout, number) + _printable(text) for number, text in enumerate(chosen, 1)]
        parts = [("On bones", [_PROSE]), (dice.choice(_HEADINGS), listed)]
        if after := dice.choice(_AFTER):
            parts.append((after, [_PROSE]))
        yield Made(layout, _MAKERS[layout.kind](parts, layout, dice), chosen)


def cleaned(text: str) -> str:
    """A reference string in one line."""
    return " ".join(re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", text).split())


def whole(made: Made) -> tuple[list[tuple[str, Reference]], list[str]]:
    """The strings that came out whole and separate, each with its reference, and those that did not."""
    suffix = {"text": "txt", OFFICE: "pdf"}.get(made.layout.kind, made.layout.kind)
    try:
        found = list(choice.document(made.data, f"made.{suffix}").references)
    except CitecheckError:
        found = []
    return _compared(made.strings, found)


def _compared(strings: Sequence[str], found: Sequence[Reference]) -> tuple[list[tuple[str, Reference]], list[str]]:
    held: defaultdict[str, list[Reference]] = defaultdict(list)
    for one in found:
        held[bare(one.raw)].append(one)
    good, missed = [], []
    for text in strings:
        unlabelled = held.get(bare(re.sub(r"^\s*[\[(]?\d{1,3}[\])]?\.?\s+", "", text))) or held.get(bare(text))
        if unlabelled:
            good.append((text, unlabelled.pop()))
        else:
            missed.append(text)
    return good, missed


def _label(layout: Layout, number: int) -> str:
    return {"[1]": f"[{number}] ", "1.": f"{number}. "}.get(layout.labels, "")


_Parts = Sequence[tuple[str, Sequence[str]]]


def _text(parts: _Parts, layout: Layout, dice: random.Random) -> bytes:
    (title, prose), (heading, listed), *after = parts
    lines = [title, "", *prose, "", heading, ""]
    for text in listed:
        wrapped = pages.wrapped(text, dice.choice((70, 80, 100))) if layout.labels != "lines" else [text]
        margin = "    " if layout.labels == "hanging" else ""
        lines += [wrapped[0], *(margin + line for line in wrapped[1:])]
        lines += [""] if layout.labels == "blank lines" else []
    for title, prose in after:
        lines += ["", title, "", *prose]
    return "\n".join([*lines, ""]).encode()


def _docx(parts: _Parts, layout: Layout, dice: random.Random) -> bytes:
    return office.docx(parts, labels=layout.labels, columns=layout.columns, hyphens=layout.hyphens)


def _office(parts: _Parts, layout: Layout, dice: random.Random) -> bytes:
    return office.printed(_docx(parts, layout, dice))


def _pdf(parts: _Parts, layout: Layout, dice: random.Random) -> bytes:
    return pages.pdf([(title, [_latin(text) for text in texts]) for title, texts in parts], layout, dice)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _latin(text: str) -> str:
    """What the standard fonts can print."""
    return _printable(text).encode("cp1252", "ignore").decode("cp1252")


_MAKERS = {"text": _text, "docx": _docx, "pdf": _pdf, OFFICE: _office}
