"""One person's name written in two ways."""

from __future__ import annotations

import pytest

from citecheck.match.authors import pairs
from citecheck.match.persons import likeness, named_otherwise
from citecheck.model import Item, Level, Name

EXACT, CLOSE, DIFFERENT = Level.EXACT, Level.CLOSE, Level.DIFFERENT


def _name(text: str) -> Name:
    family, comma, given = text.partition(",")
    return Name(family=family.strip(), given=given.strip()) if comma else Name(literal=text)


@pytest.mark.parametrize(
    ("claimed", "found", "level", "manner"),
    [
        ("OrSS,", "Or, Selma S", EXACT, "glued"),
        ("van OldenkampC,", "van Oldenkamp, Clara", EXACT, "glued"),
        ("BADORF,", "Bador, Fiona", EXACT, "glued"),
        ("Mirova, AK", "Kostova Mirova, Ana", EXACT, "parted"),
        ("Hieu, NV", "Nguyen Van, Hieu", EXACT, "parted"),
        ("Lan-Lan, L", "Li, Lan-Lan", EXACT, "parted"),
        ("Li, L-L", "Lan-Lan, Li", EXACT, "parted"),
        ("Ronald Stone, C.", "Stone, C. Ronald", EXACT, "parted"),
        ("Lampe, RA", "A Lampe, Roger", EXACT, "parted"),
        ("Vega Ferreira, L", "Ferreira, Lia Vega", EXACT, "parted"),
        ("Jvd, Brandt", "Van der Brandt, Jurre", EXACT, "order"),
        ("Roe, JK", "Roe, John H K", EXACT, "parted"),
        ("Dum'e, H", "Dumé III, Hal", EXACT, ""),
        ("de Groot, PW", "P W de Groot", EXACT, ""),
        ("Ferreira, B", "Ferreira-Blanco, Beatriz", CLOSE, "part"),
        ("Evan, S", "Shelby, Evan", CLOSE, "swapped"),
        ("Del Sol, FL", "Ferro, Lara Del Sol", CLOSE, "swapped"),
        ("Roe, AB", "Roe, A C", DIFFERENT, ""),
        ("Li, J", "Lu, J", DIFFERENT, ""),
    ],
)
def test_names_that_are_written_otherwise(claimed: str, found: str, level: Level, manner: str) -> None:
    assert likeness(_name(claimed), _name(found)) == (level, manner)


def test_initials_are_no_given_name() -> None:
    assert not named_otherwise(_name("Tan, AYS"), _name("Tan, Alex Yu Shen"))
    assert named_otherwise(_name("Tan, Anna Maria"), _name("Tan, Alexander Martin"))


def _levels(claimed: Item, found: Item) -> list[tuple[int, Level]]:
    return [(pair.place, pair.level) for pair in pairs(claimed, found)]


def _item(*people: str, cut: bool = False) -> Item:
    return Item(author=tuple(map(_name, people)), authors_cut=cut)


def test_where_a_group_stands_in_the_list_is_a_matter_of_style() -> None:
    claimed = _item("Invented Atlas Network", "Roe, J", "Doe, A")
    assert _levels(claimed, _item("Roe, Jane", "Doe, Ann", "Invented Atlas Network")) == [
        (0, EXACT), (1, EXACT), (2, EXACT),
    ]  # fmt: skip


def test_people_beside_a_record_of_their_group_are_its_members() -> None:
    claimed = _item("Roe, J", "Doe, A", "Centers for Invented Diseases")
    assert _levels(claimed, _item("Centers for Invented Diseases")) == [(2, EXACT)]


def test_another_group_is_seen() -> None:
    assert _levels(_item("Invented Study Group"), _item("Another Trial Group", "Roe, J")) == [(0, DIFFERENT)]


def test_last_author_behind_an_ellipsis_is_in_place() -> None:
    claimed = _item("Roe, J", "Doe, A", "Zorn, B", cut=True)
    found = _item("Roe, J", "Doe, A", "Coe, C", "Zorn, B")
    assert _levels(claimed, found) == [(0, EXACT), (1, EXACT), (2, EXACT)]
    assert _levels(_item("Roe, J", "Doe, A", "Zorn, B"), found)[-1] == (2, DIFFERENT)


def test_record_that_names_nobody_says_nothing() -> None:
    assert _levels(_item("Roe, J"), Item(author=(Name(family="&NA;"),))) == []
    assert _levels(_item("Roe, J"), Item(author=(Name(literal="[No authors listed]"),))) == []
