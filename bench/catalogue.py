"""How fast and how large the catalogue is, and how often the right work is among the ten that it offers.

    python -m bench.catalogue --corpus DIR [--page docs/evaluation.md] [--catalogue DIR] [--workers N]

DIR holds `records/` and `matching/` (docs/evaluation.md says what). Each row of a matching set is in one of two
parts by the first byte of the SHA-256 of its key: below 171 it may have been looked at while tuning, the
others only count.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench import page, rates, recall, tables

RECORDS = (
    "pubmed20n0014.xml.gz",
    "pubmed21n1298_slice.xml.gz",
    "works.csl.jsonl.gz",
    "crossref_public_2021_part0.json.gz",
    "crossref_public_2021_part1.json.gz",
    "crossref_items.jsonl.gz",
)


def main() -> int:
    arguments = _arguments()
    records = arguments.corpus / "records"
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = arguments.catalogue or Path(scratch) / "catalogue"
        parts = [_heading(arguments.workers)]
        if not arguments.catalogue:
            alone = [[records / name] for name in ("pubmed20n0014.xml.gz", "works.csl.jsonl.gz")]
            built = [rates.build(Path(scratch) / str(n), files, arguments.workers) for n, files in enumerate(alone)]
            built.append(rates.build(folder, [records / name for name in RECORDS], arguments.workers))
            parts.append(tables.builds(built))
        parts.append(tables.questions(rates.questions(folder, arguments.corpus / "matching")))
        parts.append(tables.recalls(recall.measure(folder, records, arguments.corpus / "matching")))
    text = "\n\n".join(parts)
    print(text)
    if arguments.page:
        page.write(arguments.page, "The catalogue", "catalogue", text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.catalogue", description="measure the catalogue on real data")
    parser.add_argument(
        "--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of real data"
    )
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    parser.add_argument("--catalogue", type=Path, help="measure this one and build none")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="reading processes of a build")
    arguments = parser.parse_args()
    if not arguments.corpus or not arguments.corpus.is_dir():
        parser.error("name the folder of real data: --corpus DIR, or CITECHECK_CORPUS")
    return arguments


def _heading(workers: int) -> str:
    return f"{page.measured('tantivy ' + version('tantivy'))}, {workers} reading processes."


if __name__ == "__main__":
    sys.exit(main())
