"""Citations that a document marks up as links to its references, printed ranges between two of them included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from citecheck.model import Citation, Location

if TYPE_CHECKING:
    from citecheck.formats.documents.xml import Running

_DASH = re.compile(r"[\s\]\[()]*(?:[-‐‑–—−]|to|through)[\s\[\]()]*")
_RANGE = re.compile(r"\W*\d{1,4}\s*[-‐‑–—−]\s*\d{1,4}\W*")
_AROUND = 60  # characters on either side


def around(text: str, start: int, end: int) -> str:
    """The words beside a place, in one line."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if left and " " in text[left:start]:
        left = text.index(" ", left) + 1
    if right < len(text) and " " in text[end:right]:
        right = text.rindex(" ", end, right)
    return " ".join(text[left:right].split())


def citations(running: Running, order: Sequence[str], file: str) -> Iterator[Citation]:
    """One citation for each link, or for each range of two; `order`: the keys of the list as printed."""
    place = {key: at for at, key in enumerate(order)}
    found = sorted(running.links)
    at = 0
    while at < len(found):
        start, end, targets, line = found[at]
        if at + 1 < len(found) and _DASH.fullmatch(running.text[end : found[at + 1][0]]):
            ahead = found[at + 1]
            if filled := _between(targets, ahead[2], place, order):
                targets, end, at = filled, ahead[1], at + 1
        shown = " ".join(running.text[start:end].split())
        yield Citation(
            text=shown,
            targets=targets,
            location=Location(file=file, line=line),
            around=around(running.text, start, end),
            aside=start in running.aside,
        )
        at += 1


def _between(
    left: tuple[str, ...], right: tuple[str, ...], place: dict[str, int], order: Sequence[str]
) -> tuple[str, ...]:
    """The keys from the one to the other, both included; none where they are no range."""
    if not left or not right or left[-1] not in place or right[0] not in place:
        return ()
    begin, end = place[left[-1]], place[right[0]]
    return (*left[:-1], *order[begin : end + 1], *right[1:]) if begin < end else ()
