"""Meetings by the other names that they go by: acronyms, and the many ways to write a conference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from citecheck import normalize

_MEETING = frozenset(
    "colloquium conf conference cong congress meeting proc proceedings symp symposium workshop workshops".split()
)
# What the names of one meeting may differ in: its number, its sponsors, what kind of meeting it is called.
_FILLING = _MEETING | frozenset(
    "acm advances annual cvf held ieee in int international intl joint nd rd st th usenix first second third fourth"
    " fifth sixth seventh eighth ninth tenth".split()
)
_ORDINAL = re.compile(r"\d.*|.*(?:teenth|ieth|twenty|thirty|forty)")
_FEWEST, _SHARED = 2, 0.7  # words of its subject; the part of them that two names of a meeting share
_LONG_WORD = 7  # letters: a subject of one word so long is one
_ACRONYM = re.compile(
    r"(?:in:?\s+)?(?:proc(?:eedings|\.)?\s+)?(?:of\s+)?(?:the\s+)?(?P<letters>[A-Za-z]{3,10})(?![A-Za-z])['’]?\s*\d*\W*",
    re.I,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b")
_ANYWHERE = 4  # letters: shorter acronyms start or end the name


def is_acronym(short: str, full: str) -> bool:
    """True where capitals are the initials of the words of a name that follow each other, or stand in it.

    `PNAS`, `Proc. of CVPR 2016` for the IEEE Conference on Computer Vision and Pattern Recognition; `NeurIPS`, and
    other beginnings of its words, as in `SemEval`.
    """
    found = _ACRONYM.fullmatch(normalize.without_brackets(short).strip())
    if found is None or _CAPITALS.fullmatch(letters := found["letters"]) is None:
        return False
    return letters in _acronyms(full) or (
        len(letters) >= _ANYWHERE and any(begins_words(letters.lower(), words) for words in _runs(full))
    )


def begins_words(letters: str, words: Sequence[str]) -> bool:
    """True where `letters` are the beginnings of all of these words, one behind the other: `postgradmedj`."""
    if not words:
        return not letters
    word = words[0]
    for end in range(min(len(word), len(letters)), 0, -1):
        if word.startswith(letters[:end]) and begins_words(letters[end:], words[1:]):
            return True
    return False


def _runs(full: str) -> Iterator[tuple[str, ...]]:
    """Two to six words of the name that follow each other, with two that tell more than the kind of meeting."""
    kept = _initialled(full)
    for start in range(len(kept)):
        for end in range(start + 2, min(len(kept), start + 6) + 1):
            if len(_FILLING.intersection(kept[start:end])) <= end - start - 2:
                yield kept[start:end]


@lru_cache(maxsize=4096)
def _initialled(full: str) -> tuple[str, ...]:
    words = normalize.words(_main(full))
    return tuple([word for word in words if word not in normalize.STOP_WORDS and not word[0].isdigit()])


@lru_cache(maxsize=4096)
def _acronyms(full: str) -> frozenset[str]:
    """All that can stand for a name: runs of its initials, without what is a number, and capitals in it."""
    runs: set[str] = set()
    main = _main(full)
    for name in dict.fromkeys((main, re.split(r": ", main, maxsplit=1)[0])):
        initials = "".join([word[0] for word in _initialled(name)]).upper()
        runs |= {
            initials[start:end]
            for start in range(len(initials))
            for end in range(start + 3, min(len(initials), start + 8) + 1)
            if end - start >= _ANYWHERE or start == 0 or end == len(initials)
        }
    return frozenset({*runs, *(() if full.isupper() else _CAPITALS.findall(full))})


def is_meeting(name: str) -> bool:
    return not _MEETING.isdisjoint(normalize.words(name))


def same_meeting(one: str, other: str) -> bool:
    """True for two names of a meeting on the same subject, whatever its number, place and sponsors."""
    if not is_meeting(one) and not is_meeting(other):
        return False
    return any(_alike_subjects(a, b) for a in _subjects(one) for b in _subjects(other))


def _alike_subjects(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = sum(any(_alike(word, known) for known in other) for word in one)
    if len(one) == len(other) == 1:
        return shared == 1 and min(map(len, (*one, *other))) >= _LONG_WORD
    return shared >= _FEWEST and shared >= _SHARED * max(len(one), len(other))


@lru_cache(maxsize=4096)
def _subjects(name: str) -> tuple[frozenset[str], ...]:
    """The words of the name that say what the meeting is on: of all of it, of what stands before and behind a colon."""
    main = _main(name)
    kept = [_subject(part) for part in dict.fromkeys((main, *re.split(r"(?: \d+)?[:.] ", main, maxsplit=1)))]
    return tuple([one for one in kept if one])


def _subject(name: str) -> frozenset[str]:
    return frozenset(one for one in normalize.telling(name) if one not in _FILLING and not _ORDINAL.fullmatch(one))


def _main(name: str) -> str:
    """The name without what stands in brackets, up to the first comma or semicolon: place and date stand behind."""
    return re.split(r"[,;] ", normalize.without_brackets(name), maxsplit=1)[0]


def _alike(word: str, known: str) -> bool:
    if abbreviates_word(word, known) or abbreviates_word(known, word):
        return True
    return min(len(word), len(known)) >= _LONG_WORD and OSA.distance(word, known, score_cutoff=1) <= 1


def abbreviates_word(short: str, full: str) -> bool:
    if full.startswith(short):
        return True
    # Contractions are short (`natl`, `jpn`); a longer word with a letter missing is a typo.
    rest = iter(full)
    return short[:1] == full[:1] and 1 < len(short) <= 6 and all(letter in rest for letter in short)
