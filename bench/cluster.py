"""The same references in one process, in two, and on a Spark of two executors: time, overhead, the same outcomes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench import rates
from bench.tables import markdown

MASTER = "local-cluster[2,1,1024]"


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One way: seconds on the clock, of them the start (a list of one reference), and of all processors."""

    name: str
    seconds: float
    start: float
    processor: float
    outcomes: dict[str, int]


def measure(folder: Path, matching: Path, scratch: Path, references: int) -> list[Timed]:
    """Each way once for one reference and once for all of them."""
    strings = rates.strings(matching / "real_refs_with_held_target.jsonl.gz")
    lists = [_list(scratch / f"list-{count}.csv", strings, count) for count in (1, references)]
    ways = {
        "one process": ["--workers", "1"],
        "two processes": ["--workers", "2"],
        "Spark, two executors": ["--master", MASTER],
    }
    return [_timed(name, folder, lists, options, scratch) for name, options in ways.items()]


def _list(path: Path, strings: list[str], count: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("key", "reference"))
        rows.writerows((f"r{number}", text) for number, text in enumerate(islice(cycle(strings), count), 1))
    return path


def _timed(name: str, folder: Path, lists: list[Path], options: list[str], scratch: Path) -> Timed:
    spent = []
    for path in lists:
        output = scratch / f"{name}-{path.stem}"
        begun = time.perf_counter()
        if "--master" in options:
            command = ["bulk", str(path), str(output), "--catalogue", str(folder), *options]
        else:
            asked = ["--source", "catalogue", "--catalogue", str(folder), *options]
            lenient = ["--fail-on", "never", "--allow-undecided", "--report", f"json={output}"]
            command = ["verify", str(path), *asked, *lenient]
        processor = _watched([sys.executable, "-m", "citecheck", *command])
        spent.append((time.perf_counter() - begun, processor))
    (start, _), (seconds, processor) = spent
    return Timed(name=name, seconds=seconds, start=start, processor=processor, outcomes=_outcomes(output))


def _watched(command: list[str]) -> float:
    """Run this on this machine alone; the processor seconds of all its processes, looked at now and then."""
    here = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=here)
    spent: dict[int, float] = {}
    while process.poll() is None:
        for pid in rates.family(process.pid):
            spent[pid] = max(spent.get(pid, 0.0), _processor(pid))
        time.sleep(0.2)
    if process.returncode:
        assert process.stderr
        raise RuntimeError(process.stderr.read().decode())
    return sum(spent.values())


def _processor(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _outcomes(output: Path) -> dict[str, int]:
    """How many references have each outcome."""
    if output.is_dir():
        found: dict[str, int] = json.loads((output / "_summary.json").read_text())["outcomes"]
        return found
    summary = json.loads(output.read_text())["summary"]
    names = ("verified", "mismatch", "not-found", "undecided", "unreadable")
    return {name: summary[name] for name in names if summary[name]}


def table(timed: list[Timed]) -> str:
    """With a sentence that says whether all ways say the same."""
    rows = [
        (
            one.name,
            f"{one.seconds:.1f}",
            f"{one.start:.1f}",
            f"{one.seconds - one.start:.1f}",
            f"{sum(one.outcomes.values()) / (one.seconds - one.start):,.0f}",
            f"{one.processor:.1f}",
        )
        for one in timed
    ]
    count = sum(timed[0].outcomes.values())
    same = all(one.outcomes == timed[0].outcomes for one in timed)
    said = "All count the same outcomes." if same else f"The outcomes differ: {[one.outcomes for one in timed]}."
    heads = [f"{count:,} references", "seconds", "of them start", "after the start", "references/s", "processor s"]
    return f"{markdown(heads, rows)}\n\n{said}"
