"""The one way out to a remote service: paced, bounded, retried a little, and when it fails, explained in plain words.

A reason never holds an address, a key or a URL: it ends up in reports and logs.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from citecheck.settings import Settings
from citecheck.sources.net import stopping
from citecheck.sources.net.faults import CONNECT_TIMEOUT, Fault, explained, of_status
from citecheck.sources.net.pacing import Late, Pacer
from citecheck.sources.net.shared_limits import Ledger, machine_folder
from citecheck.version import __version__

if TYPE_CHECKING:
    import requests

TRIES = 3
FAILURES_TO_CLOSE = 3
LONGEST_PAUSE = 60.0  # seconds we are willing to wait because a service asks
LARGEST_ANSWER = 64 * 2**20
_REDIRECTS = 3

Check = Callable[["Response"], str]
"""Says what is wrong with an answer that arrived whole ("" for nothing): HTML under 200, a cut body."""


class Silent(Exception):
    """A service gave no answer; `reason` is safe to show to anybody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Response:
    """What a service answered: 200, 400 or 404, header names in lower case, the body decompressed."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True, repr=False)
class _Request:
    """One request. It holds the address and the key, so it does not show itself."""

    method: str
    url: str
    params: Mapping[str, str] | None
    data: Mapping[str, str] | None


class Gate:
    """Sends one source's requests. Closes for good when the service can't be reached, refuses us or keeps failing,
    and when the time for the run (`budget`, in seconds from now) is used up."""

    def __init__(
        self,
        pacer: Pacer,
        *,
        timeout: float = 30.0,
        budget: float | None = None,
        mailto: str = "",
        headers: Mapping[str, str] | None = None,
        now: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.pacer = pacer
        self._timeout = timeout
        self._until = float("inf") if budget is None else now() + budget
        self._used_up = "" if budget is None else f"not asked: the {budget:g} s for the run are over"
        self._headers = {"User-Agent": user_agent(mailto), **(headers or {})}
        self._now, self._today, self._chance = now, today, chance
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._failures = 0
        self._closed = ""

    def send(
        self,
        method: str,
        url: str,
        *,
        kind: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> Response:
        """The answer, with status 200, 400 or 404. Raises Silent for everything else, and at once when closed."""
        if refusal := self._refusal():
            raise Silent(refusal)
        outcome = self._insist(_Request(method, url, params, data), kind, check)
        self._remember(outcome)
        if isinstance(outcome, Fault):
            raise Silent(outcome.reason)
        return outcome

    def _refusal(self) -> str:
        """Why nothing more is asked; "" while we ask."""
        if stopping.wished():
            return stopping.REASON
        return self._closed or (self._used_up if self._now() > self._until else "")

    def _insist(self, request: _Request, kind: str, check: Check | None) -> Response | Fault:
        outcome = self._try(request, kind, check)
        for attempt in range(1, TRIES):
            if isinstance(outcome, Response) or not outcome.again or self._refusal():
                break
            backoff = 2 ** (attempt - 1) * (1 + self._chance())
            self.pacer.hold(backoff if outcome.pause is None else outcome.pause)
            if outcome.busy:
                self.pacer.narrow()
            outcome = self._try(request, kind, check)
        return outcome

    def _try(self, request: _Request, kind: str, check: Check | None) -> Response | Fault:
        try:
            with self.pacer.turn(kind, until=self._until):
                if refusal := self._refusal():  # while this question waited for its turn
                    return Fault(refusal, again=False)
                outcome = self._exchange(request)
                if isinstance(outcome, Fault) and outcome.offline:
                    outcome = self._exchange(request)
        except Late:
            return Fault(self._refusal() or self._used_up, again=False)
        if isinstance(outcome, Response):
            self.pacer.learn(kind, outcome.headers)
            if complaint := check(outcome) if check else "":
                return Fault(complaint)
        return outcome

    def _exchange(self, request: _Request) -> Response | Fault:
        import requests
        import urllib3

        url, patience = request.url, max(0.01, min(self._timeout, self._until - self._now()))
        deadline = min(self._now() + 4 * self._timeout, self._until)
        try:
            for _ in range(_REDIRECTS):
                with self._connection().request(
                    request.method,
                    url,
                    params=request.params,
                    data=request.data,
                    timeout=(min(CONNECT_TIMEOUT, patience), patience),
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    if not answer.is_redirect:
                        return self._read(answer, deadline)
                    target = urljoin(url, answer.headers["location"])
                if urlsplit(target)[:2] != urlsplit(url)[:2]:
                    return Fault("redirected elsewhere", again=False)
                url, request = target, replace(request, params=None)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return explained(error, patience)
        return Fault("redirected in circles", again=False)

    def _read(self, answer: requests.Response, deadline: float) -> Response | Fault:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if fault := of_status(answer.status_code, self._asked_pause(headers.get("retry-after", ""))):
            return fault
        body = bytearray()
        # read1 returns what has arrived; others wait until a piece is full, and a body that drips never fills one.
        while piece := answer.raw.read1(2**16, decode_content=True):
            body += piece
            if len(body) > LARGEST_ANSWER:
                return Fault("answer too large", again=False)
            if self._now() > deadline:
                return Fault("no whole answer in time")
        return Response(answer.status_code, headers, bytes(body))

    def _asked_pause(self, retry_after: str) -> float | None:
        """Retry-After in seconds; it comes as a number or as an HTTP date (RFC 9110, 10.2.3)."""
        from email.utils import parsedate_to_datetime

        text = retry_after.strip()
        try:
            seconds = float(text) if text.isdecimal() else parsedate_to_datetime(text).timestamp() - self._today()
        except (ValueError, OverflowError):
            return None
        return min(max(seconds, 0.0), LONGEST_PAUSE)

    def _connection(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                import requests

                self._session = requests.Session()
                self._session.headers.update(self._headers)
                # requests knows REQUESTS_CA_BUNDLE, which wins; the file that everybody else reads is this.
                self._session.verify = os.environ.get("SSL_CERT_FILE") or True
                # Or it would send what .netrc holds for the host.
                self._session.auth = lambda request: request
            return self._session

    def _remember(self, outcome: Response | Fault) -> None:
        with self._lock:
            if isinstance(outcome, Response):
                self._failures = 0
                return
            self._failures += 1
            if outcome.closes or outcome.offline:
                self._closed = outcome.reason
            elif self._failures >= FAILURES_TO_CLOSE and not self._refusal():
                self._closed = f"closed after repeated failures: {outcome.reason}"


rehearsal: ContextVar[Callable[[str, Mapping[str, float], int], Gate] | None] = ContextVar("rehearsal", default=None)
"""Makes the gates, of an address, rates and how many in flight, where nothing is to be sent."""


def gate(
    settings: Settings,
    url: str,
    per_second: Mapping[str, float],
    in_flight: int,
    *,
    pool: str = "public",
    headers: Mapping[str, str] | None = None,
) -> Gate:
    """The gate to the service at `url`, with the limits it has for this pool of clients until it says otherwise."""
    if rehearsed := rehearsal.get():
        return rehearsed(url, per_second, in_flight)
    pacer = _shared_pacer(urlsplit(url).netloc, pool, tuple(per_second.items()), in_flight)
    return Gate(pacer, timeout=settings.timeout, budget=settings.budget, mailto=settings.mailto, headers=headers)


def user_agent(mailto: str) -> str:
    """How we introduce ourselves; with a contact address services can write before they block."""
    return f"citecheck/{__version__}" + (f" (mailto:{quote(mailto, safe='@+')})" if mailto else "")


@cache
def _shared_pacer(host: str, pool: str, per_second: tuple[tuple[str, float], ...], in_flight: int) -> Pacer:
    """The pacer of a host: limits hold for an IP address, so everything on this machine shares one."""
    folder = machine_folder()
    return Pacer(dict(per_second), in_flight, ledger=Ledger(folder, f"{host}-{pool}") if folder else None)
