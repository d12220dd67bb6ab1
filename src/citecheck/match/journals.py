"""Journals and meetings by the other names that they go by: abbreviations, acronyms, what meetings are called."""

from __future__ import annotations

import re
from functools import lru_cache

from citecheck import normalize

_MEETING = frozenset(
    "colloquium conf conference cong congress meeting proc proceedings symp symposium workshop workshops".split()
)
# What the names of one meeting may differ in: its number, its sponsors, what kind of meeting it is called.
_FILLING = _MEETING | frozenset(
    "acm advances annual cvf ieee in int international intl joint nd rd st th usenix first second third fourth fifth"
    " sixth seventh eighth ninth tenth".split()
)
_ORDINAL = re.compile(r"\d.*|.*(?:teenth|ieth|twenty|thirty|forty)")
_FEWEST, _SHARED = 2, 0.7  # words of its subject; the part of them that two names of a meeting share
_ACRONYM = re.compile(
    r"(?:in:?\s+)?(?:proc(?:eedings|\.)?\s+)?(?:of\s+)?(?:the\s+)?(?P<letters>[A-Za-z]{3,10})(?![A-Za-z])['’]?\s*\d*\W*",
    re.I,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b")
_ANYWHERE = 4  # letters: shorter acronyms start or end the name
_BEFORE_JOURNAL = re.compile(r"(?:[A-Z][A-Za-z]{1,9}\.\s+(?=\w+ \w)|Edited by .*?[^\W\d_]{3,}\.\s+)")
_BEHIND_JOURNAL = re.compile(r"(?<=[^\W\d_])\s+\d+(?:\s*\(|-\d).*")


@lru_cache(maxsize=8192)
def journal_names(text: str) -> tuple[str, ...]:
    """The name, and what of it stands behind an acronym or the editors, or before a volume or pages.

    `AJR. American journal of roentgenology`; `ChemInform 20 (45) (November 7)`, as deposited by some publishers.
    """
    before, behind = _BEFORE_JOURNAL.match(text), _BEHIND_JOURNAL.search(text)
    if not before and not behind:
        return (text,)
    return (text, text[before.end() if before else 0 : behind.start() if behind else len(text)])


def abbreviates(short: str, full: str) -> bool:
    """True where each word of `short` abbreviates the next word of `full`: ISO 4 keeps words in order.

    `J Clin Invest` abbreviates `The Journal of Clinical Investigation`.
    """
    shorts, fulls = normalize.journal_words(short), normalize.journal_words(full)
    return bool(shorts) and len(shorts) == len(fulls) and all(map(abbreviates_word, shorts, fulls))


def abbreviates_word(short: str, full: str) -> bool:
    if full.startswith(short):
        return True
    # Contractions are short (`natl`, `jpn`); a longer word with a letter missing is a typo.
    rest = iter(full)
    return short[:1] == full[:1] and 1 < len(short) <= 6 and all(letter in rest for letter in short)


def is_acronym(short: str, full: str) -> bool:
    """True where capitals are the initials of the words of a name that follow each other, or stand in it.

    `PNAS`, `Proc. of CVPR 2016` for the IEEE Conference on Computer Vision and Pattern Recognition; `NeurIPS`.
    """
    found = _ACRONYM.fullmatch(short.strip())
    return (
        found is not None and _CAPITALS.fullmatch(found["letters"]) is not None and found["letters"] in _acronyms(full)
    )


@lru_cache(maxsize=4096)
def _acronyms(full: str) -> frozenset[str]:
    """All that can stand for a name: runs of its initials, without what is a number, and capitals in it."""
    main = _main(full)
    kept = [word for word in normalize.words(main) if word not in normalize.STOP_WORDS and not word[0].isdigit()]
    initials = "".join(word[0] for word in kept).upper()
    runs = {
        initials[start:end]
        for start in range(len(initials))
        for end in range(start + 3, min(len(initials), start + 8) + 1)
        if end - start >= _ANYWHERE or start == 0 or end == len(initials)
    }
    return frozenset({*runs, *(() if full.isupper() else _CAPITALS.findall(full))})


def same_meeting(one: str, other: str) -> bool:
    """True for two names of a meeting on the same subject, whatever its number, place and sponsors."""
    if not any(_MEETING.intersection(normalize.words(name)) for name in (one, other)):
        return False
    subject, other_subject = _subject(one), _subject(other)
    shared = sum(any(_alike(word, known) for known in other_subject) for word in subject)
    return shared >= _FEWEST and shared >= _SHARED * max(len(subject), len(other_subject))


@lru_cache(maxsize=4096)
def _subject(name: str) -> frozenset[str]:
    """The words of the name that say what the meeting is on."""
    kept = normalize.telling(_main(name))
    return frozenset(one for one in kept if one not in _FILLING and not _ORDINAL.fullmatch(one))


def _main(name: str) -> str:
    """The name without what stands in brackets, up to the first comma or semicolon: place and date stand behind."""
    return re.split(r"[,;] ", normalize.without_brackets(name), maxsplit=1)[0]


def _alike(word: str, known: str) -> bool:
    return abbreviates_word(word, known) or abbreviates_word(known, word)
