"""Letters of another alphabet that look like those around them: a word that no search finds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.model import Case, Finding

_WORD = re.compile(r"[^\W\d_]+")
# Greek letters that look like Latin ones. The others stand in Latin words with good reason: TNFα, NFκB.
_GREEK = frozenset("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MOST = 3  # words that are named


def mixed(case: Case) -> Iterator[Finding]:
    """Words that mix alphabets, with the letter that is out of place, unless a record has them so, too."""
    item = case.reference.item
    if item is None:
        return
    text = case.reference.raw or " ".join((*map(str, item.author), item.title, item.container_title))
    if text.isascii():
        return
    known = _known(case)
    words = dict.fromkeys(word for word in _WORD.findall(text) if not word.isascii() and word not in known)
    mixing = [(word, place) for word in words if (place := _out_of_place(word)) is not None]
    for word, place in mixing[:_MOST]:
        letter = word[place]
        name = unicodedata.name(letter, "").split(" LETTER")[0].split()[0].capitalize()
        message = f"the word “{word}” mixes alphabets: its letter {place + 1}, “{letter}”, is {name}"
        yield finding("mixed-alphabets", message, claimed=word)


def hidden(case: Case) -> Iterator[Finding]:
    """A mark that nobody sees: what was copied from a page may hold some, and no search finds the word behind it."""
    text = case.reference.raw
    if case.reference.item and (mark := _HIDDEN.search(text)):
        word = (text[: mark.start()].split()[-1:] or [""])[0]
        name = unicodedata.name(mark[0], "a mark").lower()
        yield finding("hidden-mark", f"a mark that nobody sees ({name}) stands behind “{word}”", claimed=word)


def _known(case: Case) -> frozenset[str]:
    """The words of the records that were found."""
    works = case.match.works if case.match else ()
    fields = (
        field for work in works for field in (work.item.title, work.item.container_title, *map(str, work.item.author))
    )
    return frozenset(word for field in fields for word in _WORD.findall(field))


@lru_cache(maxsize=4096)
def _out_of_place(word: str) -> int | None:
    """The first place of the alphabet that fewer letters of the word belong to; None where it mixes none."""
    of: dict[str, list[int]] = {"latin": [], "other": []}
    for place, letter in enumerate(word):
        name = unicodedata.name(letter, "")
        if name.startswith("CYRILLIC") or letter in _GREEK:
            of["other"].append(place)
        elif name.startswith("LATIN") and not name.startswith("LATIN LETTER SMALL CAPITAL"):
            of["latin"].append(place)
    if not of["latin"] or not of["other"] or len(word) < _MOST:
        return None
    return min(of.values(), key=len)[0]


CHECKS = Checks(rules=own("mixed-alphabets", "hidden-mark"), checks=(mixed, hidden), place=65)
