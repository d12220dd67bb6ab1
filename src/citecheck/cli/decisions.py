"""What an office has decided about a list: its settings file, waivers beside the entries, a baseline, a git range."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from citecheck.interfaces import Document
    from citecheck.judge.house import House
    from citecheck.model import Reference


class Decided(NamedTuple):
    """The house's decisions, and which references are to be judged; None where nobody decided anything."""

    house: House | None = None
    only: Callable[[Reference], bool] | None = None


def of(document: Document, arguments: argparse.Namespace) -> tuple[Document, Decided]:
    """The decisions for a document, and the document itself, all of whose references may have been read for them."""
    configured = arguments.configured
    commented = any(map(_speaks_to_us, arguments.input))
    if not (configured.path or commented or arguments.baseline or arguments.changed_since):
        return document, Decided()
    listed: Sequence[Reference] = ()
    if commented or arguments.changed_since:
        from dataclasses import replace

        listed = list(document.references)
        document = replace(document, references=listed)
    return document, Decided(_house(arguments, listed), _only(arguments, listed))


def _speaks_to_us(name: str) -> bool:
    path = Path(name)
    return path.is_file() and b"citecheck:" in path.read_bytes()


def _house(arguments: argparse.Namespace, listed: Sequence[Reference]) -> House:
    from citecheck.cli import comments
    from citecheck.judge.house import House

    configured, baseline = arguments.configured, frozenset[str]()
    if arguments.baseline:
        from citecheck.reports import changes

        baseline = changes.fingerprints(arguments.baseline)
    beside = comments.waivers(arguments.input, listed) if listed else ()
    year = configured.get("year")
    return House(
        severities=configured.severities,
        waivers=(*configured.waivers, *beside),
        year="" if year == "any" else year,
        baseline=baseline,
        baseline_name=Path(arguments.baseline or "").name,
    )


def _only(arguments: argparse.Namespace, listed: Sequence[Reference]) -> Callable[[Reference], bool] | None:
    if not arguments.changed_since:
        return None
    from citecheck.cli.changed import touched

    return touched(listed, arguments.changed_since)
