"""The authors of a work, looked for in a text: surnames with the initials or the given name beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from citecheck import names, normalize
from citecheck.match import authors
from citecheck.match.text.found import Reading
from citecheck.match.text.glued import run_together
from citecheck.match.text.words import Text
from citecheck.model import Level, Name

_MOST = 12  # authors that are looked for
_COMMA = re.compile(r"[,;]")


def read_authors(reading: Reading, names: Sequence[Name]) -> None:
    """Mark the authors in the text, in the order of the record."""
    if reading.text.glued and (together := run_together(reading.text, names)):
        _take_together(reading, *together)
        return
    # Only where something else of the work is there is it worth looking for a mistyped name.
    typos = bool(reading.levels)
    found = [_author(reading, name, typos=typos and not place) for place, name in enumerate(names[:_MOST])]
    if found and found[0]:
        level, places = found[0]
        before = min((min(one[1]) for one in found[1:] if one), default=len(reading.text.words))
        behind = before < min(places) or _others_before(reading, min(places))
        reading.levels["first-author"] = Level.CLOSE if behind else level
    others = [one[0] for one in found[1:] if one]
    reading.counts["author"] = sum(one is not None for one in found)
    if others:
        reading.levels["other-authors"] = Level.EXACT if Level.EXACT in others else Level.CLOSE
        reading.details["other-authors"] = str(min(len(others), 3))


def _take_together(reading: Reading, found: range, people: Sequence[Name]) -> None:
    for name in people:
        reading.take_person(found, name)
    reading.counts["author"] = len(people)
    reading.levels["first-author"] = Level.EXACT
    if others := len(people) - 1:
        reading.levels["other-authors"] = Level.EXACT
        reading.details["other-authors"] = str(min(others, 3))


def _others_before(reading: Reading, place: int) -> bool:
    """True where somebody whom the work does not name stands before its first author."""
    text = reading.text
    before = (one for one in range(place) if one not in reading.used and text.labels[one] == "author")
    return any(len(text.words[one]) > 2 for one in before)


def _author(reading: Reading, name: Name, *, typos: bool = False) -> tuple[Level, Sequence[int]] | None:
    """How this person stands in the text, with the initials or without them, and where; None: not at all."""
    if not name.family:
        words = normalize.words(name.literal)
        if words and (found := reading.place_of(words)):
            reading.take_person(found, Name(literal=reading.written(found)))
            return Level.EXACT, found
        name = authors.spoken(name)
        if not name.family:
            return None
    key = names.surname(name.family)
    if reading.text.glued and (glued := _glued(reading, key, names.initials(name.given))) is not None:
        reading.take_person(glued, Name(family=reading.written(glued)))
        return Level.EXACT, glued
    best: Level | None = None
    taken: list[int] = []
    for found in _surnames(reading, key):
        whole = _with_particles(reading, found, name)
        level, beside = _with_initials(reading, whole, name.given)
        if level is Level.EXACT or (best is None and level is Level.CLOSE):
            best, taken = level, [*found, *beside]
        if best is Level.EXACT:
            written = Name(
                family=reading.written(whole),
                given=reading.written(sorted(beside)),
            )
            reading.take_person([*whole, *beside], written)
            break
    if best is None and typos and len(key) > 4 and (misspelled := _misspelled(reading, key)):
        best, taken = Level.CLOSE, [*misspelled]
    if best is None and not name.given and (person := authors.spoken(name)).given:
        return _author(reading, person, typos=typos)
    if best is None:
        return None
    reading.take(taken, "author")
    return best, taken


def _with_particles(reading: Reading, found: range, name: Name) -> range:
    """A surname with the words of it that stand before: `von Alk` is found as `alk`."""
    start, particles = found[0], normalize.words(name.family)[:-1]
    while start and reading.text.words[start - 1] in particles:
        start -= 1
    return range(start, found[-1] + 1)


def _surnames(reading: Reading, key: str) -> Iterator[range]:
    text = reading.text
    for place in text.places.get(key, ()):
        if place not in reading.used:
            yield range(place, place + 1)
    at = text.squeezed.find(key) if len(key) > 5 and key not in text.places else -1
    while at >= 0:
        found = text.within(at, at + len(key))
        if reading.free(found):
            yield found
        at = text.squeezed.find(key, at + 1)


def _with_initials(reading: Reading, found: range, given: str) -> tuple[Level | None, list[int]]:
    """Whether the given name or its initials stand beside a surname; None where only those of somebody else do."""
    wanted = names.initials(given)
    if not wanted:
        return Level.EXACT, []
    spelled_out, others = (*normalize.words(given), wanted), False
    sides = ((1, found[-1] + 1), (-1, found[0] - 1))
    if _parted(reading.text, found[-1], found[-1] + 1) and not _parted(reading.text, found[0] - 1, found[0]):
        sides = (sides[1], sides[0])  # `A. Roe, B. Doe`: what stands behind a comma is the next one's
    for step, near in sides:
        beside = _beside(reading, near, step, spelled_out)
        spelled = "".join(reading.text.words[place] for place in sorted(beside))
        if spelled and (spelled[0] == wanted[0]):
            return Level.EXACT, beside
        others = others or bool(spelled)
    return (None if others else Level.CLOSE), []


def _parted(text: Text, left: int, right: int) -> bool:
    """True where a comma stands between two words that follow each other, or one of them is not there."""
    if left < 0 or right >= len(text.at):
        return True
    return _COMMA.search(text.raw, text.at[left][1], text.at[right][0]) is not None


def _beside(reading: Reading, near: int, step: int, given: Sequence[str]) -> list[int]:
    """Up to three free words on one side of a surname that can be initials, or are the given name or all initials.

    A comma may part them from the surname, not from each other.
    """
    text = reading.text
    beside: list[int] = []
    for place in range(near, near + 3 * step, step):
        word = text.words[place] if 0 <= place < len(text.words) else ""
        if (
            not word
            or place in reading.used
            or word[0].isdigit()
            or not (word in given or _can_be_initials(text, place))
        ):
            break
        if beside and _parted(text, min(place, place - step), max(place, place - step)):
            break
        beside.append(place)
    return beside


def _can_be_initials(text: Text, place: int) -> bool:
    """True for one letter, and for two that are both capitals or both small: not for `He` and `Wu`."""
    word = text.words[place]
    return len(word) == 1 or (len(word) == 2 and word not in normalize.STOP_WORDS and not text.written(place).istitle())


def _glued(reading: Reading, key: str, initials: str) -> range | None:
    """Where the surname stands with nothing between it and the initials: `RoeJA`."""
    text = reading.text
    for count in range(min(len(initials), 3), 0, -1):
        for place in text.places.get(key + initials[:count], ()):
            if place not in reading.used and text.labels[place] == "author":
                return range(place, place + 1)
    return None


def _misspelled(reading: Reading, key: str) -> range | None:
    """A free word at the head of the text, or two that a stray space parted, with a letter or two mistyped."""
    length, allowed = len(key), 1 if len(key) < 9 else 2
    for found, word in reading.text.first:
        near = -allowed <= len(word) - length <= allowed and OSA.distance(word, key, score_cutoff=allowed) <= allowed
        if near and reading.free(found):
            return found
    return None
