"""Verdicts on this machine: in this process, or in several that each open the sources themselves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

from citecheck import plugins
from citecheck.engines import packed
from citecheck.errors import SettingsError
from citecheck.gather.gather import gather
from citecheck.interfaces import Source
from citecheck.judge.judge import judge
from citecheck.model import Reference, Verdict
from citecheck.settings import Policy, Settings

# Enough for a sensible share of a catalogue's work, few enough to report progress.
BATCH = 100
# As many references as fill one boolean PubMed search. While one batch waits for Crossref, the next asks PubMed;
# a long list begins with fewer, so that Crossref need not wait for long.
REMOTE_BATCH, FIRST_OF_MANY, BATCHES_AT_ONCE = 60, 15, 3


def run(
    references: Iterable[Reference], settings: Settings, *, sources: Sequence[Source] | None = None
) -> Iterator[Verdict]:
    """The verdicts in input order, one by one. `sources` replaces those that `settings` name.

    Raises SettingsError for several workers with a remote source: the services count requests by
    address, and processes that do not know of one another would overrun the limits.
    """
    asked = connect(settings) if sources is None else sources
    if settings.workers > 1 and sources is None:
        if any(source.remote for source in asked) and not settings.offline:
            raise SettingsError("several workers would ask remote sources too fast", hint="drop --workers")
        yield from _pooled(references, settings)
    elif any(source.remote for source in asked) and not settings.offline:
        yield from _overlapped(_batches(references, REMOTE_BATCH), asked, settings.policy)
    else:
        for batch in _batches(references, BATCH):
            yield from _judged(batch, asked, settings.policy)


def connect(settings: Settings) -> list[Source]:
    """The sources that the settings name, remote ones behind the cache."""
    from citecheck.sources.cached import Cached

    if settings.offline and settings.cache is None:
        raise SettingsError("offline without a cache leaves nothing to ask", hint="name one: --cache DIR")
    sources: list[Source] = []
    for name in dict.fromkeys(settings.sources):
        source: Source = plugins.load("sources", name)(settings)
        if source.remote and settings.cache is not None:
            source = Cached(source, Path(settings.cache), offline=settings.offline, refresh=settings.refresh)
        sources.append(source)
    return sources


def _batches(references: Iterable[Reference], size: int) -> Iterator[list[Reference]]:
    remaining = iter(references)
    while batch := list(islice(remaining, size)):
        yield batch


def _overlapped(batches: Iterator[list[Reference]], sources: Sequence[Source], policy: Policy) -> Iterator[Verdict]:
    """The verdicts in order, some batches at once: so no service waits while another is asked."""
    first, second = next(batches, []), next(batches, [])
    if not second:
        yield from _judged(first, sources, policy)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    begun: deque[Future[list[Verdict]]] = deque()
    pool = ThreadPoolExecutor(max_workers=BATCHES_AT_ONCE)
    try:
        for batch in chain((first[:FIRST_OF_MANY], first[FIRST_OF_MANY:], second), batches):
            begun.append(pool.submit(_judged, batch, sources, policy))
            if len(begun) >= BATCHES_AT_ONCE:
                yield from begun.popleft().result()
        while begun:
            yield from begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _judged(batch: Sequence[Reference], sources: Sequence[Source], policy: Policy) -> list[Verdict]:
    return [judge(evidence, policy) for evidence in gather(batch, sources, policy)]


def _pooled(references: Iterable[Reference], settings: Settings) -> Iterator[Verdict]:
    # Only here: one process is the rule, and the machinery for several is slow to load.
    from citecheck.workers import Workers

    with Workers(settings.workers, partial(_start, settings)) as workers:
        for verdicts in workers.map(_work, map(packed.pack, _batches(references, BATCH))):
            yield from packed.verdicts(verdicts)


_worker: list[tuple[list[Source], Policy]] = []  # what this process asks, when it is a worker


def _start(settings: Settings) -> None:
    _worker[:] = [(connect(settings), settings.policy)]


def _work(batch: bytes) -> bytes:
    sources, policy = _worker[0]
    return packed.pack(_judged(packed.references(batch), sources, policy))
