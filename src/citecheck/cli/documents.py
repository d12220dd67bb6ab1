"""The commands about a document itself, which ask nobody: its list, and the citations in its text."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from citecheck.cli import reading, streams

if TYPE_CHECKING:
    from citecheck.interfaces import Document


def add_commands(commands: Any) -> None:
    """Add `extract` and `citations` to these sub-commands of argparse."""
    from citecheck.cli.arguments import add_input

    extract = commands.add_parser("extract", help="print the reference list of a document, with the place of each")
    add_input(extract)
    extract.add_argument("--format", choices=("text", "json", "csv"), default="text", help="how to print it")
    extract.set_defaults(run=_extract)
    citations = commands.add_parser("citations", help="hold the citations in a text against its list")
    add_input(citations)
    citations.add_argument("--format", choices=("text", "json"), default="text", help="how to print them")
    fails = "note, warning, error, rules or never; several with commas (default: error)"
    citations.add_argument("--fail-on", default="error", metavar="RULE-OR-SEVERITY", help=fails)
    citations.set_defaults(run=_citations)


def read(arguments: argparse.Namespace) -> Document:
    """The document that is named, or stdin; several as one list."""
    return reading.document(arguments.input, arguments.format_read)


def _extract(arguments: argparse.Namespace) -> int:
    from citecheck.reports import in_text

    references = list(read(arguments).references)
    streams.write([in_text.extracted(references, arguments.format).encode("utf-8", "replace")])
    return 2 if all(one.problem for one in references) else 0


def _citations(arguments: argparse.Namespace) -> int:
    from citecheck.judge import in_text as judged
    from citecheck.judge.rules import check_fail_on
    from citecheck.model import Report
    from citecheck.reports import in_text
    from citecheck.version import __version__

    check_fail_on(arguments.fail_on)
    document = read(arguments)
    references = list(document.references)
    remarks = judged.remarks(references, document.citations)
    if arguments.format == "json":
        import json

        held = in_text.cited_as_json(document.citations, remarks)
        parts = [json.dumps(held, ensure_ascii=False, indent=2) + "\n"]
    else:
        parts = list(in_text.cited_as_text(references, document.citations, remarks))
    streams.write(part.encode("utf-8", "replace") for part in parts)
    rules = tuple(one.rule for one in remarks)
    report = Report(verdicts=(), sources=(), version=__version__, remarks=remarks, rules=(*_all_rules(), *rules))
    return report.exit_code(arguments.fail_on)


def _all_rules() -> tuple[str, ...]:
    from citecheck.judge.rules import known

    return tuple(known())
