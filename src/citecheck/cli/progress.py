"""What is seen while a run lasts: nothing for two seconds, then a bar on a terminal, or a line every ten seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import TextIO, TypeVar

T = TypeVar("T")

PATIENCE, EVERY, REDRAWN = 2.0, 10.0, 0.25  # seconds
_COUNTED = 5000  # so many are read before the first is asked about, so that their number is known


class Progress:
    """Counts what goes in and what comes out, and says so on `stream` from a thread of its own.

    `doing`: what is being done, for people; `noun`: to what.
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        doing: str = "asking",
        noun: str = "references",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._doing, self._noun, self._now = doing, noun, now
        self._started = now()
        self._first = 0.0  # when the first answer came
        self.taken = self.done = 0
        self.total: int | None = None
        self._waits: dict[str, float] = {}
        self._over = threading.Event()

    def taking(self, things: Iterable[T]) -> Iterator[T]:
        """The same things; how many there are is known as soon as the last one is read."""
        remaining = iter(things)
        head = list(islice(remaining, _COUNTED))
        if len(head) < _COUNTED:
            self.total = len(head)
        for self.taken, one in enumerate(chain(head, remaining), start=1):
            yield one
        self.total = self.taken

    def giving(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, each counted as done."""
        for one in things:
            self.done += 1
            yield one

    def waits(self, service: str, seconds: float) -> None:
        """A service makes us wait for so long."""
        self._waits[service] = self._now() + seconds

    def line(self) -> str:
        """`120 of 1,000 references answered, 4.1 a second, 4 minutes left; Crossref: its limit, 3 s`."""
        said = f"{self.amount()} {self._noun} answered"
        return "; ".join([", ".join(filter(None, (said, self.pace()))), *self.waiting()])

    def amount(self) -> str:
        """`120 of 1,000`."""
        return f"{self.done:,}" + (f" of {self.total:,}" if self.total is not None else "")

    def pace(self) -> str:
        """`4.1 a second, 4 minutes left`; empty before there is any."""
        passed = self._now() - self._started
        if not self.done or passed <= 0:
            return ""
        rate = self.done / passed
        left = f"{_span((self.total - self.done) / rate)} left" if self.total and self.total > self.done else ""
        return ", ".join(filter(None, (f"{rate:,.1f} a second", left)))

    def waiting(self) -> list[str]:
        """What each service that makes us wait waits for."""
        now = self._now()
        return [f"{name}: waiting {_span(until - now)}" for name, until in sorted(self._waits.items()) if until > now]

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Inside the block the stream tells how far things are."""
        show = self._bar if self._stream.isatty() else self._lines
        watcher = threading.Thread(target=show, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._over.set()
            watcher.join()

    def _lines(self) -> None:
        while not self._over.wait(EVERY):
            print(f"citecheck: {self.line()}", file=self._stream, flush=True)

    def _bar(self) -> None:
        if self._over.wait(PATIENCE):
            return
        # Loads only now: rich takes a tenth of a second.
        from rich.console import Console, Group
        from rich.live import Live
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        def drawn() -> Group:
            bar = ProgressBar(total=self.total, completed=self.done, width=40)
            said = Text(
                " ".join(filter(None, (f"{self._doing}: {self.amount()} {self._noun},", self.pace()))).strip(" ,")
            )
            return Group(bar, said, *(Text(f"  {one}") for one in self.waiting()))

        console = Console(file=self._stream)
        with Live(drawn(), console=console, auto_refresh=False, transient=True) as live:
            while not self._over.wait(REDRAWN):
                live.update(drawn(), refresh=True)


def _span(seconds: float) -> str:
    """`3 s`, `4 minutes`, `2 hours`: as exact as anybody needs."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"
