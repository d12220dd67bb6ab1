"""References of one list that name the same work, or state the same identifier: both are shown, neither dropped."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat

from citecheck import normalize
from citecheck.judge.rules import finding
from citecheck.model import Finding, Item, Verdict

_SAME = ("duplicate", "names the same work as")
_NAMED = 5  # so many of the others are named, the rest counted


def duplicates(verdicts: Iterable[Verdict]) -> dict[int, tuple[Finding, ...]]:
    """For each place in the list that shares its work or a stated identifier with others: a finding that says so.

    Reads the verdicts once and keeps only keys and numbers of them, so that a list may be long.
    """
    keys: list[str] = []
    described = array("q")
    matched, claims = _Holders(), _Holders()
    for place, verdict in enumerate(verdicts):
        keys.append(verdict.reference.key)
        described.append(hash(_description(verdict)))
        matched.add(place, verdict.match.item if verdict.match else Item())
        claims.add(place, verdict.reference.item or Item())
    same = ((mark, matched.of(mark)) for mark in matched.several)
    sharing = ((mark, [*claims.of(mark), *matched.of(mark)]) for mark in claims.first)
    found: dict[int, tuple[Finding, ...]] = {}
    for place, others in _others(same, matched):
        found[place] = (_finding(*_SAME, others, keys),)
    for place, others in _others(sharing, claims):
        same_work = all(described[other] == described[place] for other in others)
        rule, words = _SAME if same_work else ("shared-identifier", "states the same identifier as")
        found.setdefault(place, (_finding(rule, words, others, keys),))
    return dict(sorted(found.items()))


def _description(verdict: Verdict) -> tuple[str, ...]:
    """What a reference without a match says of its work, apart from identifiers: entries that say the same mean one."""
    item = verdict.reference.item or Item()
    worded = normalize.key(item.title) or normalize.key(f"{item.container_title} {item.volume} {item.locator}")
    if verdict.match or not worded:
        return (verdict.reference.key,)  # like no other
    first = item.author[0].family or item.author[0].literal if item.author else ""
    return normalize.key(first), item.year, worded


class _Holders:
    """Who has which identifier. A hash stands for its text: little memory, and 64 bits do not meet by chance."""

    def __init__(self) -> None:
        self.first: dict[int, int] = {}
        self.several: dict[int, list[int]] = {}

    def add(self, place: int, item: Item) -> None:
        for identifier in item.identifiers:
            mark = hash(identifier)
            if self.first.setdefault(mark, place) != place:
                self.several.setdefault(mark, [self.first[mark]]).append(place)

    def of(self, mark: int) -> list[int]:
        return self.several.get(mark) or [self.first[mark]] if mark in self.first else []


def _others(groups: Iterable[tuple[int, list[int]]], holders: _Holders) -> Iterator[tuple[int, list[int]]]:
    """Each holder of an identifier with the others of its groups, in order."""
    of_place: defaultdict[int, list[tuple[list[int], int]]] = defaultdict(list)
    for mark, group in groups:
        if (size := len(set(group))) > 1:
            for place in holders.of(mark):
                of_place[place].append((group, size))
    for place, mine in of_place.items():
        # The largest group tells how many they are; to name some, the first few of each are enough.
        some = {other for group, _ in mine for other in islice(group, _NAMED + 2) if other != place}
        rest = max(size for _, size in mine) - 1 - len(some) if len(some) > _NAMED else 0
        yield place, [*sorted(some), *repeat(place, max(rest, 0))]


def _finding(rule: str, words: str, others: Sequence[int], keys: Sequence[str]) -> Finding:
    named = ", ".join(keys[place] for place in others[:_NAMED])
    if len(others) > _NAMED:
        named += f" and {len(others) - _NAMED} more"
    return finding(rule, f"{words} reference {named}", claimed=named)
