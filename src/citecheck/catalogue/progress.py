"""How a build goes, told while it runs: a line that is rewritten on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TextIO

from citecheck.catalogue.entries import Flaw
from citecheck.catalogue.manifest import Applied

_QUIET = 2.0  # seconds before the first line about what is under way
_EVERY, _EVERY_ELSEWHERE = 0.5, 10.0  # seconds between two lines on a terminal and off one
_MOST_FLAWS = 5  # told of each file
_MOST_FILES = 100  # told one by one; of an archive of thousands the totals say more


class Progress(Protocol):
    """Who wants to know how a build goes."""

    def plan(self, files: int, size: int) -> None:
        """So many files of so many bytes will be looked at."""

    def consumed(self, count: int) -> None:
        """So many more bytes have been read."""

    def reading(self, name: str, entries: int) -> None:
        """So many more entries of this file are on their way into the index."""

    def flaw(self, flaw: Flaw) -> None:
        """A record could not be read."""

    def skipped(self, file: Applied) -> None:
        """A file is in the catalogue already."""

    def done(self, file: Applied) -> None:
        """A file is in the index."""


class Silent:
    """Tells nobody."""

    def plan(self, files: int, size: int) -> None: ...

    def consumed(self, count: int) -> None: ...

    def reading(self, name: str, entries: int) -> None: ...

    def flaw(self, flaw: Flaw) -> None: ...

    def skipped(self, file: Applied) -> None: ...

    def done(self, file: Applied) -> None: ...


class Lines:
    """Tells a stream; with `live`, the same line over and over: records, rate, files, time left."""

    def __init__(self, stream: TextIO, *, live: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._live, self._now = stream, live, now
        self._started = now()
        self._told = self._started + _QUIET - (_EVERY if live else _EVERY_ELSEWHERE)
        self._files = self._size = self._read = self._entries = self._behind = self._flaws = 0

    def plan(self, files: int, size: int) -> None:
        self._files, self._size = files, size

    def consumed(self, count: int) -> None:
        self._read += count

    def reading(self, name: str, entries: int) -> None:
        self._entries += entries
        moment = self._now()
        if moment - self._told < (_EVERY if self._live else _EVERY_ELSEWHERE):
            return
        self._told = moment
        rate = self._entries / max(moment - self._started, 1e-9)
        which = f"file {self._behind + 1:,} of {self._files:,}, " if self._files > 1 else ""
        line = f"{name}: {which}{self._entries:,} records, {rate:,.0f}/s{self._left(moment)}"
        self._stream.write(f"\r{line:<78}" if self._live else f"{line}\n")
        self._stream.flush()

    def flaw(self, flaw: Flaw) -> None:
        self._flaws += 1
        if self._flaws <= _MOST_FLAWS:
            self._print(f"{flaw.file}, {flaw.position}: {flaw.message}")

    def skipped(self, file: Applied) -> None:
        self._behind += 1
        self._size -= file.size
        if self._files <= _MOST_FILES:
            self._print(f"{file.name}: is in the catalogue already")

    def done(self, file: Applied) -> None:
        self._behind += 1
        if self._flaws > _MOST_FLAWS:
            self._print(f"{file.name}: {self._flaws - _MOST_FLAWS} more records like these")
        if self._files <= _MOST_FILES:
            self._print(f"{file.name}: {_told(file)}")
        self._flaws = 0

    def _left(self, moment: float) -> str:
        """The time left by the bytes that have been read."""
        if not 0 < self._read < self._size:
            return ""
        seconds = (moment - self._started) * (self._size - self._read) / self._read
        return f", about {seconds / 60:.0f} min left" if seconds >= 60 else f", about {seconds:.0f} s left"

    def _print(self, text: str) -> None:
        if self._live:
            self._stream.write("\r" + " " * 78 + "\r")
        print(text, file=self._stream)


def _told(file: Applied) -> str:
    counts = {
        "records": file.entries, "deletions": file.deletions, "remarks": file.remarks, "unreadable": file.flaws,
    }  # fmt: skip
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing in it"
