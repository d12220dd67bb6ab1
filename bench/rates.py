"""What building and asking a catalogue costs."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from citecheck.catalogue import query, stated
from citecheck.catalogue.index import Catalogue
from citecheck.model import Item
from citecheck.normalize import pages

_ASKED = 1000
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Build:
    """One build in a process of its own: seconds on the clock and of all processors, peak bytes of all processes."""

    files: tuple[str, ...]
    records: int
    seconds: float
    processor: float
    peak: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Question:
    """A kind of question: the median and the 95th percentile in milliseconds."""

    name: str
    asked: int
    median: float
    p95: float


def build(folder: Path, files: list[Path], workers: int) -> Build:
    """Build a catalogue of these files as a user would, and watch it."""
    run = watched(["catalogue", "build", str(folder), *map(str, files), "--workers", str(workers)])
    info = Catalogue.open(folder).info()
    return Build(
        files=tuple(path.name for path in files),
        records=sum(file.entries for file in info.files),
        seconds=run.seconds,
        processor=run.processor,
        peak=run.peak,
        size=info.size,
    )


@dataclass(frozen=True, kw_only=True)
class Run:
    """A command that was watched: seconds on the clock and of all processors, peak bytes of all processes."""

    seconds: float
    processor: float
    peak: int


def watched(arguments: list[str]) -> Run:
    """Run the command line with these arguments in a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "citecheck", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    _, told = process.communicate()
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        raise RuntimeError(told.decode())
    return Run(seconds=seconds, processor=_last_child_seconds(), peak=peak[0])


def questions(folder: Path, matching: Path) -> list[Question]:
    """How long a warm catalogue takes for each kind of question, asked with real references."""
    opening = _timed("opening", range(50), lambda _: Catalogue.open(folder))
    catalogue = Catalogue.open(folder)
    texts = strings(matching / "real_refs_with_held_target.jsonl.gz")
    found = [work for text in texts for work in catalogue.shortlist(Item(), text)[:1]]
    items = [work.item for work in found if work.item.author and work.item.volume and work.item.page]
    dois = [item.doi for item in (work.item for work in found) if item.doi]
    pmids = [item.pmid for item in (work.item for work in found) if item.pmid]
    said = [stated.stated(catalogue.schema, item) for item in items if pages(item.page)[0]]
    fielded = [[each.question for each in query.settling(catalogue.schema, one, lambda *_: 0)] for one in said]
    return [
        opening,
        _timed("look-up by DOI", dois, lambda doi: catalogue.lookup("doi", doi)),
        _timed("look-up by PMID", pmids, lambda pmid: catalogue.lookup("pmid", pmid)),
        _timed("author, year, volume and page", fielded, lambda asked: [catalogue.ask(one, 10) for one in asked]),
        _timed("shortlist of the fields", items, lambda item: catalogue.shortlist(item, "")),
        _timed("shortlist of the text", texts, lambda text: catalogue.shortlist(Item(), text)),
        _timed("free search", texts, lambda text: catalogue.search(text, 10)),
    ]


def strings(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [row["string"] for row in map(json.loads, lines) if row.get("string")][:_ASKED]


def _timed(name: str, things: Iterable[_T], ask: Callable[[_T], object]) -> Question:
    taken = []
    for thing in things:
        start = time.perf_counter()
        ask(thing)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return Question(name=name, asked=len(taken), median=statistics.median(taken), p95=taken[len(taken) * 95 // 100])


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_resident(pid) for pid in family(process.pid)))
        time.sleep(0.05)


def family(pid: int) -> list[int]:
    """This process and its descendants (Linux), whichever of its threads has started them."""
    children: list[str] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            children += (thread / "children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def _resident(pid: int) -> int:
    """Bytes in memory, each shared page counted in part and no page of a mapped file: PSS without files."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    sizes = {line.split(":")[0]: int(line.split()[1]) << 10 for line in lines[1:]}
    return sizes.get("Pss_Anon", 0) + sizes.get("Pss_Shmem", 0)


def _last_child_seconds() -> float:
    """Processor seconds of the children that ended since this was asked last."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = usage.ru_utime + usage.ru_stime
    spent = total - _spent[0]
    _spent[0] = total
    return spent


_spent = [0.0]
