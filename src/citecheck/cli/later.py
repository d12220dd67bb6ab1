"""The commands for a list that was checked: `queries` to the author, `diff` of two reports, `watch` for notices."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from citecheck.cli import arguments, lists, outputs, streams
from citecheck.cli.outputs import STDOUT, Output

if TYPE_CHECKING:
    from citecheck.model import Finding, Reference, Report, Verdict

NOTICES = frozenset({"retracted", "concern", "corrected", "reinstated", "updated"})


def add_commands(commands: Any) -> None:
    """Add `queries`, `diff` and `watch` to these sub-commands of argparse."""
    queries = commands.add_parser("queries", help="write the questions to the author that a list gives rise to")
    arguments.add_input(queries)
    arguments.add_asking(queries)
    form = "text (default), markdown or docx"
    queries.add_argument("--to", choices=("text", "markdown", "docx"), default="text", help=form)
    queries.add_argument("--output", "-o", default=STDOUT, metavar="PATH", help="write to this file (default: stdout)")
    arguments.add_wording(queries)
    queries.set_defaults(run=_queries, why=(), citations=False, journal="", keys="")

    diff = commands.add_parser("diff", help="say what changed between two JSON reports of a list")
    diff.add_argument("old", metavar="OLD", help="the earlier report")
    diff.add_argument("new", metavar="NEW", help="the later report")
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="how to print it")
    diff.add_argument("--debug", action="store_true", help="show the traceback of an error")
    diff.set_defaults(run=_diff)

    watch = commands.add_parser("watch", help="ask whether works that were verified have been retracted or corrected")
    arguments.add_input(watch)
    arguments.add_asking(watch)
    watch.set_defaults(run=_watch, wording="")


def _queries(parsed: argparse.Namespace) -> int:
    """0, or 3 where a source was silent: what is to be asked is no failure."""
    parsed.fail_on = "never"
    name = "queries" if parsed.to == "text" else f"queries:{parsed.to}"
    return lists.reported(parsed, [Output("reports", name, parsed.output)])[1]


def _diff(parsed: argparse.Namespace) -> int:
    """1 where there is a new finding, else 0."""
    from citecheck.reports import changes

    found = changes.compare(changes.load(parsed.old), changes.load(parsed.new))
    form = {"text": changes.as_text, "markdown": changes.as_markdown, "json": changes.as_json}[parsed.format]
    streams.write([form(found).encode("utf-8", "replace")])
    return 1 if any(one.kind == changes.NEW and one.rule for one in found) else 0


def _watch(parsed: argparse.Namespace) -> int:
    """1 where there is a notice that was not known, 3 where a source was silent, else 0."""
    from dataclasses import replace

    from citecheck import api
    from citecheck.cli.progress import Progress
    from citecheck.cli.signals import stopped_by_signals
    from citecheck.interfaces import Run

    settings = lists.settings_of(parsed)
    before = api.verify(lists.read(parsed), replace(settings, offline=True, refresh=False))
    known = [one for one in before.verdicts if one.match]
    progress = Progress()
    run = Run(settings=replace(settings, refresh=True, offline=False), progress=progress.waits)
    with stopped_by_signals(run.stop) as signals, progress.shown():
        asked = progress.taking([_by_identifier(one) for one in known])
        after = api.verify(asked, run=run, watch=progress.giving)
    report = replace(after, verdicts=tuple(_news(known, after)))
    parts = (f"{line}\n".encode("utf-8", "replace") for line in _told(report, len(known), len(before.verdicts)))
    for fault in outputs.write_all([(STDOUT, lambda: parts)]):
        outputs.complain(fault)
    if signals:
        return lists.STOPPED_BY + signals[0]
    silent = any(one.outages for one in after.verdicts)
    return 1 if report.verdicts else 3 if silent and not parsed.allow_undecided else 0


def _by_identifier(verdict: Verdict) -> Reference:
    """The work itself, by its identifiers alone: looked up many at a time, searched for never."""
    from dataclasses import replace

    from citecheck.model import Item

    item = verdict.match.item if verdict.match else verdict.item
    return replace(verdict.reference, raw="", spans=(), item=Item(doi=item.doi, pmid=item.pmid))


def _news(known: list[Verdict], after: Report) -> Iterator[Verdict]:
    """The references about whose works there is a notice now that there was not."""
    from dataclasses import replace

    for old, new in zip(known, after.verdicts, strict=True):
        told = {(one.rule, one.message) for one in _notices(old)}
        if found := tuple(one for one in _notices(new) if (one.rule, one.message) not in told):
            yield replace(old, findings=found, waived=(), suppressed=(), outages=new.outages)


def _notices(verdict: Verdict) -> list[Finding]:
    return [one for one in verdict.findings if one.rule in NOTICES]


def _told(report: Report, watched: int, all: int) -> Iterator[str]:
    from citecheck.reports.shared import counted
    from citecheck.reports.terminal import heading, origin, told

    for verdict in report.verdicts:
        yield heading(verdict)
        yield from told(verdict)
        yield ""
    news = counted(len(report.verdicts), "reference") if report.verdicts else "no reference"
    yield f"{watched} of {counted(all, 'reference')} watched: {news} with a new notice"
    if watched < all:
        yield "the others were not verified by the answers in the cache: citecheck verify asks about them"
    yield from origin(report)
