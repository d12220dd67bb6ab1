"""The program as others start it: a process with its own streams, on a list whose answers are all in a cache."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ("json", "html", "csv")
COMMAND = (sys.executable, "-m", "citecheck")
LONGEST = 60.0


def arguments(folder: Path, *more: str, command: str = "verify") -> list[str]:
    """The command line over the list of this project, with three reports in `folder`."""
    outputs = [part for name in REPORTS for part in ("--report", f"{name}={folder / name}")]
    known = [str(ROOT / "references.csv"), "--cache", str(ROOT / "cache"), "--offline", "--allow-undecided"]
    return [*COMMAND, command, *known, *outputs, *more]


def environment(**more: str) -> dict[str, str]:
    """A clean one, with a clock that stands still, so that two runs give the same bytes."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CITECHECK_", "NCBI_"))}
    return clean | {"SOURCE_DATE_EPOCH": "1700000000"} | more


def run(
    *command: str,
    stdin: int | IO[Any] | None = subprocess.DEVNULL,
    stdout: int | IO[Any] = subprocess.PIPE,
    before: Callable[[], None] | None = None,
    cwd: Path = ROOT,
    **more: str,
) -> subprocess.CompletedProcess[bytes]:
    """Runs it to its end."""
    return subprocess.run(
        command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, preexec_fn=before, cwd=cwd,
        env=environment(**more), timeout=LONGEST, check=False,
    )  # fmt: skip
