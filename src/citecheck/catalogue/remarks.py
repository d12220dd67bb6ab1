"""What third parties say of works (Retraction Watch): kept beside them, added to their notices when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from citecheck.catalogue import schema
from citecheck.catalogue.entries import Remark
from citecheck.model import Item, Notice, Work


def row(remark: Remark) -> dict[str, Any]:
    """A remark as the index holds it: found by the identifiers of the works that it is about."""
    notice = remark.notice
    item = Item(doi=remark.doi, pmid=remark.pmid)
    about = subjects(item)
    date = "-".join(map(str, notice.date))
    key = "|".join(("remark", *about, notice.kind, notice.doi or notice.pmid, date))
    return {
        "key": schema.exact(key),
        "remark": " ".join(about),
        "work": schema.dumped(Work(item=item, source="", notices=(notice,))),
    }


def subjects(item: Item) -> list[str]:
    """The terms under which remarks about this item are found."""
    return [f"{kind}:{schema.exact(value)}" for kind, value in (("doi", item.doi), ("pmid", item.pmid)) if value]


def with_remarks(work: Work, told: Mapping[str, Iterable[Notice]]) -> Work:
    """The work with the notices `told` of its identifiers; an event that the registry knows stays one notice."""
    notices = list(work.notices)
    for notice in dict.fromkeys(one for subject in subjects(work.item) for one in told.get(subject, ())):
        known = next((place for place, one in enumerate(notices) if _same_event(one, notice)), None)
        if known is None:
            notices.append(notice)
        else:
            notices[known] = _witnessed(notices[known], notice)
    return replace(work, notices=tuple(sorted(notices, key=lambda one: one.date)))


def _same_event(one: Notice, other: Notice) -> bool:
    """Equal in kind, and in the first of DOI, PMID and date that both state; a bare mark is any event of its kind."""
    if one.kind != other.kind:
        return False
    for name in ("doi", "pmid", "date"):
        ours, theirs = getattr(one, name), getattr(other, name)
        if ours and theirs:
            return bool(ours == theirs)
    return True


def _witnessed(known: Notice, told: Notice) -> Notice:
    witnesses = dict.fromkeys(filter(None, (*known.asserted_by.split(", "), *told.asserted_by.split(", "))))
    gaps = {name: getattr(known, name) or getattr(told, name) for name in ("doi", "pmid", "date")}
    return replace(known, **gaps, asserted_by=", ".join(witnesses))
