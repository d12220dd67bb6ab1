"""Word documents: paragraphs, tables and notes with their printed numbers, without what tracked changes deleted.

Parts and elements: ECMA-376, Office Open XML, part 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import docx_works, finder, found_text, references, xml
from citecheck.formats.documents.archive import Archive
from citecheck.formats.documents.docx_styles import Numbering, Styles
from citecheck.formats.documents.docx_text import Paragraph, paragraphs
from citecheck.interfaces import Document, Format
from citecheck.model import Location

MAIN = "word/document.xml"


def recognises(head: bytes) -> bool:
    """A zip archive with Word's parts among its first ones, or Office's and no other program's."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    return b"word/" in head or (b"[Content_Types].xml" in head and b"xl/" not in head and b"ppt/" not in head)


def read(data: bytes, file: str) -> Document:
    """The printed list, completed from what a reference manager left in the file; without one, that alone."""
    shared.not_blank(data, file)
    archive = _opened(data, file)
    body, notes, works = _parts(archive, file)
    blocks = [block for block in (one.block for one in body) if block.text.strip()]
    aside = [replace(one.block, listed=False) for one in notes if one.block.text.strip()]
    found = finder.find(blocks)
    listed = list(references.references(found.entries()))
    text = [*found.outside(), *aside]
    if not listed and aside and (in_notes := finder.find([replace(block, listed=True) for block in aside])).parts:
        listed = [one for one in references.references(in_notes.entries()) if not one.problem]
        text = blocks if listed else text
    listed, keys = docx_works.completed(listed, works, file)
    if not listed:
        raise InputError(f"no reference list in {file}", hint="name a file that holds one, or paste the list as text")
    docx_works.by_number(keys, listed, (*body, *notes))
    marked = [cited for one in (*body, *notes) for cited in docx_works.citations(one, keys)]
    return Document(references=listed, citations=found_text.citations(text, listed, marked=marked))


def _opened(data: bytes, file: str) -> Archive:
    archive = Archive(data, file)
    if MAIN not in archive.names:
        office = "[Content_Types].xml" in archive.names
        what = "an Office file, but no Word document" if office else "a zip archive, but no Word document"
        raise InputError(f"no reference list in {file}: it is {what}", hint="save the list as docx, CSV or plain text")
    return archive


def _parts(archive: Archive, file: str) -> tuple[list[Paragraph], list[Paragraph], docx_works.Works]:
    styles = Styles(_tree(archive, "word/styles.xml", file))
    numbering = Numbering(_tree(archive, "word/numbering.xml", file), styles)
    body = list(_paragraphs(archive, MAIN, file, styles, numbering))
    notes = [
        one
        for part in ("word/footnotes.xml", "word/endnotes.xml")
        for one in _paragraphs(archive, part, file, styles, numbering)
    ]
    works = docx_works.Works()
    for one in (*body, *notes):
        works.take_fields(one.fields)
    for name in archive.names:
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            works.take_sources(archive.part(name))
    return body, notes, works


def _tree(archive: Archive, name: str, file: str):  # type: ignore[no-untyped-def]
    data = archive.part(name)
    return xml.tree(data, f"{file} ({name})") if data else None


def _paragraphs(archive: Archive, part: str, file: str, styles: Styles, numbering: Numbering) -> Iterator[Paragraph]:
    root = _tree(archive, part, file)
    if root is None:
        return
    folder, _, name = part.rpartition("/")
    relations = _tree(archive, f"{folder}/_rels/{name}.rels", file)
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations} if relations is not None else {}
    yield from paragraphs(root, Location(file=file), styles, numbering, targets)


FORMAT = Format(
    name="docx",
    title="a Word document",
    suffixes=(".docx", ".docm", ".dotx"),
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    recognises=recognises,
    read=read,
)
