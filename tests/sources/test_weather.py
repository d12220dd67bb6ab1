"""A day of bad weather, on a clock that only sleeping moves: refusals with and without a time, errors, cut bodies,
silent minutes, a service gone for an hour. Nobody is asked inside a time that was forbidden, what exists is never
called absent, and a second run answers what the first left open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bench.live import QuickEutils
from citecheck import plugins
from citecheck.engines.local import REMOTE_BATCH
from citecheck.gather.gather import gather
from citecheck.interfaces import Run, Source, SourceInfo
from citecheck.judge.judge import judge
from citecheck.model import Outcome, Reference, Verdict
from citecheck.settings import Policy
from citecheck.sources.cached import Cached
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.limits import Limit
from standins.server import Fault, Seen
from standins.works import Author, StandinWork
from tests.sources.tools import Clock, at, client, reference

COUNT, INVENTED, BREAK = 2000, 40, 90.0  # references; every so-many-th has no work; seconds of reading in between
GONE = (3600.0 * 0.4, 3600.0 * 1.4)
PATIENCE = 3.0  # real seconds, the only ones that are waited for
_KINDS = ["busy", "busy for a while", "error", "cut", "page"]
ADDRESS = "reader@reading-room.net"


class OneAtATime(CrossrefStandin):
    """Two requests under way could pass each other, and then nobody knows which was forbidden."""

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        return {**super().limit_headers(limit, remaining), "x-concurrency-limit": "1"}


@dataclass
class Weather:
    """What goes wrong, by chance and by the clock. `broken`: requests that came inside a time that was forbidden."""

    clock: Clock
    chance: random.Random
    gone: tuple[float, float] = (0.0, 0.0)
    forbidden_until: float = 0.0
    broken: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def __call__(self, seen: Seen) -> Fault | None:
        now = self.clock.now()
        self.broken += now < self.forbidden_until
        if self.gone[0] <= now - 1000 < self.gone[1]:
            return self._noted("gone", Fault.closed())
        if self.chance.random() > 0.12:
            return None
        kind = self.chance.choice([*_KINDS * 4, "silent"])
        return self._noted(kind, self._fault(kind, now))

    def _fault(self, kind: str, now: float) -> Fault:
        if kind == "busy for a while":
            pause = self.chance.choice([1, 7, 30, 60])
            self.forbidden_until = now + pause
            return Fault.status(429, "", {"Retry-After": str(pause)})
        return {
            "busy": Fault.status(429),
            "error": Fault.status(500, "<html>"),
            "cut": Fault.truncated(20),
            "silent": Fault.hanging(PATIENCE + 1),
            "page": Fault.html(),
        }[kind]

    def _noted(self, kind: str, fault: Fault) -> Fault:
        self.seen[kind] = self.seen.get(kind, 0) + 1
        return fault


def held() -> list[StandinWork]:
    """Works that exist, all but every INVENTED-th; a fifth of them in Crossref alone."""
    return [
        StandinWork(
            doi=f"10.5555/weather.{number}", title=f"Observation {number} of clouds over an island",
            year=2000 + number % 20, authors=(Author(family=f"Nimbus{number}", given="Ada", initials="A"),),
            journal="Journal of Invented Weather", journal_abbrev="J Invent Weather",
            volume=str(number % 97 + 1), issue="2", pages=f"{number}-{number + 7}",
            pmid="" if number % 5 == 0 else str(70_000_000 + number),
        )
        for number in range(1, COUNT + 1)
        if number % INVENTED
    ]  # fmt: skip


def cited() -> list[Reference]:
    return [
        reference(
            f"Nimbus{number} A", key=str(number), issued=(2000 + number % 20,), volume=str(number % 97 + 1), issue="2",
            page=f"{number}-{number + 7}",
        )
        for number in range(1, COUNT + 1)
    ]  # fmt: skip


@contextmanager
def services(clock: Clock, *weathers: Weather | None) -> Iterator[dict[str, Any]]:
    works, (one, two) = held(), weathers
    with (
        OneAtATime(held=works, faults=one, clock=clock.now, limits=False) as crossref,
        QuickEutils(held=works, faults=two, clock=clock.now, limits=False) as eutils,
        DoiStandin() as doi,
    ):
        yield {"crossref": crossref, "eutils": eutils, "doi": doi}
        assert crossref.errors + eutils.errors == []


def ran(clock: Clock, cache: Path, **standins: Any) -> list[Verdict]:
    """One run, batch by batch, with a break between the batches."""
    settings = at(**standins, mailto=ADDRESS, timeout=PATIENCE)
    run = Run(settings=settings, now=clock.now)
    infos: list[SourceInfo] = [plugins.load("sources", name) for name in ("crossref", "pubmed")]
    sources: list[Source] = [
        Cached(
            info.connect(run, lambda endpoint: client(clock, in_flight=1, endpoint=endpoint, run=run)),
            cache,
            reader=info.reader,
        )
        for info in infos
    ]
    references, verdicts = cited(), []
    for start in range(0, COUNT, REMOTE_BATCH):
        evidence = gather(references[start : start + REMOTE_BATCH], sources, Policy())
        verdicts += [judge(one, Policy()) for one in evidence]
        clock.sleep(BREAK)
    return verdicts


@pytest.mark.slow
def test_bad_day_calls_nothing_absent_that_exists_and_a_second_run_answers_the_rest(tmp_path: Path) -> None:
    clock, chance = Clock(), random.Random(1)
    weathers = Weather(clock, chance, gone=GONE), Weather(clock, chance)
    with services(clock, *weathers) as standins:
        first = ran(clock, tmp_path, **standins)
    assert [weather.broken for weather in weathers] == [0, 0]
    assert {"busy", "busy for a while", "error", "cut", "silent", "page"} <= weathers[1].seen.keys() | weathers[
        0
    ].seen.keys()
    real = [verdict for verdict in first if int(verdict.reference.key) % INVENTED]
    assert {verdict.outcome for verdict in real} <= {Outcome.VERIFIED, Outcome.UNDECIDED}
    assert sum(verdict.outcome is Outcome.VERIFIED for verdict in real) > 100
    with services(clock, None, None) as standins:
        second = ran(clock, tmp_path, **standins)
        asked = sum(len(one.requests) for one in standins.values())
    assert {verdict.outcome for verdict in second if int(verdict.reference.key) % INVENTED} == {Outcome.VERIFIED}
    assert {verdict.outcome for verdict in second if not int(verdict.reference.key) % INVENTED} == {Outcome.NOT_FOUND}
    assert asked < COUNT
