"""The commands that take a list: parse, verify (and its plan), export; and rules, which explains what they say."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from citecheck.cli import decisions, documents, looks, outputs, streams
from citecheck.cli.outputs import STDOUT, Output
from citecheck.errors import SettingsError, because

if TYPE_CHECKING:
    from citecheck.cli.decisions import Decided
    from citecheck.interfaces import Document
    from citecheck.model import Citation, Reference, Report
    from citecheck.settings import Settings

STOPPED_BY = 128  # and the number of the signal


def parse(arguments: argparse.Namespace) -> int:
    """Show what is understood of a list."""
    from citecheck.reports import parsed

    references = list(read(arguments))
    streams.write([parsed.render(references, arguments.format).encode("utf-8", "replace")])
    return 2 if all(reference.problem for reference in references) else 0


def verify(arguments: argparse.Namespace) -> int:
    """Check every reference; write reports and completed lists."""
    asked = [_for_here(outputs.asked_for(text, "reports")) for text in arguments.report]
    asked += [outputs.asked_for(text, "formats") for text in arguments.export]
    if arguments.plan:
        return _plan(arguments, asked)
    for output in asked:
        if arguments.why and output.path == STDOUT and (output.kind, output.name) != ("reports", "terminal"):
            name = output.name
            raise SettingsError(f"--why and {name} can't share stdout", hint=f"write it to a file: {name}=PATH")
    if not any(output.path == STDOUT for output in asked) and not arguments.why:
        asked.append(Output("reports", "terminal", STDOUT))
    return reported(arguments, asked)[1]


def _for_here(output: Output) -> Output:
    """In a GitHub workflow the SARIF that GitHub understands."""
    github = os.environ.get("GITHUB_ACTIONS") == "true" and output.name == "sarif"
    return output._replace(name="sarif:github") if github else output


def export(arguments: argparse.Namespace) -> int:
    """Check every reference; print the completed list."""
    report, code = reported(arguments, [Output("formats", arguments.to, STDOUT)])
    unmatched = sum(verdict.match is None for verdict in report.verdicts)
    if unmatched and not arguments.include_unmatched:
        print(f"citecheck: {unmatched} of {len(report.verdicts)} references left out: no match", file=sys.stderr)
    return code


def rules(arguments: argparse.Namespace) -> int:
    """Print the page of a rule, or list them all."""
    from citecheck.judge import rules

    if arguments.rule:
        print(rules.page(rules.named(arguments.rule)))
    else:
        for rule in rules.known().values():
            print(f"{rule.id:<22}{rule.severity!s:<9}{rule.summary}")
    return 0


def _plan(arguments: argparse.Namespace, asked: Sequence[Output]) -> int:
    if asked or arguments.why:
        raise SettingsError("--plan asks nothing, so there is nothing to report", hint="drop --report, --export, --why")
    from citecheck.engines import plan

    settings = settings_of(arguments)
    streams.write(map(str.encode, plan.render(plan.plan(list(read(arguments)), settings))))
    return 0


def _parts(report: Report, output: Output, arguments: argparse.Namespace) -> Iterable[bytes]:
    from citecheck import api

    if output.kind == "reports":
        return _report_parts(report, output, arguments)
    return api.exported(
        report,
        output.name,
        include_unmatched=arguments.include_unmatched,
        only=getattr(arguments, "only", ""),
        journal=arguments.journal,
        keys=arguments.keys,
    )


def _report_parts(report: Report, output: Output, arguments: argparse.Namespace) -> Iterable[bytes]:
    """The report in the words, and on a terminal in the look, that are wanted."""
    from citecheck import api

    base, _, variant = output.name.partition(":")
    if base == "terminal" and output.path == STDOUT:
        from citecheck.reports import terminal

        return (part.encode("utf-8", "replace") for part in terminal.parts(report, looks.wanted(arguments)))
    if base == "queries" and arguments.wording:
        from citecheck.reports import queries

        return queries.written(report, variant, queries.wording(arguments.wording))
    if base == "rdjson":
        from citecheck.cli.suggestions import suggested
        from citecheck.reports import rdjson

        suggesting = suggested(arguments.input, arguments.format_read)
        return (part.encode("utf-8", "replace") for part in rdjson.parts(report, suggesting))
    return api.parts(report, output.name)


def _explained(report: Report, arguments: argparse.Namespace) -> Iterable[bytes]:
    from citecheck.reports import explained

    return map(str.encode, explained.parts(report, arguments.why, settings_of(arguments).policy))


def _ready(arguments: argparse.Namespace, asked: Sequence[Output]) -> tuple[Settings, Document, Decided]:
    """Settings, plug-in names, every place to write to and the list, all checked before the first question is asked."""
    settings = settings_of(arguments)
    for output in asked:
        _check_name(output)
    outputs.check(asked, reads=arguments.input)
    return settings, *decisions.of(_asked(arguments), arguments)


def _summarise(report: Report, asked: Sequence[Output]) -> None:
    """What annotations have no room for goes to the summary of the step of a GitHub workflow."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and any(output.name == "github" for output in asked):
        from citecheck import api

        try:
            with open(path, "ab") as file:
                file.writelines(api.parts(report, "markdown"))
        except OSError as error:
            print(f"citecheck: the step's summary can't be written: {because(error)}", file=sys.stderr)


def reported(arguments: argparse.Namespace, asked: Sequence[Output]) -> tuple[Report, int]:
    """The report, written to every output, and the exit code: of a failed output, of a signal, of the verdicts.

    A signal ends the asking; what is known is written all the same.
    """
    from citecheck import api
    from citecheck.cli.progress import Progress
    from citecheck.cli.signals import stopped_by_signals
    from citecheck.interfaces import Run

    settings, document, decided = _ready(arguments, asked)
    progress = Progress()
    run = Run(settings=settings, progress=progress.waits)
    with stopped_by_signals(run.stop) as signals:
        with progress.shown():
            taken, cited = progress.taking(document.references), _cited(document, arguments)
            report = api.verify(
                taken, run=run, watch=progress.giving, citations=cited, house=decided.house, only=decided.only
            )
        faults = outputs.write_all(_writing(report, asked, arguments))
        _summarise(report, asked)
    for note, hint in run.notes.items():
        print(f"citecheck: {note}\n  hint: {hint}", file=sys.stderr)
    for fault in faults:
        outputs.complain(fault)
    if faults:
        return report, faults[0].exit_code
    if signals:
        return report, STOPPED_BY + signals[0]
    return report, report.exit_code(arguments.fail_on, allow_undecided=arguments.allow_undecided)


def _writing(report: Report, asked: Sequence[Output], arguments: argparse.Namespace) -> list[outputs.Writing]:
    writing: list[outputs.Writing] = [(output.path, partial(_parts, report, output, arguments)) for output in asked]
    if arguments.why:
        writing.append((STDOUT, partial(_explained, report, arguments)))
    return writing


def _check_name(output: Output) -> None:
    if output.kind == "formats":
        from citecheck.formats import choice

        choice.writer(output.name)
    else:
        from citecheck.reports import choice as report_choice

        report_choice.maker(output.name)


def settings_of(arguments: argparse.Namespace) -> Settings:
    import dataclasses

    from citecheck.judge.rules import check_fail_on
    from citecheck.settings import Policy, Settings, from_environment

    check_fail_on(arguments.fail_on)
    settings = from_environment(
        Settings(
            sources=tuple(arguments.source or ()),
            catalogue=arguments.catalogue,
            cache=arguments.cache,
            offline=arguments.offline,
            refresh=arguments.refresh,
            check_links=arguments.check_links,
            max_age=arguments.max_age,
            mailto=arguments.mailto or "",
            workers=arguments.workers,
            budget=arguments.budget,
            policy=Policy(threshold=arguments.configured.get("threshold"), margin=arguments.configured.get("margin")),
        )
    )
    address = arguments.configured.get("mailto")
    return dataclasses.replace(settings, mailto=address) if address and not settings.mailto else settings


def read(arguments: argparse.Namespace) -> Iterator[Reference]:
    return iter(documents.read(arguments).references)


def _cited(document: Document, arguments: argparse.Namespace) -> Sequence[Citation] | None:
    """The citations to be held against the list; None where nobody wants that, or the file has no text."""
    if arguments.citations and not document.citations:
        from citecheck.reports.in_text import UNTOLD

        print(f"citecheck: {UNTOLD}", file=sys.stderr)
    wanted = bool(document.citations) if arguments.citations is None else arguments.citations
    return document.citations if wanted else None


def _asked(arguments: argparse.Namespace) -> Document:
    """The document to ask about, after a look whether the references to be explained are in it."""
    document = documents.read(arguments)
    if arguments.why:
        import dataclasses

        from citecheck.reports import explained

        document = dataclasses.replace(document, references=list(document.references))
        explained.check(arguments.why, list(document.references))
    return document
