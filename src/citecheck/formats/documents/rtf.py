"""Rich Text Format: its paragraphs as printed; superscripts and fields are lost on the way."""

from __future__ import annotations

from citecheck.errors import InputError, SettingsError
from citecheck.formats import shared
from citecheck.formats.documents import finder, found_text, references
from citecheck.formats.documents.blocks import Block
from citecheck.interfaces import Document, Format
from citecheck.model import Location

LARGEST = 20_000_000  # bytes


def recognises(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")


def read(data: bytes, file: str) -> Document:
    """The list among the paragraphs."""
    shared.not_blank(data, file)
    blocks = [
        Block(
            text=" ".join(text.split()),
            location=Location(file=file, path=f"paragraph {number}"),
            whole=True,
            apart=True,
        )
        for number, text in enumerate(_paragraphs(data, file), 1)
        if text.strip()
    ]
    found = finder.find(blocks)
    listed = list(references.references(found.entries()))
    if not listed:
        raise InputError(f"no reference list in {file}", hint="name a file that holds one, or paste the list as text")
    return Document(references=listed, citations=found_text.citations(found.outside(), listed))


def _paragraphs(data: bytes, file: str) -> list[str]:
    try:
        from striprtf.striprtf import rtf_to_text
    except ModuleNotFoundError:
        raise SettingsError(
            "reading RTF needs the library striprtf", hint='pip install "citecheck-pipeline[rtf]"'
        ) from None
    if len(data) > LARGEST:
        raise InputError(f"{file} is larger than {LARGEST // 1_000_000} MB", hint="name a smaller file")
    if not recognises(data):
        raise InputError(f"no references in the list {file}: it is no RTF", hint="check that this is the right file")
    try:
        text = str(rtf_to_text(data.decode("latin-1"), errors="ignore"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, UnicodeError, RecursionError, OverflowError):
        raise InputError(f"the list {file} is a broken RTF file", hint="save it anew") from None
    return text.split("\n")


FORMAT = Format(
    name="rtf", title="an RTF file", suffixes=(".rtf",), media_type="application/rtf", recognises=recognises, read=read
)
