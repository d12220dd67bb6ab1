"""Waivers that stand as comments beside an entry: `% citecheck: ignore year-mismatch until 2027-05 -- reason`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from citecheck.cli.config import day
from citecheck.errors import SettingsError
from citecheck.judge import rules
from citecheck.judge.house import Waiver
from citecheck.model import Location, Reference

_HINT = "% citecheck: ignore year-mismatch until 2027-05 -- as printed by the journal"
_COMMENT = re.compile(
    r"citecheck:\s*ignore\s+(?P<rules>[a-z0-9, -]+?)(?:\s+until\s+(?P<day>\S+))?\s*(?:(?:--|—)\s*(?P<reason>\S.*?))?"
    r"\s*(?:-->|\*/)?\s*$"
)


def waivers(files: Sequence[str], references: Sequence[Reference]) -> Iterator[Waiver]:
    """The waivers in the files that the references are from; one means the entry that it stands in or before."""
    for file in dict.fromkeys(files):
        lines = _lines(file)
        entries = sorted(
            (one.location.line, one.key) for one in references if one.location.file == file and one.location.line
        )
        for number, line in lines:
            if match := _COMMENT.search(line):
                yield from _of(match, Location(file=file, line=number), entries, {at for at, _ in lines})


def _lines(file: str) -> list[tuple[int, str]]:
    """The lines that speak to us, with their numbers."""
    try:
        data = Path(file).read_bytes()
    except OSError:
        return []  # standard input, or gone: who reads the list says so
    if b"citecheck:" not in data:
        return []
    text = data.decode("utf-8", "replace")
    return [(number, line) for number, line in enumerate(text.splitlines(), 1) if "citecheck:" in line]


def _of(match: re.Match[str], place: Location, entries: Sequence[tuple[int, str]], taken: set[int]) -> Iterator[Waiver]:
    if not match["reason"]:
        raise SettingsError(f"{place}: a waiver needs a reason", hint=_HINT)
    below = place.line + 1
    while below in taken:
        below += 1
    before = [key for line, key in entries if line <= place.line]
    key = next((key for line, key in entries if line == below), before[-1] if before else "")
    for name in re.split(r"[,\s]+", match["rules"].strip()):
        rule = rules.named(name).id
        yield Waiver(rule=rule, key=key, reason=match["reason"], expires=day(match["day"], str(place)), place=place)
