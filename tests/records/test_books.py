"""Records of NLM's catalogue and summaries of the Bookshelf, and the numbers of books."""

from __future__ import annotations

import json
from typing import Any

import pytest

from citecheck import normalize
from citecheck.model import Item, Name, Work
from citecheck.records import bookshelf, nlm
from standins import nlm_catalog
from standins.library import library

RECORD = """<?xml version="1.0"?>
<!DOCTYPE NLMCatalogRecordSet SYSTEM "https://nowhere.invalid/nlm.dtd">
<NLMCatalogRecordSet><NLMCatalogRecord Owner="NLM" Status="Completed"><NlmUniqueID>9800001R</NlmUniqueID>
<TitleMain><Title Sort="0">Marrow : its invention, with plates / Ines Marrowby.</Title></TitleMain>
<AuthorList CompleteYN="Y">
<Author><LastName>Ostwick</LastName><ForeName>Mary J.</ForeName><Role CodedYN="N">editor.</Role></Author>
<Author><LastName>Marrowby</LastName><ForeName>Ines C.</ForeName>
<DatesAssociatedWithName>1950-</DatesAssociatedWithName>
<Role CodedYN="N">author.</Role></Author>
<Author><CollectiveName>Society of Supposed Bones.</CollectiveName></Author></AuthorList>
<ResourceInfo><TypeOfResource>{kind}</TypeOfResource></ResourceInfo>
<PublicationInfo><PublicationFirstYear>1998</PublicationFirstYear><Imprint><Place>Nowhere :</Place>
<Entity>Imaginary Press,</Entity><DateIssued>[1999], c1998</DateIssued></Imprint></PublicationInfo>
<ELocationList><ELocation>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/Marrow</ELocationID></ELocation></ELocationList>
<ISBN ValidYN="Y">0-00-000002-7 (hardcover : alk. paper)</ISBN><ISBN ValidYN="Y">9780000000026</ISBN>
<ISBN ValidYN="N">9780000000033</ISBN></NLMCatalogRecord></NLMCatalogRecordSet>"""


def _read(kind: str = "Book") -> list[Work]:
    count, works = nlm.works(RECORD.format(kind=kind).encode())
    assert count == 1
    return list(works)


def test_record_of_the_catalogue_is_a_book() -> None:
    (work,) = _read()
    assert work.item == Item(
        type="book", title="Marrow: its invention, with plates", issued=(1998,), publisher="Imaginary Press",
        author=(Name(family="Marrowby", given="Ines C."), Name(literal="Society of Supposed Bones")),
        doi="10.5555/marrow", isbn=("9780000000026",),
    )  # fmt: skip
    assert [one.date for one in work.publications] == [(1998,), (1999,)]
    assert work.url.endswith("?term=9800001R%5Bnlmid%5D")


def test_of_a_book_without_writers_the_editors_are_named() -> None:
    group = "<CollectiveName>Society of Supposed Bones.</CollectiveName>"
    edited = RECORD.format(kind="Book").replace("author.", "editor.").replace(group, f"{group}<Role>editor</Role>")
    _, (work,) = nlm.works(edited.encode())
    assert [str(name) for name in work.item.author] == [
        "Ostwick Mary J.",
        "Marrowby Ines C.",
        "Society of Supposed Bones",
    ]


def test_serials_are_no_books_and_chapters_are_no_whole_ones() -> None:
    assert _read("Serial") == []
    assert [work.item.type for work in _read("Book Chapter")] == ["chapter"]


@pytest.mark.parametrize(
    "body", [b"", b"<html/>", b"<NLMCatalogRecordSet><NLMCatalog", b"<eFetchResult><ERROR/></eFetchResult>"]
)
def test_anything_else_is_an_error_not_an_empty_answer(body: bytes) -> None:
    with pytest.raises(ValueError, match="answer was not"):
        nlm.works(body)


def test_summaries_of_the_bookshelf_are_titles_with_an_address() -> None:
    body = nlm_catalog.summaries(library(), ["7990001", "1"])
    (work,) = bookshelf.works(json.loads(json.dumps(body)))
    assert (work.item.title, work.item.type, work.item.issued) == (
        "Made-up deficiencies of calcium",
        "chapter",
        (2021,),
    )
    assert work.url == work.item.url == "https://www.ncbi.nlm.nih.gov/books/NBK990001/"
    assert work.item.pmid == ""


@pytest.mark.parametrize("body", [None, [], {}, {"result": []}, {"result": {"uids": 3}}, {"error": "no"}])
def test_no_summaries_are_an_error(body: Any) -> None:
    with pytest.raises(ValueError, match="not a list of summaries"):
        bookshelf.works(body)


def test_figures_and_odd_summaries_are_left_out() -> None:
    odd = {"uids": ["1", "2", "3"], "1": {"rtype": "figure", "title": "A", "accessionid": "NBK1"}, "2": 7, "3": {}}
    assert bookshelf.works({"result": odd}) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("978-0-13-604259-4", "9780136042594"),
        ("0-8044-2957-X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("9780136042595", ""),
        ("0804429570", ""),
        ("97801360425", ""),
        ("", ""),
    ],
)
def test_isbn_in_either_form_is_its_thirteen_digits(text: str, number: str) -> None:
    assert normalize.isbn(text) == number


def test_only_old_books_have_ten_digits() -> None:
    assert normalize.isbn_10("9780804429573") == "080442957X"
    assert normalize.isbn_10("9791234567896") == ""
