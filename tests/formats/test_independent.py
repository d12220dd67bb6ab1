"""What we write is read by libraries that are not ours, and says the same there."""

from __future__ import annotations

import io
import json
import re
import unicodedata

import pytest

from citecheck import plugins
from citecheck.formats import choice
from citecheck.interfaces import Exported, Format
from tests.formats.twelve import ITEMS, written

ARTICLES = {key: item for key, item in ITEMS.items() if item.type == "article-journal"}


def data(name: str) -> bytes:
    return written(plugins.value("formats", name, Format), ITEMS)


def bare(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_bibtexparser_reads_our_bib(name: str) -> None:
    from bibtexparser.entrypoint import parse_string

    library = parse_string(data(name).decode())
    assert not library.failed_blocks
    assert [bare(entry["title"]) for entry in library.entries] == [bare(item.title) for item in ITEMS.values()]
    assert [entry["doi"] for entry in library.entries if "doi" in entry] == [i.doi for i in ITEMS.values() if i.doi]


def test_pybtex_takes_our_names_apart_as_we_meant_them() -> None:
    from pybtex.database import parse_string

    library = parse_string(data("bibtex").decode(), "bibtex")
    for entry, item in zip(library.entries.values(), ITEMS.values(), strict=True):
        for person, name in zip(entry.persons["author"], item.author, strict=True):
            family = " ".join([*person.prelast_names, *person.last_names]).strip("{}")
            assert family == (name.literal or name.family)
            assert " ".join([*person.first_names, *person.middle_names]) == name.given


def test_rispy_reads_our_ris() -> None:
    import rispy

    entries = rispy.loads(data("ris").decode())
    assert [entry["title"] for entry in entries] == [item.title for item in ITEMS.values()]
    assert [entry.get("doi", "") for entry in entries] == [item.doi for item in ITEMS.values()]
    assert entries[0]["start_page"] == "101"


def test_biopython_reads_our_medline() -> None:
    from Bio import Medline

    records = list(filter(None, Medline.parse(io.StringIO(data("nbib").decode()))))  # type: ignore[no-untyped-call]
    titles = [record.get("TI") or record["BTI"][0] for record in records]
    assert [title.rstrip(".") for title in titles] == [item.title for item in ITEMS.values()]
    assert records[0]["FAU"] == ["Łoś, Zofia", "Sjögren, Måns"]
    assert records[0]["PMID"] == "91000001"


def test_openpyxl_reads_our_workbook_and_every_cell_is_text() -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data("xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == [item.title for item in ITEMS.values()]
    assert {type(cell) for row in rows for cell in row} == {str, type(None)}


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "+1 and more", "-2 and more"])
def test_no_cell_is_a_formula(title: str) -> None:
    import openpyxl

    from citecheck.model import Item

    one = [Exported(key="a", item=Item(title=title))]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(choice.writer("xlsx")(one)))).active
    assert sheet is not None
    assert sheet["D2"].data_type == "s"
    assert f"'{title}" in b"".join(choice.writer("csv")(one)).decode()


def test_our_csl_yaml_is_our_csl_json() -> None:
    import yaml

    entries = yaml.safe_load(data("csl-yaml"))["references"]
    assert entries == json.loads(data("csl-json"))


@pytest.mark.parametrize(
    ("style", "begins"),
    [
        ("vancouver", "1. Łoś Z, Sjögren M. Effects of α-tocopherol & β-carotene on bone loss"),
        ("ieee", "[1] Z. Łoś and M. Sjögren, “Effects of α-tocopherol & β-carotene"),
        ("nature", "1. Łoś, Z. & Sjögren, M. Effects of α-tocopherol & β-carotene"),
    ],
)
def test_a_styled_list_is_in_its_style(style: str, begins: str) -> None:
    text = b"".join(choice.writer(f"styled:{style}")(_exported())).decode()
    assert len(text.splitlines()) == 12
    assert text.startswith(begins)


def test_a_style_of_author_and_year_is_in_the_order_of_authors() -> None:
    lines = b"".join(choice.writer("styled:apa")(_exported())).decode().splitlines()
    assert lines[0].startswith("Abara, N. (2020")
    assert len(lines) == 12


@pytest.mark.parametrize("output", ["html", "markdown"])
def test_markup_of_a_styled_list_is_whole(output: str) -> None:
    text = b"".join(choice.writer(f"styled:nature:{output}")(_exported())).decode()
    assert ("<i>J. Invent" in text or "<i>Journal of" in text) == (output == "html")
    assert "&amp;" in text if output == "html" else "&amp;" not in text


def test_word_opens_a_styled_list() -> None:
    import docx

    document = docx.Document(io.BytesIO(b"".join(choice.writer("styled:nature:docx")(_exported()))))
    assert len(document.paragraphs) == 12
    assert any(run.italic for run in document.paragraphs[0].runs)


def _exported() -> list[Exported]:
    return [Exported(key=key, item=item) for key, item in ITEMS.items()]
