"""The paragraphs of a Word part: what is printed, where superscripts and links stand, and the fields in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from citecheck.formats.documents import headings, xml
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.docx_styles import Numbering, Styles, W, value
from citecheck.formats.documents.likeness import entry_lines
from citecheck.model import Location

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNPRINTED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "Fallback", "pPr", "rPr", "sdtPr", "fldData", "pict", "sectPr"}
)
_LIST_FIELD = re.compile(
    r"\s*(?:ADDIN\s+(?:ZOTERO_BIBL|EN\.REFLIST|Mendeley Bibliography|CSL_BIBLIOGRAPHY|PAPERS2_BIBLIO)|BIBLIOGRAPHY)"
)
_LINK_FIELD = re.compile(r'\s*HYPERLINK\s+"([^"]+)"')
_NUMBER = re.compile(r"\s*[\[(]?(\d{1,4})[\])]?[.:]?\s*")
_LIST_TAG = re.compile(r"MENDELEY_BIBLIOGRAPHY|bibliography", re.I)


@dataclass(slots=True)
class Field:
    """A field: its instruction, data that hangs on it, and where its result stands in its paragraph."""

    instruction: str = ""
    data: str = ""
    start: int = 0
    end: int = 0
    shown: bool = False  # the result has begun


@dataclass(slots=True)
class Paragraph:
    """A paragraph's block and the fields that end in it."""

    block: Block
    fields: list[Field] = field(default_factory=list)


class _Reading:
    """What goes on from one paragraph to the next: open fields, and where we are."""

    def __init__(self, styles: Styles, numbering: Numbering, targets: Mapping[str, str]) -> None:
        self.styles, self.numbering, self.targets = styles, numbering, targets
        self.open: list[Field] = []
        self._cell: tuple[Element | None, str] = (None, "")

    def numbered(self, one: Paragraph, row: Element | None) -> Paragraph:
        """The paragraph with the number that stands in a cell of its own before it, in the same row of a table."""
        within, number = self._cell
        block = one.block
        self._cell = (None, "")
        if row is not None and (label := _NUMBER.fullmatch(block.text)) and not block.label:
            self._cell = (row, label[1])
            return replace(one, block=replace(block, text=""))
        if row is not None and row is within and block.text.strip() and not block.label:
            return replace(one, block=replace(block, label=number))
        return one

    @property
    def in_list(self) -> bool:
        return any(_LIST_FIELD.match(one.instruction) for one in self.open)


def paragraphs(
    root: Element, location: Location, styles: Styles, numbering: Numbering, targets: Mapping[str, str]
) -> Iterator[Paragraph]:
    """All paragraphs of a part in order; `targets`: addresses by the id of their relation."""
    reading = _Reading(styles, numbering, targets)
    count = 0
    for element in root.iter(W + "p"):
        above = {xml.name(one): one for one in element.iterancestors()}
        if _UNPRINTED & above.keys():
            continue
        count += 1
        where = replace(location, path=_path(count, above))
        in_list = "sdt" in above and _is_list_control(above["sdt"])
        one = _paragraph(element, reading, where, in_list=in_list, note="footnote" in above or "endnote" in above)
        yield from _split(reading.numbered(one, above.get("tr")))


def _path(count: int, above: Mapping[str, Element]) -> str:
    for kind in ("footnote", "endnote"):
        if kind in above:
            return f"{kind} {above[kind].get(W + 'id', '')}"
    if "tr" in above and "tbl" in above:
        rows = list(xml.children(above["tbl"], "tr"))
        if above["tr"] in rows:
            return f"paragraph {count}, table row {rows.index(above['tr']) + 1}"
    return f"paragraph {count}"


def _is_list_control(control: Element) -> bool:
    properties = control.find(W + "sdtPr")
    if properties is None:
        return False
    return properties.find(W + "bibliography") is not None or bool(_LIST_TAG.match(value(properties, "tag")))


def _paragraph(element: Element, reading: _Reading, where: Location, *, in_list: bool, note: bool) -> Paragraph:
    properties = element.find(W + "pPr")
    style = value(properties, "pStyle")
    words = _Words(reading)
    in_list = in_list or reading.in_list
    words.walk(element)
    text = "".join(words.pieces)
    outline = value(properties, "outlineLvl")
    heading = reading.styles.is_heading(style) or (outline.isdigit() and int(outline) < 9)
    listed = in_list or words.in_list or reading.styles.is_list(style)
    if headings.is_list(text) or (heading and not in_list):
        listed = False
    block = Block(
        text=text,
        location=where,
        whole=True,
        apart=True,
        heading=heading,
        listed=listed,
        note=note,
        label=reading.numbering.label(properties, style) if text.strip() and not heading else "",
        links=tuple(words.links),
        raised=tuple(words.raised),
    )
    return Paragraph(block, words.closed)


class _Words:
    """The printed text of one paragraph."""

    def __init__(self, reading: _Reading) -> None:
        self.reading = reading
        self.pieces: list[str] = []
        self.length = 0
        self.links: list[str] = []
        self.raised: list[tuple[int, int]] = []
        self.closed: list[Field] = []
        self.in_list = False
        for one in reading.open:
            one.start = 0

    def put(self, text: str) -> None:
        # What stands between the instruction of a field and its result is not printed.
        if text and not any(not one.shown for one in self.reading.open):
            self.pieces.append(text)
            self.length += len(text)

    def walk(self, element: Element) -> None:
        for child in element:
            name = xml.name(child)
            if name == "r":
                self.run(child)
            elif name == "fldSimple":
                self.simple(child)
            elif name == "hyperlink":
                self.link(child)
            elif name == "sdt":
                self.control(child)
            elif name and name not in _UNPRINTED and name != "p":
                self.walk(child)

    def link(self, element: Element) -> None:
        identifier = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        target = self.reading.targets.get(identifier, "")
        if target:
            self.links.append(target)
        self.walk(element)

    def control(self, element: Element) -> None:
        """A content control; Mendeley keeps a citation in its tag."""
        properties, start = element.find(W + "sdtPr"), self.length
        tag = value(properties, "tag")
        self.walk(element)
        if tag.startswith("MENDELEY_CITATION"):
            self.closed.append(Field(tag, "", start, self.length, True))

    def simple(self, element: Element) -> None:
        start = self.length
        instruction = element.get(W + "instr", "")
        self.in_list |= bool(_LIST_FIELD.match(instruction))
        data = element.find(W + "fldData")
        self.walk(element)
        self.closed.append(Field(instruction, (data.text or "") if data is not None else "", start, self.length, True))

    def run(self, element: Element) -> None:
        properties = element.find(W + "rPr")
        start = self.length
        for child in element:
            self.piece(child)
        raised = properties is not None and value(properties, "vertAlign") == "superscript"
        if raised and self.length > start:
            if self.raised and self.raised[-1][1] == start:
                start = self.raised.pop()[0]
            self.raised.append((start, self.length))

    def piece(self, child: Element) -> None:
        name = xml.name(child)
        if name == "t":
            self.put(child.text or "")
        elif name in ("tab", "ptab"):
            self.put("\t")
        elif name in ("br", "cr"):
            self.put("\n")
        elif name == "noBreakHyphen":
            self.put("-")
        elif name == "sym":
            self.put(" ")
        elif name == "instrText" and self.reading.open:
            self.reading.open[-1].instruction += child.text or ""
        elif name == "fldChar":
            self.mark(child)
        elif name == "AlternateContent":
            for choice in xml.children(child, "Choice"):
                self.walk(choice)

    def mark(self, element: Element) -> None:
        kind, fields = element.get(W + "fldCharType", ""), self.reading.open
        if kind == "begin":
            data = element.find(W + "fldData")
            fields.append(Field(data=(data.text or "") if data is not None else "", start=self.length))
        elif kind == "separate" and fields:
            fields[-1].shown, fields[-1].start = True, self.length
            self.in_list |= self.reading.in_list
            if link := _LINK_FIELD.match(fields[-1].instruction):
                self.links.append(link[1])
        elif kind == "end" and fields:
            done = fields.pop()
            done.end = self.length
            if not done.shown:
                done.start = self.length
            if fields and not fields[-1].shown and "EN.CITE.DATA" in done.instruction:
                fields[-1].data = fields[-1].data or done.data
            self.closed.append(done)


def _split(one: Paragraph) -> Iterator[Paragraph]:
    """Lines that a break parted inside a paragraph are entries of their own where they read like such."""
    block = one.block
    lines = entry_lines(block.text) if "\n" in block.text else []
    if not lines:
        yield Paragraph(replace(block, text=block.text.replace("\t", " ").replace("\n", " ")), one.fields)
        return
    for number, line in enumerate(lines):
        label = block.label if not number else ""
        yield Paragraph(replace(block, text=line, label=label, raised=()), one.fields if not number else [])
