"""What the tests of the sources share: a clock that only sleeping moves, clients without pauses, references."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citecheck import plugins
from citecheck.engines import local
from citecheck.interfaces import Endpoint, Limits, Run, Source, SourceInfo
from citecheck.model import Item, Name, Outage, Reference
from citecheck.settings import Settings
from citecheck.sources.cached import Cached
from citecheck.sources.net.client import HttpClient
from citecheck.sources.net.pacing import Pacer
from standins.eutils import EutilsStandin
from standins.limits import Limit
from standins.server import Reply, Seen, Standin

RATES = {"lists": 3.0, "single": 10.0, "eutils": 3.0, "idconv": 3.0, "citmatch": 3.0, "doi": 5.0}


class Clock:
    """Time passes only by sleeping; every pause is noted."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.pauses: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.pauses.append(round(seconds, 3))
            self.time += seconds


class Echo(Standin):
    """A server that has nothing but `reply`, unless its faults say otherwise."""

    def __init__(self, *replies: Reply, **options: Any) -> None:
        super().__init__(**options)
        self._replies = list(replies) or [Reply(200, b"{}")]

    def limit_for(self, request: Seen) -> Limit:
        return Limit("", "all", 1000)

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        return {}

    def respond(self, request: Seen) -> Reply:
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def client(
    clock: Clock | None = None,
    *,
    in_flight: int = 3,
    timeout: float = 5.0,
    mailto: str = "",
    endpoint: Endpoint | None = None,
    run: Run | None = None,
) -> HttpClient:
    """A client whose pauses cost nothing and are not random."""
    clock = clock or Clock()
    run = run or Run(settings=Settings(timeout=timeout, mailto=mailto), now=clock.now)
    pacer = Pacer(Limits(per_second=RATES, in_flight=in_flight), now=clock.now, sleep=clock.sleep)
    return HttpClient(pacer, run, endpoint=endpoint, today=clock.now, chance=lambda: 0.0)


def source(
    name: str, settings: Settings, clock: Clock | None = None, *, in_flight: int = 3, real_time: bool = False
) -> Source:
    """The source of this name as the engine would make it, without the pauses between requests."""
    clock = clock or Clock()
    run = Run(settings=settings) if real_time else Run(settings=settings, now=clock.now)
    info: SourceInfo = plugins.load("sources", name)
    return info.connect(run, lambda endpoint: client(clock, in_flight=in_flight, endpoint=endpoint, run=run))


def at(
    url: str = "",
    *,
    crossref: Standin | None = None,
    eutils: EutilsStandin | None = None,
    doi: Standin | None = None,
    **others: Any,
) -> Settings:
    """Settings whose services are these stand-ins; those that are left out are at `url`, where nobody need be."""
    addresses = {
        "crossref": crossref.url if crossref else url,
        "pubmed": eutils.base if eutils else url,
        "idconv": eutils.converter if eutils else url,
        "doi": doi.url if doi else url,
        "datacite": doi.url if doi else url,
    }
    return Settings(addresses=addresses, **others)


def people(*names: str) -> tuple[Name, ...]:
    """Names written `Family Initials`."""
    split = (name.rpartition(" ") for name in names)
    return tuple(Name(family=family, given=given) for family, _, given in split)


def reference(*names: str, key: str = "1", raw: str = "", **fields: Any) -> Reference:
    return Reference(key=key, raw=raw, item=Item(author=people(*names), **fields))


def reasons(answers: Any) -> Iterator[str]:
    """The reasons of answers that are all outages."""
    for answer in answers:
        assert isinstance(answer, Outage)
        yield answer.reason


def unpaced(settings: Settings) -> list[Source]:
    """The sources as the engine would make them, without the pauses between requests."""
    plain = [(source(info.name, settings), info.reader) for info in local.chosen(settings)]
    return [Cached(one, Path(settings.cache), reader=reader) if settings.cache else one for one, reader in plain]
