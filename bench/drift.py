"""Whether a change of the program changed what it says of real references: every verdict of a fixed sample that did.

    python -m bench.drift [--corpus DIR] [--catalogue DIR] [--accept]

The sample is 500 rows of the corpus, the same ones every time. `bench/drift.tsv` has what was said of each: the row by
the beginning of the SHA-256 of its text, the outcome, the DOI or PMID of the match, the rules of its findings. Facts
only, no text of a reference. Exit code 1 where a verdict is another one, unless --accept writes the new list.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.accuracy import sets
from citecheck import api
from citecheck.catalogue.build import build
from citecheck.model import Reference, Verdict
from citecheck.settings import Settings

OUTCOMES = Path(__file__).with_name("drift.tsv")
_ROWS = {
    "real_refs_with_held_target": 150,
    "crossref_styles8": 12,
    "crossref_styles8_negative": 6,
    "pubmed_reflist_refs": 60,
    "jats_refs": 120,
}
_SAMPLE = 500
_HEADER = "row\toutcome\twork\tfindings"


def main() -> int:
    """Judge the sample and print what changed."""
    parser = argparse.ArgumentParser(prog="python -m bench.drift", description="verdicts that a change has changed")
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("CITECHECK_CORPUS", "../shared/corpus")))
    parser.add_argument("--catalogue", type=Path, help="one made of all records of the corpus (default: built anew)")
    parser.add_argument("--accept", action="store_true", help="write what is said now as what is expected")
    arguments = parser.parse_args()
    if not arguments.corpus.is_dir():
        print("drift: skipped, the corpus is not here")
        return 0
    rows = _sample(arguments.corpus)
    with tempfile.TemporaryDirectory() as scratch:
        catalogue = arguments.catalogue or _built(arguments.corpus, Path(scratch))
        now = dict(_judged(rows, catalogue))
    if arguments.accept:
        OUTCOMES.write_text(
            "\n".join([_HEADER, *("\t".join((row, *said)) for row, said in sorted(now.items()))]) + "\n"
        )
        return 0
    return _compared(now, dict(zip(map(_mark, rows), rows, strict=True)))


def _sample(corpus: Path) -> list[str]:
    rows = chain.from_iterable(
        sets.sampled((row for part in sets.PARTS for row in sets.rows(name, corpus, part)), _ROWS[name])
        for name in _ROWS
    )
    return list(dict.fromkeys(row.text for row in rows if row.text))[:_SAMPLE]


def _built(corpus: Path, scratch: Path) -> Path:
    folder = scratch / "catalogue"
    build(folder, sorted(corpus.joinpath("records").glob("*.gz")), fresh=True)
    return folder


def _judged(rows: list[str], catalogue: Path) -> Iterator[tuple[str, tuple[str, str, str]]]:
    references: list[Reference] = []
    for number, text in enumerate(rows):
        references += list(api.stream_bytes(f"1. {text}\n".encode(), str(number), format="text"))[:1]
    settings = Settings(sources=("catalogue",), catalogue=catalogue, cache=None)
    for text, verdict in zip(rows, api.verdicts(references, settings), strict=True):
        yield _mark(text), _said(verdict)


def _said(verdict: Verdict) -> tuple[str, str, str]:
    found = verdict.match.item if verdict.match else None
    rules = sorted({f"{one.rule}:{one.severity}" for one in verdict.findings})
    return str(verdict.outcome), (found.doi or found.pmid) if found else "", " ".join(rules)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _compared(now: dict[str, tuple[str, str, str]], texts: dict[str, str]) -> int:
    before = {row: tuple(said) for row, *said in map(_cells, OUTCOMES.read_text(encoding="utf-8").splitlines()[1:])}
    changed = [row for row in now if before.get(row) != now[row]]
    for row in changed:
        print(texts[row][:160])
        print(f"  before: {' | '.join(before.get(row, ('not in the list',)))}")
        print(f"  now:    {' | '.join(now[row])}")
    print(f"drift: {len(changed)} of {len(now)} verdicts changed")
    if changed:
        print("  hint: make drift-accept where each change is meant", file=sys.stderr)
    return 1 if changed else 0


def _cells(line: str) -> list[str]:
    return line.split("\t")


if __name__ == "__main__":
    sys.exit(main())
