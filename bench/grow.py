"""Any number of works that look like those of a corpus: the same journals and people, titles mixed, numbers near.

    python -m bench.grow --corpus DIR --works 3000000 [--seed 1] OUTPUT.jsonl.gz

Each made work takes journal, ISSN, volume and year from a record, its people from that one and a second record, its
title from a third and a fourth of the same letters' range, and its pages near those of the first. No word and no name
is new, so that a list of works of a term grows in step with the catalogue: real ones grow less, as new works bring
new words. The same seed, corpus and number give the same bytes, and a smaller number a beginning of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

SOURCE = "works.csl.jsonl.gz"
_NEAR = 9  # the largest step of a volume, a year moves with it
_PREFIX = "10.5555/grown."


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.grow", description="make many works that look like a corpus's")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of data")
    parser.add_argument("--works", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another one makes other works")
    parser.add_argument("output", type=Path, help="CSL-JSON, one work a line, gzipped")
    arguments = parser.parse_args()
    if not arguments.corpus:
        parser.error("name the folder of real data: --corpus DIR, or CITECHECK_CORPUS")
    write(arguments.output, arguments.corpus / "records" / SOURCE, works=arguments.works, seed=arguments.seed)
    return 0


def write(output: Path, source: Path, *, works: int, seed: int) -> None:
    """Write so many made works to `output`, of the CSL-JSON records in `source`."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        records = [kept for line in lines if (kept := _kept(json.loads(line)))]
    # Without a time in its header a gzip of the same bytes is the same bytes.
    with output.open("wb") as file, gzip.GzipFile("", "wb", compresslevel=1, fileobj=file, mtime=0) as packed:
        for made in islice(grown(records, seed), works):
            packed.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def grown(records: list[dict[str, Any]], seed: int) -> Iterator[dict[str, Any]]:
    """Made works without end."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        yield _made(number, [chance.choice(records) for _ in range(3)], chance)


def _kept(record: dict[str, Any]) -> dict[str, Any] | None:
    """What a made work may take of a record; None for one that has too little."""
    if not record.get("title") or not record.get("author") or not record.get("issued", {}).get("date-parts"):
        return None
    return record


def _made(number: int, models: list[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    first, second, third = models
    step = chance.randint(-_NEAR, _NEAR)
    year = int(first["issued"]["date-parts"][0][0] or 2000) + step
    made = {
        "id": f"grown-{number}",
        "type": first.get("type", "article-journal"),
        "title": _title(first["title"], second["title"], chance),
        "author": _people(first["author"], third["author"], chance),
        "issued": {"date-parts": [[year]]},
        "DOI": f"{_PREFIX}{number}",
    }
    made |= {name: first[name] for name in ("container-title", "container-title-short", "ISSN") if first.get(name)}
    if first.get("volume"):
        made["volume"] = _moved(first["volume"], step)
        made["issue"] = str(chance.randint(1, 12))
    if first.get("page"):
        made["page"] = _pages(first["page"], chance)
    return made


def _title(one: str, other: str, chance: random.Random) -> str:
    """The beginning of one title and the end of another."""
    words, others = one.split(), other.split()
    cut, rest = chance.randint(1, len(words)), chance.randint(0, len(others))
    return " ".join((words[:cut] + others[rest:])[:24])


def _people(one: list[Any], other: list[Any], chance: random.Random) -> list[Any]:
    """Some authors of the first work in their order, then some of another one."""
    kept = one[: chance.randint(1, min(len(one), 8))]
    return kept + other[: chance.randint(0, min(len(other), 8 - min(len(kept), 8)))]


def _moved(number: str, step: int) -> str:
    return str(max(1, int(number) + step)) if number.isdecimal() else number


def _pages(pages: str, chance: random.Random) -> str:
    """Pages at most two hundred away, as many as there were, where they are plain numbers."""
    first = pages.partition("-")[0]
    if not first.isdecimal():
        return pages
    start = max(1, int(first) + chance.randint(-200, 200))
    return f"{start}-{start + chance.randint(1, 14)}"


if __name__ == "__main__":
    sys.exit(main())
