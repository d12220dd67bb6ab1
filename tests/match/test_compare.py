"""A reference against a work, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from citecheck.match.compare import compare
from citecheck.model import Item, Level, Publication, Work

EXACT, CLOSE, DIFFERENT, ABSENT = Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT


def _level(field: str, claimed: Item, found: Item, *publications: Publication) -> Level:
    work = Work(item=found, source="memory", publications=publications)
    return next(one.level for one in compare(claimed, (work,)) if one.field == field)


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        ({"page": "1319-28"}, {"page": "1319-1328"}, EXACT),
        ({"page": "641-648"}, {"page": "641-8"}, EXACT),
        ({"page": "641"}, {"page": "641-648"}, EXACT),
        ({"page": "641-649"}, {"page": "641-648"}, CLOSE),
        ({"page": "642-648"}, {"page": "641-648"}, DIFFERENT),
        ({"page": "641-648"}, {}, ABSENT),
        ({}, {"page": "641-648"}, ABSENT),
        ({"number": "e00322-23"}, {"page": "e0032223"}, EXACT),
        ({"number": "e00322-23"}, {"number": "e00322\u201323"}, EXACT),
        ({"number": "e20602"}, {"number": "E20602"}, EXACT),
        ({"page": "4768"}, {"number": "4768"}, EXACT),
        ({"number": "791565"}, {"doi": "10.3389/fimmu.2021.791565"}, EXACT),
        ({"number": "791566"}, {"doi": "10.3389/fimmu.2021.791565", "number": "791565"}, DIFFERENT),
        ({"number": "e123"}, {"number": "e000123"}, EXACT),
        ({"page": "S12-8"}, {"page": "S12-S18"}, EXACT),
        # A letter for a digit, or one too many behind a digit.
        ({"page": "18h1"}, {"page": "1821-1826"}, CLOSE),
        ({"page": "488t"}, {"page": "488-500"}, CLOSE),
        ({"page": "C614"}, {"page": "614-620"}, DIFFERENT),
        ({"page": "19h9"}, {"page": "1821"}, DIFFERENT),
    ],
)
def test_page(claimed: dict[str, Any], found: dict[str, Any], level: Level) -> None:
    assert _level("page", Item(**claimed), Item(**found)) is level


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        ("110", "110", EXACT),
        ("012", "12", EXACT),
        ("11", "2018:11", CLOSE),
        ("12 Suppl 1", "12", CLOSE),
        ("12", "13", DIFFERENT),
        ("12", "", ABSENT),
    ],
)
def test_volume(claimed: str, found: str, level: Level) -> None:
    assert _level("volume", Item(volume=claimed), Item(volume=found)) is level


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        ("J Clin Invest", "The Journal of Clinical Investigation", EXACT),
        ("Arthritis & Rheumatism", "Arthritis and Rheumatism", EXACT),
        ("Medicina (Kaunas)", "Medicina", EXACT),
        ("Gut", "Gut", EXACT),
        ("Am J Kidney Dis", "American Journal of Kidney Diseases", EXACT),
        ("Bone", "Gut", DIFFERENT),
        ("J Bone Miner Res", "Journal of Clinical Investigation", DIFFERENT),
        ("Osteoporosis Internatonal", "Osteoporosis International", CLOSE),
    ],
)
def test_journal(claimed: str, found: str, level: Level) -> None:
    assert _level("container-title", Item(container_title=claimed), Item(container_title=found)) is level


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        ("Sex steroid deficiency-associated bone loss", "Sex steroid deficiency–associated Bone Loss.", EXACT),
        ("Vitamins K<sub>2</sub> and D<sub>3</sub>", "Vitamins K2 and D3", EXACT),
        ("A long title here", "A long title here: with a subtitle", EXACT),
        (
            "The microbial metagenome and tissue composition",
            "The microbial metagenome and bone tissue composition",
            CLOSE,
        ),
        ("Gut", "Bone", DIFFERENT),
    ],
)
def test_title(claimed: str, found: str, level: Level) -> None:
    assert _level("title", Item(title=claimed), Item(title=found)) is level


def test_each_year_that_a_work_carries_is_accepted() -> None:
    publications = Publication(kind="online", date=(2022, 1, 5)), Publication(kind="collection", date=(2021,))
    found = Item(issued=(2022, 1, 5))
    assert _level("year", Item(issued=(2021,)), found, *publications) is EXACT
    assert _level("year", Item(issued=(2022,)), found, *publications) is EXACT
    assert _level("year", Item(issued=(2020,)), found, *publications) is CLOSE
    assert _level("year", Item(issued=(2018,)), found, *publications) is DIFFERENT


def test_the_registry_that_agrees_best_counts() -> None:
    works = Work(item=Item(volume="4"), source="pubmed"), Work(item=Item(volume="4", issue="1"), source="crossref")
    levels = {one.field: one.level for one in compare(Item(volume="4", issue="1"), works)}
    assert (levels["volume"], levels["issue"]) == (EXACT, EXACT)


def test_heading_in_front_of_a_title_is_no_other_title() -> None:
    record = Item(title="The invented atlas of cells")
    assert _level("title", Item(title="Science forum: The invented atlas of cells"), record) is EXACT
    assert _level("title", Item(title="Cell maps. The invented atlas of cells"), record) is EXACT
    assert _level("title", Item(title="Deeply drawn maps: The invented atlas of cells"), record) is CLOSE
    assert _level("title", Item(title="Science forum: Another atlas of cells"), record) is DIFFERENT


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2099.01234",
        "https://arxiv.org/pdf/2099.01234v2.pdf",
        "arXiv:2099.01234",
    ],
)
def test_arxiv_address_names_the_preprint(url: str) -> None:
    preprint = Item(doi="10.48550/arxiv.2099.01234")
    assert _level("doi", Item(url=url), preprint) is EXACT
    assert _level("doi", Item(url=url), Item(doi="10.5555/published")) is ABSENT
    assert _level("doi", Item(url=url, doi="10.5555/published"), preprint) is DIFFERENT


def test_journal_behind_which_a_record_has_volume_and_date_is_that_journal() -> None:
    record = Item(container_title="Invented Chemistry 20 (45) (November 7)")
    assert _level("container-title", Item(container_title="Invented Chemistry"), record) is EXACT
