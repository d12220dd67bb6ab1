"""The shared limits: what several pacers, as in several processes, agree on."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from citecheck.interfaces import Limits
from citecheck.sources.net.pacing import Late, Pacer
from citecheck.sources.net.shared_limits import SharedLimits, machine_folder
from tests.sources.tools import Clock

GO_ON = threading.Event()
FAST = Limits(per_second={"lists": 1e6}, in_flight=2)


def pacer(folder: Path, clock: Clock, in_flight: int = 3) -> Pacer:
    shared = SharedLimits(folder, "host:80-polite", now=clock.now)
    limits = Limits(per_second={"lists": 2.0}, in_flight=in_flight)
    return Pacer(limits, shared=shared, now=clock.now, sleep=clock.sleep)


def starts(clock: Clock, *pacers: Pacer) -> list[float]:
    times = []
    for one in pacers:
        with one.turn("lists", stop=GO_ON) as departed:
            departed()
            times.append(round(clock.now() - 1000, 3))
    return times


def test_pacers_space_their_requests_together(tmp_path: Path) -> None:
    clock = Clock()
    one, other = pacer(tmp_path, clock), pacer(tmp_path, clock)
    assert starts(clock, one, other, one, other) == [0.0, 0.55, 1.1, 1.65]


def test_pause_that_one_is_asked_for_holds_for_all(tmp_path: Path) -> None:
    clock = Clock()
    one, other = pacer(tmp_path, clock), pacer(tmp_path, clock)
    one.hold(9)
    assert starts(clock, other) == [9.0]


@pytest.mark.parametrize("torn", [b"", b'{"lists": 10', b"[]", b'{"lists": "x"}', b'{"lists": 9e9}', b"\xff"])
def test_torn_file_and_a_clock_that_was_set_back_stop_nobody(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "host_80-polite.json").write_bytes(torn)
    clock = Clock()
    assert starts(clock, pacer(tmp_path, clock), pacer(tmp_path, clock)) == [0.0, 0.55]
    assert json.loads((tmp_path / "host_80-polite.json").read_bytes())


def test_folder_that_can_not_be_written_leaves_the_limits_of_the_process(tmp_path: Path) -> None:
    clock = Clock()
    one = pacer(tmp_path / "nowhere", clock)
    assert starts(clock, one, one) == [0.0, 0.55]


def test_slots_are_shared(tmp_path: Path) -> None:
    pacers = [Pacer(FAST, shared=SharedLimits(tmp_path, "x")) for _ in range(4)]
    running, most, lock = 0, 0, threading.Lock()

    def work(number: int) -> None:
        nonlocal running, most
        with pacers[number % 4].turn("lists", stop=GO_ON):
            with lock:
                running += 1
                most = max(most, running)
            threading.Event().wait(0.002)
            with lock:
                running -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    assert most == 2


def test_request_that_would_start_too_late_does_not_wait(tmp_path: Path) -> None:
    clock = Clock()
    one = pacer(tmp_path, clock)
    one.hold(30)
    with pytest.raises(Late), one.turn("lists", stop=GO_ON, until=clock.now() + 10):
        pass
    assert clock.pauses == []


def test_wish_to_stop_ends_the_waiting(tmp_path: Path) -> None:
    clock = Clock()
    stop = threading.Event()
    stop.set()
    with pytest.raises(Late), pacer(tmp_path, clock).turn("lists", stop=stop):
        pass
    assert starts(clock, pacer(tmp_path, clock)) == [0.0]


def test_folder_holds_times_and_nothing_else(tmp_path: Path) -> None:
    clock = Clock()
    starts(clock, pacer(tmp_path, clock))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "host_80-polite.json": b'{"lists": 1000.55}',
        "host_80-polite.0": b"",
        "host_80-polite.lock": b"",
    }


def test_machine_folder_is_outside_the_answers() -> None:
    folder = machine_folder()
    assert folder
    assert folder.is_dir()
    assert folder.parts[-2:] == ("citecheck", "pace")
