"""Who is who in two author lists."""

from __future__ import annotations

import pytest

from citecheck.match.authors import first_level, named_otherwise, others_level, same_person
from citecheck.model import Item, Level, Name

EXACT, CLOSE, DIFFERENT, ABSENT = Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT


def _name(text: str) -> Name:
    family, _, given = text.partition(",")
    return Name(family=family.strip(), given=given.strip()) if given else Name(literal=text)


def _item(*names: str, cut: bool = False) -> Item:
    return Item(author=tuple(map(_name, names)), authors_cut=cut)


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        ("Mosca, C", "Mosca, Caterina", EXACT),
        ("Sjogren, K", "Sjögren, Klara", EXACT),
        ("Mueller, H", "Müller, Hans", EXACT),
        ("Van Staa, TP", "van Staa, T P", EXACT),
        ("Staa, TP", "van Staa, T P", EXACT),
        ("Deboy, RT", "DeBoy, RT", EXACT),
        ("Logan, RF", "Logan, R F A", EXACT),
        ("Jan, A", "Jan, Arif Tasleem", EXACT),
        ("Herrero, B", "Herrero-Fernandez, Beatriz", CLOSE),
        ("Masatoshi, H", "Hori, Masatoshi", CLOSE),
        ("Grzybowska-Chlebowcyk, U", "Grzybowska-Chlebowczyk, Urszula", CLOSE),
        ("Wang, X", "Wang, Y", DIFFERENT),
        ("Li, J", "Lu, J", DIFFERENT),
        ("Wu, J", "Xu, J", DIFFERENT),
        ("Ma, Y", "Man, Y", DIFFERENT),
        ("WHO Study Group", "Who Study Group", EXACT),
        ("Women's Health Initiative", "The Women's Health Initiative Investigators", CLOSE),
        ("WHO Study Group", "Group, W", DIFFERENT),
    ],
)
def test_same_person(claimed: str, found: str, level: Level) -> None:
    assert same_person(_name(claimed), _name(found)) is level


def test_first_author_who_stands_second_in_the_record_is_close() -> None:
    assert first_level(_item("B, B", "Aa, A"), _item("Aa, A", "B, B")) is CLOSE


def test_record_without_authors_says_nothing() -> None:
    assert first_level(_item("Aa, A"), _item()) is ABSENT
    assert others_level(_item("Aa, A", "Bb, B"), _item()) is ABSENT


def test_names_beyond_a_cut_record_are_not_held_against_the_reference() -> None:
    assert others_level(_item("Aa, A", "Bb, B"), _item("Aa, A", cut=True)) is ABSENT


def test_third_author_of_somebody_else_is_seen() -> None:
    assert others_level(_item("Aa, A", "Bb, B", "Cc, C"), _item("Aa, A", "Bb, B", "Dd, D")) is CLOSE
    assert others_level(_item("Aa, A", "Bb, B", "Cc, C"), _item("Aa, A", "Ee, E", "Dd, D")) is DIFFERENT


def test_name_in_one_piece_is_compared_as_that_of_a_person_where_that_fits_better() -> None:
    wei = Name(family="Wei", given="Alexander")
    assert same_person(wei, Name(family="Alexander Wei")) is EXACT
    assert same_person(wei, Name(literal="Alexander Wei")) is EXACT
    assert same_person(Name(family="De Souza", given="M"), Name(family="De Souza")) is CLOSE
    assert (
        others_level(
            Item(author=(Name(family="Roe", given="R"), wei)),
            Item(author=(Name(family="Alexander Wei"), Name(family="Rita Roe"))),
        )
        is CLOSE
    )


def test_people_are_the_members_of_a_group() -> None:
    people = _item("Aa, A", "Bb, B")
    assert first_level(_item("GBD 2019 Injury Collaborators"), people) is ABSENT
    assert others_level(_item("Aa, A", "Invented Study Group"), people) is ABSENT
    assert first_level(_item("Invented Study Group"), _item("Another Trial Group", "Bb, B")) is DIFFERENT


@pytest.mark.parametrize(
    ("claimed", "found", "otherwise"),
    [
        ("Roe, Mohammad", "Roe, Mehrdad", True),
        ("Roe, Raphael", "Roe, Rosalia", True),
        ("Roe, Dmitry", "Roe, Dmitrii", False),
        ("Roe, Chris", "Roe, Christopher", False),
        ("Roe, M.", "Roe, Mehrdad", False),
        ("Roe, AYS", "Roe, Alex Yu Sen", False),
        ("Roe, Ann", "Roe, Beth", False),
    ],
)
def test_given_names_that_share_an_initial_only(claimed: str, found: str, otherwise: bool) -> None:
    assert named_otherwise(_name(claimed), _name(found)) is otherwise
