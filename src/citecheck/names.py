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
# Words of groups, in English, German and the Romance languages; each begins with four letters or is a whole word.
_GROUP_WORDS = (
    r"academ(?:y|ia)", r"administration", r"agency", r"alliance", r"amt", r"assembly", r"associa[tçz]\w+",
    r"asociaci[oó]n", r"assoziation", r"authority", r"board", r"bundesinstitut", r"bureau", r"cent(?:er|re|ro)s?",
    r"coalition", r"collaborat\w+", r"college", r"collegium", r"comiss[aã]o", r"comisi[oó]n", r"comit[eéê]",
    r"commission", r"committee", r"company", r"confederation", r"conselho", r"consejo", r"consortium", r"corporation",
    r"council", r"department", r"directorate", r"federaci[oó]n", r"fédération", r"federation", r"foundation",
    r"funda[cç]\w+", r"gesellschaft", r"government", r"group[eo]?", r"grupo", r"inc", r"initiative",
    r"institut[eo]?s?", r"investigators", r"istituto", r"kommission", r"laborator(?:y|ies)", r"ltd",
    r"minist[eèé]r\w+", r"ministry", r"museum", r"national", r"network", r"office", r"organi[sz]ation",
    r"organi[sz]a(?:ci[oó]n|[cç][aã]o)", r"panel", r"program(?:me)?", r"project", r"projekt", r"registry",
    r"secretar\w+", r"services", r"sociedade?", r"soci[eé]t[eéà]", r"society", r"study", r"task force", r"team",
    r"trial(?:ists)?", r"union", r"universi(?:ty|dade|dad|t[eéàä]\w*)", r"verein", r"working party",
)  # fmt: skip
_GROUP = re.compile(rf"\b(?:{'|'.join(_GROUP_WORDS)})\b", re.I)
_STEM = 4
_GROUP_STEMS = frozenset(word[:_STEM] for word in _GROUP_WORDS)  # a look at them spares most names the search
_WORD = re.compile(r"\w+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s’'‐-]*){1,5}|[^\W\d_]{1,4}\.?(?:[\s-]*[^\W\d_]\.?)?")
_remembered = lru_cache(maxsize=8192)


def is_particle(word: str) -> bool:
    return word.lower().replace("’", "'") in _PARTICLES


def is_group(text: str) -> bool:
    """True where a word of the name is one of groups: committee, consortium, society …"""
    stems = (word[:_STEM] for word in _WORD.findall(text.lower()))
    return not _GROUP_STEMS.isdisjoint(stems) and _GROUP.search(text) is not None


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
