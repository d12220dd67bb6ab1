"""A citation as it is printed, before it becomes one of the document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """Characters `start` to `end` of block number `block`, and the keys that they cite."""

    block: int
    start: int
    end: int
    targets: tuple[str, ...]
