"""Superscripts that lost their height (`bone loss.1-3 In fact`), told from names such as `CD8` by all that a text says.

A number behind a plain word or a closing mark is a citation by itself. Behind an acronym, a short word or another
number it is one only if it is the number whose turn it is, or if the text writes the same word without one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from citecheck.formats.citation.tokens import use
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.series import DASH, ONE, expanded

_MORE = rf"(?:\s?{DASH}\s?{ONE})?(?:,\s?{ONE}(?:\s?{DASH}\s?{ONE})?){{0,30}}"
_END = r"(?=\s|$|[.,;:?!)\]](?:\s|$|[)\]”\"’—–])|[—–](?!\d)|[)\]](?![^\W_]))"
_FLAT = re.compile(rf"(?<=[^\W\d_]|[)\]”\"’'»%])(?P<mark>(?:\.,|[.,;:?!])?[”\"’')]?)(?P<s>{ONE}{_MORE}){_END}")
_JOINED = re.compile(rf"(?<![^\s(])(?:[^\s\d(]{{0,30}}|\d[\d.,]{{0,12}}[.,])(?P<d>\d{{2,7}}){_MORE}{_END}")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)+")
_WORD_BEFORE = re.compile(r"([^\s(\[]+)$")
_CLOSING = ".,;:?!”\"’')»%]"
_LETTERS = re.compile(r"[^\W\d_]+$")
_BARE = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?![^\W_]|-\d)")
_GLUED = re.compile(r"(?<![^\W\d_])[^\W\d_]++-?\d{1,9}")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:figs?|tabs?|eqs?|eqns?|vols?|nos?|pp?|ch|chap|sec|sect|vers?|v|ed|eds|ref|refs|cat|approx|ca"
    r"|art|lot|st|dr|mr|suppl|nr|bd|abb)\.$",
    re.I,
)
_UNIT = re.compile(
    r"[kcmdµμn]?m|[kµμm]?g|s|sec|min|h|hr|ha|l|ml|[kM]?Pa|[kM]?Hz|[kMG]?W|[kM]?J|mol|cm|km|inch|in|ft|yr|d|K|V|A|px"
)
# Words that a number counts: `type2` names a thing.
_COUNTED = frozenset(
    "type stage grade phase class group cohort model figure fig table tab section step box panel part item scheme"
    " version day week month visit cycle exon intron sample site test aim study case patient equation level line page"
    " chapter appendix experiment question example score trial chromosome isoform allele mutant clone strain"
    " donor".split()
)
_DIGITS = re.compile(r"\d+")
_POWERS = ("2", "3")
_FORMULA = re.compile(r"(?:[CHNOSPFK]|Na|Ca|Mg|Fe|Cl|Si|Al|Ti|Zn|Mn)+")
_LITTLE = frozenset(
    "ago of as in by to at on is was are be it for the and or not all has had its see but cut use an".split()
)
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_FEW = 9  # numbers up to which letters are often counted
_NAMED = 2  # times that the same letters and digits make a name
_SHORT = 4
_NEAR = 40  # characters before a number that are looked at


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers in a text. `sure`: a citation by what stands beside them; `known`: the text writes the word without one.

    Otherwise it is one only where it is the turn of its number.
    """

    block: int
    start: int
    end: int
    text: str
    sure: bool = False
    known: bool = False


class _Words:
    """What a text and its list write with a number behind it, and what without."""

    def __init__(self, blocks: Iterable[Block], listed: Iterable[str]) -> None:
        self.bare: Counter[str] = Counter()
        self.glued: Counter[str] = Counter()
        self.titled: set[str] = set()
        for block in blocks:
            self.bare.update(_BARE.findall(block.text))
            self.glued.update(_GLUED.findall(block.text))
        for text in listed:
            self.titled.update(_GLUED.findall(text))

    def is_name(self, letters: str, digits: str) -> bool:
        """Do these letters and digits name something: in a title of the list, with a hyphen, or again and again?"""
        whole, parted = letters + digits, f"{letters}-{digits}"
        if not {whole, parted}.isdisjoint(self.titled) or parted in self.glued:
            return True
        return not letters.islower() and self.glued[whole] >= max(_NAMED, self.bare[letters])

    def is_known(self, letters: str, digits: str = "") -> bool:
        """Is it a word that the text writes without a number, and does not count with numbers?"""
        if len(letters) < 2 or digits[:1] == "0" or (letters.lower() in _COUNTED and len(digits) < 2):
            return False
        counted = self.glued[f"{letters}1"] and self.glued[f"{letters}2"]
        return not counted and bool(self.bare[letters] or self.bare[letters.lower()] or self.bare[letters.capitalize()])


def places(blocks: Sequence[Block], listed: Iterable[str]) -> Iterator[Place]:
    """Where numbers may have been superscripts, in order; `listed`: the text of the references."""
    words = _Words(blocks, listed)
    for at, block in enumerate(blocks):
        found = [*_behind_words(at, block.text, words), *_behind_digits(at, block.text, words)]
        yield from sorted(found, key=lambda one: one.start)


def _behind_words(at: int, text: str, words: _Words) -> Iterator[Place]:
    for match in _FLAT.finditer(text):
        start = match.start("s")
        word = _WORD_BEFORE.search(text[max(0, start - _NEAR) : start])
        last = word[1] if word else text[start - 1]
        core = last.rstrip(_CLOSING)
        letters = (_LETTERS.search(core) or [""])[0]
        digits = (_DIGITS.match(match["s"]) or [""])[0]
        if _ABBREVIATION.search(text[max(0, start - 10) : start]) or _is_initial(core, last):
            continue
        place = Place(at, start, match.end("s"), match["s"])
        if core != last:
            number = core[-1:].isdigit()
            if last[len(core)] in ")]%”\"’'»" or not number:
                yield replace(place, sure=not (number and digits in _POWERS))
        elif not words.is_name(letters, digits) and not (len(digits) == 1 and _FORMULA.fullmatch(letters)):
            plain = _is_plain(letters, match["s"], words)
            yield replace(place, sure=plain, known=words.is_known(letters, digits))


def _is_initial(core: str, last: str) -> bool:
    return len(core) == 1 and core.isupper() and "." in last


def _is_plain(letters: str, digits: str, words: _Words) -> bool:
    """A word of the language, in which several numbers or any number behind it can only be a citation."""
    if (letters.lower() in _COUNTED and digits.isdigit()) or _UNIT.fullmatch(letters):
        return False
    if not letters[1:].islower():
        return letters in _LITTLE
    if len(letters) < _SHORT:
        return letters in _LITTLE or (len(letters) == _SHORT - 1 and words.is_known(letters) and len(digits) > 1)
    return len(digits) > 1 or words.is_known(letters) or use(letters) != "?"  # `ggplot2`


def _behind_digits(at: int, text: str, words: _Words) -> Iterator[Place]:
    """Where a number may go on as a citation: `in 200412`, `CD812`, wherever what is left is a year or is written."""
    for match in _JOINED.finditer(text):
        for cut in range(match.start("d") + 1, match.end("d")):
            stem = text[match.start() : cut]
            if text[cut] != "0" and (_YEAR.fullmatch(stem) or _DECIMAL.fullmatch(stem) or words.glued[stem]):
                yield Place(at, cut, match.end(), text[cut : match.end()])


def told(found: Sequence[Place], numbers: Collection[int], *, ordered: bool) -> Iterator[tuple[Place, list[int]]]:
    """The citations among these places, and what they cite; `ordered`: the list is in the order of citation."""
    largest = 0
    for at, place in enumerate(found):
        cited = expanded(place.text)
        if not cited or not (all(number in numbers for number in cited) or _follows(place, cited, largest, numbers)):
            continue
        due = ordered and cited[0] <= largest + 1 <= cited[-1]
        turn = due and (len(cited) > 1 or _later(found, at, largest, numbers) > largest + 1)
        again = cited[-1] <= largest if ordered else len(cited) > 1 or cited[0] > _FEW
        if place.sure or turn or (place.known and (due or again)):
            largest = max(largest, *cited)
            yield place, cited


def _later(found: Sequence[Place], at: int, largest: int, numbers: Collection[int]) -> int:
    """The first new number that is surely cited behind place number `at`."""
    for place in islice(found, at + 1, None):
        if place.sure:
            new = [number for number in expanded(place.text) if number > largest and number in numbers]
            if new:
                return min(new)
    return largest + 2


def _follows(place: Place, cited: Sequence[int], largest: int, numbers: Collection[int]) -> bool:
    """The number behind the last of the list, when all of it was cited: one that the list lacks."""
    return place.sure and largest >= max(numbers) and cited[0] == largest + 1
