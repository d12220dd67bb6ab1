"""Documents that mean harm, or are broken: refused in a sentence, in bounded time, and nothing read beside them."""

from __future__ import annotations

import re
import time
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.errors import InputError
from citecheck.formats import choice
from tests.formats.documents.sample import LIST, docx, paragraph, pdf, zipped

LIMIT = 20.0  # seconds, on a machine that does other things, too
TEXT = "x" * 30


def refused(data: bytes, file: str, format: str = "") -> str:
    start = time.monotonic()
    with pytest.raises(InputError) as error:
        list(choice.document(data, file, format).references)
    assert time.monotonic() - start < LIMIT
    assert error.value.hint
    return str(error.value)


def bomb(name: str, size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as part:
            for _ in range(size // 1_000_000):
                part.write(b" " * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize("format", ["docx", "pdf", "jats", "tei", "html", "latex", "markdown", "odt", "rtf"])
@pytest.mark.parametrize("data", [b"", b"\x00", b"PK\x03\x04", b"%PDF-1.7", b"<", b"{\\rtf1", b"\\bibitem", b"---\n"])
def test_stubs_are_refused(format: str, data: bytes) -> None:
    assert "list" in refused(data, "list", format)


def test_archive_that_unfolds_without_end_is_refused() -> None:
    assert "unfolds to more" in refused(bomb("word/document.xml", 150_000_000), "bomb.docx", "docx")


def test_archive_of_too_many_parts_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")
    assert "parts" in refused(out.getvalue(), "many.docx", "docx")


def test_archive_in_an_archive_is_not_opened() -> None:
    inner = docx("".join(map(paragraph, ["References", *LIST])))
    assert "no Word document" in refused(zipped({"inner.docx": inner}), "outer.docx", "docx")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_truncated_archives_are_refused(cut: float) -> None:
    whole = docx("".join(map(paragraph, ["References", *LIST])))
    refused(whole[: int(len(whole) * cut)], "cut.docx", "docx")


LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY a{at} '{'&a' + str(at - 1 or '') + ';'}{'&a' + str(at - 1 or '') + ';'}'>" for at in range(1, 40)
    )
    + "]>"
)


@pytest.mark.parametrize("entity", ["&a39;", "&gone;"])
def test_entities_of_xml_are_never_expanded(entity: str) -> None:
    cited = f"<mixed-citation>Mosca C. {entity} Gut. 2004;3:4-5.</mixed-citation>"
    article = f"{LAUGHS}<article><back><ref-list><ref id='r'>{cited}</ref></ref-list></back></article>"
    start = time.monotonic()
    with suppress(InputError):
        (only,) = choice.document(article.encode(), "a.xml", "jats").references
        assert len(only.raw) < 200
    assert time.monotonic() - start < LIMIT


def test_external_entities_read_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the house")
    article = (
        f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file://{secret}'>]><article><back><ref-list><ref id='r'>"
        "<mixed-citation>Mosca C. &x; Gut. 2004;3:4-5.</mixed-citation></ref></ref-list></back></article>"
    )
    (only,) = choice.document(article.encode(), str(tmp_path / "a.xml"), "jats").references
    assert "secret" not in only.raw


def test_deep_xml_and_html_are_read_or_refused() -> None:
    for data, format in ((b"<a>" * 100_000, "jats"), (b"<div>" * 50_000 + b"x", "html")):
        refused(data, "deep", format)


OUTSIDE = ["../secret", "/etc/passwd", "~/secret", "https://example.org/refs", "link", "a/../../secret"]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("a.tex", "\\documentclass{{article}}\n\\input{{{name}}}\n"),
        ("a.tex", "\\documentclass{{article}}\n\\bibliography{{{name}}}\n"),
        ("a.md", "---\nbibliography: {name}.bib\n---\nMud [@roe].\n"),
        ("a.html", "<html>\n<d-bibliography src='{name}.bib'></d-bibliography></html>"),
    ],
)
def test_nothing_outside_the_folder_of_a_document_is_read(tmp_path: Path, name: str, file: str, line: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for suffix in ("", ".tex", ".bib"):
        (tmp_path / f"secret{suffix}").write_text("@article{roe, title={The secret of the house}, year={2004}}")
        (folder / f"link{suffix}").symlink_to(tmp_path / f"secret{suffix}")
    path = folder / file
    path.write_text(line.format(name=name))
    told = refused(path.read_bytes(), str(path))
    assert "outside its folder" in told
    assert f"{path}:2" in told


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_text("\\documentclass{article}\n\\input{a}\n")
    assert "deep" in refused(path.read_bytes(), str(path))


def test_locked_and_broken_pages_are_refused_in_words() -> None:
    whole = pdf(["References", *LIST])
    assert "broken PDF" in refused(b"%PDF-1.7\n" + b"\x00" * 1000, "list.pdf", "pdf")
    assert choice.document(whole, "a.pdf").references


def test_pages_without_end_are_refused() -> None:
    pages = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" % at for at in range(3, 3_104))
    kids = b" ".join(b"%d 0 R" % at for at in range(3, 3_104))
    tree = b"2 0 obj<</Type/Pages/Count 3101/Kids[" + kids + b"]>>endobj\n"
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + tree + pages + b"trailer<</Root 1 0 R>>\n"
    assert "pages" in refused(data, "list.pdf", "pdf")


def test_objects_that_name_themselves_end() -> None:
    tree = b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + tree + b"trailer<</Root 1 0 R>>\n"
    refused(data, "list.pdf", "pdf")


def test_scripts_of_pages_are_never_run() -> None:
    whole = pdf(["References", *LIST])
    endless = b"/OpenAction<</S/JavaScript/JS(while \\(true\\) app.alert\\(1\\);)>>"
    armed = re.sub(rb"/Type\s*/Catalog", lambda match: match[0] + endless, whole)
    assert armed != whole
    start = time.monotonic()
    read = [one.raw for one in choice.document(armed, "a.pdf").references]
    assert read == [one.raw for one in choice.document(whole, "a.pdf").references]
    assert time.monotonic() - start < LIMIT


LONG = [
    "a" * 200_000,
    "(1" * 100_000,
    "A. " * 60_000,
    "[1, " * 50_000,
    "\\cite{" * 30_000,
    "@a" * 60_000,
    "2004 " * 30_000,
]
LONG += [
    "Mosca A, " * 20_000,
    "*a" * 60_000,
    "`" * 100_000,
    "[" * 100_000,
    "\\'" * 50_000,
    "<a>" * 40_000,
    "a-\n" * 30_000,
]


@pytest.mark.slow
@pytest.mark.parametrize("format", ["text", "markdown", "latex", "html", "rtf"])
@pytest.mark.parametrize("text", LONG)
def test_text_that_is_made_to_be_slow_is_read_in_time(format: str, text: str) -> None:
    data = ("{\\rtf1 " if format == "rtf" else "") + text + "\n\nReferences\n\n" + "\n\n".join(LIST)
    start = time.monotonic()
    with suppress(InputError):
        list(choice.document(data.encode(), "list", format).references)
    assert time.monotonic() - start < LIMIT


@pytest.mark.parametrize("format", ["docx", "pdf", "odt"])
@given(place=st.floats(0, 1), bytes_=st.binary(min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_damaged_documents_are_read_or_refused(format: str, place: float, bytes_: bytes) -> None:
    whole = pdf(["References", *LIST]) if format == "pdf" else docx("".join(map(paragraph, ["References", *LIST])))
    at = int(place * len(whole))
    with suppress(InputError):
        list(choice.document(whole[:at] + bytes_ + whole[at + len(bytes_) :], "list", format).references)
