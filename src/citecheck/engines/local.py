"""Verdicts on this machine: in this process, or in several that each open the sources themselves."""

from __future__ import annotations

import gc
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from citecheck import plugins
from citecheck.engines import packed
from citecheck.errors import CitecheckError, SettingsError
from citecheck.gather.gather import gather
from citecheck.interfaces import Run, Source, SourceInfo
from citecheck.judge.judge import judge
from citecheck.model import Reference, Verdict
from citecheck.settings import Policy, Settings

# References a batch where nobody says what the sources like best: few enough to report progress.
BATCH, REMOTE_BATCH = 100, 60
# While one batch waits for Crossref, the next asks PubMed; a long list begins with fewer, so that Crossref need not
# wait for long.
BEGINNING, BATCHES_AT_ONCE = 0.25, 3


def run(references: Iterable[Reference], run: Run, *, sources: Sequence[Source] | None = None) -> Iterator[Verdict]:
    """The verdicts in input order, one by one. `sources` replaces those that the settings name.

    Raises SettingsError for several workers with a remote source: the services count requests by
    address, and processes that do not know of one another would overrun the limits.
    """
    settings = run.settings
    asked = connect(run) if sources is None else sources
    remote = any(source.remote for source in asked) and not settings.offline
    size = _batch(settings, remote) if sources is None else REMOTE_BATCH if remote else BATCH
    if settings.workers > 1 and sources is None:
        if remote:
            raise SettingsError("several workers would ask remote sources too fast", hint="drop --workers")
        yield from _pooled(_batches(references, size), run, asked)
    elif remote:
        yield from _overlapped(_batches(references, size), asked, settings.policy)
    else:
        batches = _batches(references, size)
        while judged := _next_judged(batches, asked, settings.policy):
            yield from judged


def chosen(settings: Settings) -> list[SourceInfo]:
    """The sources that the settings name; where they name none, those that want to be asked, in order."""
    if settings.sources:
        named = (*settings.sources, "links") if settings.check_links else settings.sources
        return [plugins.load("sources", name) for name in dict.fromkeys(named)]
    wanted: list[SourceInfo] = [source for source in plugins.every("sources") if source.wanted(settings)]
    return sorted(wanted, key=lambda source: source.rank)


def connect(run: Run) -> list[Source]:
    """The sources of a run, remote ones behind the cache."""
    from citecheck.sources.cached import Cached
    from citecheck.sources.net.client import open_client

    settings = run.settings
    if settings.offline and settings.cache is None:
        raise SettingsError("offline without a cache leaves nothing to ask", hint="name one: --cache DIR")
    sources: list[Source] = []
    for info in chosen(settings):
        source = info.connect(run, partial(open_client, run=run))
        if source.remote and settings.cache is not None:
            source = Cached(
                source,
                Path(settings.cache),
                offline=settings.offline,
                refresh=settings.refresh,
                reader=info.reader,
                notes=run.notes,
                heard=run.heard,
                max_age=None if settings.max_age is None else timedelta(days=settings.max_age),
            )
        sources.append(source)
    return sources


def _batch(settings: Settings, remote: bool) -> int:
    """As many references at a time as the source that likes most of them likes."""
    return max(info.batch for info in chosen(settings) if info.endpoints or not remote)


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

    few = int(len(first) * BEGINNING)
    begun: deque[Future[list[Verdict]]] = deque()
    pool = ThreadPoolExecutor(max_workers=BATCHES_AT_ONCE)
    try:
        for batch in chain((first[:few], first[few:], second), batches):
            begun.append(pool.submit(_judged, batch, sources, policy))
            if len(begun) >= BATCHES_AT_ONCE:
                yield from begun.popleft().result()
        while begun:
            yield from begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _judged(batch: Sequence[Reference], sources: Sequence[Source], policy: Policy) -> list[Verdict]:
    """The verdicts on a batch. A reference that breaks the program costs only itself."""
    try:
        return [judge(evidence, policy) for evidence in gather(batch, sources, policy)]
    except (CitecheckError, OSError):
        raise
    except Exception as error:
        if len(batch) > 1:
            return [verdict for one in batch for verdict in _judged([one], sources, policy)]
        if not batch or not batch[0].item:
            raise
        return _judged([replace(batch[0], item=None, spans=(), problem=_broken(error))], sources, policy)


def _broken(error: Exception) -> str:
    """What broke and where; not the error's own words, which may hold anything."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).stem}, line {place.lineno}"
    return f"citecheck broke on it, please report that ({type(error).__name__} in {where})"


def _next_judged(batches: Iterator[list[Reference]], sources: Sequence[Source], policy: Policy) -> list[Verdict]:
    """The verdicts of the next batch; none: there is no other."""
    with _uncollected():
        batch = next(batches, None)
        return _judged(batch, sources, policy) if batch else []


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: a batch makes a hundred thousand objects and hardly a cycle, and to look
    through them over and over takes a tenth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _pooled(batches: Iterator[list[Reference]], run: Run, sources: Sequence[Source]) -> Iterator[Verdict]:
    """The verdicts in order, judged by other processes until the run is over; the rest says so itself."""
    # Only here: one process is the rule, and the machinery for several is slow to load.
    from citecheck.workers import Workers

    with Workers(run.settings.workers, partial(_start, run.settings)) as workers:
        for done in workers.map(_work, (packed.pack(batch) for batch in _until_over(batches, run))):
            run.answers.update(done.answers)
            run.notes.update(done.notes)
            yield from packed.verdicts(done.verdicts)
    for batch in batches:
        yield from _judged(batch, sources, run.settings.policy)


def _until_over(batches: Iterator[list[Reference]], run: Run) -> Iterator[list[Reference]]:
    while not run.refusal() and (batch := next(batches, None)):
        yield batch


class _Done(NamedTuple):
    """What a worker has made of a batch, and what it heard until then."""

    verdicts: bytes
    answers: set[tuple[str, str, str]]
    notes: dict[str, str]


_worker: list[tuple[list[Source], Run]] = []  # what this process asks, when it is a worker


def _start(settings: Settings) -> None:
    run = Run(settings=settings)
    _worker[:] = [(connect(run), run)]


def _work(batch: bytes) -> _Done:
    sources, run = _worker[0]
    with _uncollected():
        judged = _judged(packed.references(batch), sources, run.settings.policy)
    return _Done(packed.pack(judged), run.answers, run.notes)
