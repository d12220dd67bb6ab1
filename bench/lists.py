"""What verifying whole lists against a catalogue costs: real references, as a user would have them verified."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench import rates

SIZES = (1_000, 10_000, 100_000)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A list that was verified; `startup`: the seconds of a list of one reference."""

    references: int
    startup: float
    run: rates.Run


def measure(folder: Path, matching: Path, scratch: Path, workers: int) -> list[Verified]:
    """Lists of growing size, the same thousand references over and over."""
    strings = rates.strings(matching / "real_refs_with_held_target.jsonl.gz")
    startup = _verified(folder, strings[:1], scratch, 1, workers).seconds
    return [
        Verified(references=size, startup=startup, run=_verified(folder, strings, scratch, size, workers))
        for size in SIZES
    ]


def _verified(folder: Path, strings: list[str], scratch: Path, size: int, workers: int) -> rates.Run:
    path = scratch / f"list-{size}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("key", "reference"))
        rows.writerows((f"r{number}", text) for number, text in enumerate(islice(cycle(strings), size), 1))
    asked = ["--source", "catalogue", "--catalogue", str(folder), "--workers", str(workers)]
    lenient = ["--fail-on", "never", "--allow-undecided", "--report", f"json={scratch / 'report.json'}"]
    return rates.watched(["verify", str(path), *asked, *lenient])
