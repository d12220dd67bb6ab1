"""PDF: the printed lines of all pages in reading order, without heads, feet and line numbers; then as plain text."""

from __future__ import annotations

from citecheck.errors import InputError
from citecheck.formats import libraries, shared
from citecheck.formats.documents import finder, found_text, pdf_layout, pdf_pages, references
from citecheck.formats.documents.blocks import Block
from citecheck.interfaces import Document, Format

_LEAST = 40  # characters a page, on average, below which the pages are pictures


def recognises(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-") or b"%PDF-" in head[:1024]


def read(data: bytes, file: str) -> Document:
    """The list in its printed order; each reference with its page."""
    shared.not_blank(data, file)
    blocks = _blocks(data, file)
    found = finder.find(blocks)
    listed = list(references.references(found.entries()))
    if not listed:
        raise InputError(f"no reference list in {file}", hint="name a file that holds one, or paste the list as text")
    text = pdf_layout.paragraphs(found.outside())
    return Document(references=listed, citations=found_text.citations(text, listed))


def _blocks(data: bytes, file: str) -> list[Block]:
    libraries.needed("pypdfium2", "pdf")
    count, pages = pdf_pages.pages(data, file)
    blocks = pdf_layout.blocks(pages, file)
    if sum(len(block.text) for block in blocks) < _LEAST * max(count, 1):
        raise InputError(
            f"{file} holds pictures of its pages and no text",
            hint="make the text readable first, with an OCR tool such as ocrmypdf",
        )
    return blocks


FORMAT = Format(
    name="pdf", title="a PDF", suffixes=(".pdf",), media_type="application/pdf", recognises=recognises, read=read
)
