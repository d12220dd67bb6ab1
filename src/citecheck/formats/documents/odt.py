"""OpenDocument text: paragraphs, list items and notes, with what Zotero keeps in reference marks.

Elements: OASIS OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import docx_works, finder, found_text, headings, references, xml
from citecheck.formats.documents.archive import Archive
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.docx_text import Field, Paragraph
from citecheck.interfaces import Document, Format
from citecheck.model import Location

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LIST_SECTION = re.compile(r"(?:ZOTERO_BIBL|JR_bib|Mendeley Bibliography|CSL_BIBLIOGRAPHY)")
_MARKS = ("reference-mark-start", "reference-mark", "bookmark-start")
_UNPRINTED = frozenset(
    {"tracked-changes", "annotation", "sequence-decls", "index-title-template", "table-of-content", "variable-decls"}
)


def recognises(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and b"application/vnd.oasis.opendocument.text" in head[:200]


def read(data: bytes, file: str) -> Document:
    """The printed list, completed from what Zotero left in the file."""
    shared.not_blank(data, file)
    archive = Archive(data, file)
    content = archive.part("content.xml")
    if not content:
        raise InputError(f"no reference list in {file}: it is no OpenDocument text", hint="save it as odt or docx")
    root = xml.tree(content, f"{file} (content.xml)")
    paragraphs = list(_Text(root, file).paragraphs())
    works = docx_works.Works()
    for one in paragraphs:
        works.take_fields(one.fields)
    blocks = [one.block for one in paragraphs if one.block.text.strip()]
    found = finder.find(blocks)
    listed, keys = docx_works.completed(list(references.references(found.entries())), works, file)
    if not listed:
        raise InputError(f"no reference list in {file}", hint="name a file that holds one, or paste the list as text")
    marked = [cited for one in paragraphs for cited in docx_works.citations(one, keys)]
    return Document(references=listed, citations=found_text.citations(found.outside(), listed, marked=marked))


@dataclass(slots=True)
class _Shown:
    """What is printed of one paragraph."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    raised: list[tuple[int, int]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    open: dict[str, Field] = field(default_factory=dict)

    def put(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)


class _Text:
    """The paragraphs of a document in order, notes behind the paragraph that they hang on."""

    def __init__(self, root: Element, file: str) -> None:
        self._root, self._file = root, file
        self._raised = {
            style.get(_of(style, "name"), "")
            for style in xml.descendants(root, "style")
            if any(
                (one.get(_of(one, "text-position")) or "").startswith(("super", "3", "2", "5"))
                for one in xml.descendants(style, "text-properties")
            )
        }
        self._starts = {
            style.get(_of(style, "name"), ""): int(level.get(_of(level, "start-value")) or 1)
            for style in xml.descendants(root, "list-style")
            for level in list(xml.children(style, "list-level-style-number"))[:1]
            if (level.get(_of(level, "num-format")) or "") == "1"
        }
        self._count = 0
        self._counted: dict[str, int] = {}

    def paragraphs(self) -> Iterator[Paragraph]:
        for element in self._root.iter():
            name = xml.name(element)
            if name not in ("p", "h"):
                continue
            above = list(element.iterancestors())
            names = {xml.name(one) for one in above}
            if _UNPRINTED & names:
                continue
            self._count += 1
            yield self._paragraph(element, name == "h", above)

    def _paragraph(self, element: Element, heading: bool, above: list[Element]) -> Paragraph:
        shown = _Shown()
        self._walk(element, shown)
        text = "".join(shown.pieces)
        sections = " ".join(
            one.get(_of(one, "name")) or "" for one in above if xml.name(one) in ("section", "bibliography")
        )
        listed = bool(_LIST_SECTION.search(sections)) or any(xml.name(one) == "bibliography" for one in above)
        note = next((one for one in above if xml.name(one) == "note"), None)
        path = f"footnote {xml.text_of(note, 'note-citation')}" if note is not None else f"paragraph {self._count}"
        block = Block(
            text=text,
            location=Location(file=self._file, path=path),
            whole=True,
            apart=True,
            heading=heading,
            listed=listed and not headings.is_list(text),
            note=note is not None,
            label=self._label(element, above) if text.strip() else "",
            links=tuple(shown.links),
            raised=tuple(shown.raised),
        )
        return Paragraph(block, shown.fields)

    def _walk(self, element: Element, shown: _Shown) -> None:
        shown.put(element.text)
        for child in element:
            name = xml.name(child)
            if name == "s" or name in ("tab", "line-break"):
                shown.put(" ")
            elif name in _MARKS or name in ("reference-mark-end", "bookmark-end"):
                self._mark(child, name, shown)
            elif name and name not in ("note", "annotation"):
                self._inside(child, name, shown)
            shown.put(child.tail)

    def _inside(self, child: Element, name: str, shown: _Shown) -> None:
        start = shown.length
        if name == "a" and (target := child.get(_of(child, "href"))):
            shown.links.append(target)
        self._walk(child, shown)
        if name == "span" and child.get(_of(child, "style-name"), "") in self._raised and shown.length > start:
            shown.raised.append((start, shown.length))

    def _mark(self, child: Element, name: str, shown: _Shown) -> None:
        named = child.get(_of(child, "name")) or ""
        if name.endswith("end"):
            if done := shown.open.pop(named, None):
                done.end = shown.length
                shown.fields.append(done)
        elif docx_works.cited_in(Field(instruction=named)):
            shown.open[named] = Field(instruction=named, start=shown.length, shown=True)

    def _label(self, element: Element, above: list[Element]) -> str:
        """The number of the first paragraph of an item in a numbered list."""
        if not above or xml.name(above[0]) != "list-item" or next(iter(above[0])) is not element:
            return ""
        lists = [one for one in above if xml.name(one) == "list"]
        style = next((found for one in lists if (found := one.get(_of(one, "style-name")) or "")), "")
        if len(lists) != 1 or style not in self._starts:
            return ""
        self._counted[style] = self._counted.get(style, self._starts[style] - 1) + 1
        return str(self._counted[style])


def _of(element: Element, name: str) -> str:
    """The full name of an attribute, whatever its namespace."""
    return next((str(key) for key in element.attrib if str(key).rpartition("}")[2] == name), name)


FORMAT = Format(
    name="odt",
    title="an OpenDocument text",
    suffixes=(".odt", ".ott", ".fodt"),
    media_type="application/vnd.oasis.opendocument.text",
    recognises=recognises,
    read=read,
)
