"""What the processes of one machine agree on about a service: services count requests by address, not by process.

The ledger is a folder of small files outside the answers: one holds the next start times, and one for each request
in flight is locked. The system takes a lock back when its holder ends, however it ends.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

# A start time farther ahead than any limit or pause is what a clock left behind that has been set since.
_FARTHEST = 120.0
_GLANCE = 0.02  # seconds between two looks for a free seat


class Ledger:
    """Start times and seats of one service. Safe between threads and processes."""

    def __init__(self, folder: Path, name: str, *, now: Callable[[], float] = time.time) -> None:
        self._times = folder / f"{re.sub(r'[^A-Za-z0-9.-]', '_', name)}.json"
        self._now = now

    def book(self, kind: str, gap: float, wait: float) -> float:
        """Reserves the next start of this kind, `wait` seconds from now at the earliest; how long to wait for it."""
        with suppress(OSError), self._opened() as (file, times):
            now = self._now()
            start = max(now + wait, times.get(kind, 0.0))
            if start > now + _FARTHEST:
                start = now + wait
            _write(file, times | {kind: start + gap})
            return start - now
        return wait  # a full disk must not stop the run: the limits still hold within this process

    def hold(self, kinds: list[str], seconds: float) -> None:
        """Nothing of these kinds starts for so long, in any process."""
        with suppress(OSError), self._opened() as (file, times):
            earliest = self._now() + seconds
            _write(file, times | {kind: max(earliest, times.get(kind, 0.0)) for kind in kinds})

    @contextmanager
    def seat(self, seats: int, pause: Callable[[float], None], late: Callable[[], bool]) -> Iterator[None]:
        """Holds one of so many seats for the length of the block; without one when it got late while waiting."""
        with ExitStack() as held:
            with suppress(OSError):
                while not late():
                    file = self._free(seats)
                    if file is not None:
                        held.enter_context(file)
                        break
                    pause(_GLANCE)
            yield

    def _free(self, seats: int) -> IO[bytes] | None:
        for number in range(seats):
            file = self._times.with_suffix(f".{number}").open("ab")
            if _locked(file):
                return file
            file.close()
        return None

    @contextmanager
    def _opened(self) -> Iterator[tuple[IO[bytes], dict[str, float]]]:
        with self._times.open("a+b") as file:
            _wait_for(file)
            file.seek(0)
            yield file, _read(file.read())


def _read(text: bytes) -> dict[str, float]:
    """The start times by kind; none where a process died while it wrote them."""
    try:
        times = json.loads(text)
        return {str(kind): float(start) for kind, start in times.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _write(file: IO[bytes], times: dict[str, float]) -> None:
    file.seek(0)
    file.truncate()
    file.write(json.dumps(times).encode())
    file.flush()


@cache
def machine_folder() -> Path | None:
    """Where this user's processes meet: the platform's cache folder, else the temporary one; None without either."""
    temporary = Path(tempfile.gettempdir()) / f"citecheck-{getattr(os, 'getuid', lambda: 'user')()}"
    for folder in (_platform_cache() / "citecheck" / "pace", temporary):
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.access(folder, os.W_OK):
                return folder
    return None


def _platform_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for(file: IO[bytes]) -> None:
        while not _locked(file):
            time.sleep(_GLANCE)

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _wait_for(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
