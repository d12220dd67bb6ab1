"""When the next request may start: so many a second for each kind of question, so many in flight."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

from citecheck.sources.net import stopping
from citecheck.sources.net.shared_limits import Ledger

# A server counts arrivals, we count departures: exactly 1/3 s apart is sometimes too fast for a limit of 3 a second.
_MARGIN = 1.1
_LONGEST_GAP = 60.0


class Late(Exception):
    """The request could not start in the time that is left."""


class Pacer:
    """Spaces the starts of requests and bounds how many run at once. Safe to share between threads.

    `per_second` holds one rate for each kind of question: services count lists and single records apart.
    `ledger` makes the limits hold for all processes of this machine together.
    """

    def __init__(
        self,
        per_second: Mapping[str, float],
        in_flight: int,
        *,
        ledger: Ledger | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = stopping.pause,
    ) -> None:
        self._gap = {kind: _MARGIN / rate for kind, rate in per_second.items()}
        self._next = dict.fromkeys(per_second, float("-inf"))
        self._in_flight = in_flight
        self._running = 0
        self._changed = threading.Condition()
        self._ledger = ledger
        self._now = now
        self._sleep = sleep

    @property
    def in_flight(self) -> int:
        """How many requests may run at the same time."""
        return self._in_flight

    @contextmanager
    def turn(self, kind: str, *, until: float = float("inf")) -> Iterator[None]:
        """Waits until a request of this kind may start; the block is the request.

        Raises Late, without waiting, when that would be after `until` (on the pacer's clock), and when
        there is a wish to stop.
        """

        def late() -> bool:
            return stopping.wished() or self._now() > until

        with self._changed:
            if not self._changed.wait_for(lambda: self._running < self._in_flight, self._patience(until)):
                raise Late
            self._running += 1
        try:
            with self._seat(late):
                wait = 0.0 if late() else self._booked(kind)
                if late() or self._now() + wait > until:
                    raise Late
                if wait > 0:
                    self._sleep(wait)
                if stopping.wished():
                    raise Late
                yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _patience(self, until: float) -> float | None:
        return None if until == float("inf") else max(0.0, until - self._now())

    def _seat(self, late: Callable[[], bool]) -> AbstractContextManager[None]:
        return self._ledger.seat(self._in_flight, self._sleep, late) if self._ledger else nullcontext()

    def _booked(self, kind: str) -> float:
        """How long to wait for the start that is now reserved."""
        with self._changed:
            now, gap = self._now(), self._gap[kind]
            wait = max(0.0, self._next[kind] - now)
            if self._ledger:
                wait = self._ledger.book(kind, gap, wait)
            self._next[kind] = now + wait + gap
            return wait

    def hold(self, seconds: float) -> None:
        """Nothing starts for so long: the service asked for a pause, or failed."""
        with self._changed:
            earliest = self._now() + seconds
            self._next = {kind: max(start, earliest) for kind, start in self._next.items()}
            if self._ledger:
                self._ledger.hold(list(self._next), seconds)

    def narrow(self) -> None:
        """One request fewer in flight, after the service complained; `learn` widens again on its word."""
        with self._changed:
            self._in_flight = max(1, self._in_flight - 1)

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Adopts the limits that the service states in its (lower case) headers.

        Crossref: x-rate-limit-limit, x-rate-limit-interval ("1s"), x-concurrency-limit.
        NCBI: x-ratelimit-limit, a second.
        """
        limit = _number(headers.get("x-rate-limit-limit")) or _number(headers.get("x-ratelimit-limit"))
        interval = _number(headers.get("x-rate-limit-interval")) or 1.0
        in_flight = int(_number(headers.get("x-concurrency-limit")))
        with self._changed:
            if limit:
                self._gap[kind] = min(_MARGIN * interval / limit, _LONGEST_GAP)
            if in_flight:
                self._in_flight = in_flight
                self._changed.notify_all()


def _number(text: str | None) -> float:
    match = re.match(r"\s*(\d{1,6}(?:\.\d+)?)", text or "")
    return float(match[1]) if match else 0.0
