"""Sources that live in memory: one that offers all it has to every question, one that never answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citecheck.interfaces import Answer, Identifier, Stage
from citecheck.model import Outage, Reference, Work


@dataclass
class Memory:
    """The worst of all searches: every work is offered for every reference, so only judging can be right."""

    works: Sequence[Work]
    name: str = "memory"
    remote: bool = False
    identifies: frozenset[str] = frozenset({"doi", "pmid", "pmcid"})
    stages: tuple[Stage, ...] = (Stage.TEXT,)

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        return {
            one: tuple(work for work in self.works if getattr(work.item, one.kind) == one.value) for one in identifiers
        }

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        return [tuple(self.works)] * len(references)


@dataclass
class Silent:
    """A source that is down."""

    name: str = "silent"
    reason: str = "connection refused"
    remote: bool = True
    identifies: frozenset[str] = frozenset({"doi", "pmid"})
    stages: tuple[Stage, ...] = (Stage.EXACT, Stage.TEXT, Stage.RELAXED)

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        return {one: Outage(source=self.name, reason=self.reason) for one in identifiers}

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        return [Outage(source=self.name, reason=self.reason)] * len(references)
