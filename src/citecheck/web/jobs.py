"""Lists are judged here, some at a time, turn by turn: a list of 24 does not wait behind one of 10,000."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from citecheck import api
from citecheck.engines import local
from citecheck.errors import CitecheckError
from citecheck.interfaces import Run, Source
from citecheck.judge.judge import judge
from citecheck.model import Evidence, Outage, Outcome, Reference, Report, Verdict
from citecheck.settings import Policy, Settings
from citecheck.web.counters import Counters
from citecheck.web.store import DONE, DRAFT, FAILED, OPEN, STOPPED, Listed, Part, Store

TURN = 60  # references that a list gets judged before the next one has its turn
_IDLE = 0.5  # seconds until a look whether another process has left something to do


@dataclass(slots=True)
class _Job:
    """What a list needs while it is being judged: kept from turn to turn."""

    run: Run
    sources: Sequence[Source]
    waits: dict[str, float] = field(default_factory=dict)
    begun: float = 0.0


class Jobs:
    """Worker threads over the store. `settings`: what the server was started with; a list may narrow it."""

    def __init__(
        self, store: Store, settings: Settings, *, workers: int = 2, counters: Counters | None = None,
        finished: Callable[[Listed], None] = lambda listed: None,
    ) -> None:  # fmt: skip
        self.store, self.settings = store, settings
        self.counters = counters or Counters()
        self._finished = finished
        self._jobs: dict[str, _Job] = {}
        self._busy: list[str] = []
        self._lock, self._news, self._end = threading.Lock(), threading.Condition(), threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]

    def start(self) -> None:
        """Begin, with what an earlier process has left."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more turns, and wait a moment for those under way; what is open goes on at the next start."""
        self._end.set()
        for job in list(self._jobs.values()):
            job.run.stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout=5)

    def wake(self) -> None:
        """Somebody has added a list."""
        with self._news:
            self._news.notify_all()

    def cancel(self, id: str) -> bool:
        """Ask no more for this list; what is known stays."""
        ended = self.store.ended(id, STOPPED)
        if job := self._jobs.get(id):
            job.run.stop.set()
        return ended

    def forget(self, id: str) -> None:
        """The list is going to be deleted: nothing more is asked for it."""
        self.cancel(id)
        self._jobs.pop(id, None)

    def waits(self, id: str) -> Mapping[str, float]:
        """For how many seconds each service makes this list wait."""
        job = self._jobs.get(id)
        return dict(job.waits) if job else {}

    def again(self, reference: Reference, options: Mapping[str, Any]) -> Verdict:
        """The verdict on one reference, at once, as the list it is in would have it."""
        run = Run(settings=self._settings_for(options))
        (verdict,) = api.verify([reference], run=run).verdicts
        return verdict

    def _work(self) -> None:
        while not self._end.is_set():
            if not self._take_turn():
                with self._news:
                    self._news.wait(timeout=_IDLE)

    def _take_turn(self) -> bool:
        with self._lock:
            turn = self.store.next_turn(TURN, self._busy)
            if turn is None:
                return False
            self._busy.append(turn[0].id)
        listed, parts = turn
        try:
            self._judge(listed, parts)
        except CitecheckError as error:
            self._failed(listed, str(error))
        except Exception as error:  # the list fails with a word, the others go on
            self._failed(listed, f"{type(error).__name__} while judging")
        finally:
            with self._lock:
                self._busy.remove(listed.id)
        return True

    def _judge(self, listed: Listed, parts: Sequence[Part]) -> None:
        job = self._jobs.setdefault(listed.id, self._begun(listed)) if parts else None
        if job:
            verdicts = api.verify([part.reference for part in parts], run=job.run, sources=job.sources).verdicts
            if job.run.stop.is_set():  # what was not asked for that reason is judged when the list goes on
                kept = [(part, verdict) for part, verdict in zip(parts, verdicts, strict=True) if not _cut(verdict)]
            else:
                kept = list(zip(parts, verdicts, strict=True))
            self.store.judged(listed.id, [(part.place, verdict) for part, verdict in kept])
            self.store.heard(listed.id, job.run.answers)
            self.counters.judged(verdict for _, verdict in kept)
        after = self.store.listed(listed.id)
        if after and after.done >= after.size and self.store.ended(listed.id, DONE):
            self._jobs.pop(listed.id, None)
            self._finished(replace(after, state=DONE))

    def _begun(self, listed: Listed) -> _Job:
        job = _Job(run=Run(settings=Settings()), sources=(), begun=time.monotonic())

        def waiting(service: str, seconds: float) -> None:
            job.waits[service] = seconds
            self.counters.waited(service, seconds)

        job.run = Run(settings=self._settings_for(listed.options), progress=waiting)
        job.run.answers.update(listed.answers)
        job.sources = local.connect(job.run)
        return job

    def _settings_for(self, options: Mapping[str, Any]) -> Settings:
        """The server's settings, with the sources that the list asks for."""
        sources = tuple(str(name) for name in options.get("sources") or ())
        offline = self.settings.offline or bool(options.get("offline"))
        return replace(self.settings, sources=sources or self.settings.sources, offline=offline)

    def _failed(self, listed: Listed, why: str) -> None:
        self._jobs.pop(listed.id, None)
        if self.store.ended(listed.id, FAILED, why):
            self._finished(replace(listed, state=FAILED, error=why))


def report_of(listed: Listed, parts: Sequence[Part], settings: Settings) -> Report:
    """The report as far as it is known: what has no verdict yet is undecided, and says so."""
    why = "not asked yet" if listed.state in (DRAFT, *OPEN) else "not asked: stopped"
    verdicts = [part.verdict or _undecided(part.reference, why) for part in parts]
    run = Run(settings=settings)
    run.answers.update(listed.answers)
    return api.reported(tuple(verdicts), run, citations=listed.citations or None)


def _undecided(reference: Reference, why: str) -> Verdict:
    return judge(Evidence(reference=reference, outages=(Outage(source="every source", reason=why),)), Policy())


def _cut(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.UNDECIDED and any(one.reason == "not asked: stopped" for one in verdict.outages)
