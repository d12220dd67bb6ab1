"""Authors whose names have lost the spaces between them, read with the record's names: `RoeJDel SolCDooA`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck import names, normalize
from citecheck.match import authors
from citecheck.match.text.words import Text
from citecheck.model import Name

_SUFFIXES = ("junior", "jr", "sr", "iii", "ii")
_MOST_INITIALS = 4
_AUTHOR = "author"


def run_together(text: Text, people: Sequence[Name]) -> tuple[range, tuple[Name, ...]] | None:
    """The words of the text that are authors, and who they are, where nothing but surnames and initials of the record
    stands there, one behind the other; None where anything else does.
    """
    places = text.read_as.get(_AUTHOR, ())
    if not places or not people:
        return None
    region = "".join([text.words[place] for place in places])
    found = tuple(_in_a_row(region, people))
    length = sum(end for _, end in found[-1:])
    if not found or (length < len(region) and len(found) < len(people)) or (len(people) > 1 and length < len(region)):
        return None
    return range(places[0], places[-1] + 1), tuple(name for name, _ in found)


def _in_a_row(region: str, people: Sequence[Name]) -> Iterator[tuple[Name, int]]:
    """Each person in turn, as far as the letters go, and where his or her letters end."""
    at = 0
    for person in map(authors.spoken, people):
        key, initials = normalize.key(person.family), names.initials(person.given)
        start = next((len(one) for one in (key, names.surname(person.family)) if one and region.startswith(one, at)), 0)
        count = next((n for n in range(_MOST_INITIALS, 0, -1) if region.startswith(initials[:n], at + start)), 0)
        if not start or not count or not initials:
            return
        at += start + len(initials[:count])
        yield Name(family=person.family, given=initials[:count].upper()), at
        at += next((len(one) for one in _SUFFIXES if region.startswith(one, at)), 0)
