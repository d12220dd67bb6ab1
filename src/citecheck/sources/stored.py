"""The JSON of a cache file (`citecheck-answer/1`, described in docs/sources.md) and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from citecheck.csl import to_csl
from citecheck.model import Work
from citecheck.records import store

SCHEMA = "citecheck-answer/1"
_LISTS = ("notices", "publications", "relations")


class Stored(NamedTuple):
    """A cached answer, when it was given, by which version of its reader it was read, and by whom it was given where it
    was not the service itself."""

    works: tuple[Work, ...]
    answered: datetime
    reader: int
    provenance: str = ""


def from_json(stored: Any, *, asked: Mapping[str, Any], source: str) -> Stored:
    """The answer to the question `asked`. ValueError when the file is not ours or answers another question."""
    try:
        if stored["schema"] != SCHEMA or stored["question"] != asked or stored["source"] != source:
            raise ValueError("not the answer to this question")
        answered = datetime.fromisoformat(stored["answered"])
        works = tuple(_work(one, source) for one in _list(stored["works"]))
        reader, provenance = int(stored.get("reader", 1)), str(stored.get("provenance", ""))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a cache file: {error}") from None
    return Stored(works, answered if answered.tzinfo else answered.replace(tzinfo=UTC), reader, provenance)


def _work(stored: Any, source: str) -> Work:
    """The work, whose values all have their types and whose item we would write just so: nothing is taken for
    something else."""
    work = store.from_json({**stored, **{name: _list(stored[name]) for name in _LISTS}}, source)
    try:
        msgspec.convert(msgspec.to_builtins(work), Work)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    if to_csl(work.item) != stored["item"] or not all(str(name) for name in work.item.author):
        raise ValueError("not an item as we write it")
    return work


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
