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
    r"\b(?:agency|association|board|bureau|cent(?:er|re)s?|collaborat\w+|college|commission|committee|consortium|council"
    r"|department|federation|foundation|group|initiative|institute?s?|institut|investigators|ministry|national|network"
    r"|office|organi[sz]ation|panel|program(?:me)?|project|society|study|task force|team|trial(?:ists)?|union"
    r"|university|gesellschaft|verein|amt|inc|ltd|corporation|company)\b",
    re.I,
)
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
