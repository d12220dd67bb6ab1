"""What the server has done since it was started, as Prometheus reads it (text format 0.0.4)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from citecheck.model import Verdict


class Counters:
    """Counts that several threads add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[str] = Counter()
        self._waits: Counter[str] = Counter()
        self._waited: Counter[str] = Counter()
        self._requests: Counter[tuple[str, int]] = Counter()

    def judged(self, verdicts: Iterable[Verdict]) -> None:
        with self._lock:
            self._outcomes.update(str(verdict.outcome) for verdict in verdicts)

    def waited(self, service: str, seconds: float) -> None:
        with self._lock:
            self._waits[service] += 1
            self._waited[service] += seconds  # type: ignore[assignment]  # seconds have parts

    def answered(self, route: str, status: int) -> None:
        with self._lock:
            self._requests[route, status] += 1

    def lines(self, jobs: Mapping[str, int]) -> Iterator[str]:
        """The text that is scraped, line by line."""
        with self._lock:
            yield from _metric("citecheck_jobs", "gauge", "lists by state", (("state", s, n) for s, n in jobs.items()))
            outcomes = [("outcome", outcome, number) for outcome, number in self._outcomes.items()]
            yield from _metric("citecheck_references_total", "counter", "references judged", outcomes)
            waits = [("service", service, number) for service, number in self._waits.items()]
            yield from _metric("citecheck_waits_total", "counter", "waits for a service's limit", waits)
            waited = [("service", service, seconds) for service, seconds in self._waited.items()]
            yield from _metric("citecheck_wait_seconds_total", "counter", "seconds of these waits", waited)
            yield "# HELP citecheck_http_requests_total requests answered\n"
            yield "# TYPE citecheck_http_requests_total counter\n"
            for (route, status), number in self._requests.items():
                yield f'citecheck_http_requests_total{{route="{route}",status="{status}"}} {number}\n'


def _metric(name: str, kind: str, help: str, values: Iterable[tuple[str, str, float]]) -> Iterator[str]:
    yield f"# HELP {name} {help}\n# TYPE {name} {kind}\n"
    for label, value, number in values:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        yield f'{name}{{{label}="{escaped}"}} {number:g}\n'
