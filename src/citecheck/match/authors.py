"""Two author lists side by side: who is who, in place or elsewhere, as a librarian would see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from citecheck import names, normalize
from citecheck.model import Item, Level, Name

_ORDER = (Level.EXACT, Level.CLOSE, Level.DIFFERENT)
_FULL_NAME = 3  # letters of a given name that is no initial
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@dataclass(frozen=True, slots=True)
class Pair:
    """A cited author, the author of the record in the same place, and where the cited one stands (-1: nowhere)."""

    place: int
    claimed: Name
    found: Name | None
    level: Level
    found_at: int


def same_person(claimed: Name, found: Name) -> Level:
    """exact: surname and initials agree; close: could be the same person written otherwise; or different."""
    level = _compared(claimed, found)
    if level is Level.EXACT or unsplit(claimed) is unsplit(found):
        return level
    return min(level, _compared(spoken(claimed), spoken(found)), key=_ORDER.index)


def _compared(claimed: Name, found: Name) -> Level:
    if claimed.literal or found.literal:
        return _same_group(claimed, found)
    families, initials = (names.surname(claimed.family), names.surname(found.family)), _initials(claimed, found)
    if not all(families):
        return Level.DIFFERENT
    if spelling(claimed.family) == spelling(found.family):
        return {True: Level.EXACT, None: Level.CLOSE}.get(initials, Level.DIFFERENT)
    if initials is False:
        return Level.CLOSE if _swapped(claimed, found) else Level.DIFFERENT
    return Level.CLOSE if _part_of(claimed.family, found.family) or _typo(*families) else Level.DIFFERENT


def _initials(claimed: Name, found: Name) -> bool | None:
    """Do the initials agree as far as both go? None where one side has none."""
    one, other = names.initials(claimed.given), names.initials(found.given)
    if not one or not other:
        return None
    return one.startswith(other) or other.startswith(one)


def unsplit(name: Name) -> bool:
    """True for a name in one piece; some registries give it as the surname: `Olaf Ronneberger` and no given name."""
    return bool(name.literal) or (not name.given and name.family.count(" ") > 0 and name.family[0].isupper())


def spoken(name: Name) -> Name:
    """A name that was not split, as that of a person: `Olaf Ronneberger`. A group's comes out as it is."""
    if not unsplit(name):
        return name
    words = (name.literal or name.family).split()
    if not 2 <= len(words) <= 4 or not all(word[:1].isupper() for word in words) or names.is_group(" ".join(words)):
        return name
    return Name(family=words[-1], given=" ".join(words[:-1]))


def _same_group(claimed: Name, found: Name) -> Level:
    one, other = normalize.words(str(claimed)), normalize.words(str(found))
    if one == other:
        return Level.EXACT
    shorter, longer = sorted((set(one), set(other)), key=len)
    return Level.CLOSE if len(shorter) > 1 and shorter <= longer else Level.DIFFERENT


@lru_cache(maxsize=8192)
def spelling(family: str) -> str:
    """A surname as compared: particles, diacritics and ways to spell an umlaut make no difference."""
    name = names.surname(family)
    for spelled, letter in _UMLAUTS:
        name = name.replace(spelled, letter)
    return name


def named_otherwise(claimed: Name, found: Name) -> bool:
    """True for full given names that share little but the initial: `Mohammad` and `Mehrdad`, also `Jim` and `James`."""
    one, other = (_forename(spoken(name).given) for name in (claimed, found))
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _FULL_NAME or longer.startswith(shorter) or shorter[0] != longer[0]:
        return False
    return 2 * OSA.distance(shorter, longer) >= len(longer)


def _forename(given: str) -> str:
    """The first given name in full, folded; "" for initials: `AYS` is no name."""
    first = given.split(" ", 1)[0]
    return "" if first.isupper() and len(names.initials(first)) > 1 else next(iter(normalize.words(first)), "")


def _swapped(claimed: Name, found: Name) -> bool:
    """Family and given name exchanged on one side: `Masatoshi H` is `Hori M`."""
    first = names.surname(found.given.split(" ")[0]) if len(found.given) > 3 else ""
    return first == names.surname(claimed.family) and names.initials(claimed.given) == names.initials(found.family[:1])


def _part_of(claimed: str, found: str) -> bool:
    """A compound surname cited by its first or last part."""
    one, other = normalize.words(claimed.replace("-", " ")), normalize.words(found.replace("-", " "))
    shorter, longer = sorted((one, other), key=len)
    whole = longer[: len(shorter)], longer[-len(shorter) :]
    return 0 < len(shorter) < len(longer) and shorter in whole and len("".join(shorter)) > 2


def _typo(one: str, other: str) -> bool:
    allowed = 0 if len(one) < 5 else 1 if len(one) < 9 else 2
    return allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def pairs(claimed: Item, found: Item, *, start: int = 0) -> Iterator[Pair]:
    """Each cited author from place `start` beside the record's. Places that a record's cut list does not reach are
    left out, as is a group where the record lists people only: they are its members.
    """
    known = found.author
    people_only = len(known) > 1 and any(map(_is_group, claimed.author)) and not any(map(_is_group, known))
    families: set[str] = set()
    for place, name in enumerate(claimed.author[start:], start):
        if people_only and _is_group(name):
            continue
        here = known[place] if place < len(known) else None
        level = same_person(name, here) if here else Level.DIFFERENT
        if level is Level.DIFFERENT and not families:
            families = {"" if unsplit(other) else spelling(other.family) for other in known}
        at = place if level is not Level.DIFFERENT else _place_of(name, known, families)
        if here is None and at < 0 and found.authors_cut:
            continue
        yield Pair(place=place, claimed=name, found=here, level=level, found_at=at)


def _is_group(name: Name) -> bool:
    return not name.given and names.is_group(name.literal or name.family)


def _place_of(name: Name, names: Sequence[Name], families: Collection[str]) -> int:
    """Where a person stands among others, whose `families` are spelled as compared: "" for a group; -1: nowhere."""
    family = "" if name.literal else spelling(name.family)
    if family and family not in families and "" not in families:
        return -1
    for place, other in enumerate(names):
        may_be = not family or unsplit(other) or spelling(other.family) == family
        if may_be and same_person(name, other) is Level.EXACT:
            return place
    return -1


def first_level(claimed: Item, found: Item) -> Level:
    """How the first cited author compares; close also when he or she stands further down the record."""
    first = next(pairs(claimed, found), None) if found.author else None
    if first is None or first.place:
        return Level.ABSENT
    return Level.CLOSE if first.level is Level.DIFFERENT and first.found_at >= 0 else first.level


def others_level(claimed: Item, found: Item) -> Level:
    """How the other cited authors compare: exact all in place, close at least half of them somewhere."""
    others = list(pairs(claimed, found, start=1)) if found.author else []
    if not others:
        return Level.ABSENT
    if all(pair.level is Level.EXACT for pair in others):
        return Level.EXACT
    somewhere = sum(pair.found_at >= 0 for pair in others)
    return Level.CLOSE if 2 * somewhere >= len(others) else Level.DIFFERENT
