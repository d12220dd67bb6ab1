"""The web as a source: whether the address that a reference cites answers. Asked only where somebody wants it.

Never asked about: what the registries answer for (DOIs, PMIDs, PMCIDs, arXiv identifiers, the Bookshelf). An address
that answers is a work that is known by its address alone; none is the answer where nothing is there (404, 410, or a
name that nobody has, asked twice). Everything else is an outage: that a server refuses us says nothing of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from citecheck.errors import SettingsError
from citecheck.interfaces import (
    Answer,
    Client,
    Endpoint,
    Identifier,
    Limits,
    Request,
    Response,
    Run,
    Source,
    SourceInfo,
    Stage,
    Unanswered,
)
from citecheck.model import Item, Outage, Work
from citecheck.sources.net.visitor import IN_FLIGHT, Visitor
from citecheck.sources.shared import Prompt, as_answered

KIND = "link"


class Links(Prompt):
    """Looks addresses up and nothing else."""

    name = "links"
    remote = True
    identifies = frozenset({"url"})
    stages: tuple[Stage, ...] = ()

    def __init__(self, visitor: Client) -> None:
        self._visitor = visitor

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        urls = list(dict.fromkeys(one for one in identifiers if one.kind == "url"))
        return as_answered(self._visited, urls, lambda: self._visitor.in_flight)

    def _visited(self, identifier: Identifier) -> Answer:
        url = identifier.value.partition("#")[0]
        try:
            answer = self._visitor.send(Request(kind=KIND, url=url))
        except Unanswered as unanswered:
            return Outage(source=self.name, reason=unanswered.reason)
        found = Item(type="webpage", url=identifier.value)
        return (Work(item=found, source=self.name, url=url),) if answer.status == 200 else ()


WEB = Endpoint(
    setting="links",
    title="the web",
    default="",
    limits=lambda settings: Limits(per_second={KIND: 1.0}, in_flight=IN_FLIGHT),
    words=lambda request: "cited addresses",
    empty=lambda request: Response(404, {}, b""),
    bare=lambda request: Response(200, {}, b""),
    probe=lambda settings: Request(kind=KIND, url=""),
    used=lambda settings: False,  # it is no service that could be up or down
    opens=Visitor,
)


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    """Naming the source is not enough: who asks a server to check a list must not make it visit addresses."""
    if not run.settings.check_links:
        raise SettingsError("cited addresses are visited only where that is wanted", hint="--check-links")
    return Links(opened(WEB))


source = SourceInfo(
    name="links",
    title="the web",
    identifies=Links.identifies,
    connect=_connected,
    endpoints=(WEB,),
    rank=90,
    wanted=lambda settings: settings.check_links,
)
