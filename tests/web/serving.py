"""A server of ours on loopback, in a thread, and what asks it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests
import uvicorn

from citecheck.settings import Settings
from citecheck.web.options import Options
from citecheck.web.server import configured

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(cache=ROOT / "cache", offline=True)
FIRST = "Mosca C, Thorsteinsdottir F, Abrahamsen B, et al. 2022;110(6):641-648."
TWELFTH = "Lai Y, Masatoshi H, Ma Y, et al. 2021;12:791565."


@dataclass(frozen=True)
class Served:
    """A server that runs: its address, and requests to it."""

    address: str

    def get(self, path: str, **rest: Any) -> requests.Response:
        return requests.get(self.address + path, timeout=30, allow_redirects=False, **rest)

    def post(self, path: str, **rest: Any) -> requests.Response:
        return requests.post(self.address + path, timeout=60, allow_redirects=False, **rest)

    def checked(self, text: str, **rest: Any) -> dict[str, Any]:
        """A list, sent and waited for."""
        answer = self.post("/api/check?wait=50", json={"text": text, **rest})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def serving(data: Path, **options: Any) -> Iterator[Served]:
    """A server over this folder."""
    made = replace(Options(settings=SETTINGS, data=data, port=0), **options)
    config = configured(made)
    config.load()
    socket = config.bind_socket()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(timeout=0.02)
    try:
        yield Served(f"http://127.0.0.1:{socket.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        socket.close()
