"""What there is to ask for in a text: its words and numbers, also where extraction has lost or added spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from citecheck import normalize

# What a list of references says everywhere; these words cost most and tell least.
_STOP_WORDS = frozenset(
    "a al an and as at available by de der des die doi et for from https http in is la le les no of on or org pp"
    " retrieved s the to und vol with".split()
)
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# Where extraction has lost a space: a capital after a small letter, a digit beside a letter.
_SEAM = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_MOST_WORDS, _LONGEST = 80, 40
# Pieces of a word that a stray space has parted: one of them is short.
_PIECE, _PIECES = 3, 3


@dataclass(frozen=True, slots=True)
class Clues:
    """The words and numbers of a text, folded, each once, in the order they stand.

    `joined`: what pieces of words may be together; `known`: those of them that some work has.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    joined: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[str, ...]:
        return tuple(filter(is_year, self.numbers))


def is_year(number: str) -> bool:
    """True for a number that may be the year of a work."""
    return bool(_YEAR.fullmatch(number))


def clues(text: str) -> Clues:
    """What there is to ask for in `text`; words that a lost space has changed are told both ways."""
    as_written = normalize.words(text)
    apart = normalize.words(parted) if (parted := _SEAM.sub(" ", text)) != text else ()
    return _sorted([*as_written, *apart])


def mended(text: str, known: Callable[[str], bool]) -> Clues:
    """The clues of `text`, with what stray spaces may have parted; `known` words come into play as words."""
    tokens = normalize.words(_SEAM.sub(" ", text)), normalize.words(text)
    whole = _sorted([one for pieces in tokens for one in _joints(pieces[:_MOST_WORDS])])
    as_it_is = clues(text)
    numbers = dict.fromkeys((*filter(known, whole.numbers), *as_it_is.numbers))
    return Clues(as_it_is.words, tuple(numbers), whole.words, tuple(filter(known, whole.words)))


def _joints(pieces: Sequence[str]) -> Iterator[str]:
    for length in range(2, _PIECES + 1):
        for start in range(len(pieces) - length + 1):
            run = pieces[start : start + length]
            # Of initials before it nothing is a part.
            if len(run[0]) > 1 and min(map(len, run)) <= _PIECE and len(whole := "".join(run)) > _PIECE:
                yield whole


def _sorted(tokens: Sequence[str]) -> Clues:
    told = dict.fromkeys(one for one in tokens if one not in _STOP_WORDS and len(one) <= _LONGEST)
    numbers = dict.fromkeys(one for one in told if not one.isalpha() and any(char.isdecimal() for char in one))
    words = tuple(one for one in told if one not in numbers)
    return Clues(words[:_MOST_WORDS], tuple(numbers)[:_MOST_WORDS])
