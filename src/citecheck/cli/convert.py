"""The command `convert`: a list from one format to another, nobody asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from citecheck.cli import arguments, outputs, reading
from citecheck.cli.outputs import STDOUT, Output

if TYPE_CHECKING:
    from citecheck.interfaces import Exported
    from citecheck.model import Reference


JOURNALS, KEYS = ("full", "nlm", "iso4"), ("keep", "generate")


def add_command(commands: Any) -> None:
    """Add `convert` to these sub-commands of argparse."""
    parser = commands.add_parser("convert", help="write a list in another format, without asking anyone")
    arguments.add_input(parser)
    arguments.naming(parser.add_argument("--to", required=True, metavar="FORMAT", help="%(known)s"), "formats")
    parser.add_argument("--output", "-o", default=STDOUT, metavar="PATH", help="write to this file (default: stdout)")
    add_choices(parser)
    parser.set_defaults(run=convert)


def add_choices(parser: argparse.ArgumentParser) -> None:
    """How a list is written."""
    journal = "how journals are named: in full, or as the NLM or ISO 4 abbreviate them (default: as they are)"
    parser.add_argument("--journal", choices=JOURNALS, default="", help=journal)
    key = "keep the keys of the entries, or make them of author and year (default: keep those that are words)"
    parser.add_argument("--keys", choices=KEYS, default="", help=key)


def convert(parsed: argparse.Namespace) -> int:
    """0, or 1 where an entry can't be read and is left out."""
    from citecheck.formats import choice, exporting

    write = choice.writer(parsed.to)
    target = Output("formats", parsed.to, parsed.output)
    outputs.check([target], reads=parsed.input)
    left_out: list[Reference] = []
    exported = _exported(reading.references(parsed.input, parsed.format_read), left_out)
    outputs.write(parsed.output, write(exporting.prepared(exported, journal=parsed.journal, key=parsed.keys)))
    for reference in left_out:
        print(f"citecheck: {reference.location}: left out: {reference.problem}", file=sys.stderr)
    return 1 if left_out else 0


def _exported(references: Iterator[Reference], left_out: list[Reference]) -> Iterator[Exported]:
    from citecheck.interfaces import Exported

    for reference in references:
        if reference.item:
            yield Exported(key=reference.key, item=reference.item, extra=reference.extra)
        else:
            left_out.append(reference)
