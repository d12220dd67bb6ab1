"""Notices of one event told twice: the one place that says which they are, and what is left when they are one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from citecheck.model.bibliography import RETRACTIONS, Notice

# One event may be filed under two kinds: the earlier in this list is kept.
LOUDEST_FIRST = (
    "retraction",
    "partial-retraction",
    "retracted-republished",
    "concern",
    "correction",
    "corrected-republished",
    "reinstatement",
    "version",
    "update",
)
TITLE = "title"  # asserts a retraction where nobody else does


def merged(notices: Iterable[Notice], own: Collection[str] = ()) -> tuple[Notice, ...]:
    """Each event once, by date, with all that is said of it. `own`: the DOIs of the work that the notices are about.

    A notice that says less may repeat one that says more, so those that say more come first.
    """
    events: list[Notice] = []
    for notice in sorted(notices, key=_weight):
        place = next((at for at, event in enumerate(events) if same_event(event, notice, own)), None)
        if place is None:
            events.append(notice)
        else:
            events[place] = _together(events[place], notice)
    return tuple(sorted(events, key=lambda one: (one.date, rank(one.kind))))


def same_event(one: Notice, other: Notice, own: Collection[str] = ()) -> bool:
    """One notice under both, or one kind with nothing that tells the two apart.

    A notice that was published in place of its work has the work's own DOI, as others may that are about it.
    """
    same_doi = one.doi == other.doi != ""
    if same_doi and one.doi not in own:
        return True
    if one.pmid and other.pmid:
        return one.pmid == other.pmid
    if _family(one) != _family(other) or (one.doi and other.doi and not same_doi):
        return False
    shared = min(len(one.date), len(other.date))
    return same_doi or one.date[:shared] == other.date[:shared]


def rank(kind: str) -> int:
    """The place of a kind among all, the loudest first; an unknown one comes last."""
    return LOUDEST_FIRST.index(kind) if kind in LOUDEST_FIRST else len(LOUDEST_FIRST)


def _weight(notice: Notice) -> tuple[int, int, bool, bool]:
    return rank(notice.kind), -len(notice.date), not notice.doi, not notice.pmid


def _family(notice: Notice) -> str:
    return "retraction" if notice.kind in RETRACTIONS else notice.kind


def _together(event: Notice, notice: Notice) -> Notice:
    said_by = tuple(dict.fromkeys((*event.asserted_by, *notice.asserted_by)))
    return replace(
        event,
        doi=event.doi or notice.doi,
        pmid=event.pmid or notice.pmid,
        date=min(event.date, notice.date, key=lambda date: (-len(date), date)),
        asserted_by=tuple(one for one in said_by if one != TITLE) or said_by,
    )
