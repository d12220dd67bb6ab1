"""What Crossref records hold, odd ones above all, and what we make of it."""

from __future__ import annotations

from typing import Any

import pytest

from citecheck.model import Item, Name, Notice, Publication, Relation
from citecheck.records.crossref import work


def item(**record: Any) -> Item:
    return work({"DOI": "10.5555/One", **{name.replace("_", "-"): value for name, value in record.items()}}).item


def date(*parts: Any) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def test_ordinary_article_is_read_in_full() -> None:
    read = work({
        "DOI": "10.5555/ABC.1", "type": "journal-article", "title": ["Bones"], "container-title": ["Journal of Bones"],
        "short-container-title": ["J Bones"], "volume": "12", "issue": "3", "page": "1319-28", "publisher": "Society",
        "author": [{"given": "Ada B.", "family": "Brown", "suffix": "Jr", "sequence": "first"}],
        "ISSN": ["1234-5678", "8765-4321"], "published-print": date(2020, 5), "published-online": date(2019, 12, 1),
        "issued": date(2019, 12, 1),
    })  # fmt: skip
    assert read.item == Item(
        type="article-journal", title="Bones", author=(Name(family="Brown", given="Ada B.", suffix="Jr"),),
        container_title="Journal of Bones", container_title_short="J Bones", issued=(2020, 5), volume="12", issue="3",
        page="1319-1328", publisher="Society", doi="10.5555/abc.1", issn=("1234-5678", "8765-4321"),
    )  # fmt: skip
    assert read.url == "https://doi.org/10.5555/abc.1"
    assert read.source == "crossref"
    assert read.publications == (
        Publication(kind="print", date=(2020, 5)),
        Publication(kind="online", date=(2019, 12, 1)),
    )


@pytest.mark.parametrize("empty", [None, [], [""], [None], "", {}, 0.5j, True, [[]], {"date-parts": None}])
def test_empty_and_odd_values_are_not_stated(empty: Any) -> None:
    names = "title subtitle author container-title short-container-title issued published-print volume issue page ISSN"
    names += " article-number ISBN publisher type relation update-to updated-by posted"
    read = work({"DOI": "10.5555/one", **dict.fromkeys(names.split(), empty)})
    assert read.item == Item(doi="10.5555/one")
    assert (read.notices, read.relations, read.publications) == ((), (), ())


def test_record_without_anything_is_a_work_without_anything() -> None:
    assert work({}).item == Item()
    assert work({}).url == ""


def test_markup_entities_and_white_space_leave_the_title() -> None:
    assert item(title=["<i>Vitamin&nbsp;D</i>\n  &amp; bone<sup>2</sup>"]).title == "Vitamin D & bone2"


def test_control_characters_never_reach_a_terminal() -> None:
    assert item(title=["Bo\x1b[31mnes\u202e \ud800"]).title == "Bo[31mnes"


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("Bones", "A Review", "Bones: A Review"),
        ("Bones: a review", "A Review", "Bones: a review"),
        ("Bones?", "A Review", "Bones? A Review"),
        ("Bones:", "A Review", "Bones: A Review"),
        ("", "A Review", "A Review"),
    ],
)
def test_subtitle_joins_the_title_once(title: str, subtitle: str, whole: str) -> None:
    assert item(title=[title], subtitle=[subtitle]).title == whole


def test_groups_and_single_names_are_authors() -> None:
    authors = [{"name": "Bone Group"}, {"given": "Plato"}, {"family": "Brown"}, {"affiliation": []}, "Nobody", None]
    assert item(author=authors).author == (Name(literal="Bone Group"), Name(family="Plato"), Name(family="Brown"))


def test_year_of_print_goes_before_the_deposit_date() -> None:
    assert item(issued=date(2024), published=date(1999, 2)).issued == (1999, 2)
    assert item(issued=date(2024)).issued == (2024,)


@pytest.mark.parametrize(
    ("parts", "kept"),
    [([None], ()), ([], ()), ([0], ()), ([2020, 13], (2020,)), (["2020", "5"], (2020, 5)), ([2020, 5, 40], (2020, 5))],
)
def test_dates_are_kept_as_far_as_they_make_sense(parts: list[Any], kept: tuple[int, ...]) -> None:
    assert item(issued=date(*parts)).issued == kept


@pytest.mark.parametrize(
    ("page", "number", "expected"),
    [
        ("e1000", "e1000", ("", "e1000")),
        ("E1000", "e1000", ("", "e1000")),
        ("1-9", "1000", ("1-9", "1000")),
        ("123-31", "", ("123-131", "")),
        ("S12–S18", "", ("S12-S18", "")),
        ("n/a-n/a", "", ("", "")),
        ("no-no", "77", ("", "77")),
        ("1038-1038", "", ("1038", "")),
    ],
)
def test_pages_and_article_number_are_told_apart(page: str, number: str, expected: tuple[str, str]) -> None:
    read = item(page=page, article_number=number)
    assert (read.page, read.number) == expected


def test_issns_and_isbns_come_bare() -> None:
    read = item(ISSN=["http://id.crossref.org/issn/1234-5678", "1234-5678"], ISBN=["http://id.crossref.org/isbn/978"])
    assert (read.issn, read.isbn) == (("1234-5678",), ("978",))


@pytest.mark.parametrize("kind", ["component", "other", "grant", "something-new"])
def test_unknown_type_is_not_stated(kind: str) -> None:
    assert item(type=kind).type == ""


def test_doi_keeps_its_last_character() -> None:
    assert work({"DOI": "10.5555/ENDS.WITH./"}).item.doi == "10.5555/ends.with./"


def updated(doi: str, kind: str, *, source: str = "publisher", day: int = 1) -> dict[str, Any]:
    return {"DOI": doi, "type": kind, "label": kind.title(), "source": source, "updated": date(2020, 1, day)}


def test_event_reported_twice_is_one_notice() -> None:
    events = [updated("10.5555/N", "retraction", day=9), updated("10.5555/n", "Retraction", source="retraction-watch")]
    assert work({"DOI": "10.5555/one", "updated-by": events}).notices == (
        Notice(kind="retraction", doi="10.5555/n", date=(2020, 1, 1), asserted_by=("publisher", "retraction-watch")),
    )


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("expression_of_concern", "concern"),
        ("expression-of-concern", "concern"),
        ("Expression of Concern", "concern"),
        ("withdrawal", "retraction"),
        ("partial_retraction", "partial-retraction"),
        ("erratum", "correction"),
        ("reinstatement", "reinstatement"),
        ("new_version", "version"),
        ("of a kind not seen yet", "update"),
    ],
)
def test_kinds_of_notices_are_normalised(kind: str, ours: str) -> None:
    assert [one.kind for one in work({"updated-by": [updated("10.5555/n", kind)]}).notices] == [ours]


def test_notices_are_ordered_by_date() -> None:
    events = [updated("10.5555/b", "reinstatement", day=9), updated("10.5555/a", "retraction", day=3)]
    assert [one.kind for one in work({"updated-by": events}).notices] == ["retraction", "reinstatement"]


def test_update_to_marks_the_notice_not_a_retracted_work() -> None:
    notice = work(
        {"DOI": "10.5555/n", "title": ["Retracted: Bones"], "update-to": [updated("10.5555/W", "retraction")]}
    )
    assert notice.notices == ()
    assert notice.relations == (Relation(kind="retraction-of", doi="10.5555/w"),)
    assert notice.is_notice


def test_retracted_work_that_lists_its_notices_as_its_own_updates_is_no_notice() -> None:
    """As 10.1016/s0140-6736(20)31180-6 did in 2026: its publisher deposited each link in both directions."""
    said = [
        updated("10.5555/concern", "expression_of_concern", source="retraction-watch", day=3),
        updated("10.5555/notice", "retraction", source="retraction-watch", day=5),
        updated("10.5555/comment", "retraction", day=1),
        updated("10.5555/notice", "erratum", day=13),
    ]
    claimed = [updated(f"10.5555/{name}", "retraction") for name in ("comment", "concern", "notice")]
    read = work({"DOI": "10.5555/w", "title": ["RETRACTED: Bones"], "update-to": claimed, "updated-by": said})
    assert not read.is_notice
    assert [(one.kind, one.doi) for one in read.notices] == [
        ("retraction", "10.5555/comment"),
        ("concern", "10.5555/concern"),
        ("retraction", "10.5555/notice"),
    ]


@pytest.mark.parametrize(("title", "source"), [("Retraction—Bones", "publisher"), ("Bones", "retraction-watch")])
def test_notice_that_lists_its_work_as_an_update_of_itself_is_the_notice(title: str, source: str) -> None:
    links = [updated("10.5555/w", "retraction", source=source), updated("10.5555/w", "erratum")]
    read = work(
        {"DOI": "10.5555/n", "title": [title], "update-to": links, "updated-by": [updated("10.5555/w", "retraction")]}
    )
    assert {one.kind for one in read.relations} == {"retraction-of", "correction-of"}
    assert read.notices == ()


def test_new_version_of_a_work_is_no_notice() -> None:
    read = work({"DOI": "10.5555/w.2", "update-to": [updated("10.5555/w.1", "new_version")]})
    assert read.relations == (Relation(kind="version-of", doi="10.5555/w.1"),)
    assert not read.is_notice


def test_notice_published_in_place_of_the_work_is_about_the_work() -> None:
    read = work({"DOI": "10.5555/W", "update-to": [updated("10.5555/w", "retraction")]})
    assert [one.kind for one in read.notices] == ["retraction"]
    assert not read.is_notice


@pytest.mark.parametrize("title", ["RETRACTED: Bones", "Retracted Article: Bones", "[Retracted] Bones", "WITHDRAWN: B"])
def test_title_alone_is_weak_evidence_of_retraction(title: str) -> None:
    read = work({"DOI": "10.5555/w", "title": [title]})
    assert read.notices == (Notice(kind="retraction", asserted_by=("title",)),)
    assert read.item.title == title


@pytest.mark.parametrize("title", ["Retraction: Bones", "Retracted placentas", "Withdrawn effort: bones"])
def test_other_titles_are_no_evidence(title: str) -> None:
    assert work({"DOI": "10.5555/w", "title": [title]}).notices == ()


def test_structured_retraction_makes_the_title_redundant() -> None:
    read = work({"title": ["RETRACTED: Bones"], "updated-by": [updated("10.5555/n", "retraction")]})
    assert [one.asserted_by for one in read.notices] == [("publisher",)]


def test_preprints_and_versions_are_relations() -> None:
    stated = {
        "is-preprint-of": [{"id-type": "doi", "id": "https://doi.org/10.5555/ART", "asserted-by": "subject"}],
        "has-version": [{"id-type": "uri", "id": "http://example.org"}, {"id-type": "pmid", "id": "123"}],
        "has-review": [{"id-type": "doi", "id": "10.5555/review"}],
    }
    read = work({"DOI": "10.5555/pre", "type": "posted-content", "relation": stated, "posted": date(2021, 3, 4)})
    assert read.relations == (
        Relation(kind="preprint-of", doi="10.5555/art"),
        Relation(kind="version-of", pmid="123"),
    )
    assert read.is_preprint
    assert read.publications == (Publication(kind="online", date=(2021, 3, 4)),)
