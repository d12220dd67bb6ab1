"""How the server holds: clients that send a list of 24, wait for it, and send it again, for a while.

    python -m bench.web [--clients 50] [--seconds 60] [--page docs/evaluation.md]

The server answers from the shipped cache, on loopback. Printed: lists answered, errors, the median and the 99th
percentile of the seconds from sending a list to its last verdict, and the memory of the server at its highest.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import requests

from bench.page import measured, write

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run the load and print, or write, what was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description="the server under load")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--page", type=Path, help="write the figures into this page")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as data, _served(Path(data)) as (process, address):
        took, errors = _loaded(address, arguments.clients, arguments.seconds)
        peak = _peak(process.pid)
    words = (
        f"{arguments.clients} clients, each sending the 24 references again and again for {arguments.seconds:g} s:"
        f" {len(took)} lists answered, {errors} errors; from sending a list to its last verdict {median(took):.2f} s in"
        f" the median, {quantiles(took, n=100)[98]:.2f} s in the 99th percentile; the server's memory {peak:.0f} MB"
        " at its highest."
    )
    print(words)
    if arguments.page:
        about = f"{measured()}, with `python -m bench.web`."
        write(arguments.page, "The server under load", "web", f"{about}\n\n{words}")
    return 1 if errors else 0


@contextmanager
def _served(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "citecheck", "serve", "--port", "0", "--data", str(data), "--offline"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    address = process.stderr.readline().split("listening on ")[1].split(";")[0]
    try:
        yield process, address
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _loaded(address: str, clients: int, seconds: float) -> tuple[list[float], int]:
    text = (ROOT / "references.csv").read_text(encoding="utf-8")
    took: list[float] = []
    errors = [0]
    until = time.monotonic() + seconds

    def client() -> None:
        with requests.Session() as session:
            while time.monotonic() < until:
                begun = time.monotonic()
                try:
                    answer = session.post(f"{address}api/check?wait=60", json={"text": text}, timeout=90)
                    done = answer.status_code == 201 and answer.json()["state"] == "done"
                except requests.RequestException:
                    done = False
                took.append(time.monotonic() - begun)
                errors[0] += not done

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, errors[0]


def _peak(process: int) -> float:
    """MB that the process has held at its highest (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    sys.exit(main())
