"""What the tests of several formats share."""

from __future__ import annotations

from collections.abc import Iterable

from citecheck.interfaces import Exported, Format
from citecheck.model import Item


def written(format: Format, items: Iterable[tuple[str, Item]]) -> str:
    """The items, each with its key, as text in this format."""
    assert format.write
    return b"".join(format.write((Exported(key=key, item=item) for key, item in items), "")).decode()
