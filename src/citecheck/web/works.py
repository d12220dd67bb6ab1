"""What the sources hold under an identifier, each asked for what another one knows of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from citecheck.engines import local
from citecheck.interfaces import Identifier, Run, Source
from citecheck.model import RETRACTIONS, Item, Outage, Work
from citecheck.settings import Settings


@dataclass(slots=True)
class Held:
    """The descriptions of one work, and the sources that were silent about it."""

    works: list[Work] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)

    @property
    def item(self) -> Item:
        """The descriptions as one; the first source wins where they differ."""
        item = self.works[0].item if self.works else Item()
        for work in self.works[1:]:
            item = item.filled_from(work.item)
        return item

    @property
    def retracted(self) -> bool:
        return any(notice.kind in RETRACTIONS for work in self.works for notice in work.notices)


def held(wanted: Sequence[Identifier], settings: Settings) -> Mapping[Identifier, Held]:
    """What is held under each identifier: looked up, then once more by the identifiers that this brought."""
    sources = local.connect(Run(settings=settings))
    found = {one: Held() for one in wanted}
    for _ in range(2):
        for source in sources:
            _ask(source, found)
    return found


def _ask(source: Source, found: Mapping[Identifier, Held]) -> None:
    """Every work that this source has not described yet, all in one look-up."""
    asked = {
        own: known
        for own, one in found.items()
        if source.name not in {work.source for work in one.works} and (known := _known(own, one, source))
    }
    answers = source.lookup(list(dict.fromkeys(asked.values()))) if asked else {}
    for own, known in asked.items():
        answer = answers.get(known, ())
        if isinstance(answer, Outage):
            found[own].silent[answer.source] = answer.reason
        else:
            found[own].works += [work for work in answer if not work.agency]


def _known(own: Identifier, one: Held, source: Source) -> Identifier | None:
    item = one.item
    kinds = (("pmid", item.pmid), ("doi", item.doi), (own.kind, own.value))
    return next((Identifier(kind, value) for kind, value in kinds if value and kind in source.identifies), None)
