"""How often the right work is found, and how often a wrong one.

    python -m bench.accuracy --corpus DIR [--catalogue DIR] [--page docs/evaluation.md]
    python -m bench.accuracy --corpus DIR --catalogue DIR --set crossref_styles11 --sample 200 --part tune --errors FILE
    python -m bench.accuracy --corpus DIR --only parsing --part tune --errors FILE

Without --catalogue one is built of the six files under `records/` first. --errors writes every row that was missed or
linked wrongly, every one that is right by proof only (see proof.py), and every field that was read otherwise than
it is labelled, one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import page
from bench.accuracy import blame, corrupt, hallmark, labels, links, parsing, sets, shipped, speed
from bench.catalogue import RECORDS
from bench.rates import build
from citecheck.workers import Workers

CORRUPTED = 2000  # works
TIMED = 1000  # references of a set


def main() -> int:
    arguments = _arguments()
    with ExitStack() as stack:
        bench = Bench(arguments=arguments, stack=stack)
        sections = [_heading(arguments)]
        for name in arguments.only or PIECES:
            title, measure = PIECES[name]
            for section in (f"### {title}", *measure(bench)):
                print(section, end="\n\n", flush=True)
                sections.append(section)
    if arguments.page:
        page.write(arguments.page, "The right work", "accuracy", "\n\n".join(sections))
    return 0


def _heading(arguments: argparse.Namespace) -> str:
    of = f", at most {arguments.sample} rows of each set, style and part" if arguments.sample else ""
    return f"{page.measured()}, {arguments.workers} processes{of}."


@dataclass(kw_only=True)
class Bench:
    """What the pieces share: the catalogue (built when it is first needed), the processes, the file of errors."""

    arguments: argparse.Namespace
    stack: ExitStack

    @cached_property
    def folder(self) -> Path:
        if self.arguments.catalogue:
            return Path(self.arguments.catalogue)
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))) / "catalogue"
        build(folder, [self.arguments.corpus / "records" / name for name in RECORDS], os.cpu_count() or 1)
        return folder

    @cached_property
    def workers(self) -> Workers:
        return self.stack.enter_context(Workers(self.arguments.workers))

    @cached_property
    def tell(self) -> Callable[[Mapping[str, Any]], object]:
        """Writes a row to be looked at."""
        if not self.arguments.errors:
            return lambda record: None
        file = self.stack.enter_context(self.arguments.errors.open("w", encoding="utf-8"))
        return lambda record: file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def asked(self, known: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in known if not self.arguments.set or name in self.arguments.set)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.arguments.part,) if self.arguments.part else sets.PARTS


def _links(bench: Bench) -> Iterator[str]:
    found, arguments = links.Links(), bench.arguments
    choice = links.Choice(
        sets=bench.asked(sets.SETS), styles=tuple(arguments.style or ()), parts=bench.parts, sample=arguments.sample
    )
    told = links.measured(choice, arguments.corpus, bench.folder, bench.workers, found, baseline=arguments.baseline)
    for record in told:
        bench.tell(record)
    yield from links.sections(found)


def _parsing(bench: Bench) -> Iterator[str]:
    yield parsing.HEAD
    for part in bench.parts:
        found: dict[str, parsing.Parsed] = {}
        for name in bench.asked(labels.PARSING):
            rows = (row for row in labels.labelled(name, bench.arguments.corpus) if row.part == part)
            for record in parsing.measured(rows, found.setdefault(name, parsing.Parsed())):
                bench.tell(record)
        yield f"{sets.WORDS[part]}:\n\n{parsing.section(found)}"


def _corrupted(bench: Bench) -> Iterator[str]:
    found: dict[str, blame.Blame] = {}
    cases = corrupt.cases(bench.arguments.corpus, min(bench.arguments.sample or CORRUPTED, CORRUPTED))
    for record in blame.measured(found, cases, bench.folder, bench.workers):
        bench.tell(record)
    yield blame.section(found)


def _hallmark(bench: Bench) -> Iterator[str]:
    found: hallmark.Found = {}
    for record in hallmark.measured(found, bench.arguments.corpus, bench.folder):
        bench.tell(record)
    yield hallmark.section(found)


def _speed(bench: Bench) -> Iterator[str]:
    yield speed.section(bench.arguments.corpus, bench.folder, min(bench.arguments.sample or TIMED, TIMED))


def _shipped(bench: Bench) -> Iterator[str]:
    yield shipped.section()


PIECES: Mapping[str, tuple[str, Callable[[Bench], Iterator[str]]]] = {
    "links": ("Links", _links),
    "parsing": ("Fields of labelled references", _parsing),
    "corrupted": ("References with one thing wrong", _corrupted),
    "hallmark": ("Entries of the HALLMARK benchmark whose works are held", _hallmark),
    "speed": ("Processor time of a reference", _speed),
    "shipped": ("The list that is shipped", _shipped),
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.accuracy", description="measure how often the right work is found")
    parser.add_argument(
        "--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of real data"
    )
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    parser.add_argument("--catalogue", type=Path, help="ask this one and build none")
    parser.add_argument("--only", action="append", choices=list(PIECES), help="only this piece (may be repeated)")
    known = [*sets.SETS, *labels.PARSING]
    parser.add_argument("--set", action="append", choices=known, help="only this set (may be repeated)")
    parser.add_argument("--style", action="append", help="only this style (may be repeated)")
    parser.add_argument("--part", choices=sets.PARTS, help="only this part of each set")
    parser.add_argument("--sample", type=int, help="at most this many rows of each set, style and part")
    parser.add_argument("--baseline", action="store_true", help="ask Crossref's rule too, on the same rows")
    parser.add_argument("--errors", type=Path, help="write rows to be looked at into this file")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    arguments = parser.parse_args()
    if not arguments.corpus or not Path(arguments.corpus).is_dir():
        parser.error("name the folder of real data: --corpus DIR, or CITECHECK_CORPUS")
    arguments.corpus = Path(arguments.corpus)
    return arguments


if __name__ == "__main__":
    sys.exit(main())
