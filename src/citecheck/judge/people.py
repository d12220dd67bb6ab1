"""Two lists of authors side by side, and the fewest things that happened to one of them: left out, added, moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citecheck import normalize
from citecheck.match.authors import Pair, pairs, same_person, spelling, spoken
from citecheck.model import Item, Level, Name

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# What some registries hold for a person.
_NO_NAME = frozenset("al and author authors ed editor editors eds et jr no none null others unknown".split())
_MOST = 200  # authors that are laid side by side
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_SHORT = 4  # letters of a surname that other words hold by chance


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that differs, in words, and what kind of difference it is."""

    words: str
    sign: str
    first: bool = False


def place_in_words(place: int) -> str:
    """`third`, `11th`, `21st`: of a place counted from 0."""
    number = place + 1
    if number <= len(_PLACES):
        return _PLACES[place]
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def parts(claimed: Item, record: Item) -> list[Part]:
    """What differs between the claimed authors and those of a record; empty where nothing does."""
    compared = list(pairs(claimed, record))
    if any(pair.level is Level.DIFFERENT and pair.found_at >= 0 for pair in compared):
        happened = list(_happened(claimed.author[:_MOST], record.author[:_MOST], cut=record.authors_cut))
        if 0 < len(happened) <= max(len(compared) // 2, 1):
            return happened
    return [part for pair in compared if (part := _part(pair))]


def _part(pair: Pair) -> Part | None:
    place, first = place_in_words(pair.place), pair.place == 0
    if pair.found and _NO_NAME.issuperset(normalize.words(str(pair.found))):
        return None
    if pair.level is Level.DIFFERENT:
        if pair.found_at >= 0:
            return _moved(pair.claimed, pair.place, pair.found_at)
        if pair.found is None:
            return Part(
                f"the {place} author is {pair.claimed}, the record has no such author", "not in the record", first
            )
        words = f"the {place} author is {pair.claimed}, the record has {pair.found}"
        same = _same_surname(pair.claimed, pair.found)
        return Part(words, "other initial" if same else "another person", first)
    if pair.found and pair.level is Level.CLOSE and not _same_surname(pair.claimed, pair.found):
        words = f"the {place} author is written {pair.claimed}, the record has {pair.found}"
        return Part(words, pair.manner or "written otherwise", first)
    return None


def _same_surname(one: Name, other: Name) -> bool:
    return spelling(spoken(one).family) == spelling(spoken(other).family)


def _moved(name: Name, place: int, at: int) -> Part:
    words = f"{name} is the {place_in_words(place)} author of the reference, number {at + 1} in the record"
    return Part(words, "moved", place == 0)


def _happened(claimed: Sequence[Name], found: Sequence[Name], *, cut: bool) -> Iterator[Part]:
    """The fewest insertions and omissions that make one list of the other; the tail that a list leaves out is none."""
    same = _aligned(claimed, found)
    edges = [(-1, -1), *same, (len(claimed), len(found))]
    for (one, other), (next_one, next_other) in pairwise(edges):
        added, missing = list(range(one + 1, next_one)), list(range(other + 1, next_other))
        last = next_one == len(claimed)
        for index in added:
            at = next((place for place, name in enumerate(found) if _alike(claimed[index], name)), -1)
            place = place_in_words(index)
            if at >= 0:
                yield _moved(claimed[index], index, at)
            elif not (cut and last):
                yield Part(
                    f"the {place} author, {claimed[index]}, is not among the authors of the record", "added", index == 0
                )
        if missing and not last:
            yield from _missing([found[place] for place in missing], claimed, one)


def _missing(names: Sequence[Name], claimed: Sequence[Name], behind: int) -> Iterator[Part]:
    gone = [name for name in names if not any(_alike(one, name) for one in claimed)]
    if gone:
        count = _NUMBERS[len(gone)] if len(gone) < len(_NUMBERS) else str(len(gone))
        noun = "author is" if len(gone) == 1 else "authors are"
        where = f"after the {place_in_words(behind)}" if behind >= 0 else "in front of the first"
        named = ", ".join(map(str, gone[:3])) + (" …" if len(gone) > 3 else "")
        yield Part(f"{count} {noun} missing {where}: {named}", "missing", behind < 0)


def _alike(one: Name, other: Name) -> bool:
    return same_person(one, other) is not Level.DIFFERENT


def _alike_ahead(claimed: Sequence[Name], found: Sequence[Name]) -> int:
    """How many people are the same from the first on: most lists part late, if at all."""
    both = zip(claimed, found, strict=False)
    return next((place for place, pair in enumerate(both) if not _alike(*pair)), min(len(claimed), len(found)))


def _aligned(claimed: Sequence[Name], found: Sequence[Name]) -> list[tuple[int, int]]:
    """Places of the same people in the same order, as many as there are (longest common subsequence)."""
    ahead = _alike_ahead(claimed, found)
    same = [(place, place) for place in range(ahead)]
    claimed, found = claimed[ahead:], found[ahead:]
    longest = [[0] * (len(found) + 1) for _ in range(len(claimed) + 1)]
    alike = [[_alike(one, other) for other in found] for one in claimed]
    for i in reversed(range(len(claimed))):
        for j in reversed(range(len(found))):
            longest[i][j] = longest[i + 1][j + 1] + 1 if alike[i][j] else max(longest[i + 1][j], longest[i][j + 1])
    i, j = 0, 0
    while i < len(claimed) and j < len(found):
        if alike[i][j] and longest[i][j] == longest[i + 1][j + 1] + 1:
            same.append((ahead + i, ahead + j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return same


def all_named(text: str, record: Item, most: int) -> bool:
    """True where the surnames of the record's first authors stand in the text in their order, each as a name.

    Then whatever was read otherwise is the reader's doing. A letter behind a surname belongs to another one, unless it
    is the capital of an initial that has lost its space.
    """
    start = 0
    for name in record.author[:most]:
        family = spoken(name).family or name.literal
        words = [word for word in normalize.plain(family).split() if len(word) > 1]
        found = _found_name(text, words[-1] if words else family, start)
        if found < 0:
            return False
        start = found
    return bool(record.author)


def _found_name(text: str, family: str, start: int) -> int:
    """Where the name ends in the text, from `start` on; -1: nowhere."""
    folded = normalize.fold(family)
    for match in re.finditer(rf"(?<![^\W\d_]){re.escape(folded)}(?![^\W\d_])", _folded(text)[start:]):
        return start + match.end()
    if len(folded) >= _SHORT or family.isalpha():
        for match in re.finditer(re.escape(family), text[start:], re.I):
            behind = text[start + match.end() : start + match.end() + 1]
            if not behind.islower():
                return start + match.end()
    return -1


def _folded(text: str) -> str:
    """The text folded letter by letter, so that places are the same."""
    return "".join(folded if len(folded := normalize.fold(char)) == 1 else char.lower()[:1] for char in text)
