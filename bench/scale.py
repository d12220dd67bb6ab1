"""How a catalogue behaves as it grows, what building one costs beside bare parsing, and what a cluster adds.

    python -m bench.scale --corpus DIR [--works 3000000 --works 10000000] [--references 100000] [--page PAGE]
    python -m bench.scale --corpus DIR --catalogue DIR... [--only sizes]

Each size is a catalogue of the corpus's records and so many works of `bench.grow`; `--catalogue` measures those that
are there. Seconds of a processor are more to be trusted than seconds on the clock where a machine has other work.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import cluster, grow, page, parsers, rates, sizes
from bench.catalogue import RECORDS
from bench.tables import builds, questions
from citecheck.catalogue.index import Catalogue


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all pieces need."""

    corpus: Path
    scratch: Path
    works: tuple[int, ...]
    catalogues: tuple[Path, ...]
    references: int

    @property
    def records(self) -> list[Path]:
        return [self.corpus / "records" / name for name in RECORDS]


def main() -> int:
    arguments = _arguments()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        bench = Bench(
            corpus=arguments.corpus,
            scratch=scratch,
            works=tuple(arguments.works),
            catalogues=tuple(arguments.catalogue),
            references=arguments.references,
        )
        for name in arguments.only or PIECES:
            sections = [f"{page.measured()}.", *PIECES[name](bench)]
            text = "\n\n".join(sections)
            print(text, flush=True)
            if arguments.page:
                page.write(arguments.page, _TITLES[name], f"scale-{name}", text)
    return 0


def _sizes(bench: Bench) -> Iterator[str]:
    """The catalogues, smallest first: what building, asking and verifying costs."""
    folders = list(bench.catalogues)
    if not folders:
        built = []
        for count in (0, *bench.works):
            files = list(bench.records)
            if count:
                files.append(bench.scratch / f"grown-{count}.jsonl.gz")
                grow.write(files[-1], bench.corpus / "records" / grow.SOURCE, works=count, seed=1)
            folders.append(bench.scratch / f"catalogue-{count}")
            built.append(rates.build(folders[-1], files, os.cpu_count() or 1))
        yield builds(built)
    measured = [sizes.measure(folder, bench.corpus) for folder in folders]
    yield sizes.table(measured)
    for folder in folders:
        yield f"{Catalogue.open(folder).info().records:,} records:"
        yield questions(rates.questions(folder, bench.corpus / "matching"))


def _parsers(bench: Bench) -> Iterator[str]:
    """Building beside bare parsing of the same file in the same run."""
    yield parsers.table(parsers.measure(bench.corpus / "records", bench.scratch))


def _cluster(bench: Bench) -> Iterator[str]:
    """One process, two processes and two executors on the same references."""
    folder = bench.catalogues[0] if bench.catalogues else bench.scratch / "catalogue"
    if not bench.catalogues:
        rates.build(folder, bench.records, os.cpu_count() or 1)
    yield cluster.table(cluster.measure(folder, bench.corpus / "matching", bench.scratch, bench.references))


PIECES: dict[str, Callable[[Bench], Iterator[str]]] = {"parsers": _parsers, "sizes": _sizes, "cluster": _cluster}
_TITLES = {
    "parsers": "Building a catalogue beside bare parsing",
    "sizes": "A catalogue as it grows",
    "cluster": "One machine and a cluster",
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.scale", description="measure size and distribution")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of data")
    parser.add_argument("--works", type=int, action="append", default=[], metavar="N", help="a size, repeatable")
    parser.add_argument("--catalogue", type=Path, action="append", default=[], metavar="DIR", help="measure this one")
    parser.add_argument("--references", type=int, default=100_000, metavar="N", help="how many for the cluster")
    parser.add_argument("--only", action="append", choices=PIECES, help="a piece; repeat for several")
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    arguments = parser.parse_args()
    if not arguments.corpus or not arguments.corpus.is_dir():
        parser.error("name the folder of real data: --corpus DIR, or CITECHECK_CORPUS")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
