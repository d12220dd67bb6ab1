"""A preprint is compared as a preprint, a data set is no article, another edition is another work."""

from __future__ import annotations

import pytest

from citecheck.match.compare import compare
from citecheck.match.score import candidate
from citecheck.match.versions import cites_preprint, is_preprint
from citecheck.model import Agreement, Item, Level, Name, Reference, Work

ABSENT, DIFFERENT, EXACT = Level.ABSENT, Level.DIFFERENT, Level.EXACT
PAPER = Item(
    type="article-journal",
    title="Slow growth of moss on northern roofs",
    author=(Name(family="Tern", given="Karl"), Name(family="Alk", given="Ida")),
    container_title="Journal of Imaginary Botany",
    issued=(2017,),
    volume="12",
    page="245-258",
    doi="10.5555/moss.1",
)
PREPRINT = Item(title=PAPER.title, author=PAPER.author, container_title="bioRxiv", issued=(2016,), doi="10.1101/123456")


def _agreements(claimed: Item, found: Item) -> dict[str, Agreement]:
    return {one.field: one for one in compare(claimed, (Work(item=found, source="crossref"),))}


@pytest.mark.parametrize(
    "item",
    [
        Item(container_title="arXiv preprint arXiv:2099.01234"),
        Item(container_title="CoRR"),
        Item(doi="10.1101/2020.01.02.123456"),
        Item(url="https://arxiv.org/abs/2099.01234"),
    ],
)
def test_references_that_name_a_preprint(item: Item) -> None:
    assert cites_preprint(item)


@pytest.mark.parametrize(
    "item",
    [
        Item(container_title="Genome Research", doi="10.1101/gr.1234"),
        Item(container_title="arXiv", doi="10.5555/moss.1"),
        Item(container_title="Gut", url="https://arxiv.org/abs/2099.01234"),
        Item(title="A title"),
    ],
)
def test_references_that_name_none(item: Item) -> None:
    assert not cites_preprint(item)


def test_preprint_beside_the_published_paper_has_other_numbers_and_no_fault() -> None:
    found = _agreements(Item(title=PAPER.title, container_title="arXiv", issued=(2016,), page="01234"), PAPER)
    for field in ("container-title", "year", "page"):
        assert (found[field].level, found[field].manner) == (ABSENT, "version"), field
    assert _agreements(Item(container_title="arXiv", issued=(2004,)), PAPER)["year"].level is DIFFERENT


def test_preprint_beside_its_own_record_of_a_later_version() -> None:
    assert is_preprint(Work(item=PREPRINT, source="crossref"))
    assert _agreements(Item(container_title="bioRxiv", issued=(2015,)), PREPRINT)["year"].level is ABSENT
    assert _agreements(Item(container_title="bioRxiv", issued=(2016,)), PREPRINT)["year"].level is EXACT


def _score(claimed: Item, found: Item) -> float:
    return candidate(Reference(key="1", item=claimed), (Work(item=found, source="crossref"),)).score


def test_data_set_is_never_the_article_about_it() -> None:
    described = Item(title=PAPER.title, author=PAPER.author, issued=(2017,))
    assert _score(described, PAPER) > 0.9
    data = Item(title=PAPER.title, author=PAPER.author, issued=(2017,), doi="10.5061/dryad.imaginary")
    assert _score(data, PAPER) < 0.01


def test_other_edition_under_the_doi_of_the_first_is_another_work() -> None:
    other = Item(
        title="Guideline for the care of ferns in shade: part 2",
        author=(Name(family="Zorn", given="B"),),
        container_title=PAPER.container_title,
        issued=(2021,),
        volume="12",
        page="1-30",
        doi=PAPER.doi,
    )
    assert _score(other, PAPER) < 0.5


def test_invented_reference_under_the_doi_of_a_work_is_not_that_work() -> None:
    invented = Item(title="On the flight of imaginary birds", author=(Name(family="Zorn", given="B"),), doi=PAPER.doi)
    assert _score(invented, PAPER) < 0.5


def test_same_text_in_another_journal_is_another_publication() -> None:
    elsewhere = Item(
        title=PAPER.title,
        author=PAPER.author,
        container_title="Annals of Invented Ferns",
        issued=(2017,),
        volume="3",
        page="77-80",
        doi="10.5555/fern.9",
    )
    assert _score(elsewhere, PAPER) < 0.5
