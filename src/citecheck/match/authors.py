"""Two author lists side by side: who is who, in place or elsewhere, as a librarian would see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from citecheck.match.persons import likeness, named_otherwise, same_person, spelling, spoken, unsplit
from citecheck.model import Item, Level, Name
from citecheck.names import is_group

__all__ = [
    "Pair", "first_level", "named_otherwise", "others_level", "pairs", "same_person", "spelling", "spoken", "unsplit",
]  # fmt: skip


_NOBODY = frozenset({"", "&na;", "n/a", "anonymous", "no authors listed", "no authorship indicated", "not available"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A cited author, the author of the record in the same place, and where the cited one stands (-1: nowhere).

    Places are counted among people where both sides list people. `manner`: how the two names are written otherwise.
    """

    place: int
    claimed: Name
    found: Name | None
    level: Level
    found_at: int
    manner: str = ""


def pairs(claimed: Item, found: Item, *, start: int = 0) -> Iterator[Pair]:
    """Each cited author from place `start` beside the record's. Left out are places that a record's cut list does not
    reach, a group where the record lists people only, and people where it lists groups only: they are its members.
    """
    listed = list(enumerate(claimed.author))
    if "" not in [name.given for name in (*claimed.author, *found.author)]:
        return _in_place(listed, claimed, found, start=start)  # people, and nobody else
    if any(map(_is_nobody, found.author)):
        found = replace(found, author=tuple([name for name in found.author if not _is_nobody(name)]))
        if not found.author:
            return iter(())
    if not any(map(_is_group, claimed.author)) and not any(map(_is_group, found.author)):
        return _in_place(listed, claimed, found, start=start)
    return iter(sorted(_apart(listed, claimed, found, start=start), key=lambda pair: pair.place))


def _apart(listed: Sequence[tuple[int, Name]], claimed: Item, found: Item, *, start: int) -> Iterator[Pair]:
    """People among people and groups among groups: where a group stands in the list is a matter of style."""
    people, groups = (tuple([name for name in found.author if _is_group(name) is kind]) for kind in (False, True))
    if not groups and len(people) == 1:
        yield from _in_place(listed, claimed, found, start=start)
        return
    if people:
        persons = [one for one in listed if not _is_group(one[1])]
        yield from _in_place(persons, claimed, replace(found, author=people), start=start)
    for place, name in listed:
        if groups and place >= start and _is_group(name):
            other, level, manner = min(((one, *likeness(name, one)) for one in groups), key=lambda one: one[1].rank)
            yield Pair(place, name, other, level, place if level is not Level.DIFFERENT else -1, manner)


def _in_place(listed: Sequence[tuple[int, Name]], claimed: Item, found: Item, *, start: int) -> Iterator[Pair]:
    known = found.author
    families: set[str] = set()
    for index, (place, name) in enumerate(listed):
        if place < start:
            continue
        here = known[index] if index < len(known) else None
        level, manner = likeness(name, here) if here else (Level.DIFFERENT, "")
        if level is not Level.EXACT and claimed.authors_cut and index == len(listed) - 1 < len(known):
            # `A, B, … Z` names the last author.
            here, level, manner = _last(name, known[-1]) or (here, level, manner)
        if level is Level.DIFFERENT and not families:
            families = {"" if unsplit(other) else spelling(other.family) for other in known}
        at = index if level is not Level.DIFFERENT else _place_of(name, known, families)
        if here is None and at < 0 and found.authors_cut:
            continue
        yield Pair(place=place, claimed=name, found=here, level=level, found_at=at, manner=manner)


def _last(name: Name, last: Name) -> tuple[Name, Level, str] | None:
    level, manner = likeness(name, last)
    return (last, level, manner) if level is Level.EXACT else None


def _is_nobody(name: Name) -> bool:
    """True for what a registry has where a work has no author: `&NA;`, `[No authors listed]`."""
    return not name.given and (name.literal or name.family).casefold().strip("[]. ") in _NOBODY


def _is_group(name: Name) -> bool:
    return not name.given and is_group(name.literal or name.family)


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
