"""The JSON of a cache file (`citecheck-answer/1`, described in docs/sources.md) and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from citecheck.model import Work
from citecheck.records import store

SCHEMA = "citecheck-answer/1"


class Stored(NamedTuple):
    """A cached answer and when it was given."""

    works: tuple[Work, ...]
    answered: datetime


def from_json(stored: Any, *, asked: Mapping[str, Any], source: str) -> Stored:
    """The answer to the question `asked`. ValueError when the file is not ours or answers another question."""
    try:
        if stored["schema"] != SCHEMA or stored["question"] != asked or stored["source"] != source:
            raise ValueError("not the answer to this question")
        answered = datetime.fromisoformat(stored["answered"])
        works = tuple(store.from_json(one, source) for one in stored["works"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a cache file: {error}") from None
    return Stored(works, answered if answered.tzinfo else answered.replace(tzinfo=UTC))
