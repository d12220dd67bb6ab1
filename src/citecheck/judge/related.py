"""How two works belong together: a notice and its work, a preprint and its article, one work registered twice."""

from __future__ import annotations

from citecheck import normalize, titles
from citecheck.formats.citation import kinds
from citecheck.model import Candidate, Case, Item, Work


def is_notice(candidate: Candidate) -> bool:
    """True for a notice about another work: an erratum, a retraction notice …"""
    return is_linked_notice(candidate) or any(titles.is_notice(work.item.title) for work in candidate.works)


def is_linked_notice(candidate: Candidate) -> bool:
    """True where a record says so; a title alone is weak evidence."""
    return any(work.is_notice for work in candidate.works)


def accompanies(candidate: Candidate) -> bool:
    """True for something that goes with another work: a preprint, an erratum, a retraction notice."""
    return is_notice(candidate) or is_preprint(candidate)


def is_preprint(candidate: Candidate) -> bool:
    """True where a record says that it is of a preprint. Some call any article so that stands in a journal."""
    return any(work.is_preprint and (_is_linked(work) or not _is_placed(work.item)) for work in candidate.works)


def _is_linked(work: Work) -> bool:
    return any(link.kind == "preprint-of" for link in work.relations)


def _is_placed(item: Item) -> bool:
    return bool(item.container_title) and not kinds.names_a_server(item.container_title)


def cites_another_version(case: Case) -> bool:
    """True where a preprint is cited and the match is the version that was published of it."""
    return case.match is not None and case.kind == kinds.PREPRINT and not is_preprint(case.match)


def belong_together(one: Candidate, other: Candidate) -> bool:
    """True for two works of which a list means at most one: linked, one that accompanies the other, or one twice."""
    linked = {name for work in (*one.works, *other.works) for link in work.relations for name in (link.doi, link.pmid)}
    names = ({name for work in each.works for name in (work.item.doi, work.item.pmid)} for each in (one, other))
    linked_to = any(linked & theirs - {""} for theirs in names)
    return linked_to or accompanies(one) != accompanies(other) or registered_twice(one, other)


def registered_twice(one: Candidate, other: Candidate) -> bool:
    """One work under two identifiers: title, journal, volume and first page are all the same, and what else both state.

    The year and the first author may be missing in one of them, or the surname be part of the other's.
    """
    description = _description(one.item)
    if "" in description or description != _description(other.item):
        return False
    years = {one.item.year, other.item.year} - {""}
    return len(years) < 2 and _same_person(one.item, other.item)


def _same_person(one: Item, other: Item) -> bool:
    words, others = (
        {word for name in item.author[:1] for word in normalize.words(name.family or name.literal)}
        for item in (one, other)
    )
    return not words or not others or words <= others or others <= words


def _description(item: Item) -> tuple[str, ...]:
    journal = " ".join(normalize.journal_words(item.container_title or item.container_title_short))
    first, _ = normalize.pages(item.locator)
    return (normalize.key(item.title), journal, item.volume, first)
