"""Processes that work through a stream of tasks: results in order, a bounded number under way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from types import TracebackType
from typing import Self, TypeVar

from citecheck import collecting
from citecheck.errors import InputError

T = TypeVar("T")
R = TypeVar("R")


class Crew:
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
            # Not a fork: this process may have threads, the index writer's for instance.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self.size, mp_context=context, initializer=_settle, initargs=(self._start,)
            )
        return self._pool


def _settle(start: Callable[[], object] | None) -> None:
    collecting.rarely_from_now_on()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if start:
        start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
