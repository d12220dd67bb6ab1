"""The fixed words of a verdict: its outcome, the level of an agreement, the severity of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """The one word said of a reference."""

    VERIFIED = "verified"
    MISMATCH = "mismatch"
    NOT_FOUND = "not-found"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


class Level(StrEnum):
    """How one field of a reference compares with one work, the best first; absent: one side states nothing."""

    EXACT = "exact"
    CLOSE = "close"
    DIFFERENT = "different"
    ABSENT = "absent"

    @property
    def rank(self) -> int:
        """0 for the best. As text, levels would be ordered by their letters."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Ruling(StrEnum):
    """What the policy makes of the best candidate: accepted, or why not."""

    ACCEPTED = "accepted"
    UNLIKELY = "unlikely"  # below the threshold
    UNTELLING = "untelling"  # what agrees could be said of many works
    TIED = "tied"  # the next work is too near
    UNLIKE = "unlike"  # another work: of another kind, or the same text in another place


class Severity(IntEnum):
    """How much a finding weighs; ordered, so that `>=` reads as "at least"."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


SEVERITIES: Mapping[str, Severity] = {str(severity): severity for severity in Severity}
