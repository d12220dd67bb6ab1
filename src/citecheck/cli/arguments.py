"""What the command line understands: commands in groups, their options, and the nearest word for a mistyped one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from citecheck.cli import bulk, catalogue, config, convert, doctor, documents, fix, looks, serve
from citecheck.version import __version__

_GROUPS = (
    ("check a list", ("verify", "parse", "export", "fix", "convert", "bulk")),
    ("look into a document", ("extract", "citations")),
    ("a list that was checked before", ("queries", "diff", "watch")),
    ("the machinery", ("catalogue", "doctor", "rules", "config", "completion", "man")),
)
_EXIT_CODES = (
    "exit codes: 0 all judged, 1 a finding at or above --fail-on, 2 bad input or usage, 3 some undecided,\n"
    "            70 citecheck itself failed, 129, 130 or 143 stopped by SIGHUP, Ctrl-C or SIGTERM"
)


class _Parser(argparse.ArgumentParser):
    """One that complains as the rest of the program does, with the nearest word as a hint."""

    def error(self, message: str) -> NoReturn:
        print(f"citecheck: error: {message}", file=sys.stderr)
        print(f"  hint: {self._hint(message)}", file=sys.stderr)
        self.exit(2)

    def _hint(self, message: str) -> str:
        import re
        from difflib import get_close_matches

        wrong = re.search(r"(?:choice: '|arguments: )(-{0,2}[\w-]+)", message)
        words = [*self._option_string_actions, *_commands_of(self)]
        near = get_close_matches(wrong[1], words, n=1) if wrong else []
        return f"did you mean {near[0]}?" if near else f"{self.prog} --help"


def _commands_of(parser: argparse.ArgumentParser) -> list[str]:
    return [name for action in parser._actions if isinstance(action.choices, dict) for name in action.choices]


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `run` to be called with them. SystemExit when they are wrong, or were answered by help."""
    whole = parser(argv[0]) if argv else parser()
    if argv and argv[0] not in subcommands(whole):
        whole = parser()
    known, unknown = whole.parse_known_args(_in_words_of_today(argv))
    if unknown:
        command = subcommands(whole).get(argv[0], whole)
        command.error(f"unrecognized arguments: {' '.join(unknown)}")
    return known


class _One:
    """Makes the parser of one command; those of the others cost time and are not asked for."""

    def __init__(self, commands: Any, wanted: str) -> None:
        self._commands, self._wanted = commands, wanted

    def add_parser(self, name: str, **rest: Any) -> Any:
        return self._commands.add_parser(name, **rest) if name == self._wanted else _Unwanted()


class _Unwanted:
    """Takes everything that is done to it for nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **options: self


def parser(wanted: str = "") -> argparse.ArgumentParser:
    """The whole command line, or the part of it that has the wanted command."""
    from citecheck.cli import later, shell

    whole = _Parser(
        prog="citecheck",
        usage="citecheck COMMAND ... (citecheck COMMAND --help tells more)",
        description="Find the published work behind each reference of a list, and say where the two disagree.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"citecheck {__version__}")
    every = whole.add_subparsers(required=True, metavar="COMMAND", prog="citecheck", help=argparse.SUPPRESS)
    commands: Any = _One(every, wanted) if wanted else every
    _add_parse(commands)
    _add_verify(commands)
    _add_export(commands)
    convert.add_command(commands)
    fix.add_command(commands)
    bulk.add_command(commands)
    catalogue.add_commands(commands)
    doctor.add_command(commands)
    documents.add_commands(commands)
    serve.add_command(commands)
    _add_rules(commands)
    later.add_commands(commands)
    config.add_command(commands)
    shell.add_commands(commands)
    for action in every._choices_actions:
        every.choices[action.dest].description = action.help
    whole.epilog = f"{_grouped(every)}\n\n{_EXIT_CODES}"
    return whole


def subcommands(whole: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parser of each command by its name."""
    return next(dict(one.choices) for one in whole._actions if isinstance(one, argparse._SubParsersAction))


def _grouped(commands: Any) -> str:
    """The commands with a line each, by what one does with them."""
    helps = {action.dest: action.help for action in commands._choices_actions}
    named = {name for _, names in _GROUPS for name in names}
    groups = [*_GROUPS, ("more", tuple(name for name in helps if name not in named))]
    lines = []
    for title, names in groups:
        there = [name for name in names if name in helps]
        lines += [f"\n{title}:", *(f"  {name:<12}{helps[name]}" for name in there)] if there else []
    return "\n".join(lines).strip("\n")


def _add_parse(commands: Any) -> None:
    from citecheck.cli.lists import parse

    parser = commands.add_parser("parse", help="show what is understood of a list, before anything is asked")
    add_input(parser)
    parser.add_argument("--format", choices=("text", "csv", "json", "csl-json"), default="text")
    parser.set_defaults(run=parse)


def _add_verify(commands: Any) -> None:
    from citecheck.cli.lists import verify

    parser = commands.add_parser("verify", help="check every reference and report")
    add_input(parser)
    add_asking(parser)
    many: dict[str, Any] = {"action": "append", "default": []}
    written = "write a report: %(known)s; PATH - is stdout"
    naming(parser.add_argument("--report", **many, metavar="FORMAT=PATH", help=written), "reports")
    listed = "write the completed list: %(known)s"
    naming(parser.add_argument("--export", **many, metavar="FORMAT=PATH", help=listed), "formats")
    why = "say field by field, in numbers, why this reference has its verdict; repeat for several"
    parser.add_argument("--why", **many, metavar="KEY", help=why)
    _renamed(parser, "--explain", "--why", append=True)
    held = "hold the citations in the text against the list (default: where a document has text)"
    parser.add_argument("--citations", action=argparse.BooleanOptionalAction, default=None, help=held)
    convert.add_choices(parser)
    add_wording(parser)
    looks.add_choices(parser)
    parser.add_argument("--plan", action="store_true", help="print what would be asked of whom, and ask nothing")
    parser.set_defaults(run=verify)


def _add_export(commands: Any) -> None:
    from citecheck.cli.lists import export

    parser = commands.add_parser("export", help="check every reference and print the completed list")
    add_input(parser)
    add_asking(parser)
    naming(parser.add_argument("--to", required=True, metavar="FORMAT", help="%(known)s"), "formats")
    convert.add_choices(parser)
    only = "export only references without a finding that disputes them"
    parser.add_argument("--only", choices=("verified",), default="", help=only)
    parser.set_defaults(run=export, why=(), citations=False, wording="")


def _add_rules(commands: Any) -> None:
    from citecheck.cli.lists import rules

    parser = commands.add_parser("rules", help="list the kinds of finding, or print the page of one")
    parser.add_argument("rule", metavar="RULE", nargs="?", help="a rule id, as in a report; none lists them all")
    parser.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=rules)


def add_input(parser: argparse.ArgumentParser) -> None:
    """The list to read."""
    parser.add_argument("input", metavar="INPUT", nargs="*", help="files with reference lists; - is stdin")
    how = "read the file in this format (default: found out): %(known)s"
    naming(parser.add_argument("--from", dest="format_read", default="", metavar="FORMAT", help=how), "formats")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")


def add_wording(parser: argparse.ArgumentParser) -> None:
    """The sentences of the questions to the author."""
    parser.add_argument("--wording", default="", metavar="FILE", help="the questions to the author in these words")


def add_asking(parser: argparse.ArgumentParser) -> None:
    """Whom to ask, how long, and what the exit code says of the answers."""
    add = parser.add_argument
    add("--source", action="append", metavar="NAME", help="ask this source; repeat (default: the registries)")
    add("--cache", type=Path, metavar="DIR", help="where answers are kept (default: cache)")
    add("--catalogue", type=Path, metavar="DIR", help="a local catalogue, asked before the registries")
    add("--offline", action="store_true", help="answer from the cache only")
    add("--refresh", action="store_true", help="ask again what is in the cache")
    add("--check-links", action="store_true", help="visit the web addresses that references cite")
    add("--max-age", type=float, metavar="DAYS", help="ask again what was answered longer ago")
    add("--mailto", metavar="ADDR", help="your address, for the registries (or CITECHECK_MAILTO)")
    add("--budget", type=float, metavar="SECONDS", help="ask for so long at most, then report")
    _renamed(parser, "--timeout", "--budget", type=float)
    fails = "note, warning, error, rules or never; several with commas (default: error)"
    add("--fail-on", metavar="RULE-OR-SEVERITY", help=fails)
    add("--baseline", metavar="OLD.JSON", help="report only what this earlier JSON report does not have")
    add("--changed-since", metavar="REV", help="judge only entries whose lines changed since this git revision")
    add("--workers", type=int, default=1, metavar="N", help="judge in N processes (no remote source)")
    add("--allow-undecided", action="store_true", help="exit 0 where a source was silent")
    add("--include-unmatched", action="store_true", help="export references without a match, too")


class _Known:
    """The names of all plug-ins of a kind, for a help text: looked up when it is printed, and none is loaded."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __str__(self) -> str:
        from citecheck import plugins

        return ", ".join(plugins.names(self._kind))


def naming(action: argparse.Action, kind: str) -> None:
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
