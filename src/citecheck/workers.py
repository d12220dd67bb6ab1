"""Processes that work through a stream of tasks (results in order, a bounded number under way), and their garbage.

The machinery for several processes is slow to load; one process is the rule, so it loads when needed.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from citecheck.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

_NEW_OBJECTS = 100_000


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Works and references hold no cycles; looking for some after every 700 new objects takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _collect_rarely_for_good() -> None:
    """The same for good, for a process of our own; what is there already is never looked at again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


class Workers:
    """A number of processes, started at the first task and kept for the next stream; with one, this process itself.

    They leave Ctrl-C to this process and end with it, also when it is killed. Each calls `start`, which must be
    picklable, before its first task.
    """

    def __init__(self, size: int, start: Callable[[], object] | None = None) -> None:
        self.size = size
        self._start = start
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """What `function` makes of each task, in order. `function` and tasks must be picklable."""
        if self.size <= 1:
            yield from map(function, tasks)
            return
        from concurrent.futures.process import BrokenProcessPool

        under_way: deque[Future[R]] = deque()
        try:
            for task in tasks:
                under_way.append(self._started().submit(function, task))
                if len(under_way) > 2 * self.size:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool:
            raise InputError("a worker process was ended from outside", hint="try again with one worker") from None
        finally:
            for future in under_way:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if not self._pool:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            # Not a fork: this process may have threads, the index writer's for instance.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self.size, mp_context=context, initializer=_settle, initargs=(self._start,)
            )
        return self._pool


def _settle(start: Callable[[], object] | None) -> None:
    _collect_rarely_for_good()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if start:
        start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing import connection

    parent = multiprocessing.parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
