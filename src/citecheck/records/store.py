"""Works to and from JSON, without loss: in cache files and in a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citecheck.csl import from_csl, to_csl
from citecheck.model import Notice, Publication, Relation, Work


def to_json(work: Work) -> dict[str, Any]:
    """A work as an object of `item` (CSL-JSON), `url`, `notices`, `publications`, `relations`, `agency`."""
    stored = {
        "item": to_csl(work.item),
        "url": work.url,
        "notices": [_stated(one, "kind", "doi", "pmid", "date", "asserted_by") for one in work.notices],
        "publications": [_stated(one, "kind", "date") for one in work.publications],
        "relations": [_stated(one, "kind", "doi", "pmid") for one in work.relations],
    }
    return stored | ({"agency": work.agency} if work.agency else {})


def from_json(stored: Mapping[str, Any], source: str) -> Work:
    """The work that `to_json` wrote. Raises KeyError, TypeError, AttributeError or ValueError for anything else."""
    return Work(
        item=from_csl(stored["item"]),
        source=source,
        url=stored["url"],
        notices=tuple(Notice(**_asserted(_dated(one))) for one in stored["notices"]),
        publications=tuple(Publication(**_dated(one)) for one in stored["publications"]),
        relations=tuple(Relation(**one) for one in stored["relations"]),
        agency=stored.get("agency", ""),
    )


def _stated(part: Notice | Publication | Relation, *fields: str) -> dict[str, Any]:
    values = {field: getattr(part, field) for field in fields}
    return {field: list(value) if isinstance(value, tuple) else value for field, value in values.items() if value}


def _dated(part: Mapping[str, Any]) -> dict[str, Any]:
    return {**part, "date": tuple(part.get("date", ()))}


def _asserted(notice: Mapping[str, Any]) -> dict[str, Any]:
    """Who says so is a list; answers that were stored before it was one have a text with commas."""
    said_by = notice.get("asserted_by", ())
    return {**notice, "asserted_by": tuple(said_by.split(", ") if isinstance(said_by, str) else said_by)}
