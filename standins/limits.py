"""Rate and concurrency limits as the services document them, over a sliding window."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most `per_second` requests of this pool and kind (in `window` seconds), and `concurrency` of the pool at one
    time."""

    pool: str
    kind: str
    per_second: int
    concurrency: int | None = None
    window: float = 1.0


class Limiter:
    """Counts what is admitted and what is under way; refused requests cost nothing."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._admitted: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._under_way: dict[str, int] = defaultdict(int)
        self.max_in_flight = 0
        self.refused = 0

    def enter(self, limit: Limit, *, enforce: bool) -> int | None:
        """Start a request: how many more this second allows, or None when it is one too many."""
        with self._lock:
            recent = self._recent(limit)
            crowded = limit.concurrency is not None and self._under_way[limit.pool] >= limit.concurrency
            if enforce and (crowded or len(recent) >= limit.per_second):
                self.refused += 1
                return None
            recent.append(self._clock())
            self._under_way[limit.pool] += 1
            self.max_in_flight = max(self.max_in_flight, sum(self._under_way.values()))
            return max(0, limit.per_second - len(recent))

    def leave(self, limit: Limit) -> None:
        with self._lock:
            self._under_way[limit.pool] -= 1

    def _recent(self, limit: Limit) -> deque[float]:
        recent = self._admitted[limit.pool, limit.kind]
        while recent and recent[0] <= self._clock() - limit.window:
            recent.popleft()
        return recent
