"""The journal or meeting of a work, looked for in a text: whole, abbreviated, by another name, or with typing errors.

Only what is printed as a name counts: not an abbreviation inside a DOI, nor a name to which a telling word was added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from citecheck import normalize
from citecheck.match import journals
from citecheck.match.meetings import is_meeting
from citecheck.match.text.found import LONG, Reading
from citecheck.match.text.words import is_telling
from citecheck.model import Level

_CLOSE = 85.0  # rapidfuzz similarity, 0 to 100
_FIELD = "container-title"
_IDENTIFIERS = frozenset({"doi", "pmid", "pmcid", "arxiv", "url"})
_ROMAN = re.compile(r"[ivxlcdm]+")
# What may stand beside a journal's name and is no part of it.
_BESIDE = frozenset(
    "advance ahead early london new new-york online publication series suppl supplement usa view".split()
)


def read_journal(reading: Reading, names: Sequence[str]) -> None:
    """Mark the first of these names that stands in the text, in full or abbreviated."""
    variants = [variant for name in names if name for variant in journals.journal_names(name)]
    for name in dict.fromkeys(variants):
        for found in _occurrences(reading, name):
            places = [*found, *_going_on(reading, found[-1] + 1, names)]
            if _is_printed(reading, places):
                reading.take(places, _FIELD)
                reading.levels[_FIELD] = Level.EXACT
                return
    _read_other_name(reading, names)
    if _FIELD not in reading.levels:
        _read_garbled_journal(reading, names)


def _occurrences(reading: Reading, name: str) -> Iterator[Sequence[int]]:
    if words := normalize.journal_words(name):
        whole = normalize.words(name)
        yield from reading.places_of(whole)
        if whole != words:
            yield from reading.places_of(words)
        yield from _abbreviated(reading, words)


def _is_printed(reading: Reading, places: Sequence[int]) -> bool:
    """True where these words are a name by themselves: not part of an identifier, of a title or of a longer name."""
    labels = reading.text.labels
    if any(labels[place] in _IDENTIFIERS for place in places):
        return False
    if len(places) == 1 and labels[places[0]] in ("title", "author") and _unexplained(reading):
        return False
    if is_meeting(reading.written(places)) or reading.text.words[places[-1]].isdigit():
        return True  # its place stands behind
    dotted = "." in reading.written(places)
    return not any(_goes_on(reading, *pair, dotted=dotted) for pair in ((places[0], -1), (places[-1], 1)))


def _unexplained(reading: Reading) -> bool:
    """True where something else was read as the journal that no field of the work explains."""
    read = reading.text.read_as.get(_FIELD, ())
    return any(place not in reading.used and is_telling(reading.text.words[place]) for place in read)


def _goes_on(reading: Reading, place: int, step: int, *, dotted: bool) -> bool:
    """True where a telling word that was read as the journal, too, stands beside with nothing in between.

    A full stop is something in between, but in a name of abbreviations: `Ann. Surg. Oncol.`
    """
    text, beside = reading.text, place + step
    if not 0 <= beside < len(text.words) or text.labels[beside] != _FIELD or beside in reading.used:
        return False
    word = text.words[beside]
    left, right = sorted((place, beside))
    between = text.raw[text.at[left][1] : text.at[right][0]].strip()
    parted = between not in (("", "&", "-", ".") if dotted and step > 0 else ("", "&", "-"))
    return not parted and is_telling(word) and word not in _BESIDE and not _ROMAN.fullmatch(word)


def _read_other_name(reading: Reading, names: Sequence[str]) -> None:
    """An acronym, or a meeting by another of its names where the text was read as a journal."""
    text, known = reading.text, [name for name in names if name]
    for place in text.capitals:
        written = reading.written((place,))
        if place not in reading.used and any(journals.is_acronym(written, name) for name in known):
            reading.take((place,), _FIELD)
            reading.levels[_FIELD] = Level.EXACT
            return
    places = [place for place in text.read_as.get(_FIELD, ()) if place not in reading.used]
    if places and any(journals.same_meeting(reading.written(places), name) for name in known):
        reading.take(places, _FIELD)
        reading.levels[_FIELD] = Level.EXACT


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
        best = fuzz.partial_ratio_alignment(key, text.squeezed, score_cutoff=_CLOSE)
        if best and best.dest_end > best.dest_start:
            found = text.within(best.dest_start, best.dest_end)
            if sum(place not in reading.used for place in found) * 2 > len(found) and _is_printed(reading, found):
                reading.take(found, _FIELD)
                reading.levels[_FIELD] = Level.CLOSE
                return


def _abbreviated(reading: Reading, full: Sequence[str]) -> Iterator[list[int]]:
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
                yield places


def _shortens(short: str, full: str, *, alone: bool = False) -> bool:
    if short == full:
        return True
    if alone and len(short) < 4:
        return False
    return not short[0].isdigit() and journals.abbreviates_word(short, full)
