"""The command line. Data on stdout, all else on stderr; every way to end has its exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from citecheck.cli import arguments, config, outputs, streams
from citecheck.errors import CitecheckError, because
from citecheck.workers import collecting_rarely

INTERRUPTED, CRASHED = 130, 70


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the process exit code comes back."""
    try:
        streams.prepare()
        code = _run(sys.argv[1:] if argv is None else list(argv))
    except KeyboardInterrupt:
        print("citecheck: stopped", file=sys.stderr)
        return INTERRUPTED
    except SystemExit as end:  # argparse has printed help, or what is wrong with the arguments
        code = end.code if isinstance(end.code, int) else 2
    try:
        streams.finish()
    except CitecheckError as error:
        outputs.complain(error)
        return error.exit_code
    return code


def _run(argv: Sequence[str]) -> int:
    parsed = arguments.parsed(argv)
    try:
        config.fill(parsed)
        with collecting_rarely():
            code: int = parsed.run(parsed)
        return code
    except CitecheckError as error:
        _traceback(parsed)
        outputs.complain(error)
        return error.exit_code
    except BrokenPipeError:
        streams.abandon()  # the reader (head, less) has gone, and it was all for it
        return 0
    except OSError as error:
        _traceback(parsed)
        file = f"{error.filename}: " if error.filename else ""
        outputs.complain(CitecheckError(f"{file}{because(error)}", hint="mend that and run again: no answer is lost"))
        return CitecheckError.exit_code
    except Exception as error:
        _traceback(parsed)
        return _crashed(error)


def _crashed(error: Exception) -> int:
    """A fault of ours: never a traceback unless somebody wants it, and never the exit code of a finding.

    The error's own words may hold what was sent to a service, so only its kind and its place are shown.
    """
    place, at = "", error.__traceback__
    while at:
        place, at = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}", at.tb_next
    print(f"citecheck: error: citecheck itself has failed: {type(error).__name__} in {place}", file=sys.stderr)
    print("  hint: please report it, with the list and what the same command prints with --debug", file=sys.stderr)
    return CRASHED


def _traceback(parsed: argparse.Namespace) -> None:
    if getattr(parsed, "debug", False):
        import traceback

        traceback.print_exc()
