"""What is seen while a run lasts."""

from __future__ import annotations

import io
import re
import threading

import pytest

from citecheck.cli import progress
from citecheck.cli.progress import Progress


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_line_tells_answers_rate_time_left_and_who_makes_us_wait() -> None:
    clock = Clock()
    seen = Progress(io.StringIO(), now=clock)
    things = seen.giving(seen.taking(range(1000)))
    for _ in range(120):
        next(things)
    seen.waits("Crossref", 5)
    seen.waits("PubMed", 1)
    clock.time += 2
    seen.waits("PubMed", 0)
    assert seen.line() == "120 of 1,000 references answered, 60.0 a second, 15 s left; Crossref: waiting 3 s"


def test_number_of_a_long_list_is_unknown_until_it_is_read() -> None:
    seen = Progress(io.StringIO(), now=Clock())
    things = seen.taking(iter(range(6000)))
    next(things)
    assert seen.amount() == "0"
    assert len(list(things)) == 5999
    assert seen.amount() == "0 of 6,000"


def test_order_and_number_of_what_passes_stay() -> None:
    seen = Progress(io.StringIO())
    assert list(seen.giving(seen.taking(range(7)))) == list(range(7))
    assert list(Progress(io.StringIO()).taking([])) == []


def test_nothing_is_shown_of_a_short_run() -> None:
    for stream in (io.StringIO(), Terminal()):
        with Progress(stream).shown():
            pass
        assert stream.getvalue() == ""


def _written(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(progress, "EVERY", 0.01)
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    seen = Progress(stream)
    things = seen.giving(seen.taking(range(10)))
    next(things)
    seen.waits("Crossref", 100)
    with seen.shown():
        written = threading.Event()
        for _ in range(500):
            if stream.getvalue().count("Crossref"):
                break
            written.wait(0.01)
    return stream.getvalue()


def test_off_a_terminal_there_are_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _written(io.StringIO(), monkeypatch).splitlines()[0]
    assert re.fullmatch(
        r"citecheck: 1 of 10 references answered, .* a second, .* left; Crossref: waiting \d+ .*", first
    )


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _written(Terminal(), monkeypatch)
    assert "asking: 1 of 10 references" in text
    assert "Crossref: waiting" in text
