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

_TIMES, _COPIES = 2, 3


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Records a second of the bare parser and of a whole build of the same file, the best of some runs of each, and
    the processor seconds that each takes for a record, the least of them."""

    file: str
    parser: str
    bare: float
    built: float
    bare_processor: float
    processor: float

    @property
    def on_free_cores(self) -> float:
        """What the ratio of the rates comes to where nothing else runs and no core waits."""
        return self.bare_processor / self.processor * (os.cpu_count() or 1)


def measure(records: Path, scratch: Path) -> list[Compared]:
    """One file of each registry; runs of both take turns, so that they share what else the machine does."""
    return [
        _compared(records / "pubmed20n0014.xml.gz", "lxml", _lxml, scratch),
        _compared(_repeated(records / "crossref_items.jsonl.gz", scratch), "msgspec", _msgspec, scratch),
    ]


def _repeated(path: Path, scratch: Path) -> Path:
    """The records several times with other DOIs: a file that takes longer than starting processes does."""
    longer = scratch / path.name
    with gzip.open(path, "rb") as lines, gzip.open(longer, "wb", compresslevel=1) as file:
        content = lines.read()
        for number in range(_COPIES):
            file.write(content.replace(b'"DOI":"10.', b'"DOI":"10.%d' % number))
    return longer


def _compared(path: Path, parser: str, bare: Callable[[bytes], int], scratch: Path) -> Compared:
    alone, spent, whole = [], [], []
    content = gzip.decompress(path.read_bytes())
    for number in range(_TIMES):
        start, before = time.perf_counter(), time.process_time()
        count = bare(content)
        alone.append(count / (time.perf_counter() - start))
        spent.append((time.process_time() - before) / count)
        whole.append(rates.build(scratch / f"{parser}-{number}", [path], os.cpu_count() or 1))
    best = min(whole, key=lambda one: one.seconds)
    return Compared(
        file=path.name,
        parser=parser,
        bare=max(alone),
        built=best.records / best.seconds,
        bare_processor=min(spent),
        processor=min(one.processor / one.records for one in whole),
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
            f"{one.bare_processor * 1e6:.0f}",
            f"{one.processor * 1e6:.0f}",
            f"{one.on_free_cores:.3f}",
        )
        for one in compared
    ]
    heads = ["file", "bare parser", "its records/s on one core", "built records/s", "ratio", "its processor µs",
             "built: processor µs", "ratio by processor, all cores"]  # fmt: skip
    return markdown(heads, rows)
