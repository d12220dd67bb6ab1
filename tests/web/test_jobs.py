"""Lists wait their turn, stop when told, and survive a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from citecheck import api
from citecheck.model import Reference
from citecheck.web.jobs import Jobs
from citecheck.web.store import DONE, QUEUED, STOPPED, Store
from tests.web.serving import FIRST, ROOT, SETTINGS, TWELFTH, serving


def _references(number: int) -> list[Reference]:
    text = "".join(f"{place}. {FIRST}\n" for place in range(1, number + 1))
    return list(api.stream_bytes(text.encode(), "list", format="text"))


def _store(folder: Path) -> Store:
    return Store(folder / "citecheck.sqlite")


def test_short_list_does_not_wait_behind_a_long_one(tmp_path: Path) -> None:
    store = _store(tmp_path)
    long, _ = store.add(_references(200), client="a", name="long", options={}, life=100)
    short, _ = store.add(_references(5), client="b", name="short", options={}, life=100)
    jobs = Jobs(store, SETTINGS, workers=1)
    turns = []
    while (turn := store.next_turn(60)) is not None:
        jobs._judge(*turn)
        turns.append(turn[0].id)
    assert turns[:2] == [long, short]
    assert turns.count(long) == 4
    assert {store.listed(long).state, store.listed(short).state} == {DONE}  # type: ignore[union-attr]


def test_list_of_the_same_client_with_the_same_key_is_added_once(tmp_path: Path) -> None:
    store = _store(tmp_path)
    first = store.add(_references(1), client="a", name="x", options={}, life=100, idempotency="k")
    assert store.add(_references(1), client="a", name="x", options={}, life=100, idempotency="k") == (first[0], False)
    assert store.add(_references(1), client="b", name="x", options={}, life=100, idempotency="k")[1]


def test_what_has_expired_is_not_found_and_is_purged(tmp_path: Path) -> None:
    now = [1000.0]
    store = Store(tmp_path / "x.sqlite", now=lambda: now[0])
    id, _ = store.add(_references(1), client="a", name="x", options={}, life=10)
    assert store.listed(id)
    now[0] += 11
    assert store.listed(id) is None
    assert store.purge() == 1
    assert store.parts(id) == []


def test_stopped_list_keeps_what_is_known_and_says_what_was_not_asked(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as served:
        id = served.post("/api/check", json={"text": FIRST}).json()["id"]
        stopped = served.post(f"/api/jobs/{id}/stop").json()
        assert stopped["state"] == STOPPED
        report = served.get(f"/api/jobs/{id}/report.json").json()
        assert report["verdicts"][0]["outages"][0]["reason"] == "not asked: stopped"
        assert "not asked: stopped" in served.get(f"/lists/{id}").text


def test_decisions_are_kept_with_who_and_why_in_every_report_and_export(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        id = served.checked(TWELFTH)["id"]
        decision = {"what": "reject", "who": "Ann Editor", "why": "another paper is meant"}
        assert served.post(f"/lists/{id}/0/decide", data=decision).status_code == 303
        report = served.get(f"/api/jobs/{id}/report.json").json()["verdicts"][0]
        assert report["outcome"] == "undecided"
        assert report["findings"][0]["message"] == "the match was rejected by Ann Editor: another paper is meant"
        assert "10.3389" not in served.get(f"/api/jobs/{id}/export.csl-json").text
        for format in ("html", "csv", "terminal"):
            assert "Ann Editor" in served.get(f"/api/jobs/{id}/report.{format}").text
        back = {"what": "accept", "work": "0", "who": "Bo", "why": ""}
        assert served.post(f"/lists/{id}/0/decide", data=back).status_code == 303
        again = served.get(f"/api/jobs/{id}/report.json").json()["verdicts"][0]
        assert again["item"]["DOI"] == "10.3389/fimmu.2021.791565"
        assert {"year-mismatch", "accepted-by-hand"} <= {one["rule"] for one in again["findings"]}
        assert served.post(f"/lists/{id}/0/decide", data={"what": "accept", "work": "9"}).status_code == 422


def test_reference_that_is_written_otherwise_is_checked_again_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        id = served.checked(TWELFTH + "\n" + FIRST)["id"]
        served.post(f"/lists/{id}/0/edit", data={"text": FIRST})
        report = served.get(f"/api/jobs/{id}/report.json").json()["verdicts"]
        assert [one["item"]["DOI"] for one in report] == ["10.1007/s00223-021-00938-w"] * 2
        assert {"duplicate"} <= {one["rule"] for one in report[0]["findings"]}


def test_draft_is_shown_mended_and_begun_without_a_script(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        given = served.post("/lists", data={"text": "1. Mosca X. 2022;110(6):641-648."})
        page = served.address + given.headers["location"]
        assert "Nothing has been asked yet" in requests.get(page, timeout=10).text
        assert requests.post(f"{page}/0/edit", data={"text": FIRST}, timeout=10).status_code == 200
        assert requests.post(f"{page}/start", timeout=10).status_code == 200
        until = time.monotonic() + 20
        while "badge verified" not in requests.get(page, timeout=10).text:
            assert time.monotonic() < until
        marked = requests.post(f"{page}/0/seen", timeout=10)
        assert 'class="entry verified seen"' in marked.text


@pytest.mark.slow
def test_killed_server_goes_on_where_it_was(tmp_path: Path) -> None:
    sent = [_served_and_killed(tmp_path) for _ in range(2)]
    store = _store(tmp_path)
    assert store.count()[QUEUED] + store.count()["running"] + store.count()[DONE] == len(sent)
    process, address = _started(tmp_path)
    try:
        until = time.monotonic() + 60
        while store.waiting() and time.monotonic() < until:
            time.sleep(0.1)
        answers = [requests.get(f"{address}api/jobs/{id}", timeout=10).json() for id in sent]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert [(one["state"], one["progress"]["done"]) for one in answers] == [(DONE, 300)] * 2
    assert [one["key"] for one in answers[0]["verdicts"]] == [str(place) for place in range(1, 301)]


def _served_and_killed(data: Path) -> str:
    process, address = _started(data)
    text = "".join(f"{place}. {FIRST}\n" for place in range(1, 301))
    id: str = requests.post(f"{address}api/check", json={"text": text}, timeout=30).json()["id"]
    process.kill()
    process.communicate()
    return id


def _started(data: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "citecheck", "serve", "--port", "0", "--data", str(data), "--offline"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stderr
    line = process.stderr.readline()
    return process, line.split("listening on ")[1].split(";")[0]
