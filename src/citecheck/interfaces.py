"""The seams: what a source, a reader, a writer and a renderer must be. Anything else is ordinary code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from citecheck.model import Item, Outage, Reference, Report, Work


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier to look up; `kind` is doi, pmid or pmcid, `value` is normalised."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Stage(StrEnum):
    """How a search asks, cheapest first: the climb stops for a reference at its first good candidate.

    exact: the fields as stated, many references in one request; relaxed: many references in one
    request again, each with one field left out in turn; text: ranked free text, one request a reference.
    """

    EXACT = "exact"
    RELAXED = "relaxed"
    TEXT = "text"


Answer = tuple[Work, ...] | Outage
"""Works (none: "I looked, it is not here") or an outage ("I could not look")."""


@runtime_checkable
class Source(Protocol):
    """Something that can be asked for works, many questions at a time. Never raises for the world's faults."""

    name: str
    remote: bool
    identifies: frozenset[str]
    stages: tuple[Stage, ...]

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        """An answer for each identifier of a kind that this source knows (see `identifies`)."""
        ...

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        """An answer for each reference, in the order asked, at one stage of `stages`."""
        ...


Reader = Callable[[bytes, str], Iterable[Reference]]
"""formats.<name>.read(data, file)"""

Writer = Callable[[Iterable[tuple[str, Item]]], str]
"""formats.<name>.write(pairs of reference key and item)"""

Renderer = Callable[[Report], str]
"""reports.<name>.render(report)"""
