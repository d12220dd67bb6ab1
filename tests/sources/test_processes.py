"""Real processes: limits kept together, nothing torn, nothing lost when one is stopped or killed."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Fault, Seen
from tests.sources.process import environment, start

ADDRESS, KEY, TOKEN = "someone@reading-room.net", "0123456789abcdef", "tok-ABCDEF0123456789"
LONGEST = 40.0  # seconds that a process may take before its test fails


@pytest.fixture
def eutils() -> Iterator[EutilsStandin]:
    with EutilsStandin() as one:
        yield one
    assert one.errors == []


@pytest.fixture
def crossref() -> Iterator[CrossrefStandin]:
    with CrossrefStandin(latency=0.05) as one:
        yield one
    assert one.errors == []


@pytest.fixture
def doi() -> Iterator[DoiStandin]:
    with DoiStandin() as one:
        yield one
    assert one.errors == []


def unknown(folder: Path, count: int, *, start: int = 0) -> str:
    """A list of references that nobody knows, so that each costs a search of its own."""
    lines = (f"{n},Nemo{n} Q 19{n % 90 + 10};{n}:1-2" for n in range(start, start + count))
    path = folder / f"list-{start}.csv"
    path.write_text("key,reference\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    try:
        return process.communicate(timeout=LONGEST)
    finally:
        process.kill()


def whole(cache: Path) -> list[Path]:
    """The cache's files, each of which is whole."""
    files = [path for path in cache.rglob("*") if path.is_file()]
    assert all(path.suffix == ".json" and json.loads(path.read_text(encoding="utf-8")) for path in files)
    return files


def soon(done: Callable[[], bool]) -> None:
    """Waits for something that another process does."""
    deadline = time.monotonic() + LONGEST
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.slow
def test_two_processes_on_one_cache_keep_the_limits_together(
    tmp_path: Path, crossref: CrossrefStandin, eutils: EutilsStandin, doi: DoiStandin
) -> None:
    environ = environment(tmp_path / "pace", crossref, eutils, doi, CITECHECK_MAILTO=ADDRESS)
    cache = tmp_path / "cache"
    lists = [unknown(tmp_path, 8), unknown(tmp_path, 8, start=4)]  # four references are in both
    runs = [start(environ, "verify", one, "--cache", str(cache), "--report", "json=-") for one in lists]
    outputs = [ended(run) for run in runs]
    assert [run.returncode for run in runs] == [1, 1], outputs
    for output, _ in outputs:
        assert {verdict["outcome"] for verdict in json.loads(output)["verdicts"]} == {"not-found"}
    assert crossref.refused == eutils.refused == 0
    assert crossref.max_in_flight <= 3
    assert len(list((cache / "crossref").glob("text-*.json"))) == 12
    assert whole(cache)
    again = start(environ, "verify", lists[0], "--cache", str(cache))
    asked = len(crossref.requests)
    ended(again)
    assert len(crossref.requests) == asked


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_run_reports_what_is_known_and_asks_no_more(
    number: signal.Signals, tmp_path: Path, crossref: CrossrefStandin, eutils: EutilsStandin, doi: DoiStandin
) -> None:
    environ = environment(tmp_path / "pace", crossref, eutils, doi, CITECHECK_MAILTO=ADDRESS)
    cache = tmp_path / "cache"
    run = start(environ, "verify", unknown(tmp_path, 60), "--cache", str(cache), "--report", "json=-")
    soon(lambda: len(crossref.requests) >= 4)
    run.send_signal(number)
    output, errors = ended(run)
    assert run.returncode == 128 + number, errors
    assert "Traceback" not in errors
    assert "stopping" in errors
    verdicts = json.loads(output)["verdicts"]
    assert len(verdicts) == 60
    undecided = [verdict for verdict in verdicts if verdict["outcome"] == "undecided"]
    assert 50 <= len(undecided) <= 60
    assert all("stopped" in str(verdict["outages"]) for verdict in undecided)
    assert len(crossref.requests) < 12
    assert len(list((cache / "crossref").glob("text-*.json"))) == len(crossref.requests)


def test_second_interrupt_ends_at_once(tmp_path: Path, eutils: EutilsStandin, doi: DoiStandin) -> None:
    with CrossrefStandin(faults=lambda seen: Fault.hanging(25)) as crossref:
        environ = environment(tmp_path / "pace", crossref, eutils, doi)
        run = start(environ, "verify", unknown(tmp_path, 3), "--cache", str(tmp_path / "cache"))
        soon(lambda: bool(crossref.requests))
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        assert run.stderr
        while "stopping" not in run.stderr.readline():
            assert run.poll() is None
        run.send_signal(signal.SIGINT)
        ended(run)
    assert run.returncode == 130
    assert time.monotonic() - began < 10


@pytest.mark.slow
def test_killed_run_loses_at_most_the_requests_in_flight(
    tmp_path: Path, crossref: CrossrefStandin, eutils: EutilsStandin, doi: DoiStandin
) -> None:
    environ = environment(tmp_path / "pace", crossref, eutils, doi, CITECHECK_MAILTO=ADDRESS)
    cache, listed = tmp_path / "cache", unknown(tmp_path, 12)
    run = start(environ, "verify", listed, "--cache", str(cache))
    soon(lambda: len(crossref.requests) >= 6)
    run.kill()
    ended(run)
    asked = len(crossref.requests)
    kept = len(list((cache / "crossref").glob("text-*.json")))
    assert asked - 3 <= kept <= asked
    ended(start(environ, "verify", listed, "--cache", str(cache)))
    assert len(crossref.requests) == asked + 12 - kept


@pytest.mark.slow
def test_time_for_a_run_ends_it_with_a_report(
    tmp_path: Path, crossref: CrossrefStandin, eutils: EutilsStandin, doi: DoiStandin
) -> None:
    environ = environment(tmp_path / "pace", crossref, eutils, doi)
    began = time.monotonic()
    listed = unknown(tmp_path, 60)
    run = start(environ, "verify", listed, "--cache", str(tmp_path / "cache"), "--budget", "6", "--report", "json=-")
    output, errors = ended(run)
    assert time.monotonic() - began < 20
    assert run.returncode in (1, 3), errors
    undecided = [one for one in json.loads(output)["verdicts"] if one["outcome"] == "undecided"]
    assert 40 <= len(undecided) < 60
    assert all("the 6 s for the run are over" in str(verdict["outages"]) for verdict in undecided)
    assert "slow pool" in errors
    assert "--mailto" in errors


@pytest.mark.slow
@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_secrets_are_nowhere(tmp_path: Path, eutils: EutilsStandin, doi: DoiStandin, debug: list[str]) -> None:
    """Not in answers, reports, error texts or tracebacks, whether the services are well or fail."""
    for ill in (False, True):
        with CrossrefStandin(limits=False, faults=_fault if ill else None) as crossref:
            secrets = {"CITECHECK_MAILTO": ADDRESS, "NCBI_API_KEY": KEY, "CROSSREF_PLUS_TOKEN": TOKEN}
            environ = environment(tmp_path / "pace", crossref, eutils, doi, **secrets)
            folder = tmp_path / f"ill-{ill}"
            reports = [
                part for kind in ("json", "html", "csv", "terminal") for part in ("--report", f"{kind}={folder / kind}")
            ]
            arguments = [unknown(tmp_path, 3), "--cache", str(folder / "cache"), *reports, *debug]
            output, errors = ended(start(environ, "verify", *arguments))
            sent = [request for request in crossref.requests if request.params.get("mailto") == ADDRESS]
            assert sent
            assert sent[0].headers["crossref-plus-api-token"] == f"Bearer {TOKEN}"
        assert any(request.params.get("api_key") == KEY for request in eutils.requests)
        _assert_clean(output, errors, *_texts(folder), *_texts(tmp_path / "pace"))
    unwritable = tmp_path / "file"
    unwritable.write_text("")
    output, errors = ended(start(environ, "verify", *arguments[:1], "--cache", str(unwritable), *debug))
    assert "can't be written" in errors
    _assert_clean(output, errors)


def _fault(seen: Seen) -> Fault:
    return Fault.status(400, f'{{"message": "no such token {TOKEN}, {KEY}, {ADDRESS}"}}')


def _texts(folder: Path) -> list[str]:
    return [path.name + path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()]


def _assert_clean(*texts: str) -> None:
    assert not [text for text in texts for secret in (ADDRESS, KEY, TOKEN, "someone%40") if secret in text]


@pytest.mark.slow
def test_two_services_that_are_silent_hold_up_neither_a_list_nor_the_doctor(tmp_path: Path) -> None:
    """As behind a firewall that drops what it does not like: connections are taken, and nothing ever comes."""
    silent: dict[str, Any] = {"faults": lambda seen: Fault.hanging(30), "limits": False}
    with CrossrefStandin(**silent) as crossref, EutilsStandin(**silent) as eutils, DoiStandin(**silent) as doi:
        environ = environment(tmp_path / "pace", crossref, eutils, doi, CITECHECK_MAILTO=ADDRESS)
        for longest, arguments in ((15, ["doctor"]), (45, ["verify", unknown(tmp_path, 24)])):
            began = time.monotonic()
            output, errors = ended(start(environ, *arguments, "--cache", str(tmp_path / "cache")))
            assert time.monotonic() - began < longest, errors
            assert "no answer in" in output
