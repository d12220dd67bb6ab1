"""The command line: parse, verify, export, rules. Data on stdout, all else on stderr."""

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
    arguments = _parser().parse_args(_in_words_of_today(sys.argv[1:] if argv is None else list(argv)))
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
    _naming(export.add_argument("--to", required=True, metavar="FORMAT", help="%(known)s"), "formats")
    export.set_defaults(run=_export, why=())

    catalogue.add_commands(commands)
    doctor.add_command(commands)

    rules = commands.add_parser("rules", help="list the kinds of finding, or print the page of one")
    rules.add_argument("rule", metavar="RULE", nargs="?", help="a rule id, as in a report; none lists them all")
    rules.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    rules.set_defaults(run=_rules)
    return parser


class _Known:
    """The names of all plug-ins of a kind, for a help text: looked up when it is printed, and none is loaded."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __str__(self) -> str:
        from citecheck import plugins

        return ", ".join(plugins.names(self._kind))


def _naming(action: argparse.Action, kind: str) -> None:
    """Let `%(known)s` in the help of an option stand for the plug-ins of this kind."""
    vars(action)["known"] = _Known(kind)


class _Renamed(argparse.Action):
    """An old spelling that keeps working for a release and says what to write instead."""

    def __init__(self, *, now: str, append: bool, **rest: Any) -> None:
        super().__init__(**rest)
        self._now, self._append = now, append

    def __call__(self, parser: Any, namespace: argparse.Namespace, values: Any, option: str | None = None) -> None:
        print(f"citecheck: {option} is called {self._now} now", file=sys.stderr)
        value = [*getattr(namespace, self.dest), values] if self._append else values
        setattr(namespace, self.dest, value)


def _renamed(parser: argparse.ArgumentParser, before: str, now: str, *, append: bool = False, **how: Any) -> None:
    dest = now.lstrip("-").replace("-", "_")
    hidden = argparse.SUPPRESS
    parser.add_argument(before, action=_Renamed, now=now, append=append, dest=dest, default=hidden, help=hidden, **how)


def _in_words_of_today(argv: Sequence[str]) -> Sequence[str]:
    """`explain RULE` is `rules RULE` now."""
    if argv[:1] != ["explain"]:
        return argv
    print("citecheck: explain is called rules now", file=sys.stderr)
    return ["rules", *argv[1:]]


def _add_verify(commands: Any) -> None:
    verify = commands.add_parser("verify", help="check every reference and report")
    _add_input(verify)
    _add_asking(verify)
    report = verify.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help="write a report: %(known)s; PATH - is stdout",
    )
    _naming(report, "reports")
    listed = "write the completed list: %(known)s"
    export = verify.add_argument("--export", action="append", default=[], metavar="FORMAT=PATH", help=listed)
    _naming(export, "formats")
    verify.add_argument(
        "--why",
        action="append",
        default=[],
        metavar="KEY",
        help="say field by field, in numbers, why this reference has its verdict; repeat for several",
    )
    _renamed(verify, "--explain", "--why", append=True)
    verify.add_argument("--plan", action="store_true", help="print what would be asked of whom, and ask nothing")
    verify.set_defaults(run=_verify)


def _add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="INPUT", help="a file with a reference list; - is stdin")
    how = "read the file in this format (default: found out): %(known)s"
    named = parser.add_argument("--from", dest="format_read", default="", metavar="FORMAT", help=how)
    _naming(named, "formats")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")


def _add_asking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source",
        action="append",
        metavar="NAME",
        help="ask this source (default: the registries, and a catalogue)",
    )
    parser.add_argument("--cache", type=Path, default=Path("cache"), metavar="DIR", help="where answers are kept")
    parser.add_argument("--catalogue", type=Path, metavar="DIR", help="a local catalogue, asked before the registries")
    parser.add_argument("--offline", action="store_true", help="answer from the cache only")
    parser.add_argument("--refresh", action="store_true", help="ask again what is in the cache")
    parser.add_argument("--mailto", metavar="ADDR", help="your address, for the registries (or CITECHECK_MAILTO)")
    parser.add_argument("--budget", type=float, metavar="SECONDS", help="ask for so long at most, then report")
    _renamed(parser, "--timeout", "--budget", type=float)
    parser.add_argument(
        "--fail-on", default="error", metavar="RULE-OR-SEVERITY", help="note, warning, error, a rule or never"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="judge in N processes (no remote source)")
    parser.add_argument("--allow-undecided", action="store_true", help="exit 0 where a source was silent")
    parser.add_argument("--include-unmatched", action="store_true", help="export references without a match, too")


def _parse(arguments: argparse.Namespace) -> int:
    from citecheck.reports import parsed

    references = list(_read(arguments))
    print(parsed.render(references, arguments.format), end="")
    return 2 if all(reference.problem for reference in references) else 0


def _verify(arguments: argparse.Namespace) -> int:
    if arguments.plan:
        return _plan(arguments)
    outputs = [("reports", *_split(text, "report")) for text in arguments.report]
    outputs += [("formats", *_split(text, "export")) for text in arguments.export]
    for kind, name, path in outputs:
        if arguments.why and path == "-" and (kind, name) != ("reports", "terminal"):
            raise SettingsError(f"--why and {name} can't share stdout", hint=f"write it to a file: {name}=PATH")
    report, stopped = _checked(arguments, [(kind, name) for kind, name, _ in outputs])
    from citecheck import api

    for kind, name, path in outputs:
        if kind == "reports":
            _write(path, api.parts(report, name))
        else:
            _write(path, api.exported(report, name, include_unmatched=arguments.include_unmatched))
    if arguments.why:
        from citecheck.reports import explained

        _write("-", map(str.encode, explained.parts(report, arguments.why, _settings(arguments).policy)))
    elif not any(path == "-" for _, _, path in outputs):
        _write("-", api.parts(report, "terminal"))
    return INTERRUPTED if stopped else report.exit_code(arguments.fail_on, allow_undecided=arguments.allow_undecided)


def _plan(arguments: argparse.Namespace) -> int:
    from citecheck.engines import plan

    settings = _settings(arguments)
    sys.stdout.writelines(plan.render(plan.plan(list(_read(arguments)), settings)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    report, stopped = _checked(arguments, [("formats", arguments.to)])
    from citecheck import api

    _write("-", api.exported(report, arguments.to, include_unmatched=arguments.include_unmatched))
    unmatched = sum(verdict.match is None for verdict in report.verdicts)
    if unmatched and not arguments.include_unmatched:
        print(f"citecheck: {unmatched} of {len(report.verdicts)} references left out: no match", file=sys.stderr)
    return INTERRUPTED if stopped else report.exit_code(arguments.fail_on, allow_undecided=arguments.allow_undecided)


def _rules(arguments: argparse.Namespace) -> int:
    from citecheck.judge import rules

    if arguments.rule:
        print(rules.page(rules.named(arguments.rule)))
    else:
        for rule in rules.known().values():
            print(f"{rule.id:<22}{rule.severity!s:<9}{rule.summary}")
    return 0


def _checked(arguments: argparse.Namespace, plugins_used: Iterable[tuple[str, str]]) -> tuple[Report, bool]:
    """The report, and whether Ctrl-C cut the asking short.

    Settings, input and plug-in names are all checked before the first question is asked.
    """
    from citecheck import api, plugins
    from citecheck.cli.signals import stopped_by_signals
    from citecheck.formats import choice
    from citecheck.interfaces import ReportFormat, Run

    run = Run(settings=_settings(arguments))
    for kind, name in plugins_used:
        if kind == "formats":
            choice.writer(name)
        else:
            plugins.value(kind, name, ReportFormat)
    with stopped_by_signals(run.stop):
        report = api.verify(_asked(arguments), run=run)
        stopped = run.stop.is_set()
    for note, hint in run.notes.items():
        print(f"citecheck: {note}\n  hint: {hint}", file=sys.stderr)
    return report, stopped


def _settings(arguments: argparse.Namespace) -> Settings:
    from citecheck.judge import rules
    from citecheck.model import SEVERITIES
    from citecheck.settings import Settings, from_environment

    if arguments.fail_on not in {*SEVERITIES, *rules.known(), "never"}:
        raise SettingsError(
            f"--fail-on {arguments.fail_on!r} is neither a severity nor a rule",
            hint="note, warning, error, never, or a rule id: citecheck rules lists them",
        )
    stated = Settings(
        sources=tuple(arguments.source or ()),
        catalogue=arguments.catalogue,
        cache=arguments.cache,
        offline=arguments.offline,
        refresh=arguments.refresh,
        mailto=arguments.mailto or "",
        workers=arguments.workers,
        budget=arguments.budget,
    )
    return from_environment(stated)


def _read(arguments: argparse.Namespace) -> Iterator[Reference]:
    from citecheck import api

    name, format = arguments.input, arguments.format_read
    if name == "-":
        return api.stream_bytes(sys.stdin.buffer.read(), "<stdin>", format=format)
    return api.stream(name, format=format)


def _asked(arguments: argparse.Namespace) -> Iterator[Reference]:
    """The references to ask about, after a look whether those to be explained are among them."""
    references: Iterable[Reference] = _read(arguments)
    if arguments.why:
        from citecheck.reports import explained

        references = list(references)
        explained.check(arguments.why, references)
    return _with_progress(references)


def _split(text: str, flag: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals or not path or not name:
        raise SettingsError(f"--{flag} {text!r} is not FORMAT=PATH", hint=f"for example --{flag} json=report.json")
    return name, path


def _write(path: str, parts: Iterable[bytes]) -> None:
    if path == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(parts)
        return
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
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
