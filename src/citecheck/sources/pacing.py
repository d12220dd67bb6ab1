"""When the next request may start: so many a second for each kind of question, so many in flight."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

# A server counts arrivals, we count departures: exactly 1/3 s apart is sometimes too fast for a limit of 3 a second.
_MARGIN = 1.1
_LONGEST_GAP = 60.0


class Pacer:
    """Spaces the starts of requests and bounds how many run at once. Safe to share between threads.

    `per_second` holds one rate for each kind of question: services count lists and single records apart.
    """

    def __init__(
        self,
        per_second: Mapping[str, float],
        in_flight: int,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = {kind: _MARGIN / rate for kind, rate in per_second.items()}
        self._next = dict.fromkeys(per_second, float("-inf"))
        self._in_flight = in_flight
        self._running = 0
        self._changed = threading.Condition()
        self._now = now
        self._sleep = sleep

    @property
    def in_flight(self) -> int:
        """How many requests may run at the same time."""
        return self._in_flight

    @contextmanager
    def turn(self, kind: str) -> Iterator[None]:
        """Waits until a request of this kind may start; the block is the request."""
        with self._changed:
            self._changed.wait_for(lambda: self._running < self._in_flight)
            self._running += 1
            now = self._now()
            start = max(now, self._next[kind])
            self._next[kind] = start + self._gap[kind]
        try:
            if start > now:
                self._sleep(start - now)
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def hold(self, seconds: float) -> None:
        """Nothing starts for so long: the service asked for a pause, or failed."""
        with self._changed:
            earliest = self._now() + seconds
            self._next = {kind: max(start, earliest) for kind, start in self._next.items()}

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
