"""The program itself: `citecheck`, and `python -m citecheck`."""

from __future__ import annotations

import signal
import sys


def run() -> int:
    """The exit code of the command line. Ctrl-C while it still loads ends the process without a word."""
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from citecheck.cli.main import main

    if ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return main()


if __name__ == "__main__":
    sys.exit(run())
