"""Which format a file is read in, and what is refused by name."""

from __future__ import annotations

import pytest

from citecheck.errors import InputError, SettingsError
from citecheck.formats import choice

REFUSED = {
    "an Office file or an archive": b"PK\x03\x04\x14\x00\x06\x00",
    "an old Office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a compressed file": b"\x1f\x8b\x08\x00",
    "an image": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("title", REFUSED)
@pytest.mark.parametrize("file", ["list", "list.txt", "list.csv"])
def test_a_known_kind_that_no_format_reads_is_refused_by_name_whatever_its_suffix(title: str, file: str) -> None:
    with pytest.raises(InputError, match=title) as refused:
        choice.document(REFUSED[title], file)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"key,reference\n1,Mosca C. Bones. Gut. 2004;3:4-5.\n", "csv"),
        (b"1. Mosca C, Card T. Bones, teeth; and year. Gut. 2004;3:4-5.\n", "text"),
        (b'[{"id": "a", "title": "Bones"}]', "csl-json"),
        (b"[1] Mosca C. Bones. Gut. 2004;3:4-5.\n", "text"),
        (b"%PDF-1.7\n1 0 obj\n", "pdf"),
        (b"{\\rtf1\\ansi Mosca C. 2004;3:4-5.}", "rtf"),
        (b"PK\x03\x04\x14\0\x06\0" + b"\0" * 18 + b"[Content_Types].xml", "docx"),
        (b"<!DOCTYPE html><html><body>", "html"),
        (b'<?xml version="1.0"?>\n<article xmlns:xlink="http://www.w3.org/1999/xlink">', "jats"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0">', "tei"),
        (b"\\documentclass{article}\n", "latex"),
        (b"---\ntitle: Bones\nbibliography: refs.bib\n---\n", "markdown"),
    ],
)
def test_content_says_which_format_a_file_without_suffix_is_in(data: bytes, name: str) -> None:
    assert choice.recognised(data, "list").name == name


def test_named_format_overrules_what_is_recognised() -> None:
    (reference,) = choice.document(b"title,year\nBones,2004\n", "list.txt", "csv").references
    assert reference.item
    assert reference.item.title == "Bones"


def test_format_that_is_only_read_can_not_be_written_to() -> None:
    with pytest.raises(SettingsError, match="text can be read but not written") as refused:
        choice.writer("text")
    assert "csl-json" in refused.value.hint
