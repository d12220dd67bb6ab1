"""How a build goes, told while it runs: a line that is rewritten on a terminal, a line a file elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TextIO

from citecheck.catalogue.entries import Flaw
from citecheck.catalogue.manifest import Applied

_EVERY = 0.5  # seconds between two lines on a terminal
_MOST_FLAWS = 5  # told of each file


class Progress(Protocol):
    """Who wants to know how a build goes."""

    def plan(self, sizes: dict[str, int]) -> None:
        """The files to apply, in order, with their sizes in bytes."""

    def reading(self, name: str, entries: int) -> None:
        """So many entries of this file have been read."""

    def flaw(self, flaw: Flaw) -> None:
        """A record could not be read."""

    def done(self, file: Applied, *, skipped: bool) -> None:
        """A file is in the index; skipped: it was already."""


class Silent:
    """Tells nobody."""

    def plan(self, sizes: dict[str, int]) -> None: ...

    def reading(self, name: str, entries: int) -> None: ...

    def flaw(self, flaw: Flaw) -> None: ...

    def done(self, file: Applied, *, skipped: bool) -> None: ...


class Lines:
    """Tells a stream; with `live`, the same line over and over, with the rate and the time left."""

    def __init__(self, stream: TextIO, *, live: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._live, self._now = stream, live, now
        self._started = self._told = self._file_started = now()
        self._total = self._behind = self._flaws = 0

    def plan(self, sizes: dict[str, int]) -> None:
        self._total = sum(sizes.values())

    def reading(self, name: str, entries: int) -> None:
        moment = self._now()
        if self._live and moment - self._told >= _EVERY:
            self._told = moment
            rate = entries / max(moment - self._file_started, 1e-9)
            self._line(f"{name}: {entries:,} records, {rate:,.0f}/s{self._left(moment)}")

    def flaw(self, flaw: Flaw) -> None:
        self._flaws += 1
        if self._flaws <= _MOST_FLAWS:
            self._clear()
            print(f"{flaw.file}, {flaw.position}: {flaw.message}", file=self._stream)

    def done(self, file: Applied, *, skipped: bool) -> None:
        self._clear()
        if self._flaws > _MOST_FLAWS:
            print(f"{file.name}: {self._flaws - _MOST_FLAWS} more records like these", file=self._stream)
        if skipped:
            print(f"{file.name}: is in the catalogue already", file=self._stream)
            self._total -= file.size
        else:
            print(f"{file.name}: {_told(file)}{self._left(self._now(), file.size)}", file=self._stream)
        self._flaws, self._file_started = 0, self._now()

    def _left(self, moment: float, just_done: int = 0) -> str:
        """The time left by the bytes of whole files, which is not known before the first one is done."""
        self._behind += just_done
        if not self._behind or self._behind >= self._total:
            return ""
        seconds = (moment - self._started) * (self._total - self._behind) / self._behind
        return f", about {seconds / 60:.0f} min left" if seconds >= 60 else f", about {seconds:.0f} s left"

    def _line(self, text: str) -> None:
        self._stream.write(f"\r{text:<78}")
        self._stream.flush()

    def _clear(self) -> None:
        if self._live:
            self._stream.write("\r" + " " * 78 + "\r")


def _told(file: Applied) -> str:
    counts = {
        "records": file.entries, "deletions": file.deletions, "remarks": file.remarks, "unreadable": file.flaws,
    }  # fmt: skip
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing in it"
