"""The words of people's names and of the names of groups: particles, suffixes, what a body calls itself."""

from __future__ import annotations

import re
from functools import lru_cache

from citecheck.normalize import fold, plain, words

# In front of a surname, and part of it.
_PARTICLES = frozenset(
    "al af am bin da dal das de degli dei del dela della delle den der des di do dos du el la las le les lo los"
    " san santa st 't ten ter van vande vanden vander von vom zu zum zur".split()
)
_FOLDED_PARTICLES = frozenset(one.strip("'") for one in _PARTICLES)
SUFFIX = r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?"
_GROUP = re.compile(
    r"\b(?:academ(?:y|ia)|administration|agency|alliance|amt|assembly|associa[tçz]\w+|asociaci[oó]n|assoziation|authority"
    r"|board|bundesinstitut|bureau|cent(?:er|re|ro)s?|coalition|collaborat\w+|collegium|college|comiss[aã]o|comisi[oó]n"
    r"|comit[eéê]|commission|committee|company|confederation|conference|conselho|consejo|consortium|corporation|council"
    r"|department|directorate|federaci[oó]n|f[eé]d[eé]ration|federation|foundation|funda[cç]\w+|gesellschaft|government"
    r"|group[eo]?|grupo|inc|initiative|institut[eo]?s?|investigators|istituto|kommission|laborator(?:y|ies)|ltd|minist[eèé]r\w+"
    r"|ministry|museum|national|network|office|organi[sz]a(?:tion|ci[oó]n)|organiza[cç][aã]o|panel|program(?:me)?|project"
    r"|projekt|registry|secretar\w+|services|sociedade?|soci[eé]t[eéà]|society|study|task force|team|trial(?:ists)?"
    r"|union|universi(?:ty|dade|dad|t[eéàä]\w*)|verein|working party)\b",
    re.I,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s’'‐-]*){1,5}|[^\W\d_]{1,4}\.?(?:[\s-]*[^\W\d_]\.?)?")
_remembered = lru_cache(maxsize=8192)


def is_particle(word: str) -> bool:
    return word.lower().replace("’", "'") in _PARTICLES


def is_group(text: str) -> bool:
    """True where a word of the name is one of groups: committee, consortium, society …"""
    return _GROUP.search(text) is not None


@_remembered
def surname(family: str) -> str:
    """A family name folded, without leading particles, spaces and hyphens: `van Staa` and `Staa` are equal."""
    parts = words(family)
    while len(parts) > 1 and parts[0] in _FOLDED_PARTICLES:
        parts = parts[1:]
    return "".join(parts)


@_remembered
def initials(given: str) -> str:
    """Folded initials: `Jan K`, `JK`, `J.-K.` give `jk`; a run of two or three capitals is initials."""
    letters = []
    for part in re.findall(r"[^\W\d_]+", plain(given)):
        letters.append(part if part.isupper() and len(part) <= 4 else part[0])
    return fold("".join(letters))


@_remembered
def is_initials(text: str) -> bool:
    """`J`, `J.A.`, `J. A.`, `JA`, `J-P`, `Yu.`; not `Li`, not `Jan`."""
    if not _INITIALS.fullmatch(text):
        return False
    letters = [char for char in text if char.isalpha()]
    if all(char.isupper() for char in letters):
        return len(letters) < 4 or "." in text
    return "." in text and text.count(".") >= len(letters) / 2 and text[0].isupper()


def is_surname_with_initials(text: str) -> bool:
    """`Mosca C`, `van Staa TP`; not `Life Sci I`, whose first word is no particle."""
    family, _, given = text.rpartition(" ")
    parts = family.split()
    return is_initials(given) and bool(parts) and all(map(is_particle, parts[:-1]))
