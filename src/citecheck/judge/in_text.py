"""The citations of a text held against its list: what is missing, never cited, out of order, or not one of a kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from citecheck.formats.documents.author_year import folded
from citecheck.formats.documents.unmarked import by_name
from citecheck.judge.rules import named
from citecheck.match.compare import compare
from citecheck.model import Citation, Item, Level, Location, Reference, Remark, Work

RULES = frozenset(
    "not-listed never-cited citation-order numbering listed-twice manager-differs citation-differs"
    " citation-ambiguous".split()
)
_BY_YEAR = re.compile(r"(?P<name>.+) (?P<year>\d{4})(?P<letter>[a-h]?)")
_MOSTLY = 0.2  # of the list may be out of order before it is believed to be in another order
_FARTHEST = 50  # numbers that are missing in a row
_FIRST, _EARLY = 1, 3  # citations before the first number that are not held against it
_A_PART = 20  # references, from which on one remark says that most of a list is not cited
_MANAGED = frozenset({"doi", "year", "volume", "issue", "page"})
_NEAR = 2  # years between what is cited and what is listed, for one slip


def remarks(
    references: Sequence[Reference], citations: Sequence[Citation], items: Sequence[Item] = ()
) -> tuple[Remark, ...]:
    """All there is to know. `items`: what the references turned out to be, in their order; else what they state."""
    known = items or [one.item or Item() for one in references]
    known = [item if _names_a_work(one) else Item() for one, item in zip(references, known, strict=True)]
    found = [*_numbering(references), *_listed_twice(references, known), *_managed_otherwise(references)]
    if citations:
        missing, meant = _unresolved(references, citations)
        found += [*missing, *_never_cited(references, citations, meant), *_order(references, citations)]
    return tuple(found)


def _remark(rule: str, message: str, key: str, location: Location, around: str = "") -> Remark:
    severity = named(rule).severity
    return Remark(rule=rule, severity=severity, message=message, key=key, location=location, around=around)


def _unresolved(references: Sequence[Reference], citations: Sequence[Citation]) -> tuple[list[Remark], set[str]]:
    """What is cited and is no key of the list, once each; and the keys of the references that may be meant by it."""
    keys = {one.key for one in references}
    cited = {key for one in citations for key in one.targets}
    first: dict[str, Citation] = {}
    for one in citations:
        for key in one.targets:
            if key not in keys:
                first.setdefault(key, one)
    found: list[Remark] = []
    meant: set[str] = set()
    for key, citation in first.items():
        rule, message, candidates = _explained(key, references, cited)
        meant.update(candidates)
        found.append(_remark(rule, message, candidates[0] if candidates else key, citation.location, citation.around))
    return found, meant


def _explained(key: str, references: Sequence[Reference], cited: set[str]) -> tuple[str, str, list[str]]:
    """Rule, message and the references that may be meant."""
    match = _BY_YEAR.fullmatch(key)
    of_name = [one for one in references if match and _is_by(one, match["name"])]
    if match and of_name:
        same = [one.key for one in of_name if one.item and one.item.year == match["year"]]
        if len(same) > 1 and not match["letter"]:
            return "citation-ambiguous", f"{key} fits references {_series(same)}", same
        dated = [one for one in of_name if one.item and one.item.year and one.key not in cited]
        near = [one for one in dated if one.item and abs(int(one.item.year) - int(match["year"])) <= _NEAR]
        idle = near or dated
        if idle:
            listed = f"{match['name']} {idle[0].item.year if idle[0].item else ''}"
            return "citation-differs", f"the text cites {key}, the list has {listed}", [idle[0].key]
    return "not-listed", f"{key} is cited and not in the list", []


def _is_by(reference: Reference, name: str) -> bool:
    if not reference.item or not reference.item.author:
        return False
    first = reference.item.author[0]
    whole = first.family or first.literal
    # `Abdel Ghani` may be shown by its last word.
    return folded(name) in (folded(whole), folded(whole.split()[-1]))


def _series(keys: Sequence[str]) -> str:
    return f"{', '.join(keys[:-1])} and {keys[-1]}" if len(keys) > 1 else "".join(keys)


def _never_cited(references: Sequence[Reference], citations: Iterable[Citation], meant: set[str]) -> Iterator[Remark]:
    cited = {key for one in citations for key in one.targets} | meant
    never = [one for one in references if one.key not in cited and _names_a_work(one)]
    if len(never) > _A_PART and 2 * len(never) > len(references):
        message = f"{len(never)} of {len(references)} references are never cited: is the text a part of a longer one?"
        yield _remark("never-cited", message, "", never[0].location)
        return
    for one in never:
        yield _remark("never-cited", f"reference {one.key} is never cited in the text", one.key, one.location)


def _names_a_work(one: Reference) -> bool:
    """An address or a note in a list need not be cited."""
    return bool(one.item and (one.item.author or one.item.title or one.item.container_title))


def _order(references: Sequence[Reference], citations: Sequence[Citation]) -> Iterator[Remark]:
    """Numbers that are first cited out of turn, in a list that is in the order of citation."""
    if by_name(citations):
        return
    numbers = {one.key: int(one.location.label) for one in references if one.location.label.isdigit()}
    aside = {key for one in citations if one.aside for key in one.targets}
    first: dict[str, Citation] = {}
    for citation in citations:
        for key in citation.targets:
            if key in numbers and key not in aside:
                first.setdefault(key, citation)
    keys = list(first)
    if _FIRST in (opening := [numbers[key] for key in keys[: _EARLY + 1]]):  # the abstract, or no citation at all
        keys = keys[opening.index(_FIRST) :]
    strays = _out_of_turn([numbers[key] for key in keys])
    if len(strays) > max(1, _MOSTLY * len(keys)):
        return
    for at in strays:
        key = keys[at]
        later = min((numbers[one] for one in keys[at + 1 :]), default=numbers[key])
        beside = f"before {later}" if later < numbers[key] else "after larger numbers"
        message = f"{numbers[key]} is first cited {beside}"
        yield _remark("citation-order", message, key, first[key].location, first[key].around)


def _out_of_turn(numbers: Sequence[int]) -> list[int]:
    """The places of the fewest numbers without which the others run upward."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(numbers)
    for at, number in enumerate(numbers):
        place = bisect_right(tails, number)
        before[at] = ends[place - 1] if place else -1
        tails[place : place + 1] = [number]
        ends[place : place + 1] = [at]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [at for at in range(len(numbers)) if at not in kept]


def _numbering(references: Sequence[Reference]) -> Iterator[Remark]:
    """Numbers that are missing or come twice in a list, each list by itself where there are several."""
    labelled = [one for one in references if one.location.label.isdigit()]
    if len(labelled) * 2 < len(references):
        return
    seen: set[int] = set()
    last = 0
    for one in labelled:
        number = int(one.location.label)
        if number == 1 and last > 2:  # another list begins
            seen, last = set(), 0
        gone = [str(each) for each in range(last + 1, number) if each not in seen] if last else []
        if number in seen:
            yield _remark("numbering", f"number {number} comes twice", one.key, one.location)
        elif 0 < len(gone) < _FARTHEST:
            yield _remark("numbering", f"number {_series(gone)} missing before {number}", one.key, one.location)
        seen.add(number)
        last = number


def _managed_otherwise(references: Sequence[Reference]) -> Iterator[Remark]:
    """Numbers, years and DOIs that a list prints otherwise than the reference manager's data in the same file."""
    for one in references:
        if not one.item or not one.held:
            continue
        differing = [
            agreement
            for agreement in compare(one.item, [Work(item=one.held, source="file")])
            if agreement.field in _MANAGED and agreement.level is Level.DIFFERENT and agreement.found not in one.raw
        ]
        if differing:
            pairs = ", ".join(f"{each.field} {each.claimed} and {each.found}" for each in differing)
            message = f"reference {one.key} is printed otherwise than the reference manager's data in the file: {pairs}"
            yield _remark("manager-differs", message, one.key, one.location)


def _listed_twice(references: Sequence[Reference], items: Sequence[Item]) -> Iterator[Remark]:
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        for mark in filter(None, (item.doi, item.pmid and f"pmid:{item.pmid}", item.pmcid)):
            holders[mark].append(at)
    worded: set[tuple[int, int]] = set()
    for mark, places in holders.items():
        for first, second in pairwise(places):
            if (first, second) not in worded:
                worded.add((first, second))
                one, two = references[first], references[second]
                message = f"references {one.key} and {two.key} are one work ({mark})"
                yield _remark("listed-twice", message, two.key, two.location)
