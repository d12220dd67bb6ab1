"""Building a catalogue beside the least that its input costs: lxml and msgspec alone, on the same file."""

from __future__ import annotations

import gzip
import io
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import rates
from bench.tables import markdown

_TIMES = 3


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Records a second of the bare parser and of a whole build of the same file, the best of some runs of each."""

    file: str
    parser: str
    bare: float
    built: float
    processor: float


def measure(records: Path, scratch: Path) -> list[Compared]:
    """One file of each registry; runs of both take turns, so that they share what else the machine does."""
    return [
        _compared(records / "pubmed20n0014.xml.gz", "lxml", _lxml, scratch),
        _compared(_repeated(records / "crossref_items.jsonl.gz", scratch), "msgspec", _msgspec, scratch),
    ]


def _repeated(path: Path, scratch: Path) -> Path:
    """The records ten times with other DOIs: a file that takes longer than starting processes does."""
    longer = scratch / path.name
    with gzip.open(path, "rb") as lines, gzip.open(longer, "wb", compresslevel=1) as file:
        content = lines.read()
        for number in range(10):
            file.write(content.replace(b'"DOI":"10.', b'"DOI":"10.%d' % number))
    return longer


def _compared(path: Path, parser: str, bare: Callable[[bytes], int], scratch: Path) -> Compared:
    alone, whole = [], []
    content = gzip.decompress(path.read_bytes())
    for number in range(_TIMES):
        start = time.perf_counter()
        count = bare(content)
        alone.append(count / (time.perf_counter() - start))
        whole.append(rates.build(scratch / f"{parser}-{number}", [path], os.cpu_count() or 1))
    best = min(whole, key=lambda one: one.seconds)
    return Compared(
        file=path.name,
        parser=parser,
        bare=max(alone),
        built=best.records / best.seconds,
        processor=best.processor / best.records,
    )


def _lxml(content: bytes) -> int:
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(io.BytesIO(content), tag="PubmedArticle"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def _msgspec(content: bytes) -> int:
    import msgspec

    decode = msgspec.json.Decoder().decode
    return sum(1 for line in content.split(b"\n") if line and decode(line))


def table(compared: list[Compared]) -> str:
    rows = [
        (
            one.file,
            one.parser,
            f"{one.bare:,.0f}",
            f"{one.built:,.0f}",
            f"{one.built / one.bare:.3f}",
            f"{one.processor * 1e6:.0f}",
        )
        for one in compared
    ]
    return markdown(
        ["file", "bare parser", "records/s, one core", "built records/s", "ratio", "processor µs a record"], rows
    )
