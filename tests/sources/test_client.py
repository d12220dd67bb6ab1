"""The client: paces, retries, gives up, and says why without giving anything away."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate

import pytest

from citecheck.interfaces import STOPPED, Limits, Request, Run, StatedLimits, Unanswered
from citecheck.settings import Settings
from citecheck.sources.crossref_service import WORKS
from citecheck.sources.net.client import HttpClient, user_agent
from citecheck.sources.net.pacing import Pacer
from standins.server import Fault, Reply, Seen
from tests.sources.tools import Clock, Echo, client

GO_ON = threading.Event()
ADDRESS, KEY = "someone@reading-room.net", "0123456789abcdef"


def ask(one: HttpClient, url: str, kind: str = "lists") -> bytes:
    return one.send(Request(kind=kind, url=url, params={"mailto": ADDRESS, "api_key": KEY})).content


def reason_of(one: HttpClient, url: str) -> str:
    with pytest.raises(Unanswered) as caught:
        ask(one, url)
    assert str(caught.value) == caught.value.reason
    assert ADDRESS not in repr(caught.value)
    assert KEY not in repr(caught.value)
    assert "127.0.0.1" not in repr(caught.value)
    return caught.value.reason


def unused_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_request_starts_are_spaced_for_each_kind_of_question() -> None:
    clock = Clock()
    pacer = Pacer(Limits(per_second={"lists": 1.0, "single": 10.0}, in_flight=3), now=clock.now, sleep=clock.sleep)
    starts = []
    for kind in ("lists", "single", "lists", "single"):
        with pacer.turn(kind, stop=GO_ON):
            starts.append(clock.now() - 1000)
    assert starts[:2] == [0, 0]
    assert 1.0 < starts[2] < 1.2
    assert starts[3] == starts[2]


def test_no_more_requests_run_at_once_than_allowed() -> None:
    pacer, running, most, lock = Pacer(Limits(per_second={"lists": 1e6}, in_flight=2)), 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal running, most
        with pacer.turn("lists", stop=GO_ON):
            with lock:
                running += 1
                most = max(most, running)
            threading.Event().wait(0.002)
            with lock:
                running -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    assert most == 2


def test_the_service_may_widen_and_narrow_the_limits() -> None:
    clock = Clock()
    pacer = Pacer(Limits(per_second={"lists": 1.0}, in_flight=1), now=clock.now, sleep=clock.sleep)
    pacer.answered("lists", StatedLimits(requests=10, in_flight=3))
    assert pacer.in_flight == 3
    for _ in range(3):
        with pacer.turn("lists", stop=GO_ON):
            pass
    assert clock.pauses == [0.11, 0.11]
    pacer.answered("lists", StatedLimits(requests=1))
    for _ in range(2):
        with pacer.turn("lists", stop=GO_ON):
            pass
    assert clock.pauses[-1] == 1.1
    assert pacer.in_flight == 3


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "many", "9" * 40, "1e999"])
def test_nonsense_in_limit_headers_never_stops_the_pacer(nonsense: str) -> None:
    clock = Clock()
    pacer = Pacer(Limits(per_second={"lists": 1.0}, in_flight=1), now=clock.now, sleep=clock.sleep)
    headers = {"x-rate-limit-limit": nonsense, "x-rate-limit-interval": nonsense, "x-concurrency-limit": nonsense}
    pacer.answered("lists", WORKS.stated(headers))
    for _ in range(3):
        with pacer.turn("lists", stop=GO_ON):
            pass
    assert sum(clock.pauses) <= 120


def test_headers_of_an_answer_are_adopted() -> None:
    said = {"x-rate-limit-limit": "1", "x-rate-limit-interval": "2s", "x-concurrency-limit": "1"}
    clock = Clock()
    with Echo(Reply(200, b"{}", said), limits=False) as echo:
        one = client(clock, endpoint=WORKS)
        ask(one, echo.url)
        ask(one, echo.url)
        ask(one, echo.url)
    assert clock.pauses[-1] == 2.2
    assert one.in_flight == 1


def test_agent_and_parameters_carry_the_address() -> None:
    with Echo(limits=False) as echo:
        ask(client(mailto=ADDRESS), echo.url)
        agent = echo.requests[0].headers["user-agent"]
    assert agent == user_agent(ADDRESS)
    assert agent.startswith("citecheck/")
    assert agent.endswith(f" (mailto:{ADDRESS})")
    assert "mailto" not in user_agent("")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_service_is_asked_three_times_with_growing_pauses(status: int) -> None:
    clock = Clock()
    with Echo(faults=lambda seen: Fault.status(status), limits=False) as echo:
        reason = reason_of(client(clock), echo.url)
        assert len(echo.requests) == 3
    assert str(status) in reason
    assert clock.pauses == [1.0, 2.0]


def test_success_after_a_failure_is_an_answer() -> None:
    with Echo(Reply(503, b"<html>"), Reply(200, b"fine"), limits=False) as echo:
        assert ask(client(), echo.url) == b"fine"


@pytest.mark.parametrize(("said", "paused"), [("7", 7.0), ("60", 60.0), ("soon", 1.0), ("-5", 1.0)])
def test_retry_after_in_seconds_is_honoured_up_to_a_minute(said: str, paused: float) -> None:
    clock = Clock()
    with Echo(Reply(429, b"", {"Retry-After": said}), Reply(200, b"fine"), limits=False) as echo:
        ask(client(clock), echo.url)
    assert clock.pauses == [paused]


def test_retry_after_as_a_date_is_honoured() -> None:
    clock = Clock()
    date = formatdate(clock.now() + 9, usegmt=True)
    with Echo(Reply(503, b"", {"Retry-After": date}), Reply(200, b"fine"), limits=False) as echo:
        ask(client(clock), echo.url)
    assert clock.pauses == [9.0]


def test_too_many_requests_lower_the_number_in_flight() -> None:
    one = client(in_flight=3)
    with Echo(Reply(429), Reply(200), limits=False) as echo:
        ask(one, echo.url)
    assert one.in_flight == 2


def test_not_found_and_refused_questions_are_data() -> None:
    with Echo(Reply(404, b"Resource not found."), Reply(400, b"{}"), limits=False) as echo:
        one = client()
        assert one.send(Request(kind="lists", url=echo.url)).status == 404
        assert one.send(Request(kind="lists", url=echo.url)).status == 400


def test_refused_connection_closes_the_client_at_once() -> None:
    clock, url = Clock(), f"http://127.0.0.1:{unused_port()}/"
    one = client(clock)
    ask_once = time.perf_counter()
    assert reason_of(one, url) == "connection refused"
    assert reason_of(one, url) == "connection refused"
    assert time.perf_counter() - ask_once < 2  # the first use of requests is in it
    assert clock.pauses == []
    with Echo(limits=False) as echo:
        assert reason_of(one, echo.url) == "connection refused"
        assert echo.requests == []


def test_unknown_name_closes_the_client_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert reason_of(client(), "http://api.invalid/") == "name not resolved"


def test_three_failed_questions_in_a_row_close_the_client() -> None:
    with Echo(faults=lambda seen: Fault.status(503), limits=False) as echo:
        one = client()
        assert {reason_of(one, echo.url) for _ in range(3)} == {"server error (503)"}
        asked = len(echo.requests)
        assert reason_of(one, echo.url) == "closed after repeated failures: server error (503)"
        assert len(echo.requests) == asked == 9


def test_an_answer_in_between_keeps_the_client_open() -> None:
    down = [True, True, False, True, True, False]
    with Echo(faults=lambda seen: Fault.status(418) if down.pop(0) else None, limits=False) as echo:
        one = client()
        for expected in list(down):
            if expected:
                assert reason_of(one, echo.url) == "unexpected answer (418)"
            else:
                assert ask(one, echo.url) == b"{}"


@pytest.mark.parametrize("status", [401, 403])
def test_being_denied_closes_the_client(status: int) -> None:
    with Echo(faults=lambda seen: Fault.status(status), limits=False) as echo:
        one = client()
        assert reason_of(one, echo.url) == reason_of(one, echo.url) == f"access refused ({status})"
        assert len(echo.requests) == 1


def test_silence_is_bounded_and_named() -> None:
    with Echo(faults=lambda seen: Fault.hanging(5), limits=False) as echo:
        assert reason_of(client(timeout=0.05), echo.url) == "no answer in 0.05 s"


def test_lost_connection_and_cut_answer_are_failures() -> None:
    with Echo(faults=lambda seen: Fault.closed(), limits=False) as echo:
        assert reason_of(client(), echo.url) == "connection lost"
    with Echo(Reply(200, b"x" * 900), faults=lambda seen: Fault.truncated(100), limits=False) as echo:
        assert reason_of(client(), echo.url) == "answer was cut off"


def test_answer_that_fails_its_check_is_asked_for_again() -> None:
    with Echo(Reply(200, b"<html>"), Reply(200, b"fine"), limits=False) as echo:
        answer = client().send(Request(kind="lists", url=echo.url), lambda one: "odd" * one.content.startswith(b"<"))
    assert answer.content == b"fine"


def test_answer_of_unbounded_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citecheck.sources.net.client.LARGEST_ANSWER", 1000)
    with Echo(Reply(200, b"x" * 100_000), limits=False) as echo:
        assert reason_of(client(), echo.url) == "answer too large"


def test_redirect_within_the_service_is_followed() -> None:
    def moved(seen: Seen) -> Fault | None:
        return Fault.status(301, headers={"Location": "/new"}) if seen.path == "/old" else None

    with Echo(faults=moved, limits=False) as echo:
        assert ask(client(), f"{echo.url}/old") == b"{}"


@pytest.mark.parametrize("target", ["http://example.org/", "https://127.0.0.1/", "//example.org/works", "ftp://x/"])
def test_redirect_to_somewhere_else_is_refused(target: str) -> None:
    with Echo(faults=lambda seen: Fault.status(302, headers={"Location": target}), limits=False) as echo:
        assert reason_of(client(), echo.url) == "redirected elsewhere"
        assert len(echo.requests) == 1


def test_redirect_in_circles_ends() -> None:
    with Echo(faults=lambda seen: Fault.status(302, headers={"Location": "/"}), limits=False) as echo:
        assert reason_of(client(), echo.url) == "redirected in circles"


def test_representations_hold_no_secrets() -> None:
    assert ADDRESS not in repr(client(mailto=ADDRESS)) + repr(vars(client(mailto=ADDRESS))["_pacer"])


def test_service_that_is_silent_twice_is_closed_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citecheck.sources.net.client.FIRST_TIMEOUT", 0.05)
    with Echo(faults=lambda seen: Fault.hanging(5), limits=False) as echo:
        one = client(timeout=30)
        assert reason_of(one, echo.url) == "no answer in 0.1 s"
        assert reason_of(one, echo.url) == "closed after it was silent twice: no answer in 0.1 s"
        assert len(echo.requests) == 2


def test_service_that_has_answered_before_is_given_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citecheck.sources.net.client.FIRST_TIMEOUT", 0.5)
    with Echo(faults=lambda seen: Fault(hang=0.8) if seen.path == "/slow" else None, limits=False) as echo:
        one = client(timeout=30)
        ask(one, echo.url)
        assert ask(one, f"{echo.url}/slow") == b"{}"


def test_run_that_is_stopped_waits_for_no_answer() -> None:
    run = Run(settings=Settings())
    with Echo(faults=lambda seen: Fault.hanging(25), limits=False) as echo:
        threading.Timer(0.3, run.stop.set).start()
        began = time.monotonic()
        assert reason_of(HttpClient(Pacer(Limits(per_second={"lists": 9.0}, in_flight=1)), run), echo.url) == STOPPED
        assert time.monotonic() - began < 2


def test_two_runs_in_one_process_do_not_meet() -> None:
    one, other = Run(settings=Settings()), Run(settings=Settings())
    one.stop.set()
    with Echo(limits=False) as echo:
        assert reason_of(client(run=one), echo.url) == STOPPED
        assert ask(client(run=other), echo.url) == b"{}"
