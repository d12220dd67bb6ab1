"""What sources share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def batched(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Slices of at most `size` things, in order."""
    return (things[start : start + size] for start in range(0, len(things), size))
