"""Signals that end a run early: what is known is still reported, nothing more is asked."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

# CI ends a job with SIGTERM, a closed terminal with SIGHUP, which Windows does not have.
_SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]


@contextmanager
def stopped_by_signals(stop: threading.Event) -> Iterator[list[int]]:
    """Inside the block the first Ctrl-C (SIGTERM, SIGHUP) sets `stop`, the second one ends the process at once.

    Gives a list that holds the number of the signal as soon as there was one. Answers are kept as they come, so
    ending at once loses only the requests under way. A signal that is ignored stays so (nohup).
    """
    seen: list[int] = []

    def stopped(number: int, frame: FrameType | None) -> None:
        if seen:
            os._exit(128 + number)
        seen.append(number)
        stop.set()
        # Not by print: the signal may have come while stderr was being written.
        note = b"\ncitecheck: stopping: reporting what is known (Ctrl-C again: at once)\n"
        with suppress(OSError):
            os.write(2, note)

    if threading.current_thread() is not threading.main_thread():
        yield seen
        return
    heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stopped) for number in heeded}
    try:
        yield seen
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
