"""Volumes, issues, pages and article numbers side by side, and in a word how two of them differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from rapidfuzz.distance import OSA

from citecheck import normalize
from citecheck.model import Item, Level

_RANK = attrgetter("rank")
_LONG_NUMBER = 5  # digits
_NEAR = 2  # so far apart are two numbers that one slip of a finger parts
_FEW = 60  # pages: a count of pages is no larger
_NUMBERING = re.compile(r"[1-9]\d*|[a-z]+")
_FILLING = frozenset({"issue", "no", "vol", "volume"})
_LETTER_WITHIN = re.compile(r"\d+[^\W\d_]\d*")
_ELECTRONIC = re.compile(r"\be(?=\d)", re.I)  # `E1-E6` are the pages 1-6 that appeared online only
_NUMBER_BEGINS = frozenset("123456789")
_NO_NUMBER = re.compile(r"[0\W]*|n/?a|in press|online|ahead of print|epub|volume publish.*", re.I)


def numbering_level(claimed: str, found: str) -> Level:
    """`12` and `012` are exact; `12` and `12 Suppl 1`, `7` and `7-8`, `11` and `2018:11` are close."""
    if not claimed or not found:
        return Level.ABSENT
    if claimed == found:
        return Level.EXACT
    if found[0] not in _NUMBER_BEGINS and _NO_NUMBER.fullmatch(found):
        return Level.ABSENT
    a, b = _parts(claimed), _parts(found)
    if a == b:
        return Level.EXACT
    if _garbled(claimed, found):
        return Level.CLOSE
    if a == b[: len(a)] or b == a[: len(b)]:
        return Level.CLOSE
    numbers = {part for part in a if part.isdigit()} & {part for part in b if part.isdigit()}
    return Level.CLOSE if numbers and (len(a) == 1 or len(b) == 1) else Level.DIFFERENT


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    return tuple([one for one in _NUMBERING.findall(normalize.fold(text)) if one not in _FILLING])


def numbering_manner(claimed: str, found: str, others: Sequence[str]) -> str:
    """How two numbers differ: `near`, `digit` (one wrong, missing or misplaced), `swapped` with one of the others."""
    if claimed in others:
        return "swapped"
    if claimed.isdecimal() and found.isdecimal() and abs(int(claimed) - int(found)) <= _NEAR:
        return "near"
    alike = -1 <= len(claimed) - len(found) <= 1 < max(len(claimed), len(found))
    return "digit" if alike and OSA.distance(claimed, found) == 1 else ""


def _garbled(claimed: str, found: str) -> bool:
    """True for a number with a letter too many behind a digit, or in place of one: `18h1` for 1821, `488t` for 488."""
    if claimed.isdecimal() or not found.isdecimal():
        return False
    return _LETTER_WITHIN.fullmatch(claimed) is not None and OSA.distance(claimed, found) == 1


def located(claimed: Item, found: Item) -> tuple[Level, str, str]:
    """Pages and article numbers, wherever a registry put them: page, article number, the DOI's end.

    Level, detail and manner of the agreement. An article number of five digits is shared by far fewer works.
    """
    locator = claimed.locator if claimed.locator != claimed.year else ""  # a trailing year that was read as the page
    known = [text for text in (found.page, found.number) if text]
    levels = [page_level(locator, text) for text in known] if locator else []
    level = min(levels, key=_RANK, default=Level.ABSENT)
    if level is not Level.EXACT and _ends_doi(locator, found.doi):
        level = Level.EXACT
    detail = "number" if sum(map(str.isdigit, normalize.pages(locator)[0])) >= _LONG_NUMBER else ""
    manner = _page_manner(locator, known, found) if level in (Level.CLOSE, Level.DIFFERENT) else ""
    if manner == "ahead" and not found.volume:
        level = Level.ABSENT  # a record made before the volume was
    return level, detail, manner


def page_level(claimed: str, found: str) -> Level:
    if claimed == found:
        return Level.EXACT
    if found[0] not in _NUMBER_BEGINS and _NO_NUMBER.fullmatch(found):
        return Level.ABSENT
    (first, last), (other_first, other_last) = normalize.pages(claimed), normalize.pages(found)
    if last and other_last and _numbered(first, last) == _numbered(other_first, other_last):
        return Level.EXACT
    if _page_key(first) != _page_key(other_first):
        return Level.CLOSE if _garbled(first, other_first) else Level.DIFFERENT
    same_last = not last or not other_last or _page_key(last) == _page_key(other_last)
    return Level.EXACT if same_last else Level.CLOSE


def _page_manner(claimed: str, known: Sequence[str], found: Item) -> str:
    """`last` page only; `count`: pages counted from 1 in place of an article number; `ahead`: the record's are such;
    `shifted`: as many pages, elsewhere; `end`: the last page alone; else as numbers differ.
    """
    (first, last), (other_first, other_last) = normalize.pages(claimed), normalize.pages(known[0])
    if _page_key(first) == _page_key(other_first):
        return "last"
    if _counts(first, last) and not _counts(other_first, other_last):
        return "count"
    if _counts(other_first, other_last) and not _counts(first, last):
        return "ahead"
    if not last and _page_key(first) == _page_key(other_last):
        return "end"
    length, other_length = _length(first, last), _length(other_first, other_last)
    manner = numbering_manner(first, other_first, (found.volume, found.issue, found.year))
    return manner or ("shifted" if length and length == other_length else "")


def _counts(first: str, last: str) -> bool:
    return first.lstrip("0") == "1" and last.isdecimal() and int(last) <= _FEW


def _length(first: str, last: str) -> int:
    return int(last) - int(first) if first.isdecimal() and last.isdecimal() else 0


@lru_cache(maxsize=8192)
def _numbered(first: str, last: str) -> str:
    """A range of pages without the letters of what appeared online only."""
    return _ELECTRONIC.sub("", f"{first}-{last}")


def _page_key(page: str) -> str:
    return normalize.unpadded(normalize.number(page))


def _ends_doi(locator: str, doi: str) -> bool:
    """An article number that is the end of the DOI, as in 10.3389/fimmu.2021.791565."""
    digits = normalize.number(locator).lstrip("e")
    return len(digits) > 4 and "-" not in normalize.page_range(locator) and normalize.number(doi).endswith(digits)
