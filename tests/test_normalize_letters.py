"""Letters that look alike, and characters that nobody sees."""

from __future__ import annotations

import pytest

from citecheck import normalize


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("L\u0430ncet", "lancet"),  # a Cyrillic a
        ("\u041cedicine", "medicine"),  # a Cyrillic M
        ("lapar\u200boscopic", "laparoscopic"),
        ("her\u00adnia", "hernia"),
        ("\u202aroof\u202c", "roof"),
        ("\u0416\u0443\u0440\u043d\u0430\u043b", "\u0436\u0443\u0440\u043d\u0430\u043b"),  # all Cyrillic: as it is
        ("IFN\u03b3", "ifn\u03b3"),  # no Latin letter looks like a gamma
    ],
)
def test_words_that_mix_alphabets_are_compared_as_they_look(written: str, folded: str) -> None:
    assert normalize.fold(written) == folded
