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
    ("letter", "name"),
    [
        ("ϵ", "epsilon"),
        ("ϑ", "theta"),
        ("ϕ", "phi"),
        ("λ", "lambda"),
        ("Λ", "lambda"),
        ("ς", "final sigma"),
        ("Ω", "omega"),
    ],
)
def test_greek_letters_are_their_names(letter: str, name: str) -> None:
    assert title_level(f"On the {letter} decay of old moss", f"On the {name} decay of old moss") is EXACT


@pytest.mark.parametrize("block", range(0, 0x3000, 0x200), ids=hex)
def test_no_character_of_a_title_ends_the_comparison(block: int) -> None:
    for code in range(block, block + 0x200):
        title = f"On the {chr(code)} decay of old moss"
        assert title_level(title, title) is EXACT
        assert title_manner(title, MOSS) is not None
        title_level(title, MOSS)


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
