"""Two titles side by side."""

from __future__ import annotations

import pytest

from citecheck.match.titling import title_level, title_manner
from citecheck.model import Level

EXACT, CLOSE, DIFFERENT, ABSENT = Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT
MOSS = "Slow growth of moss on the northern roofs of old barns"


@pytest.mark.parametrize(
    ("claimed", "found", "level"),
    [
        (MOSS, f"RETRACTED: {MOSS}", EXACT),
        (MOSS, f"[Withdrawn] {MOSS}†", EXACT),
        (MOSS, f"From the Cover: {MOSS}", EXACT),
        (MOSS, f"MOSSY: {MOSS}", CLOSE),
        (MOSS, MOSS.replace(" on", "\\n on"), EXACT),
        ("Slow growth of moss on the nor- thern roofs of old barns", MOSS, EXACT),
        (f"Data from: {MOSS}", MOSS, DIFFERENT),
        (MOSS, f"Reply: {MOSS}", DIFFERENT),
        (f"{MOSS}: an update", MOSS, DIFFERENT),
        (f"{MOSS}: a survey", MOSS, EXACT),
        ("Langsames Wachstum von Moos auf Dächern", "[Slow growth of moss on roofs].", ABSENT),
        ("Quick growth of the ferns of walls", "[Slow growth of moss on roofs].", DIFFERENT),
    ],
)
def test_titles_of_one_work_and_of_others(claimed: str, found: str, level: Level) -> None:
    assert title_level(claimed, found) is level


@pytest.mark.parametrize(
    ("found", "manner"),
    [
        ("Slow growth of mosses on the northern roofs of old barns", "typo"),
        ("Slow growth of lichen on the northern roofs of old barns", "word"),
        ("Slow growth of moss on northern roofs of barns", "words"),
        ("Slow growth of moss on the northern roofs of old barns in the wet years of a century", "cut"),
        ("Slow growth of moss on the northern roofs", "record-cut"),
        ("Something else about birds", ""),
    ],
)
def test_how_titles_differ(found: str, manner: str) -> None:
    assert title_manner(MOSS, found) == manner
