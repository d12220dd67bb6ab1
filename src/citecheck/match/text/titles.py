"""The title and the journal of a work, looked for in a text: whole, abbreviated, or with typing errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from citecheck import normalize
from citecheck.match import journals
from citecheck.match.text.found import LONG, Reading
from citecheck.match.text.words import Text
from citecheck.model import Level

_MARK = re.compile(r"[.:;?!,()\"“”«»–—]|- ")
_PHRASE = 5  # words: a longer title is hardly part of another one
_SHORT_TITLE = 2  # words
# The part of a title's letters that must be in the text; the similarity (0 to 100) of one with typing errors.
_OVERLAP, _CLOSE_TITLE, _CLOSE_JOURNAL = 0.8, 82.0, 85.0


def read_title(reading: Reading, title: str) -> None:
    """Mark the title in the text; without its subtitle, it counts where it is long enough."""
    words = normalize.words(title)
    key = "".join(words)
    if not key:
        return
    found = reading.place_of(words)
    if found and len(words) <= _PHRASE and _within_longer(reading.text, found):
        return
    if found:
        reading.take(found, "title")
        reading.levels["title"] = Level.EXACT
        return
    main = normalize.words(title.partition(":")[0]) if ":" in title else ()
    if len(main) > _SHORT_TITLE and (found := reading.place_of(main)):
        reading.take(found, "title")
        goes_on = found[-1] + 1 < len(reading.text.words) and reading.text.labels[found[-1] + 1] == "title"
        reading.levels["title"] = Level.EXACT if len(main) > 3 and not goes_on else Level.CLOSE
        return
    _read_garbled_title(reading, words, key)


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


def read_journal(reading: Reading, names: Sequence[str]) -> None:
    """Mark the first of these names that stands in the text, in full or abbreviated."""
    variants = [variant for name in names if name for variant in journals.journal_names(name)]
    for name in dict.fromkeys(variants):
        words = normalize.journal_words(name)
        if not words:
            continue
        whole = normalize.words(name)
        if found := reading.place_of(whole) or reading.place_of(words) or _abbreviated(reading, words):
            reading.take([*found, *_going_on(reading, found[-1] + 1, names)], "container-title")
            reading.levels["container-title"] = Level.EXACT
            return
    _read_other_name(reading, names)
    if "container-title" not in reading.levels:
        _read_garbled_journal(reading, names)


def _read_other_name(reading: Reading, names: Sequence[str]) -> None:
    """An acronym, or a meeting by another of its names where the text was read as a journal."""
    text, known = reading.text, [name for name in names if name]
    for place in text.capitals:
        written = reading.written((place,))
        if place not in reading.used and any(journals.is_acronym(written, name) for name in known):
            reading.take((place,), "container-title")
            reading.levels["container-title"] = Level.EXACT
            return
    places = [place for place in text.read_as.get("container-title", ()) if place not in reading.used]
    if places and any(journals.same_meeting(reading.written(places), name) for name in known):
        reading.take(places, "container-title")
        reading.levels["container-title"] = Level.EXACT


def _going_on(reading: Reading, start: int, names: Sequence[str]) -> Iterator[int]:
    """Where a name goes on behind what was found of it: its subtitle, its place."""
    text = reading.text
    known = {word for name in names for word in normalize.words(name) if not word.isdigit()}
    for place in range(start, len(text.words)):
        if text.words[place] not in known or place in reading.used:
            return
        yield place


def _read_garbled_journal(reading: Reading, names: Sequence[str]) -> None:
    text = reading.text
    for name in dict.fromkeys(filter(None, names)):
        key = normalize.key(journals.journal_names(name)[-1])
        if len(key) <= LONG:
            continue
        best = fuzz.partial_ratio_alignment(key, text.squeezed, score_cutoff=_CLOSE_JOURNAL)
        if best and best.dest_end > best.dest_start:
            found = text.within(best.dest_start, best.dest_end)
            if sum(place not in reading.used for place in found) * 2 > len(found):
                reading.take(found, "container-title")
                reading.levels["container-title"] = Level.CLOSE
                return


def _abbreviated(reading: Reading, full: Sequence[str]) -> list[int] | None:
    """The words of the text that abbreviate these, one after the other; stop words between them don't count."""
    text = reading.text
    for start in text.heads.get(full[0][0], ()):
        if start not in reading.used and _shortens(text.words[start], full[0], alone=len(full) == 1):
            places, at = [start], start + 1
            for wanted in full[1:]:
                while at < len(text.words) and text.words[at] in normalize.STOP_WORDS and text.words[at] != wanted:
                    at += 1
                if at >= len(text.words) or at in reading.used or not _shortens(text.words[at], wanted):
                    break
                places.append(at)
                at += 1
            else:
                return places
    return None


def _shortens(short: str, full: str, *, alone: bool = False) -> bool:
    if short == full:
        return True
    if alone and len(short) < 4:
        return False
    return not short[0].isdigit() and journals.abbreviates_word(short, full)
