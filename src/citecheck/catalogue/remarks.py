"""What third parties say of works (Retraction Watch): kept beside them, added to their notices when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from citecheck.catalogue import schema
from citecheck.catalogue.entries import Remark
from citecheck.model import Item, Notice, Work
from citecheck.model.notices import merged


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
    said = dict.fromkeys(one for subject in subjects(work.item) for one in told.get(subject, ()))
    return replace(work, notices=merged((*work.notices, *said), own=(work.item.doi,))) if said else work
