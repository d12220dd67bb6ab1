"""A cell of authors to names: Vancouver lists, `Family, Given; …`, BibTeX's `and`, names in spoken order."""

from __future__ import annotations

import re

from citecheck.model import Name
from citecheck.names import SUFFIX, is_group

_CUT = re.compile(
    r"(?:[\s,;&]|\band\b)*(?:\bet\.?\s+al\b\.?|\band others\b|\b(?:&|and) colleagues\b|…|\.\.\.)[\s.,;]*$", re.I
)
_AND = re.compile(r"\s*,?\s+(?:and|&)\s+", re.I)
# One to four capitals, written JK, J.K., J. K., J-K or J.-K.
_INITIALS = r"[^\W\d_a-z](?:[. -]{0,2}[^\W\d_a-z]){0,3}\.?"
_VANCOUVER = re.compile(rf"(?P<family>\S.*?)\s+(?P<given>{_INITIALS})(?:\s+(?P<suffix>{SUFFIX}))?")


def read(text: str) -> tuple[tuple[Name, ...], bool]:
    """The names in `text`, and whether it says (et al., a dangling comma) that there are more."""
    cleaned = " ".join(text.split())
    without = _CUT.sub("", cleaned)
    cut = without != cleaned or cleaned.endswith((",", ";"))
    listed = without.rstrip(",; ")
    people = _people(listed[:-1] if listed.find(".") == len(listed) - 1 else listed)  # a list's own full stop
    return tuple(map(_name, people)), cut and bool(people)


def _people(text: str) -> list[str]:
    """One string for each author."""
    parts = text.split(";") if ";" in text else [one for part in _AND.split(text) for one in _by_comma(part)]
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _by_comma(text: str) -> list[str]:
    """Splits a list at its commas, and leaves the comma inside `Family, Given` alone."""
    pieces = [piece for piece in (piece.strip() for piece in text.split(",")) if piece]
    if all(_initialled(piece) for piece in pieces):
        return pieces
    if len(pieces) % 2 == 0 and all(_is(_INITIALS, piece) for piece in pieces[1::2]):
        return [", ".join(pair) for pair in zip(pieces[::2], pieces[1::2], strict=True)]
    one_person = len(pieces) == 2 and not any(map(_initialled, pieces)) and (" " not in pieces[0])
    with_suffix = len(pieces) == 3 and any(_is(SUFFIX, piece) for piece in pieces[1:])
    return [text] if one_person or with_suffix else pieces


def _name(text: str) -> Name:
    family, *rest = (part.strip() for part in text.split(","))
    if is_group(text) and not (rest and _is(_INITIALS, rest[-1])):
        return Name(literal=text)
    if rest:
        suffix = next((part for part in rest if _is(SUFFIX, part)), "")
        given = " ".join(part for part in rest if part and part != suffix)
        return Name(family=family, given=given, suffix=suffix)
    if match := _initialled(text):
        return Name(family=match["family"], given=match["given"], suffix=match["suffix"] or "")
    return _spoken(text.split())


def _spoken(words: list[str]) -> Name:
    """`Caterina Mosca`, `T P van Staa`: the family name begins at the last word or the particle before it."""
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return Name(family=" ".join(words[start:]), given=" ".join(words[:start]))


def _initialled(text: str) -> re.Match[str] | None:
    """A match for `Mosca C`, `van Staa TP`, `Smith JA Jr`, but not for `J. Smith`."""
    match = _VANCOUVER.fullmatch(text)
    return match if match and not _is(_INITIALS, match["family"]) else None


def _is(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None
