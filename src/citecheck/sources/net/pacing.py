"""When the next request may start: so many a second for each kind of question, so many in flight."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from citecheck.interfaces import Limits, StatedLimits
from citecheck.sources.net.shared_limits import SharedLimits

# A server counts arrivals, we count departures: exactly 1/3 s apart is sometimes too fast for a limit of 3 a second.
_MARGIN = 1.1
_LONGEST_GAP = 60.0
# After a complaint the gap doubles; it recovers by a tenth for so many good answers.
_SLOWEST, _PATIENCE, _RECOVERY = 8.0, 20, 0.9
_LATE_START = 0.005
_LONGEST_DELAY, _FORGETTING = 0.3, 0.9


class Late(Exception):
    """The request could not start in the time that is left."""


class Pacer:
    """Spaces the starts of requests and bounds how many run at once. Safe to share between threads and runs.

    What the service states is a ceiling: after a complaint we stay below it for a while. `shared` makes the limits
    hold for all processes of this machine together.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        shared: SharedLimits | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._gap = {kind: _MARGIN / rate for kind, rate in limits.per_second.items()}
        self._next = dict.fromkeys(limits.per_second, float("-inf"))
        self._most_in_flight = self._in_flight = limits.in_flight
        self._forbidden_until = float("-inf")
        self._slowness = 1.0
        self._good = 0
        self._delay = 0.0
        self._running = 0
        self._changed = threading.Condition()
        self._shared = shared
        self._now = now
        self._sleep = sleep

    @property
    def in_flight(self) -> int:
        """How many requests may run at the same time."""
        return self._in_flight

    @contextmanager
    def turn(self, kind: str, *, stop: threading.Event, until: float = float("inf")) -> Iterator[Callable[[], None]]:
        """Waits until a request of this kind may start; the block is the request. What it gives is to be called when
        the request is really sent, as near to that as can be: a busy machine may have held it up.

        Raises Late, without waiting, when that would be after `until` (on the pacer's clock), and when `stop` is set.
        """

        def late() -> bool:
            return stop.is_set() or self._now() > until

        sleep = self._sleep or stop.wait
        self._enter(late, until)
        try:
            with self._slot(late, sleep):
                wait = 0.0 if late() else self._booked(kind)
                if late() or self._now() + wait > until:
                    raise Late
                due = self._now() + wait
                if wait > 0:
                    sleep(wait)
                if stop.is_set():
                    raise Late
                yield lambda: self._departed(kind, self._now() - due)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _enter(self, late: Callable[[], bool], until: float) -> None:
        with self._changed:
            while self._running >= self._in_flight:
                if late():
                    raise Late
                # Short, because nobody wakes us when a run is stopped.
                self._changed.wait(min(0.2, max(0.0, until - self._now())))
            self._running += 1

    def _slot(self, late: Callable[[], bool], sleep: Callable[[float], object]) -> AbstractContextManager[None]:
        return self._shared.slot(self._in_flight, sleep, late) if self._shared else nullcontext()

    def _booked(self, kind: str) -> float:
        """How long to wait for the start that is now reserved."""
        with self._changed:
            now, gap = self._now(), self._spacing(kind)
            wait = max(0.0, self._next[kind] - now)
            if self._shared:
                wait = self._shared.book(kind, gap, wait)
            self._next[kind] = now + wait + gap
            return wait

    def _departed(self, kind: str, late: float) -> None:
        """A start that a busy machine delayed delays the next one, or the two would arrive too close together. What
        delayed this one may delay the next on its way, out of our sight: so for a while there is more room."""
        with self._changed:
            self._delay = max(min(late, _LONGEST_DELAY), self._delay * _FORGETTING)
            if late > _LATE_START:
                self._next[kind] = max(self._next[kind], self._now() + self._spacing(kind))
                if self._shared:
                    self._shared.hold([kind], self._spacing(kind))

    def _spacing(self, kind: str) -> float:
        return self._gap[kind] * self._slowness + self._delay / 2

    def hold(self, seconds: float) -> None:
        """Nothing starts for so long: the service asked for a pause, or failed."""
        with self._changed:
            earliest = self._now() + seconds
            self._next = {kind: max(start, earliest) for kind, start in self._next.items()}
            if self._shared:
                self._shared.hold(list(self._next), seconds)

    def forbid(self, seconds: float) -> None:
        """The service does not want to be asked for so long."""
        self._forbidden_until = max(self._forbidden_until, self._now() + seconds)
        if self._shared:
            self._shared.forbid(seconds)

    def forbidden(self) -> float:
        """For how many more seconds the service does not want to be asked, 0 when it may be."""
        shared = self._shared.forbidden() if self._shared else 0.0
        return max(0.0, self._forbidden_until - self._now(), shared)

    def slow_down(self) -> None:
        """Half the pace and one request fewer in flight, after the service complained of too many."""
        with self._changed:
            self._slowness = min(2 * self._slowness, _SLOWEST)
            self._in_flight = max(1, self._in_flight - 1)
            self._good = 0

    def answered(self, kind: str, stated: StatedLimits) -> None:
        """Adopts the limits that a good answer states; after enough good answers we dare a little more again."""
        with self._changed:
            if stated.requests:
                self._gap[kind] = min(_MARGIN * stated.seconds / stated.requests, _LONGEST_GAP)
            if stated.in_flight:
                self._most_in_flight = stated.in_flight
            self._good += 1
            if self._slowness == 1.0:
                self._in_flight = self._most_in_flight
            elif self._good >= _PATIENCE:
                self._slowness = max(1.0, self._slowness * _RECOVERY)
                self._in_flight = min(self._in_flight + 1, self._most_in_flight)
                self._good = 0
            self._changed.notify_all()
