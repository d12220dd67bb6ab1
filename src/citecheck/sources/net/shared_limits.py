"""What the processes of one machine agree on about a service: services count requests by address, not by process.

The shared limits are a folder of small files outside the answers: one holds the next start times, and one for each
request in flight is locked. The system takes a lock back when its holder ends, however it ends.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

# A start time farther ahead than any limit or pause is what a clock left behind that has been set since.
_FARTHEST = 120.0
_FORBIDDEN, _LONGEST_FORBIDDEN = "forbidden", 86_400.0
_GLANCE = 0.02  # seconds between two looks for a free slot
_LONGEST_LOCK = 5.0  # seconds that another process may take over a few bytes
# A file system without locks says so in this way; then the limits hold within each process.
_NO_LOCKS = (OSError, NotImplementedError)


class SharedLimits:
    """Start times and slots of one service. Safe between threads and processes."""

    def __init__(self, folder: Path, name: str, *, now: Callable[[], float] = time.time) -> None:
        self._times = folder / f"{re.sub(r'[^A-Za-z0-9.-]', '_', name)}.json"
        self._now = now

    def book(self, kind: str, gap: float, wait: float) -> float:
        """Reserves the next start of this kind, `wait` seconds from now at the earliest; how long to wait for it."""
        with suppress(*_NO_LOCKS), self._locked():
            now, times = self._now(), self._read()
            start = max(now + wait, times.get(kind, 0.0))
            if start > now + _FARTHEST:
                start = now + wait
            self._write(times | {kind: start + gap})
            return start - now
        return wait  # a full disk must not stop the run: the limits still hold within this process

    def hold(self, kinds: list[str], seconds: float) -> None:
        """Nothing of these kinds starts for so long, in any process."""
        with suppress(*_NO_LOCKS), self._locked():
            earliest, times = self._now() + seconds, self._read()
            self._write(times | {kind: max(earliest, times.get(kind, 0.0)) for kind in kinds})

    def forbid(self, seconds: float) -> None:
        """Nobody asks for so long: the service said so."""
        self.hold([_FORBIDDEN], min(seconds, _LONGEST_FORBIDDEN))

    def forbidden(self) -> float:
        """For how many more seconds nobody may ask; 0 when anybody may."""
        rest = self._read().get(_FORBIDDEN, 0.0) - self._now()
        return rest if 0 < rest <= _LONGEST_FORBIDDEN else 0.0

    @contextmanager
    def slot(self, slots: int, pause: Callable[[float], object], late: Callable[[], bool]) -> Iterator[None]:
        """Holds one of so many slots for the length of the block; without one when it got late while waiting."""
        with ExitStack() as held:
            with suppress(*_NO_LOCKS):
                while not late() and not self._taken(slots, held):
                    pause(_GLANCE)
            yield

    def _taken(self, slots: int, held: ExitStack) -> bool:
        from filelock import FileLock, Timeout

        for number in range(slots):
            lock = FileLock(self._times.with_suffix(f".{number}"), thread_local=False)
            with suppress(Timeout):
                held.enter_context(lock.acquire(blocking=False))
                return True
        return False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock

        with FileLock(self._times.with_suffix(".lock"), timeout=_LONGEST_LOCK, poll_interval=0.002, thread_local=False):
            yield

    def _read(self) -> dict[str, float]:
        """The start times by kind; none where a process died while it wrote them."""
        try:
            times = json.loads(self._times.read_bytes())
            return {str(kind): float(start) for kind, start in times.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, times: dict[str, float]) -> None:
        self._times.write_bytes(json.dumps(times).encode())


@cache
def machine_folder() -> Path | None:
    """Where this user's processes meet: the platform's cache folder, else the temporary one; None without either."""
    from platformdirs import user_cache_path

    temporary = Path(tempfile.gettempdir()) / f"citecheck-{getattr(os, 'getuid', lambda: 'user')()}"
    for folder in (user_cache_path("citecheck", appauthor=False) / "pace", temporary):
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.access(folder, os.W_OK):
                return folder
    return None
