"""The wish to stop, which every gate and every pause heeds: what is known is still reported, nothing more is asked."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

REASON = "not asked: stopped"
_INTERRUPTED = 130

_wished = threading.Event()


def wished() -> bool:
    """True when no more questions are to be asked."""
    return _wished.is_set()


def pause(seconds: float) -> None:
    """Sleeps, but not past the wish to stop."""
    _wished.wait(seconds)


def stop() -> None:
    """From now on nobody asks anything."""
    _wished.set()


@contextmanager
def on_interrupt() -> Iterator[None]:
    """Inside the block the first Ctrl-C stops the asking, the second one ends the process at once (exit 130).

    Answers are kept as they come, so ending at once loses only the requests under way.
    """

    def interrupted(number: int, frame: FrameType | None) -> None:
        if _wished.is_set():
            os._exit(_INTERRUPTED)
        _wished.set()
        print("\ncitecheck: stopping: reporting what is known (Ctrl-C again: at once)", file=sys.stderr, flush=True)

    _wished.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _wished.clear()
