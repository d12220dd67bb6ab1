"""References of one list that name the same work, or state the same identifier: both are shown, neither dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from citecheck.model import Finding, Item, Verdict
from citecheck.rules import finding

_NAMED = 5  # so many of the others are named, the rest counted


def duplicates(verdicts: Iterable[Verdict]) -> dict[int, tuple[Finding, ...]]:
    """For each place in the list that shares its work or a stated identifier with others: a finding that says so.

    Reads the verdicts once and keeps only keys and numbers of them, so that a list may be long.
    """
    keys: list[str] = []
    first: dict[tuple[int, bool], int] = {}
    groups: dict[tuple[int, bool], list[int]] = {}
    for place, verdict in enumerate(verdicts):
        keys.append(verdict.reference.key)
        for name in _names(verdict):
            if first.setdefault(name, place) != place:
                groups.setdefault(name, [first[name]]).append(place)
    found: dict[int, tuple[Finding, ...]] = {}
    for place, others, count in _sharing(groups, matched=True):
        named = _named([keys[other] for other in others], count)
        found[place] = (finding("duplicate", f"names the same work as reference {named}", claimed=named),)
    for place, others, count in _sharing(groups, matched=False):
        if place not in found:
            named = _named([keys[other] for other in others], count)
            message = f"states the same identifier as reference {named}"
            found[place] = (finding("shared-identifier", message, claimed=named),)
    return dict(sorted(found.items()))


def _names(verdict: Verdict) -> set[tuple[int, bool]]:
    """The identifiers of the match (True), and those of the match or the reference (False).

    A hash stands for the text: a long list costs little memory, and 64 bits do not meet by chance.
    """
    matched = _identifiers(verdict.match.item) if verdict.match else []
    stated = _identifiers(verdict.reference.item or Item())
    return {(hash(name), True) for name in matched} | {(hash(name), False) for name in (*matched, *stated)}


def _identifiers(item: Item) -> list[str]:
    return [f"{field}:{value}" for field in ("doi", "pmid", "pmcid") if (value := getattr(item, field))]


def _sharing(groups: dict[tuple[int, bool], list[int]], *, matched: bool) -> Iterator[tuple[int, list[int], int]]:
    """Each place, some others of its groups in order, and how many there are; of a large group just enough to name."""
    of_place: defaultdict[int, list[list[int]]] = defaultdict(list)
    for (_, is_matched), group in groups.items():
        for place in group if is_matched is matched else ():
            of_place[place].append(group)
    for place, mine in of_place.items():
        others = dict.fromkeys(other for group in mine for other in islice(group, _NAMED + 2) if other != place)
        count = max(len(others), *(len(group) - 1 for group in mine))
        yield place, sorted(others), count


def _named(keys: Sequence[str], count: int) -> str:
    named = ", ".join(keys[:_NAMED])
    return f"{named} and {count - _NAMED} more" if count > _NAMED else named
