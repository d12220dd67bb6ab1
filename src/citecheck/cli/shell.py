"""Help for shells and readers: completion for bash, zsh and fish, and the man page, both made of the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from citecheck.cli import streams

SHELLS = ("bash", "zsh", "fish")


def add_commands(commands: Any) -> None:
    """Add `completion` and `man` to these sub-commands of argparse."""
    completion = commands.add_parser("completion", help="print what makes a shell complete commands and options")
    completion.add_argument("shell", choices=SHELLS, help="the shell")
    completion.set_defaults(run=_completion)
    man = commands.add_parser("man", help="print the man page")
    man.set_defaults(run=_man)


def _completion(parsed: argparse.Namespace) -> int:
    from citecheck.cli.arguments import parser, subcommands

    made = {"bash": _bash, "zsh": _zsh, "fish": _fish}[parsed.shell]
    streams.write(f"{line}\n".encode() for line in made(subcommands(parser())))
    return 0


def _options(command: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """The long options that are shown, each with what it does."""
    for action in command._actions:
        if action.help != argparse.SUPPRESS:
            yield from ((option, action) for option in action.option_strings if option.startswith("--"))


def _bash(commands: dict[str, argparse.ArgumentParser]) -> Iterator[str]:
    yield "_citecheck() {"
    yield '  local word="${COMP_WORDS[COMP_CWORD]}" words'
    yield '  case "${COMP_WORDS[1]}" in'
    for name, command in commands.items():
        yield f'    {name}) words="{" ".join(option for option, _ in _options(command))}" ;;'
    yield f'    *) words="{" ".join(commands)}" ;;'
    yield "  esac"
    yield f'  [ "$COMP_CWORD" = 1 ] && words="{" ".join(commands)}"'
    yield '  COMPREPLY=($(compgen -W "$words" -- "$word"))'
    yield "}"
    yield "complete -o default -F _citecheck citecheck"


def _zsh(commands: dict[str, argparse.ArgumentParser]) -> Iterator[str]:
    yield "#compdef citecheck"
    yield "_citecheck() {"
    yield "  if (( CURRENT == 2 )); then"
    yield f"    compadd -- {' '.join(commands)}"
    yield "    return"
    yield "  fi"
    yield "  case $words[2] in"
    for name, command in commands.items():
        yield f"    {name}) [[ $PREFIX == -* ]] && compadd -- {' '.join(option for option, _ in _options(command))} ;;"
    yield "  esac"
    yield "  [[ $PREFIX == -* ]] || _files"
    yield "}"
    yield "compdef _citecheck citecheck"


def _fish(commands: dict[str, argparse.ArgumentParser]) -> Iterator[str]:
    for name, command in commands.items():
        yield f"complete -c citecheck -n __fish_use_subcommand -a {name} -d {_quoted(_about(command))}"
        for option, action in _options(command):
            wants = "" if action.nargs == 0 else " -r"
            seen = f"-n '__fish_seen_subcommand_from {name}'"
            yield f"complete -c citecheck {seen} -l {option[2:]}{wants} -d {_quoted(_help(action))}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _about(command: argparse.ArgumentParser) -> str:
    return command.description or ""


def _help(action: argparse.Action) -> str:
    shown = {name: value for name, value in vars(action).items() if value is not argparse.SUPPRESS}
    return (action.help or "") % shown


def _man(parsed: argparse.Namespace) -> int:
    """The page in the language of man, for `citecheck man | man -l -`."""
    from citecheck.cli.arguments import parser

    streams.write(f"{line}\n".encode() for line in _page(parser()))
    return 0


def _page(whole: argparse.ArgumentParser) -> Iterator[str]:
    from citecheck.cli.arguments import subcommands
    from citecheck.version import __version__

    yield f'.TH CITECHECK 1 "" "citecheck {__version__}"'
    yield from (".SH NAME", r"citecheck \- check a reference list against Crossref and PubMed")
    yield from (".SH SYNOPSIS", r"citecheck COMMAND [OPTION ...] [FILE ...]")
    yield from (".SH DESCRIPTION", _roff(whole.description or ""))
    yield ".SH COMMANDS"
    for name, command in subcommands(whole).items():
        yield from (f".SS {_roff(name)}", _roff(_about(command)))
        for action in command._actions:
            if action.help != argparse.SUPPRESS and action.option_strings:
                value = f" {action.metavar or action.dest.upper()}" if action.nargs != 0 else ""
                yield from (".TP", f".B {_roff(', '.join(action.option_strings) + value)}", _roff(_help(action)))
    yield from (".SH EXIT STATUS", _roff((whole.epilog or "").rpartition("exit codes: ")[2]))


def _roff(text: str) -> str:
    """In one line that is no request of roff."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped
