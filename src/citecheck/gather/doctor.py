"""Whether the services answer, with what limits, and what of ours is set: one cheap question to each."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from citecheck.interfaces import Endpoint, Response, Run, SourceInfo, StatedLimits, Unanswered
from citecheck.settings import Settings
from citecheck.sources.net.client import open_client

_TIMEOUT = 5.0
_ANSWERED = re.compile(r'"answered": "(\d{4}-\d\d-\d\d)')


@dataclass(frozen=True, kw_only=True)
class Service:
    """What one service said. `outage`: why it did not answer; `pool` and `limits`: its own words, if any."""

    name: str
    outage: str = ""
    milliseconds: float = 0.0
    pool: str = ""
    limits: str = ""


@dataclass(frozen=True, kw_only=True)
class Cache:
    """The folder of answers: files, bytes, and the days of the oldest and the newest answer."""

    folder: str
    files: int = 0
    size: int = 0
    oldest: str = ""
    newest: str = ""


def services(
    sources: Iterable[SourceInfo], settings: Settings, now: Callable[[], float] = time.monotonic
) -> Iterator[Service]:
    """Each service of these sources, all asked at the same time; one that can't be reached says why."""
    run = Run(settings=replace(settings, timeout=min(settings.timeout, _TIMEOUT)))
    known = dict.fromkeys(endpoint for source in sources for endpoint in source.endpoints)
    endpoints = [endpoint for endpoint in known if endpoint.used(settings)]
    with ThreadPoolExecutor(max(len(endpoints), 1)) as pool:
        yield from pool.map(lambda endpoint: _service(endpoint, run, now), endpoints)


def _service(endpoint: Endpoint, run: Run, now: Callable[[], float]) -> Service:
    begun = now()
    try:
        stated = endpoint.stated(_probed(endpoint, run).headers)
    except Unanswered as unanswered:
        return Service(name=endpoint.title, outage=unanswered.reason)
    took = 1000 * (now() - begun)
    return Service(name=endpoint.title, milliseconds=took, pool=stated.pool, limits=_words(stated))


def cache(folder: Path) -> Cache:
    """What the cache holds; a file that can't be read counts with its size alone."""
    days: list[str] = []
    files = size = 0
    for path in folder.glob("*/*.json"):
        try:
            size += path.stat().st_size
            days += _ANSWERED.findall(path.read_text(encoding="utf-8", errors="replace"))[:1]
        except OSError:
            continue
        finally:
            files += 1
    return Cache(folder=str(folder), files=files, size=size, oldest=min(days, default=""), newest=max(days, default=""))


def _probed(endpoint: Endpoint, run: Run) -> Response:
    """The answer, if it is one: that the service does not know the thing is an answer, too, but not a page."""
    answer = open_client(endpoint, run).send(endpoint.probe(run.settings))
    if answer.status == 400:
        raise Unanswered("unexpected answer (400)")
    if answer.content.lstrip()[:1].lower() == b"<" and b"<html" in answer.content[:500].lower():
        raise Unanswered("answered with a page for people" if answer.status == 200 else "unexpected answer (404)")
    return answer


def _words(stated: StatedLimits) -> str:
    """The limits that the service states, in words."""
    rate = f"{stated.requests:g} in {stated.seconds:g}s" if stated.requests else ""
    return ", ".join(filter(None, (rate, f"{stated.in_flight} at once" if stated.in_flight else "")))
