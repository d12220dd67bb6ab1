"""Whether an address on the web answers: HEAD, and GET where that says no. Of an answer only its head is read.

Every host is asked one thing at a time with a pause between, few hosts at once; no cookies, no credentials, a bounded
number of redirects, each looked at like the first address. One that asks us to wait, or lets us wait, is left alone.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast
from urllib.parse import SplitResult, urljoin, urlunsplit

from citecheck.interfaces import Inspection, Request, Response, Run, Unanswered
from citecheck.sources.net.client import user_agent
from citecheck.sources.net.faults import CONNECT_TIMEOUT
from citecheck.sources.net.guard import PUBLIC, Forbidden, Guard, Nameless

IN_FLIGHT = 4  # hosts at a time
GONE = (404, 410)
_PAUSE = 1.0  # seconds between two questions to one host
_TIMEOUT = 10.0
_REDIRECTS = 5
_LONGEST, _GLANCE = 20.0, 0.2  # seconds for one visit, and between two looks whether the run is over
_PORTS = {"http": 80, "https": 443}
_KNOWN_NAME = "doi.org"  # where this is unknown, too, it is the name system that is away
_REDIRECTING = (301, 302, 303, 307, 308)

_T = TypeVar("_T")


class Visitor:
    """A Client for addresses of others: `send` answers 200 where something is there and 404 where nothing is, with the
    reason under `why`; everything else is Unanswered."""

    in_flight = IN_FLIGHT

    def __init__(
        self,
        run: Run,
        guard: Guard = PUBLIC,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._run, self._guard = run, guard
        self._now, self._sleep = now, sleep
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free: dict[str, float] = {}
        self._closed: dict[str, str] = {}
        self._lock = threading.Lock()

    def send(self, request: Request, inspect: Inspection | None = None) -> Response:
        """What is at the address of the request."""
        try:
            return self._visited(request.url)
        except Forbidden as forbidden:
            raise Unanswered(str(forbidden)) from None

    def _visited(self, url: str) -> Response:
        status, headers = 0, dict[str, str]()
        for method in ("HEAD", "GET"):
            where = url
            for _ in range(_REDIRECTS + 1):
                if not (found := self._asked(method, where)):
                    return _nothing("its host has no address")
                status, headers = found
                if status not in _REDIRECTING or not headers.get("location"):
                    break
                where = urljoin(where, headers["location"])
            else:
                raise Unanswered("redirected too often")
            if 200 <= status < 300:
                return Response(200, {}, b"")
        if status in GONE:
            return _nothing(f"it answers {status}")
        raise Unanswered(f"unexpected answer ({status})")

    def _asked(self, method: str, url: str) -> tuple[int, dict[str, str]] | None:
        """Status and headers of one answer; None where the name is unknown, asked twice."""
        parts = self._guard.parsed(url)
        host = parts.hostname or ""
        with self._lock:
            turn = self._turns[host]
        with turn:
            if refusal := self._run.refusal() or self._closed.get(host, ""):
                raise Unanswered(refusal)
            self._sleep(max(0.0, self._free.get(host, 0.0) - self._now()))
            try:
                return self._in_time(lambda: self._looked(method, parts))
            except Unanswered as unanswered:
                self._closed[host] = unanswered.reason
                raise
            finally:
                self._free[host] = self._now() + _PAUSE

    def _in_time(self, look: Callable[[], _T]) -> _T:
        """What `look` finds, not waited for longer than a visit may take or the run goes on, however it drips."""
        outcomes: queue.SimpleQueue[tuple[_T | None, BaseException | None]] = queue.SimpleQueue()

        def looking() -> None:
            try:
                outcomes.put((look(), None))
            except BaseException as error:  # raised where the outcome is awaited
                outcomes.put((None, error))

        threading.Thread(target=looking, daemon=True).start()
        for _ in range(round(_LONGEST / _GLANCE)):
            try:
                found, error = outcomes.get(timeout=_GLANCE)
            except queue.Empty:
                if refusal := self._run.refusal():
                    raise Unanswered(refusal) from None
            else:
                if error:
                    raise error
                return cast("_T", found)
        raise Unanswered(f"no answer in {_LONGEST:g} s")

    def _looked(self, method: str, parts: SplitResult) -> tuple[int, dict[str, str]] | None:
        if _proxied(parts.scheme, parts.hostname or ""):
            raise Unanswered("a proxy stands between, which would resolve the name anew")
        address = self._address(parts)
        return _exchanged(method, parts, address, user_agent(self._run.settings.mailto)) if address else None

    def _address(self, parts: SplitResult) -> str:
        """Where to connect to, "" for a name that nobody has. Raises Forbidden and Unanswered."""
        try:
            for attempt in range(2):
                with suppress(Nameless):
                    return self._guard.address(parts.hostname or "", _port(parts))
                if not attempt:
                    self._sleep(_PAUSE)
            self._guard.resolved(_KNOWN_NAME, 443)
        except OSError:
            raise Unanswered("name not resolved") from None
        return ""


def _exchanged(method: str, parts: SplitResult, address: str, agent: str) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer of an address that was looked at; its body is not read."""
    import urllib3

    host = (parts.hostname or "").encode("idna").decode()
    usual = _port(parts) == _PORTS[parts.scheme]
    headers = {
        "Host": host if usual else f"{host}:{_port(parts)}",
        "User-Agent": agent,
        "Accept": "*/*",
        "Connection": "close",
    }
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        with _pool(parts, host, address) as pool:
            answer = pool.urlopen(method, path, headers=headers, redirect=False, retries=False, preload_content=False)
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Unanswered(_reason(error)) from None
    if answer.status == 429 or answer.status >= 500:
        raise Unanswered(f"unexpected answer ({answer.status})")
    return answer.status, {name.lower(): value for name, value in answer.headers.items()}


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _nothing(why: str) -> Response:
    return Response(404, {"why": why}, b"")


def _pool(parts: SplitResult, host: str, address: str) -> Any:
    """One connection to an address that was looked at, which speaks for its host."""
    import certifi
    import urllib3

    timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT, read=_TIMEOUT)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, _port(parts), timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        address,
        _port(parts),
        timeout=timeout,
        maxsize=1,
        server_hostname=host,
        assert_hostname=host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=os.environ.get("SSL_CERT_FILE") or certifi.where(),
    )


def _proxied(scheme: str, host: str) -> bool:
    from urllib.request import getproxies, proxy_bypass

    return scheme in getproxies() and not proxy_bypass(host)


def _reason(error: Exception) -> str:
    """In words; the error's own text holds the address."""
    from urllib3 import exceptions

    if isinstance(error, exceptions.SSLError):
        return "secure connection failed"
    if isinstance(error, exceptions.NewConnectionError):  # a kind of timeout to urllib3
        return "no connection"
    return f"no answer in {_TIMEOUT:g} s" if isinstance(error, exceptions.TimeoutError) else "no answer"
