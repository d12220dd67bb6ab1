"""References of one list that name the same work, or state the same identifier: both are shown, neither dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from citecheck.model import Finding, Item, Verdict
from citecheck.rules import finding


def with_duplicates(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts, with a finding on each reference that shares its work or its stated identifier with others."""
    sharing: defaultdict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        for name in {*_matched(verdict), *_stated(verdict)}:
            sharing[name].append(verdict)
    return tuple(_marked(verdict, sharing) for verdict in verdicts)


def _matched(verdict: Verdict) -> list[tuple[str, str]]:
    return _names(verdict.match.item) if verdict.match else []


def _stated(verdict: Verdict) -> list[tuple[str, str]]:
    return _names(verdict.reference.item or Item())


def _names(item: Item) -> list[tuple[str, str]]:
    return [(field, value) for field in ("doi", "pmid", "pmcid") if (value := getattr(item, field))]


def _marked(verdict: Verdict, sharing: Mapping[tuple[str, str], list[Verdict]]) -> Verdict:
    names = _matched(verdict)
    twins = _others(verdict, names, sharing)
    if same := [other for other in twins if set(names) & set(_matched(other))]:
        return verdict.with_findings(_finding("duplicate", "names the same work as", same))
    if shared := _others(verdict, _stated(verdict), sharing):
        return verdict.with_findings(_finding("shared-identifier", "states the same identifier as", shared))
    return verdict


def _others(
    verdict: Verdict, names: list[tuple[str, str]], sharing: Mapping[tuple[str, str], list[Verdict]]
) -> list[Verdict]:
    found = {id(other): other for name in names for other in sharing[name] if other is not verdict}
    return list(found.values())


def _finding(rule: str, words: str, others: Sequence[Verdict]) -> Finding:
    keys = ", ".join(other.reference.key for other in others)
    return finding(rule, f"{words} reference {keys}", claimed=keys)
