"""Volumes and pages side by side, and how they differ."""

from __future__ import annotations

import pytest

from citecheck.match.numbering import located, numbering_level, numbering_manner
from citecheck.model import Item, Level

EXACT, CLOSE, DIFFERENT, ABSENT = Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT


def _page(claimed: Item, found: Item) -> tuple[Level, str]:
    level, _, manner = located(claimed, found)
    return level, manner


@pytest.mark.parametrize(
    ("page", "found", "level", "manner"),
    [
        ("1-12", Item(number="e1000097", volume="6"), DIFFERENT, "count"),
        ("655-663", Item(page="1-9"), ABSENT, "ahead"),
        ("655-663", Item(page="1-9", volume="67"), DIFFERENT, "ahead"),
        ("2980-2988", Item(page="2999-3007", volume="4"), DIFFERENT, "shifted"),
        ("253-269", Item(page="252-269", volume="4"), DIFFERENT, "near"),
        ("7104-7023", Item(page="7014-7023", volume="4"), DIFFERENT, "digit"),
        ("14", Item(page="225-230", volume="14"), DIFFERENT, "swapped"),
        ("230", Item(page="225-230", volume="14"), DIFFERENT, "end"),
        ("641-649", Item(page="641-648"), CLOSE, "last"),
        ("5-9", Item(page="n/a"), ABSENT, ""),
        ("552-553", Item(page="552-553. Archive"), EXACT, ""),
        ("1151-68", Item(page="1151-68; discussion 1149-50"), EXACT, ""),
        ("iii-v", Item(page="iii-v"), EXACT, ""),
    ],
)
def test_how_pages_differ(page: str, found: Item, level: Level, manner: str) -> None:
    assert _page(Item(page=page), found) == (level, manner)


def test_year_that_was_read_as_the_page_is_none() -> None:
    assert _page(Item(page="2012", issued=(2012,)), Item(page="88-94", volume="3"))[0] is ABSENT


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        ("Web Server issue", "Web Server", EXACT),
        ("12", "00", ABSENT),
        ("E100", "E100.D", CLOSE),
        ("Suppl 1", "2", DIFFERENT),
    ],
)
def test_issues_by_name(claimed: str, found: str, level: Level) -> None:
    assert numbering_level(claimed, found) is level


@pytest.mark.parametrize(
    ("claimed", "found", "manner"),
    [("16", "17", "near"), ("16", "116", "digit"), ("7", "12", "swapped"), ("9", "30", "")],
)
def test_how_numbers_differ(claimed: str, found: str, manner: str) -> None:
    assert numbering_manner(claimed, found, ("7",)) == manner
