"""Signals that end a run early: what is known is still reported, nothing more is asked."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# CI ends a job with SIGTERM, a closed terminal with SIGHUP, which Windows does not have.
_SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]


@contextmanager
def stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Inside the block the first Ctrl-C (SIGTERM, SIGHUP) sets `stop`, the second one ends the process at once.

    Answers are kept as they come, so ending at once loses only the requests under way.
    """

    def stopped(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()
        print("\ncitecheck: stopping: reporting what is known (Ctrl-C again: at once)", file=sys.stderr, flush=True)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stopped) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
