"""Lists of authors side by side: what happened is told once, and what the reader did is not the author's fault."""

from __future__ import annotations

import pytest

from citecheck.judge.people import all_named, parts, place_in_words
from citecheck.model import Item, Name


def _names(text: str) -> tuple[Name, ...]:
    return tuple(Name(family=one.rsplit(" ", 1)[0], given=one.rsplit(" ", 1)[1]) for one in text.split(", "))


RECORD = Item(author=_names("Doe Jane, Roe Richard, Poe Ann, Loe Ida, Moe Max, Noe Nora"))


@pytest.mark.parametrize(
    ("place", "words"),
    [(0, "first"), (9, "tenth"), (10, "11th"), (12, "13th"), (20, "21st"), (30, "31st"), (111, "112th")],
)
def test_places_are_said_as_people_say_them(place: int, words: str) -> None:
    assert place_in_words(place) == words


def test_one_author_left_out_is_one_thing() -> None:
    (part,) = parts(Item(author=_names("Doe J, Roe R, Loe I, Moe M, Noe N")), RECORD)
    assert (part.words, part.sign) == ("one author is missing after the second: Poe Ann", "missing")


def test_two_left_out_together_are_one_thing() -> None:
    (part,) = parts(Item(author=_names("Doe J, Loe I, Moe M, Noe N")), RECORD)
    assert part.words == "two authors are missing after the first: Roe Richard, Poe Ann"


def test_author_whom_the_record_lacks_is_named_and_nobody_behind() -> None:
    (part,) = parts(Item(author=_names("Doe J, Roe R, Stone B, Poe A, Loe I, Moe M")), RECORD)
    assert (part.words, part.sign) == ("the third author, Stone B, is not among the authors of the record", "added")


def test_exchanged_neighbours_are_told_by_place() -> None:
    happened = parts(Item(author=_names("Roe R, Doe J, Poe A, Loe I")), RECORD)
    assert {part.sign for part in happened} <= {"moved", "missing"}
    assert any("author of the reference, number" in part.words for part in happened)


def test_list_that_stops_early_differs_in_nothing() -> None:
    assert parts(Item(author=RECORD.author[:3]), RECORD) == []


@pytest.mark.parametrize(
    ("claimed", "sign"),
    [("Doe J, Rowe R", "another person"), ("Doe J, Roe K", "other initial"), ("Doe J, Stone B", "another person")],
)
def test_each_difference_says_what_kind_it_is(claimed: str, sign: str) -> None:
    (part,) = parts(Item(author=_names(claimed)), RECORD)
    assert part.sign == sign


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("DoeJ, RoeR, PoeA. Bones.", True),
        ("Jane Doe Richard Roe and Ann Poe. Bones.", True),
        ("Doe J, Poe A, Roe R. Bones.", False),
        ("Doe J, Rowe R, Poe A. Bones.", False),
        ("Doe J, Roeb R, Poe A. Bones.", False),
        ("", False),
    ],
)
def test_names_that_all_stand_in_the_text_were_misread(text: str, named: bool) -> None:
    assert all_named(text, RECORD, 3) is named
