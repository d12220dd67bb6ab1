"""How the report looks on stdout: as wide as the terminal, in colour there alone, more or less of it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citecheck.reports.terminal import Look

_NARROWEST = 60


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Order and amount."""
    order = "the order on stdout: that of the list (default), or the worst first"
    parser.add_argument("--sort", choices=("list", "severity"), default="list", help=order)
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("-q", "--quiet", action="store_true", help="on stdout only what must be looked at")
    more = "on stdout also what is hidden, and why works match"
    amount.add_argument("-v", "--verbose", action="store_true", help=more)


def wanted(arguments: argparse.Namespace) -> Look:
    """As asked for, and as the terminal is."""
    import shutil

    from citecheck.reports.terminal import WIDTH, Look

    terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((WIDTH, 24)).columns if terminal else WIDTH
    return Look(
        width=max(columns, _NARROWEST),
        colour=terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        worst_first=getattr(arguments, "sort", "list") == "severity",
        less=getattr(arguments, "quiet", False),
        more=getattr(arguments, "verbose", False),
    )
