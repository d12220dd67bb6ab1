"""The title of a work, looked for in a text: whole, in another order, or with typing errors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from citecheck import normalize
from citecheck.match.text.found import LONG, Reading
from citecheck.match.text.words import Text
from citecheck.model import Level

_MARK = re.compile(r"[.:;?!,()\"“”«»–—]|- ")
_PHRASE = 5  # words: a longer title is hardly part of another one
_SHORT_TITLE = 2  # words
_LETTERS = 2
# The part of a title's letters that must be in the text; the similarity (0 to 100) of one with typing errors.
_OVERLAP, _CLOSE_TITLE = 0.8, 82.0


def read_title(reading: Reading, title: str) -> None:
    """Mark the title in the text; without its subtitle, it counts where it is long enough."""
    words = normalize.words(title)
    key = "".join(words)
    if len(key) < _LETTERS:
        return  # a letter stands in every text
    found = _place_of(reading, words)
    if found and len(words) <= _PHRASE and _within_longer(reading.text, found):
        return
    if found:
        reading.take(found, "title")
        reading.levels["title"] = Level.EXACT
        return
    main = normalize.words(title.partition(":")[0]) if ":" in title else ()
    if len(main) > _SHORT_TITLE and (found := _place_of(reading, main)):
        reading.take(found, "title")
        goes_on = found[-1] + 1 < len(reading.text.words) and reading.text.labels[found[-1] + 1] == "title"
        reading.levels["title"] = Level.EXACT if len(main) > 3 and not goes_on else Level.CLOSE
        return
    _read_garbled_title(reading, words, key)


def _place_of(reading: Reading, words: Sequence[str]) -> range | None:
    """Where these words stand; `&` is no word of a text, but one of the words of a record's title."""
    found = reading.place_of(words)
    if not found and "and" in words and "&" in reading.text.raw:
        found = reading.place_of([word for word in words if word != "and"])
    return found


def _within_longer(text: Text, found: range) -> bool:
    """`Heart failure` is another work than a `Focused update of the guideline for heart failure`."""
    return any(
        left >= 0
        and left + 1 < len(text.words)
        and text.labels[left] == text.labels[left + 1] == "title"
        and not _MARK.search(text.raw, text.at[left][1], text.at[left + 1][0])
        for left in (found[0] - 1, found[-1])
    )


def _read_garbled_title(reading: Reading, words: Sequence[str], key: str) -> None:
    """Words in another order, or with typing errors."""
    text = reading.text
    if not normalize.parts(words) <= text.places.keys():
        return
    here = [word for word in words if word in text.places]
    share = sum(map(len, here)) / max(len(key), 1)
    if share >= _OVERLAP and len(words) > _SHORT_TITLE:
        reading.take((place for word in here for place in text.places[word]), "title")
        reading.levels["title"] = Level.CLOSE
    elif share >= 0.3 and len(key) > LONG:
        best = fuzz.partial_ratio_alignment(key, text.squeezed, score_cutoff=_CLOSE_TITLE)
        if best and best.dest_end - best.dest_start > 0.8 * len(key):
            reading.take(text.within(best.dest_start, best.dest_end), "title")
            reading.levels["title"] = Level.CLOSE
