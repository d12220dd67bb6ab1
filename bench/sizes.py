"""What a reference costs against catalogues of several sizes, and how that grows."""

from __future__ import annotations

import gzip
import json
import math
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.tables import markdown
from citecheck import api
from citecheck.catalogue.index import Catalogue
from citecheck.engines import local
from citecheck.interfaces import Run
from citecheck.model import Reference
from citecheck.settings import Settings

_ASKED = 500
_HELD, _ABSENT = "real_refs_with_held_target.jsonl.gz", "crossref_styles8_negative.jsonl.gz"


@dataclass(frozen=True, kw_only=True)
class Size:
    """One catalogue. `held`, `absent`: processor milliseconds for a reference whose work is held, or is not; `short`:
    of the absent ones, those of the short list alone. `private`, `mapped`: bytes of this process after all that."""

    records: int
    bytes: int
    opening: float
    held: float
    absent: float
    short: float
    private: int
    mapped: int


def measure(folder: Path, corpus: Path) -> Size:
    """Asks each reference once before the clock starts, so that the disk is not what is measured."""
    start = time.perf_counter()
    catalogue = Catalogue.open(folder)
    opening = (time.perf_counter() - start) * 1000
    held, absent = (_references(corpus / "matching" / name) for name in (_HELD, _ABSENT))
    run = Run(settings=Settings(sources=("catalogue",), cache=None, catalogue=folder))
    sources = local.connect(run)

    def judged(references: Sequence[Reference]) -> None:
        for _ in local.run(references, run, sources=sources):
            pass

    def listed(references: Sequence[Reference]) -> None:
        for one in references:
            if one.item:
                catalogue.shortlist(one.item, one.raw, limit=7)

    spent = [_processor(ask, asked) for ask, asked in ((judged, held), (judged, absent), (listed, absent))]
    info = catalogue.info()
    private, mapped = _memory()
    return Size(
        records=info.records,
        bytes=info.size,
        opening=opening,
        held=spent[0],
        absent=spent[1],
        short=spent[2],
        private=private,
        mapped=mapped,
    )


def _processor(ask: object, references: Sequence[Reference]) -> float:
    assert callable(ask)
    ask(references)
    start = time.process_time()
    ask(references)
    return (time.process_time() - start) * 1000 / len(references)


def _references(path: Path) -> list[Reference]:
    text = "\n".join(("reference", *(f'"{one.replace(chr(34), chr(34) * 2)}"' for one in _strings(path))))
    return list(api.stream_bytes(text.encode(), "list.csv", format="csv"))


def _strings(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        texts = (row.get("string") or next(iter((row.get("strings") or {}).values()), "") for row in rows)
        yield from islice((" ".join(text.split()) for text in texts if text), _ASKED)


def _memory() -> tuple[int, int]:
    lines = Path(f"/proc/{os.getpid()}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) << 10 for line in lines}
    return sizes["Pss_Anon"], sizes["Pss_File"]


def table(sizes: Sequence[Size]) -> str:
    """The sizes, and the power of the number of records with which each figure grows from the first to the last."""
    rows: list[tuple[str, ...]] = [
        (
            f"{one.records:,}",
            f"{one.bytes / one.records:.0f}",
            f"{one.opening:.1f}",
            f"{one.held:.2f}",
            f"{one.absent:.2f}",
            f"{one.short:.2f}",
            f"{one.private / 1e6:,.0f}",
            f"{one.mapped / 1e6:,.0f}",
        )
        for one in sizes
    ]
    if len(sizes) > 1:
        first, last = sizes[0], sizes[-1]
        times = math.log(last.records / first.records)
        powers = [math.log(getattr(last, name) / getattr(first, name)) / times for name in ("held", "absent", "short")]
        rows.append(("grows with the power", "", "", *(f"{power:.2f}" for power in powers), "", ""))
    heads = ["records", "bytes a record", "opening ms", "processor ms a reference: held", "not held", "its short list",
             "private MB", "mapped MB in use"]  # fmt: skip
    return markdown(heads, rows)
