"""The one way out to a remote service: paced, bounded, retried a little, and when it fails, explained in plain words.

A reason never holds an address, a key or a URL: it ends up in reports and logs.
"""

from __future__ import annotations

import os
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from citecheck.interfaces import Client, Endpoint, Inspection, Limits, Request, Response, Run, StatedLimits, Unanswered
from citecheck.sources.net.faults import CONNECT_TIMEOUT, Fault, explained, of_status
from citecheck.sources.net.pacing import Late, Pacer
from citecheck.sources.net.shared_limits import SharedLimits, machine_folder
from citecheck.version import __version__

if TYPE_CHECKING:
    import requests

TRIES = 3
FAILURES_TO_CLOSE = 3
FIRST_TIMEOUT = 5.0  # seconds for the first answer of a service; the second try has twice as long
SILENCES_TO_CLOSE = 2
WHOLE_ANSWER = 4  # timeouts within which the last byte must have come
LONGEST_PAUSE = 60.0  # seconds we are willing to wait because a service asks
LARGEST_ANSWER = 64 * 2**20
_REDIRECTS = 3
_GLANCE = 0.2  # seconds between two looks whether the run is over while an answer is awaited


class HttpClient:
    """Sends the requests to one service. Closes for good when it can't be reached, refuses us or keeps failing."""

    def __init__(
        self,
        pacer: Pacer,
        run: Run,
        *,
        endpoint: Endpoint | None = None,
        today: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._pacer = pacer
        self._run = run
        self._endpoint = endpoint
        self._timeout = run.settings.timeout
        self._today, self._chance = today, chance
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._failures = self._silences = 0
        self._answered = False
        self._closed = ""

    @property
    def in_flight(self) -> int:
        """How many requests may run at the same time."""
        return self._pacer.in_flight

    def send(self, request: Request, inspect: Inspection | None = None) -> Response:
        """The answer, with status 200, 400 or 404. Raises Unanswered for everything else, and at once when closed."""
        if refusal := self._refusal():
            raise Unanswered(refusal)
        self._connection()  # slow the first time, so not while it is our turn
        outcome = self._insist(request, inspect)
        self._remember(outcome)
        if isinstance(outcome, Fault):
            raise Unanswered(outcome.reason)
        return outcome

    def _refusal(self) -> str:
        """Why nothing more is asked; "" while we ask."""
        if refusal := self._closed or self._run.refusal():
            return refusal
        forbidden = self._pacer.forbidden()
        return f"asked us to come back in {forbidden:.0f} s" if forbidden else ""

    def _insist(self, request: Request, inspect: Inspection | None) -> Response | Fault:
        outcome = self._try(request, inspect)
        for attempt in range(1, TRIES):
            if isinstance(outcome, Response) or not outcome.again or self._refusal():
                break
            backoff = 2 ** (attempt - 1) * (1 + self._chance())
            pause = backoff if outcome.pause is None else outcome.pause
            self._run.progress(self._endpoint.title if self._endpoint else "", pause)
            self._pacer.hold(pause)
            outcome = self._try(request, inspect)
        return outcome

    def _try(self, request: Request, inspect: Inspection | None) -> Response | Fault:
        try:
            with self._pacer.turn(request.kind, stop=self._run.stop, until=self._run.until) as departed:
                if refusal := self._refusal():  # while this question waited for its turn
                    return Fault(refusal, again=False)
                outcome = self._awaited(request, departed)
                if isinstance(outcome, Fault) and outcome.offline:
                    outcome = self._awaited(request, departed)  # a blip of the machine's own network
        except Late:
            return Fault(self._run.refusal() or self._run.time_over, again=False)
        if isinstance(outcome, Fault) and outcome.silent and (refusal := self._run.refusal()):
            return Fault(refusal, again=False)  # our time was over, not its
        self._notice(outcome)
        if isinstance(outcome, Fault):
            return self._heeded(outcome)
        stated = self._endpoint.stated(outcome.headers) if self._endpoint else StatedLimits()
        self._pacer.answered(request.kind, stated)
        if self._endpoint and (denied := self._endpoint.denied(outcome)):
            return Fault(denied, again=False, closes=True)
        fault = inspect(outcome) if inspect else ""
        return Fault(fault) if fault else outcome

    def _notice(self, outcome: Response | Fault) -> None:
        """Whether the service says anything at all. One that lets us wait twice is not waited for again."""
        with self._lock:
            silent = isinstance(outcome, Fault) and outcome.silent
            self._silences = self._silences + 1 if silent else 0
            self._answered = self._answered or isinstance(outcome, Response)
            if self._silences >= SILENCES_TO_CLOSE and isinstance(outcome, Fault):
                self._closed = self._closed or f"closed after it was silent twice: {outcome.reason}"

    def _patience(self) -> float:
        """Seconds to wait for an answer: few as long as the service has not given any."""
        first = self._timeout if self._answered else min(self._timeout, FIRST_TIMEOUT * 2**self._silences)
        return max(0.01, min(first, self._run.until - self._run.now()))

    def _heeded(self, fault: Fault) -> Fault:
        """The fault, after we have done what the service wants of us."""
        if fault.busy:
            self._pacer.slow_down()
        if fault.pause is None or fault.pause <= LONGEST_PAUSE:
            return fault
        self._pacer.forbid(fault.pause)
        return Fault(f"asked us to come back in {fault.pause:.0f} s", again=False, closes=True)

    def _awaited(self, request: Request, departed: Callable[[], None]) -> Response | Fault:
        """The outcome of the exchange; not waited for when the run is over, however long the service is silent."""
        outcomes: queue.SimpleQueue[Response | Fault | BaseException] = queue.SimpleQueue()

        def exchange() -> None:
            try:
                departed()
                outcomes.put(self._exchange(request))
            except BaseException as error:  # a mistake of ours: raised where the answer is awaited
                outcomes.put(error)

        threading.Thread(target=exchange, daemon=True).start()
        while True:
            try:
                outcome = outcomes.get(timeout=_GLANCE)
            except queue.Empty:
                if refusal := self._run.refusal():
                    return Fault(refusal, again=False)
            else:
                if isinstance(outcome, BaseException):
                    raise outcome
                return outcome

    def _exchange(self, request: Request) -> Response | Fault:
        import requests
        import urllib3

        now = self._run.now
        url, patience = request.url, self._patience()
        deadline = min(now() + WHOLE_ANSWER * self._timeout, self._run.until)
        params: Mapping[str, str] | None = request.params
        try:
            for _ in range(_REDIRECTS):
                with self._connection().request(
                    "GET" if request.data is None else "POST",
                    url,
                    params=params,
                    data=request.data,
                    timeout=(min(CONNECT_TIMEOUT, patience), patience),
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    if not answer.is_redirect:
                        return self._read(answer, deadline)
                    target = _followed(url, answer.headers["location"])
                if not target:
                    return Fault("redirected elsewhere", again=False)
                url, params = target, None
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
            if self._run.now() > deadline:
                return Fault("no whole answer in time", silent=True)
        return Response(answer.status_code, headers, bytes(body))

    def _asked_pause(self, retry_after: str) -> float | None:
        """Retry-After in seconds; it comes as a number or as an HTTP date (RFC 9110, 10.2.3)."""
        from email.utils import parsedate_to_datetime

        text = retry_after.strip()
        try:
            seconds = float(text) if text.isdecimal() else parsedate_to_datetime(text).timestamp() - self._today()
        except (ValueError, OverflowError):
            return None
        return max(seconds, 0.0)

    def _connection(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                import requests

                self._session = requests.Session()
                settings = self._run.settings
                self._session.headers["User-Agent"] = user_agent(settings.mailto)
                self._session.headers.update(self._endpoint.headers(settings) if self._endpoint else {})
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


def open_client(endpoint: Endpoint, run: Run) -> Client:
    """The client of a service, with the limits that it has for our pool of clients until it says otherwise."""
    if endpoint.opens:
        return endpoint.opens(run)
    limits = endpoint.limits(run.settings)
    host = urlsplit(endpoint.address(run.settings)).netloc
    pacer = _shared_pacer(host, limits.pool, tuple(limits.per_second.items()), limits.in_flight)
    return HttpClient(pacer, run, endpoint=endpoint)


def user_agent(mailto: str) -> str:
    """How we introduce ourselves; with a contact address services can write before they block."""
    return f"citecheck/{__version__}" + (f" (mailto:{quote(mailto, safe='@+')})" if mailto else "")


def _followed(url: str, location: str) -> str:
    """Where a redirect leads, "" when that is another host or an insecure place. A service behind a load balancer may
    not know that it is asked over https: its own http address is meant so, too."""
    target, asked = urlsplit(urljoin(url, location)), urlsplit(url)
    if (target.hostname, asked.scheme, target.scheme) == (asked.hostname, "https", "http") and target.port in (
        None,
        80,
    ):
        target = target._replace(scheme="https", netloc=asked.netloc)
    return target.geturl() if target[:2] == asked[:2] else ""


@cache
def _shared_pacer(host: str, pool: str, per_second: tuple[tuple[str, float], ...], in_flight: int) -> Pacer:
    """The pacer of a host: limits hold for an IP address, so everything on this machine shares one."""
    folder = machine_folder()
    shared = SharedLimits(folder, f"{host}-{pool}") if folder else None
    return Pacer(Limits(per_second=dict(per_second), in_flight=in_flight), shared=shared)
