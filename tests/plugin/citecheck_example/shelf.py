"""A source: a reading room's own shelf, a file of CSL-JSON named by `CITECHECK_EXAMPLE_SHELF`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from citecheck.csl import from_csl
from citecheck.errors import SettingsError
from citecheck.interfaces import Answer, Client, Endpoint, Identifier, Run, Source, SourceInfo, Stage
from citecheck.model import Outage, Reference, Work

_VARIABLE = "CITECHECK_EXAMPLE_SHELF"


class Shelf:
    """Knows DOIs, and offers every work on the shelf for every reference: judging tells which one is meant."""

    name = "shelf"
    remote = False
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = (Stage.TEXT,)

    def __init__(self, path: Path) -> None:
        self._path = path

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        works = self._works()
        if isinstance(works, Outage):
            return dict.fromkeys(identifiers, works)
        return {one: tuple(work for work in works if work.item.doi == one.value) for one in identifiers}

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        return [self._works()] * len(references)

    def _works(self) -> Answer:
        try:
            items = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(Work(item=from_csl(item), source=self.name) for item in items)
        except (OSError, ValueError) as error:
            return Outage(source=self.name, reason=str(error))


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    if not os.environ.get(_VARIABLE):
        raise SettingsError("the shelf has no file", hint=f"set {_VARIABLE}")
    return Shelf(Path(os.environ[_VARIABLE]))


source = SourceInfo(
    name="shelf", title="the shelf", identifies=Shelf.identifies, connect=_connected, batch=100, rank=9,
    wanted=lambda settings: False,
)  # fmt: skip
