"""A small HTTP server on the loopback interface, with limits, latency and faults on demand."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl

from .limits import Limit, Limiter

LONGEST_WAIT = 30.0  # no fault and no idle connection may hold a test longer than this


class Seen(NamedTuple):
    """One request as it arrived; `path` is still percent-encoded, `params` hold query and form fields."""

    time: float
    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request. The class methods name the usual cases."""

    reply: Reply | None = None
    close: bool = False
    hang: float = 0.0
    keep_bytes: int | None = None
    drip: float = 0.0

    @classmethod
    def status(cls, status: int, body: str = "", headers: Mapping[str, str] | None = None) -> Fault:
        return cls(reply=Reply(status, body.encode(), headers or {}))

    @classmethod
    def html(cls, status: int = 200) -> Fault:
        """A page for people where the client expects data, as during maintenance."""
        page = "<html><head><title>Down for a moment</title></head><body><h1>Please wait</h1></body></html>"
        return cls.status(status, page, {"Content-Type": "text/html"})

    @classmethod
    def closed(cls) -> Fault:
        return cls(close=True)

    @classmethod
    def hanging(cls, seconds: float) -> Fault:
        """Say nothing for a while, then close; the standin's own end cuts the wait short."""
        return cls(close=True, hang=min(seconds, LONGEST_WAIT))

    @classmethod
    def dripping(cls, pause: float) -> Fault:
        """Send the normal answer byte by byte, each after a pause; the standin's own end cuts it short."""
        return cls(drip=pause)

    @classmethod
    def truncated(cls, keep_bytes: int) -> Fault:
        """Announce the full length of the normal answer, send only its beginning, close."""
        return cls(keep_bytes=keep_bytes)


Faults = Callable[[Seen], Fault | None]


class Standin:
    """Base of the stand-ins, for one `with` each: `with CrossrefStandin() as crossref: ... crossref.url`.

    `requests` holds every request in order of arrival, the refused ones too. `latency` is spent inside
    the concurrency count. `errors` holds tracebacks of the stand-in's own mistakes, answered with 500.
    """

    def __init__(
        self,
        *,
        latency: float = 0.0,
        limits: bool = True,
        retry_after: str | None = None,
        faults: Faults | None = None,
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.tls = tls
        self.latency, self.limits, self.retry_after, self.faults = latency, limits, retry_after, faults
        self.requests: list[Seen] = []
        self.errors: list[str] = []
        self._clock = clock
        self._limiter = Limiter(clock)
        self._stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._idle = threading.Condition()
        self._server: _Server | None = None

    # --- for tests -------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("the stand-in is not running")
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    @property
    def max_in_flight(self) -> int:
        return self._limiter.max_in_flight

    @property
    def refused(self) -> int:
        """How many requests were answered with 429 because of the limits."""
        return self._limiter.refused

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.standin = self
        if self.tls:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self._thread = thread
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._stopping.set()
        self._server.shutdown()
        self._thread.join(LONGEST_WAIT)
        self._server.server_close()
        with self._idle:
            for connection in self._connections:
                _hang_up(connection)
            self._idle.wait_for(lambda: not self._connections, timeout=2.0)

    # --- for subclasses --------------------------------------------------------------------------

    def limit_for(self, request: Seen) -> Limit:
        raise NotImplementedError

    def respond(self, request: Seen) -> Reply:
        raise NotImplementedError

    def refusal(self, request: Seen, limit: Limit) -> Reply:
        raise NotImplementedError

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        raise NotImplementedError

    # --- for the handler -------------------------------------------------------------------------

    def now(self) -> float:
        return self._clock()

    def stopped_within(self, seconds: float) -> bool:
        """Waits so long, or until the stand-in's end: then True."""
        return self._stopping.wait(seconds)

    def opened(self, connection: socket.socket) -> None:
        with self._idle:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._idle:
            self._connections.discard(connection)
            self._idle.notify_all()

    def answer(self, request: Seen) -> tuple[Reply | None, Fault | None]:
        """The reply, or None to close at once; and what goes wrong with it on its way."""
        self.requests.append(request)
        limit = self.limit_for(request)
        fault = self.faults(request) if self.faults else None
        remaining = self._limiter.enter(limit, enforce=self.limits and fault is None)
        if remaining is None:
            return self._with_headers(self.refusal(request, limit), self.limit_headers(limit, 0)), None
        try:
            return self._delayed_answer(request, limit, remaining, fault)
        finally:  # before the bytes go out: a client that has its answer must not count as under way
            self._limiter.leave(limit)

    def _delayed_answer(
        self, request: Seen, limit: Limit, remaining: int, fault: Fault | None
    ) -> tuple[Reply | None, Fault | None]:
        wait = self.latency + (fault.hang if fault else 0.0)
        if wait:
            self._stopping.wait(min(wait, LONGEST_WAIT))
        if fault and (fault.close or fault.reply):
            return fault.reply, None
        reply = self._with_headers(self._respond_safely(request), self.limit_headers(limit, remaining))
        return reply, fault

    def _respond_safely(self, request: Seen) -> Reply:
        try:
            return self.respond(request)
        except Exception:  # a mistake here must show in the test, not vanish in a server thread
            self.errors.append(traceback.format_exc())
            return Reply(500, self.errors[-1].encode(), {"Content-Type": "text/plain"})

    @staticmethod
    def _with_headers(reply: Reply, headers: Mapping[str, str]) -> Reply:
        return Reply(reply.status, reply.body, {**reply.headers, **headers})


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):  # the client may have been quicker
        connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # the default of 5 drops connections when many clients arrive at once
    standin: Standin

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave early are part of the tests; everything else is kept in `errors`."""
        self.standin.errors.append(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = LONGEST_WAIT
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.standin.opened(self.connection)

    def finish(self) -> None:
        super().finish()
        self.server.standin.closed(self.connection)

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_CONNECT(self) -> None:
        """What a proxy is asked for the sake of https."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error; `requests` is the log."""

    def _serve(self) -> None:
        standin = self.server.standin
        reply, fault = standin.answer(self._seen(standin.now()))
        if reply is None:
            self.close_connection = True
            return
        head, body = self._head(reply), reply.body
        if fault and fault.keep_bytes is not None:
            body = body[: fault.keep_bytes]
            self.close_connection = True
        if fault and fault.drip:
            self.wfile.write(head)
            for at in range(len(body)):
                if standin.stopped_within(fault.drip):
                    return
                self.wfile.write(body[at : at + 1])
            return
        if self.command == "HEAD":
            body = b""
        self.wfile.write(head + body)  # one write: two small ones would wait for a delayed acknowledgement

    def _seen(self, now: float) -> Seen:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        form = self.rfile.read(length).decode("utf-8", "replace") if length else ""
        params = dict(parse_qsl(query, keep_blank_values=True) + parse_qsl(form, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Seen(now, self.command, path, params, headers)

    def _head(self, reply: Reply) -> bytes:
        headers = {"Date": self.date_time_string(), **reply.headers, "Content-Length": str(len(reply.body))}
        if self.close_connection:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
