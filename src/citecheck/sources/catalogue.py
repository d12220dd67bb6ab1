"""The local catalogue as a source: identifiers and the few works that a reference can mean, without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck import normalize
from citecheck.errors import SettingsError
from citecheck.interfaces import Answer, Client, Endpoint, Identifier, Run, Source, SourceInfo, Stage
from citecheck.model import Item, Outage, Reference, Work

if TYPE_CHECKING:
    from citecheck.catalogue.index import Catalogue as Index

_OFFERED = 7  # works for a reference


class Catalogue:
    """Looks up DOIs, PMIDs and PMCIDs; searches by the fields stated and by the words of the reference.

    Its works keep the name of the registry that describes them. A damaged index is an outage, and so is everything
    once `refusal` says that nothing more is asked.
    """

    name = "catalogue"
    remote = False
    identifies = frozenset({"doi", "pmid", "pmcid"})
    stages: tuple[Stage, ...] = (Stage.EXACT,)

    def __init__(self, folder: Path, refusal: Callable[[], str] = str) -> None:
        self._refusal = refusal
        self._folder = folder
        self._opened: Index | None = None

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        known = dict.fromkeys(one for one in identifiers if one.kind in self.identifies)
        return {
            one: self._answer(methodcaller("lookup", kind=one.kind, value=normalize.printable(one.value)))
            for one in known
        }

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        if stage not in self.stages:
            return [()] * len(references)
        return [
            self._answer(methodcaller("shortlist", item=reference.item or Item(), raw=reference.raw, limit=_OFFERED))
            for reference in references
        ]

    def _answer(self, question: Callable[[Index], tuple[Work, ...]]) -> Answer:
        if refusal := self._refusal():
            return Outage(source=self.name, reason=refusal)
        from citecheck.catalogue.index import Catalogue as Index
        from citecheck.catalogue.manifest import Damaged

        try:
            self._opened = self._opened or Index.open(self._folder)
            return question(self._opened)
        except Damaged as damaged:
            return Outage(source=self.name, reason=str(damaged))


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    """SettingsError where the settings name no catalogue, or none that we can read is there."""
    if run.settings.catalogue is None:
        raise SettingsError("no catalogue to ask", hint="name its folder: --catalogue DIR")
    # Only here: every run knows of this source, few ask it, and its library is slow to load.
    from citecheck.catalogue.index import Catalogue as Index
    from citecheck.catalogue.manifest import Damaged

    folder = Path(run.settings.catalogue)
    # What is damaged is an outage, told when it is asked.
    with suppress(Damaged):
        Index.check(folder)
    return Catalogue(folder, run.refusal)


source = SourceInfo(
    name="catalogue",
    title="the local catalogue",
    identifies=Catalogue.identifies,
    connect=_connected,
    batch=100,  # enough for a sensible share of its work, few enough to report progress
    rank=0,
    wanted=lambda settings: settings.catalogue is not None,
)
