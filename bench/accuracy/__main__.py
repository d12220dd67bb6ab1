"""How often the right work is found, and how often a wrong one.

    python -m bench.accuracy --corpus DIR [--catalogue DIR] [--page docs/evaluation.md]
    python -m bench.accuracy --corpus DIR --catalogue DIR --set crossref_styles11 --sample 200 --part tune --errors FILE

Without --catalogue one is built of the six files under `records/` first. --errors writes every row that was missed or
linked wrongly, and every one that is right by proof only (see proof.py), one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import IO

from bench.accuracy import labels, sets, tables
from bench.accuracy.counts import Calibration, Count
from bench.accuracy.parsing import Parsed, measured
from bench.accuracy.run import run
from bench.accuracy.sets import Row
from bench.catalogue import RECORDS
from bench.rates import build
from citecheck.crew import Crew

PIECES = ("parsing", "links")


def main() -> int:
    arguments = _arguments()
    with ExitStack() as stack:
        errors = stack.enter_context(arguments.errors.open("w", encoding="utf-8")) if arguments.errors else None
        if "parsing" in arguments.only:
            print(_parsing(arguments, errors))
        if "links" in arguments.only:
            folder = arguments.catalogue or _built(arguments.corpus, stack)
            print(_links(arguments, folder, stack.enter_context(Crew(arguments.workers)), errors))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.accuracy", description="measure how often the right work is found")
    parser.add_argument(
        "--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of real data"
    )
    parser.add_argument("--catalogue", type=Path, help="ask this one and build none")
    parser.add_argument("--only", action="append", choices=PIECES, help="only this piece (may be repeated)")
    known = [*sets.SETS, *labels.PARSING]
    parser.add_argument("--set", action="append", choices=known, help="only this set (may be repeated)")
    parser.add_argument("--style", action="append", help="only this style (may be repeated)")
    parser.add_argument("--part", choices=[sets.TUNE, sets.REPORT], help="only this part of each set")
    parser.add_argument("--sample", type=int, help="at most this many rows of each set and style")
    parser.add_argument("--errors", type=Path, help="write rows to be looked at into this file")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    arguments = parser.parse_args()
    if not arguments.corpus or not Path(arguments.corpus).is_dir():
        parser.error("name the folder of real data: --corpus DIR, or CITECHECK_CORPUS")
    arguments.corpus = Path(arguments.corpus)
    arguments.only = arguments.only or PIECES
    return arguments


def _built(corpus: Path, stack: ExitStack) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))) / "catalogue"
    build(folder, [corpus / "records" / name for name in RECORDS], os.cpu_count() or 1)
    return folder


def _links(arguments: argparse.Namespace, folder: Path, crew: Crew, errors: IO[str] | None) -> str:
    counts: dict[tables.Kind, Count] = {}
    for done in run(_chosen(arguments), folder, crew):
        for result in done.results:
            count = counts.setdefault((result.set, result.style), Count())
            count.add(result)
            if errors and result.record:
                errors.write(json.dumps(result.record, ensure_ascii=False) + "\n")
        count.seconds += done.seconds
    everything = Calibration.together(count.calibration for count in counts.values())
    return tables.links(counts) + "\n\n" + tables.calibration(everything)


def _parsing(arguments: argparse.Namespace, errors: IO[str] | None) -> str:
    counts: dict[str, Parsed] = {}
    for name in _asked(arguments, labels.PARSING):
        rows = (row for row in labels.labelled(name, arguments.corpus) if arguments.part in (None, row.part))
        for disagreement in measured(rows, counts.setdefault(name, Parsed())):
            if errors:
                errors.write(json.dumps(disagreement, ensure_ascii=False) + "\n")
    return tables.parsing(counts)


def _asked(arguments: argparse.Namespace, known: Iterable[str]) -> list[str]:
    return [name for name in known if not arguments.set or name in arguments.set]


def _chosen(arguments: argparse.Namespace) -> Iterator[Row]:
    return chain.from_iterable(_of_set(name, arguments) for name in _asked(arguments, sets.SETS))


def _of_set(name: str, arguments: argparse.Namespace) -> Iterator[Row]:
    found = sets.rows(name, arguments.corpus)
    if arguments.part:
        found = (row for row in found if row.part == arguments.part)
    if arguments.style:
        found = (row for row in found if row.style in arguments.style)
    return sets.sampled(found, arguments.sample) if arguments.sample else found


if __name__ == "__main__":
    sys.exit(main())
