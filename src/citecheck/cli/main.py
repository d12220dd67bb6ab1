"""The command line: parse, verify, export, explain. Data on stdout, all else on stderr."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.cli import catalogue, doctor
from citecheck.errors import CitecheckError, SettingsError, because
from citecheck.version import __version__
from citecheck.workers import collecting_rarely

if TYPE_CHECKING:
    from citecheck.model import Reference, Report
    from citecheck.settings import Settings

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the process exit code comes back."""
    arguments = _parser().parse_args(argv)
    try:
        with collecting_rarely():
            code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except CitecheckError as error:
        if arguments.debug:
            raise
        print(f"citecheck: error: {error}", file=sys.stderr)
        if error.hint:
            print(f"  hint: {error.hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("citecheck: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone; keep Python from complaining when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citecheck",
        description="Find the published work behind each reference of a list, and say where the two disagree.",
        epilog="exit codes: 0 all judged, 1 a finding at or above --fail-on, 2 bad input or usage, 3 some undecided",
    )
    parser.add_argument("--version", action="version", version=f"citecheck {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    parse = commands.add_parser("parse", help="show what is understood of a list, before anything is asked")
    _add_input(parse)
    parse.add_argument("--format", choices=("text", "csv", "json", "csl-json"), default="text")
    parse.set_defaults(run=_parse)

    _add_verify(commands)

    export = commands.add_parser("export", help="check every reference and print the completed list")
    _add_input(export)
    _add_asking(export)
    export.add_argument("--to", required=True, metavar="FORMAT", help="bibtex or csl-json")
    export.set_defaults(run=_export, explain=())

    catalogue.add_commands(commands)
    doctor.add_command(commands)

    explain = commands.add_parser("explain", help="print the page of a rule")
    explain.add_argument("rule", metavar="RULE", nargs="?", help="a rule id, as in a report; none lists them all")
    explain.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    explain.set_defaults(run=_explain)
    return parser


def _add_verify(commands: Any) -> None:
    verify = commands.add_parser("verify", help="check every reference and report")
    _add_input(verify)
    _add_asking(verify)
    verify.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help="terminal, csv, json or html; PATH - is stdout",
    )
    verify.add_argument("--export", action="append", default=[], metavar="FORMAT=PATH", help="bibtex or csl-json")
    verify.add_argument(
        "--explain",
        action="append",
        default=[],
        metavar="KEY",
        help="say field by field, in numbers, why this reference has its verdict; repeat for several",
    )
    verify.add_argument("--plan", action="store_true", help="print what would be asked of whom, and ask nothing")
    verify.set_defaults(run=_verify)


def _add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="INPUT", help="a reference list: .csv, .txt or CSL-JSON; - is stdin")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")


def _add_asking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source", action="append", metavar="NAME", help="ask this source (default: crossref, pubmed, doi)"
    )
    parser.add_argument("--cache", type=Path, default=Path("cache"), metavar="DIR", help="where answers are kept")
    parser.add_argument("--catalogue", type=Path, metavar="DIR", help="a local catalogue, asked before the registries")
    parser.add_argument("--offline", action="store_true", help="answer from the cache only")
    parser.add_argument("--refresh", action="store_true", help="ask again what is in the cache")
    parser.add_argument("--mailto", metavar="ADDR", help="your address, for the registries (or CITECHECK_MAILTO)")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="ask for so long at most, then report")
    parser.add_argument(
        "--fail-on", default="error", metavar="RULE-OR-SEVERITY", help="note, warning, error, a rule or never"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="judge in N processes (no remote source)")
    parser.add_argument("--allow-undecided", action="store_true", help="exit 0 where a source was silent")
    parser.add_argument("--include-unmatched", action="store_true", help="export references without a match, too")


def _parse(arguments: argparse.Namespace) -> int:
    from citecheck.reports import parsed

    references = list(_read(arguments.input))
    print(parsed.render(references, arguments.format), end="")
    return 2 if all(reference.problem for reference in references) else 0


def _verify(arguments: argparse.Namespace) -> int:
    if arguments.plan:
        return _plan(arguments)
    outputs = [("reports", *_split(text, "report")) for text in arguments.report]
    outputs += [("formats", *_split(text, "export")) for text in arguments.export]
    for kind, name, path in outputs:
        if arguments.explain and path == "-" and (kind, name) != ("reports", "terminal"):
            raise SettingsError(f"--explain and {name} can't share stdout", hint=f"write it to a file: {name}=PATH")
    report, stopped = _checked(arguments, [(kind, name) for kind, name, _ in outputs])
    from citecheck import api

    for kind, name, path in outputs:
        if kind == "reports":
            _write(path, api.parts(report, name))
        else:
            _write(path, [api.export(report, name, include_unmatched=arguments.include_unmatched)])
    if arguments.explain:
        from citecheck.reports import explained

        _write("-", explained.parts(report, arguments.explain, _settings(arguments).policy))
    elif not any(path == "-" for _, _, path in outputs):
        _write("-", api.parts(report, "terminal"))
    return INTERRUPTED if stopped else report.exit_code(arguments.fail_on, allow_undecided=arguments.allow_undecided)


def _plan(arguments: argparse.Namespace) -> int:
    from citecheck.engines import plan

    settings = _settings(arguments)
    sys.stdout.writelines(plan.render(plan.plan(list(_read(arguments.input)), settings)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    report, stopped = _checked(arguments, [("formats", arguments.to)])
    from citecheck import api

    print(api.export(report, arguments.to, include_unmatched=arguments.include_unmatched), end="")
    unmatched = sum(verdict.match is None for verdict in report.verdicts)
    if unmatched and not arguments.include_unmatched:
        print(f"citecheck: {unmatched} of {len(report.verdicts)} references left out: no match", file=sys.stderr)
    return INTERRUPTED if stopped else report.exit_code(arguments.fail_on, allow_undecided=arguments.allow_undecided)


def _explain(arguments: argparse.Namespace) -> int:
    from citecheck.judge.rules import RULES, rule_named

    if arguments.rule:
        print(rule_named(arguments.rule).page())
    else:
        for rule in RULES.values():
            print(f"{rule.id:<22}{rule.severity!s:<9}{rule.summary}")
    return 0


def _checked(arguments: argparse.Namespace, plugins_used: Iterable[tuple[str, str]]) -> tuple[Report, bool]:
    """The report, and whether Ctrl-C cut the asking short.

    Settings, input and plug-in names are all checked before the first question is asked.
    """
    from citecheck import api, plugins
    from citecheck.sources.net import notes, stopping

    settings = _settings(arguments)
    for kind, name in plugins_used:
        if kind == "formats":
            api.writer(name)
        else:
            plugins.load(kind, name)
    if settings.workers > 1:  # no remote source then, so nothing to be saved
        return api.verify(_asked(arguments), settings), False
    with stopping.on_interrupt():
        report = api.verify(_asked(arguments), settings)
        stopped = stopping.wished()
    if notes.slow_pool.is_set():
        print("citecheck: Crossref answered in its slow pool: it was given no contact address", file=sys.stderr)
        print("  hint: --mailto you@example.org, or CITECHECK_MAILTO", file=sys.stderr)
    return report, stopped


def _settings(arguments: argparse.Namespace) -> Settings:
    from citecheck.judge.rules import RULES
    from citecheck.model import SEVERITIES
    from citecheck.settings import SOURCES, Settings, from_environment

    if arguments.fail_on not in {*SEVERITIES, *RULES, "never"}:
        raise SettingsError(
            f"--fail-on {arguments.fail_on!r} is neither a severity nor a rule",
            hint="note, warning, error, never, or a rule id: citecheck explain lists them",
        )
    stated = Settings(
        sources=tuple(arguments.source or (*(("catalogue",) if arguments.catalogue else ()), *SOURCES)),
        catalogue=arguments.catalogue,
        cache=arguments.cache,
        offline=arguments.offline,
        refresh=arguments.refresh,
        mailto=arguments.mailto or "",
        workers=arguments.workers,
        budget=arguments.timeout,
    )
    return from_environment(stated)


def _read(name: str) -> Iterator[Reference]:
    from citecheck import api

    return api.stream_bytes(sys.stdin.buffer.read(), "<stdin>") if name == "-" else api.stream(name)


def _asked(arguments: argparse.Namespace) -> Iterator[Reference]:
    """The references to ask about, after a look whether those to be explained are among them."""
    references: Iterable[Reference] = _read(arguments.input)
    if arguments.explain:
        from citecheck.reports import explained

        references = list(references)
        explained.check(arguments.explain, references)
    return _with_progress(references)


def _split(text: str, flag: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals or not path or not name:
        raise SettingsError(f"--{flag} {text!r} is not FORMAT=PATH", hint=f"for example --{flag} json=report.json")
    return name, path


def _write(path: str, parts: Iterable[str]) -> None:
    if path == "-":
        sys.stdout.writelines(parts)
        return
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
    except OSError as error:
        raise SettingsError(
            f"can't write {path}: {because(error)}", hint="name a file in a folder you may write to"
        ) from None


def _with_progress(references: Iterable[Reference]) -> Iterator[Reference]:
    """The references; on a terminal, stderr counts those handed over once they are many."""
    shown = False
    for number, reference in enumerate(references, start=1):
        if number % 50 == 0 and sys.stderr.isatty():
            print(f"\rasking about reference {number} …", end="", file=sys.stderr, flush=True)
            shown = True
        yield reference
    if shown:
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)
