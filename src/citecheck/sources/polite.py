"""The one way out to a remote service: paced, bounded, retried a little, and when it fails, explained in plain words.

A reason never holds an address, a key or a URL: it ends up in reports and logs.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from citecheck import __version__
from citecheck.sources.pacing import Pacer

if TYPE_CHECKING:
    import requests

TRIES = 3
FAILURES_TO_CLOSE = 3
LONGEST_PAUSE = 60.0  # seconds we are willing to wait because a service asks
CONNECT_TIMEOUT = 5.0
LARGEST_ANSWER = 64 * 2**20
_REDIRECTS = 3
_BUSY = {429: "too many requests (429)"} | {code: f"server error ({code})" for code in (500, 502, 503, 504)}
_DATA = (200, 400, 404)
_DENIED = (401, 403)

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


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why one try failed; `again`: worth another try; `pause`: seconds the service asks for;
    `offline`: the service can't be reached, so the next try is at once or never; `closes`: ask no more."""

    reason: str
    again: bool = True
    pause: float | None = None
    offline: bool = False
    closes: bool = False
    busy: bool = False


class Gate:
    """Sends one source's requests. Closes for good when the service can't be reached, refuses us or keeps failing."""

    def __init__(
        self,
        pacer: Pacer,
        *,
        timeout: float = 30.0,
        mailto: str = "",
        now: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.pacer = pacer
        self._timeout = timeout
        self._agent = user_agent(mailto)
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
        if self._closed:
            raise Silent(self._closed)
        outcome = self._insist(_Request(method, url, params, data), kind, check)
        self._remember(outcome)
        if isinstance(outcome, _Fault):
            raise Silent(outcome.reason)
        return outcome

    def _insist(self, request: _Request, kind: str, check: Check | None) -> Response | _Fault:
        outcome = self._try(request, kind, check)
        for attempt in range(1, TRIES):
            if isinstance(outcome, Response) or not outcome.again or self._closed:
                break
            backoff = 2 ** (attempt - 1) * (1 + self._chance())
            self.pacer.hold(backoff if outcome.pause is None else outcome.pause)
            if outcome.busy:
                self.pacer.narrow()
            outcome = self._try(request, kind, check)
        return outcome

    def _try(self, request: _Request, kind: str, check: Check | None) -> Response | _Fault:
        with self.pacer.turn(kind):
            if self._closed:  # while this question waited for its turn
                return _Fault(self._closed, again=False)
            outcome = self._exchange(request)
            if isinstance(outcome, _Fault) and outcome.offline:
                outcome = self._exchange(request)
        if isinstance(outcome, Response):
            self.pacer.learn(kind, outcome.headers)
            if complaint := check(outcome) if check else "":
                return _Fault(complaint)
        return outcome

    def _exchange(self, request: _Request) -> Response | _Fault:
        import requests

        url, deadline = request.url, self._now() + 4 * self._timeout
        try:
            for _ in range(_REDIRECTS):
                with self._connection().request(
                    request.method,
                    url,
                    params=request.params,
                    data=request.data,
                    timeout=(CONNECT_TIMEOUT, self._timeout),
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    if not answer.is_redirect:
                        return self._read(answer, deadline)
                    target = urljoin(url, answer.headers["location"])
                if urlsplit(target)[:2] != urlsplit(url)[:2]:
                    return _Fault("redirected elsewhere", again=False)
                url, request = target, replace(request, params=None)
        except requests.RequestException as error:
            return _explained(error, self._timeout)
        return _Fault("redirected in circles", again=False)

    def _read(self, answer: requests.Response, deadline: float) -> Response | _Fault:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code in _BUSY:
            reason, pause = _BUSY[answer.status_code], self._asked_pause(headers.get("retry-after", ""))
            return _Fault(reason, pause=pause, busy=answer.status_code == 429)
        if answer.status_code in _DENIED:
            return _Fault(f"access refused ({answer.status_code})", again=False, closes=True)
        if answer.status_code not in _DATA:
            return _Fault(f"unexpected answer ({answer.status_code})", again=False)
        body = bytearray()
        for piece in answer.iter_content(2**16):
            body += piece
            if len(body) > LARGEST_ANSWER:
                return _Fault("answer too large", again=False)
            if self._now() > deadline:
                return _Fault(f"no whole answer in {4 * self._timeout:g} s")
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
                self._session.headers["User-Agent"] = self._agent
            return self._session

    def _remember(self, outcome: Response | _Fault) -> None:
        with self._lock:
            if isinstance(outcome, Response):
                self._failures = 0
                return
            self._failures += 1
            if outcome.closes or outcome.offline:
                self._closed = outcome.reason
            elif self._failures >= FAILURES_TO_CLOSE and not self._closed:
                self._closed = f"closed after repeated failures: {outcome.reason}"


def _explained(error: requests.RequestException, timeout: float) -> _Fault:
    """What a failed exchange means. The error's own text is never passed on: it holds the URL."""
    import requests
    from urllib3 import exceptions as urllib3

    cause: object = error.args[0] if error.args else error
    cause = getattr(cause, "reason", None) or cause
    if isinstance(error, requests.exceptions.SSLError):
        return _Fault("secure connection failed", again=False, closes=True)
    if isinstance(error, requests.exceptions.ProxyError):
        return _Fault("proxy not reached", again=False, offline=True)
    if isinstance(error, requests.ConnectTimeout):
        return _Fault(f"no connection in {CONNECT_TIMEOUT:g} s")
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, urllib3.ReadTimeoutError):
        return _Fault(f"no answer in {timeout:g} s")
    if isinstance(cause, urllib3.NameResolutionError):
        return _Fault("name not resolved", again=False, offline=True)
    if isinstance(cause, urllib3.NewConnectionError):
        refused = isinstance(cause.__cause__, ConnectionRefusedError)
        return _Fault("connection refused" if refused else "network not reached", again=False, offline=True)
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return _Fault("answer was cut off")
    if isinstance(error, requests.ConnectionError):
        return _Fault("connection lost")
    return _Fault("request could not be sent", again=False)


def user_agent(mailto: str) -> str:
    """How we introduce ourselves; with a contact address services can write before they block."""
    return f"citecheck/{__version__}" + (f" (mailto:{quote(mailto, safe='@+')})" if mailto else "")


@cache
def shared_pacer(host: str, per_second: tuple[tuple[str, float], ...], in_flight: int) -> Pacer:
    """The pacer of a host: limits hold for an IP address, so everything in this process shares one."""
    return Pacer(dict(per_second), in_flight)
