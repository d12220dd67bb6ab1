"""PDF: the printed lines of all pages in reading order, without heads, feet and line numbers; then as plain text."""

from __future__ import annotations

from citecheck.errors import InputError, SettingsError
from citecheck.formats import shared
from citecheck.formats.documents import finder, found_text, pdf_layout, references
from citecheck.formats.documents.pdf_pages import Line, pages
from citecheck.interfaces import Document, Format

_LEAST = 40  # characters a page, on average, below which the pages are pictures


def recognises(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-") or b"%PDF-" in head[:1024]


def read(data: bytes, file: str) -> Document:
    """The list in its printed order; each reference with its page."""
    shared.not_blank(data, file)
    lines = _lines(data, file)
    blocks = pdf_layout.blocks(lines, file)
    found = finder.find(blocks)
    listed = list(references.references(found.entries()))
    if not listed:
        raise InputError(f"no reference list in {file}", hint="name a file that holds one, or paste the list as text")
    text = pdf_layout.paragraphs(found.outside())
    return Document(references=listed, citations=found_text.citations(text, listed))


def _lines(data: bytes, file: str) -> list[Line]:
    try:
        import pypdfium2  # noqa: F401
    except ModuleNotFoundError:
        raise SettingsError(
            "reading PDF needs the library pypdfium2", hint='pip install "citecheck-pipeline[pdf]"'
        ) from None
    lines, count = pages(data, file)
    if sum(len(line.text) for line in lines) < _LEAST * max(count, 1):
        raise InputError(
            f"{file} holds pictures of its pages and no text",
            hint="make the text readable first, with an OCR tool such as ocrmypdf",
        )
    return lines


FORMAT = Format(
    name="pdf", title="a PDF", suffixes=(".pdf",), media_type="application/pdf", recognises=recognises, read=read
)
