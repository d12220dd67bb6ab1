"""Books, found by ISBN, by title, or not at all: what is asked of Crossref and of NLM's catalogue, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from citecheck import api
from citecheck.interfaces import Stage
from citecheck.model import Item, Outage, Outcome, Reference, Report, Verdict
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.library import library
from standins.server import Fault, Seen
from standins.works import works
from tests.sources.test_as_they_are import twenty_four
from tests.sources.tools import at, reference, source, unpaced

ATLAS, MARROW, FIRST, SECOND, HANDBOOK = (library()[place].isbn[0] for place in (0, 1, 2, 3, 4))

REGISTERED = [book for book in library() if book.doi]


@contextmanager
def registries(**faults: Any) -> Iterator[tuple[CrossrefStandin, EutilsStandin, DoiStandin]]:
    with (
        CrossrefStandin(limits=False, held=[*works(), *REGISTERED], faults=faults.get("crossref")) as one,
        EutilsStandin(limits=False, books=library(), faults=faults.get("eutils")) as two,
        DoiStandin(limits=False) as three,
    ):
        yield one, two, three
        assert one.errors + two.errors + three.errors == []


def checked(
    references: list[Reference], standins: tuple[Any, ...], cache: Path | None = None, **settings: Any
) -> Report:
    asked = at(crossref=standins[0], eutils=standins[1], doi=standins[2], cache=cache, **settings)
    return api.verify(references, asked, sources=unpaced(asked))


def book(title: str, *authors: str, key: str = "1", **fields: Any) -> Reference:
    return reference(*authors, key=key, title=title, **{"type": "book", **fields})


def asked(standin: Any) -> list[str]:
    """What was asked of a service, in a word each: its tool or route, and the database or the filter."""

    def word(request: Seen) -> str:
        asked_for = request.params.get("db") or request.params.get("filter", "").partition(":")[0]
        return f"{request.path.rpartition('/')[2]} {asked_for}".strip()

    return [word(request) for request in standin.requests]


def one(report: Report) -> Verdict:
    (verdict,) = report.verdicts
    return verdict


def said(verdict: Verdict) -> dict[str, str]:
    return {finding.rule: finding.message for finding in verdict.findings}


def test_book_that_the_text_search_finds_costs_no_request_more() -> None:
    cited = book("Invented Bones: A Practical Atlas", "Oakes AB", "Tallis P", issued=(2014,), isbn=(ATLAS,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
        assert (verdict.outcome, verdict.item.doi) == (Outcome.VERIFIED, "10.5555/library.1")
        assert "works isbn" not in asked(standins[0])
        assert not [word for word in asked(standins[1]) if "nlmcatalog" in word or "books" in word]


def test_books_are_found_by_their_isbns_in_one_request() -> None:
    """The ISBN in any form; what the reference calls the book is enough to see that it is the one."""
    hyphened = f"{ATLAS[:3]}-{ATLAS[3]}-{ATLAS[4:7]}-{ATLAS[7:12]}-{ATLAS[12]}"
    cited = [
        book("Invented bones: a practical atlas", "Oakes A", key="1", issued=(2014,), isbn=(hyphened,)),
        book("Fabled physiology of the skeleton", "Ostwick M", key="2", issued=(2005,), isbn=(FIRST,)),
    ]
    with registries() as standins:
        crossref = source("crossref", at(crossref=standins[0]))
        answers = crossref.search(cited, Stage.BOOK)
        assert [[work.item.doi for work in answer] for answer in answers] == [  # type: ignore[union-attr]
            ["10.5555/library.1"],
            ["10.5555/library.3"],
        ]
        assert asked(standins[0]) == ["works isbn"]


def test_book_of_nlm_alone_is_found_by_an_isbn_of_ten_digits() -> None:
    cited = book("Imaginary marrow in clinical practice", "Marrowby IC", issued=(1998,), isbn=(MARROW,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
        assert verdict.outcome is Outcome.VERIFIED
        assert [work.source for work in verdict.match.works] == ["nlm"]  # type: ignore[union-attr]
        assert verdict.item.publisher == "Nowhere Academic Press"
        assert verdict.item.pmid == ""  # NLM's Unique ID is none
        assert asked(standins[1])[-2:] == ["esearch.fcgi nlmcatalog", "efetch.fcgi nlmcatalog"]
        assert [word for word in asked(standins[0]) if "isbn" in word] == ["works isbn"]


def test_book_of_nlm_alone_is_found_by_its_title() -> None:
    cited = book("Imaginary marrow in clinical practice", "Marrowby IC", issued=(1998,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
        assert (verdict.outcome, verdict.findings) == (Outcome.VERIFIED, ())
        assert verdict.item.isbn == (library()[1].isbn[0],) or verdict.item.isbn


def test_chapter_whose_book_is_known_is_told_so() -> None:
    cited = reference(
        "Quillfeather T", title="Cartilage that never was", container_title="Handbook of supposed osteology",
        issued=(2016,), page="1-9", type="chapter", isbn=(HANDBOOK,),
    )  # fmt: skip
    with registries() as standins:
        verdict = one(checked([cited], standins))
    assert (verdict.outcome, verdict.match) == (Outcome.UNDECIDED, None)
    assert set(said(verdict)) == {"not-covered"}
    assert "the book is known" in said(verdict)["not-covered"]
    assert "10.5555/library.5" in said(verdict)["not-covered"]


def test_chapter_that_crossref_describes_is_the_chapter() -> None:
    cited = reference(
        "Marrowby IC", title="The invention of cartilage", container_title="Handbook of supposed osteology",
        issued=(2016,), page="101-120", type="chapter", isbn=(HANDBOOK,),
    )  # fmt: skip
    with registries() as standins:
        verdict = one(checked([cited], standins))
    assert (verdict.outcome, verdict.item.doi) == (Outcome.VERIFIED, "10.5555/library.5.ch7")


def test_the_edition_that_is_cited_is_found_though_another_one_was_found_first() -> None:
    cited = book("Fabled physiology of the skeleton", "Ostwick MJ", issued=(2013,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
    assert (verdict.outcome, verdict.item.year, verdict.findings) == (Outcome.VERIFIED, "2013", ())


def test_edition_that_nobody_has_is_told_and_not_accused() -> None:
    cited = book("Fabled physiology of the skeleton", "Ostwick MJ", issued=(2021,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
    assert (verdict.outcome, verdict.match) == (Outcome.UNDECIDED, None)
    assert set(said(verdict)) == {"not-covered"}
    assert "of 2005 and 2013" in said(verdict)["not-covered"]
    assert verdict.item.doi == ""


def test_isbn_of_another_book_links_to_nothing() -> None:
    cited = book("Cartilage at sea", "Quillfeather T", issued=(2014,), isbn=(ATLAS,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
    assert (verdict.outcome, verdict.match) == (Outcome.UNDECIDED, None)
    assert "doi" not in {field for field, _ in verdict.item.identifiers}
    assert set(said(verdict)) == {"not-covered", "isbn-of-another-book"}
    assert "Invented Bones" in said(verdict)["isbn-of-another-book"]


def test_book_with_the_isbn_of_another_is_found_by_its_title() -> None:
    cited = book("Imaginary marrow in clinical practice", "Marrowby IC", issued=(1998,), isbn=(ATLAS,))
    with registries() as standins:
        verdict = one(checked([cited], standins))
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.item.issued == (1998,)
    assert set(said(verdict)) == {"isbn-of-another-book"}


def test_a_book_may_be_cited_by_its_main_title_under_its_isbn() -> None:
    cited = [
        book("Invented bones", "Oakes A", "Tallis P", key="1", issued=(2014,), isbn=(ATLAS,)),
        book("Practical atlas", "Oakes A", "Tallis P", key="2", issued=(2014,), isbn=(ATLAS,)),
    ]
    with registries() as standins:
        report = checked(cited, standins)
    assert [verdict.outcome for verdict in report.verdicts] == [Outcome.VERIFIED, Outcome.UNDECIDED]


def test_chapter_of_the_bookshelf_is_found_by_its_address() -> None:
    cited = reference(
        title="Made-up deficiencies of calcium", container_title="InventedPearls", issued=(2021,), type="chapter",
        url="https://www.ncbi.nlm.nih.gov/books/NBK990001/",
    )  # fmt: skip
    with registries() as standins:
        answers = source("nlm", at(eutils=standins[1])).search([cited], Stage.BOOK)
        assert [work.url for work in answers[0]] == [cited.item.url]  # type: ignore[union-attr]
        assert asked(standins[1]) == ["esearch.fcgi books", "esummary.fcgi books"]


@pytest.mark.parametrize("silent", ["crossref", "eutils"])
def test_outage_is_no_absence(silent: str) -> None:
    cited = book("A book that nobody has", "Quillfeather T", issued=(2001,), isbn=("978-0-00-000099-6",))
    with registries(**{silent: lambda seen: Fault.status(503)}) as standins:
        verdict = one(checked([cited], standins))
    assert verdict.outcome is Outcome.UNDECIDED
    assert set(said(verdict)) == {"source-silent"}


def test_record_that_the_catalogue_withholds_silences_its_own_question_only() -> None:
    cited = [
        book("Imaginary marrow in clinical practice", "Marrowby IC", key="1", issued=(1998,)),
        book("Fabled physiology of the skeleton", "Ostwick MJ", key="2", issued=(2013,)),
    ]
    with EutilsStandin(limits=False, books=library(), withheld={"9800004": "9800003"}) as eutils:
        lost, found = source("nlm", at(eutils=eutils)).search(cited[::-1], Stage.BOOK)
    assert isinstance(lost, Outage)
    assert isinstance(found, tuple)
    assert len(found) == 1


def test_offline_the_same_is_said_from_the_cache(tmp_path: Path) -> None:
    cited = [
        book("Imaginary marrow in clinical practice", "Marrowby IC", key="1", issued=(1998,)),
        book("A book that nobody has", "Quillfeather T", key="2", issued=(2001,), isbn=(SECOND,)),
    ]
    with registries() as standins:
        live = checked(cited, standins, tmp_path)
    settings = at("http://127.0.0.1:9", cache=tmp_path)
    again = api.verify(cited, replace(settings, offline=True))
    assert [replace(one, candidates=()) for one in again.verdicts] == [
        replace(one, candidates=()) for one in live.verdicts
    ]


def test_references_to_journals_cost_not_one_request_more() -> None:
    with registries() as standins:
        checked(twenty_four(), standins, mailto="reader@reading-room.net")
        requests = [request for standin in standins for request in standin.requests]
        words = [word for standin in standins[:2] for word in asked(standin)]
    assert len(requests) == 11
    assert not [word for word in words if "isbn" in word or "type" in word or "nlmcatalog" in word or "books" in word]


def test_sixty_unknown_books_cost_a_search_of_text_and_of_books_each_and_six_for_all() -> None:
    cited = [
        book(f"The unwritten book of {word}", "Quillfeather T", key=word, issued=(2001,))
        for word in (f"{a}{b}umbling" for a in "bcdfghjklm" for b in "aeiouy")
    ]
    with registries() as standins:
        report = checked(cited, standins)
        of_crossref, of_entrez = asked(standins[0]), asked(standins[1])
    assert {verdict.outcome for verdict in report.verdicts} == {Outcome.UNDECIDED}
    assert of_crossref == ["works"] * 60 + ["works type"] * 60
    assert [word for word in of_entrez if "nlmcatalog" in word] == ["esearch.fcgi nlmcatalog"] * 3


def test_what_is_no_book_is_not_asked() -> None:
    article = reference("Quillfeather T", title="An article", container_title="A journal", volume="1", page="2")
    empty = Reference(key="2", raw="nothing", item=Item())
    with registries() as standins:
        for name in ("crossref", "nlm"):
            asking = source(name, at(crossref=standins[0], eutils=standins[1]))
            assert list(asking.search([article, empty], Stage.BOOK)) == [(), ()]
        seen: list[Seen] = [*standins[0].requests, *standins[1].requests]
    assert seen == []
