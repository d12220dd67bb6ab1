"""What is refused: other hosts, other sites, strangers, what is too large, too slow or made to hurt."""

from __future__ import annotations

import contextlib
import io
import socket
import time
import zipfile
from pathlib import Path

import pytest

from citecheck.errors import InputError, SettingsError
from citecheck.web.options import Options
from citecheck.web.reader import Readers
from tests.web.serving import FIRST, SETTINGS, Served, serving


@pytest.mark.parametrize("host", ["evil.example.net", "127.0.0.1.evil.example.net", "", "localhost:99:1"])
def test_other_host_names_are_refused(served: Served, host: str) -> None:
    assert served.get("/", headers={"host": host}).status_code in (400, 421)


@pytest.mark.parametrize("origin", ["http://evil.example.net", "null", "http://127.0.0.1.evil.example.net"])
def test_changes_from_another_site_are_refused(served: Served, origin: str) -> None:
    assert served.post("/lists", data={"text": FIRST}, headers={"origin": origin}).status_code == 403
    assert served.post("/api/check", json={"text": FIRST}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_pages_may_load_nothing_from_elsewhere_and_run_no_script_of_their_own(served: Served) -> None:
    page = served.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text
    assert " style=" not in page.text
    assert " onclick" not in page.text


def test_listening_elsewhere_needs_a_token(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="would let everybody in"):
        Options(settings=SETTINGS, data=tmp_path, host="0.0.0.0")


def test_token_lets_in_by_cookie_and_by_header(tmp_path: Path) -> None:
    with serving(tmp_path, token="a-long-token") as served:
        assert served.get("/").status_code == 401
        assert served.get("/health").status_code == 200
        assert served.get("/", headers={"authorization": "Bearer a-long-tokem"}).status_code == 401
        assert served.get("/", headers={"authorization": "Bearer a-long-token"}).status_code == 200
        assert served.post("/login", data={"token": "guess"}).status_code == 403
        cookie = served.post("/login", data={"token": "a-long-token"}).headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert served.get("/", headers={"cookie": cookie.partition(";")[0]}).status_code == 200


def test_large_bodies_are_refused_whether_or_not_they_say_so(tmp_path: Path) -> None:
    with serving(tmp_path, largest=100_000) as served:
        assert served.post("/api/check", data=b"x" * 200_000).status_code == 413
        pieces = (b"x" * 10_000 for _ in range(50))
        with contextlib.suppress(OSError):  # the connection may be closed before all is sent
            assert served.post("/api/check", data=pieces).status_code == 413
        assert served.get("/health").status_code == 200


def test_form_of_ten_thousand_parts_is_refused(served: Served) -> None:
    parts = [(f"f{number}", (None, "x")) for number in range(10_000)]
    assert served.post("/api/check", files=parts).status_code in (400, 413)
    assert served.get("/health").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset"])
def test_other_content_types_are_refused(served: Served, kind: str) -> None:
    answer = served.post("/api/check", data=b"not json", headers={"content-type": kind})
    assert answer.status_code in (415, 422)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "a\0b.txt", "con.txt"])
def test_file_names_are_only_names(served: Served, name: str) -> None:
    answer = served.post("/api/check?wait=20", files={"file": (name, FIRST.encode())})
    assert answer.status_code == 201
    assert "/" not in answer.json()["name"]
    assert "\\" not in answer.json()["name"]


@pytest.mark.slow
def test_zip_bomb_is_refused_and_the_server_lives(served: Served) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 200_000_000)
    answer = served.post("/api/check", files={"file": ("bomb.docx", packed.getvalue())})
    assert answer.status_code == 422
    assert served.get("/health").status_code == 200


def test_more_waiting_lists_than_allowed_are_refused(tmp_path: Path) -> None:
    with serving(tmp_path, most_waiting_a_client=2, workers=0) as served:
        statuses = [served.post("/api/check", json={"text": FIRST}).status_code for _ in range(3)]
        assert statuses == [201, 201, 429]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202e[31m", '"><img src=x onerror=alert(1)>', "{{7*7}}"]
)
def test_what_people_send_is_shown_as_text(served: Served, text: str) -> None:
    id = served.checked(f"Mosca {text} A. A title of {text}. J {text}. 2001;1:1-2.", name=text)["id"]
    page = served.get(f"/lists/{id}").text
    assert "<script>" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_slow_upload_ends(tmp_path: Path) -> None:
    from citecheck.web import guard

    assert guard.Guard.slowest == 60.0
    with serving(tmp_path) as served:
        host, port = served.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as slow:
            slow.sendall(b"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc")
            begun = time.monotonic()
            assert served.get("/health").status_code == 200  # others are answered meanwhile
            assert time.monotonic() - begun < 5


def test_list_that_is_too_tangled_is_refused_in_time() -> None:
    readers = Readers(number=1, seconds=0.0001)
    with pytest.raises(InputError, match="too large or too tangled"):
        readers.read(b"1. Mosca C. A title. Gut. 2004;3:4-5.\n", "list")
    readers.close()
