"""Printed labels of entries: `[1]`, `(1)`, `1.`, `1)`, `1`, `[Dol15]`; and which of them make the list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.likeness import begins_with_people, likeness

# A bare number must stand before a letter, or it may be a volume or page; so must one that is glued to its text.
_LABEL = re.compile(
    r"[\s\u200b-\u200f*•·]*(?:\[(?P<bracket>\d{1,6})[a-z]?\][.:]?|\((?P<parenthesis>\d{1,6})\)\.?"
    r"|(?P<dot>\d{1,6})(?:\.(?!\d)|[．、])|(?P<half>\d{1,6})[)\]]"
    r"|(?P<bare>\d{1,3}|\d{4}(?=\t))(?=\s+[^\W\d_\"'“‘«]|\s+[\"'“‘«][^\W\d_])"
    r"|(?P<glued>\d{1,3})(?=[^\W\d_a-z][^\W\d_a-z]?[a-zß-ÿ. ,’'-])"
    r"|\[(?P<word>[A-Z][\w+.’'-]{0,14}\d{2}[a-z]?)\])\s*"
)
_FARTHEST = 10  # labels that may be missing in a row, and one
_YEARS = (1500, 2100)
_MOST_LINES = 15  # of an entry, on average
_OPEN = 6  # runs that may go on
_CHECKED = 400  # lines of a list that are looked at closely


@dataclass(frozen=True, slots=True)
class Label:
    """A label that a block begins with: where its text goes on, and in which block."""

    style: str
    number: int
    at: int
    end: int
    text: str = ""


def label_of(block: Block, at: int) -> Label | None:
    """The label of a block: the one that its format prints, or one that its text begins with."""
    if block.label:
        digits = re.sub(r"\D", "", block.label)
        return Label("format", int(digits[:6]) if digits else 0, at, 0, block.label.strip("[]().: \t"))
    match = _LABEL.match(block.text)
    if not match or not match.lastgroup:
        return None
    shown = match[match.lastgroup]
    return Label(match.lastgroup, int(shown) if shown.isdigit() else 0, at, match.end(), shown)


def run_of(blocks: Sequence[Block], start: int, stop: int, *, sure: bool) -> list[Label]:
    """The labels of the list between `start` and `stop`: one style, running upward; none where it is not numbered.

    `sure`: it is known that a list is there, so that its entries need not read like references.
    """
    styles: defaultdict[str, list[Label]] = defaultdict(list)
    for at in range(start, stop):
        label = label_of(blocks[at], at)
        if label and not (_YEARS[0] <= label.number <= _YEARS[1] and stop - start < _YEARS[0]):
            styles[label.style].append(label)
    best: list[Label] = []
    most = 0.0
    for style, seen in styles.items():
        for run in [seen] if style == "word" else _runs(seen, blocks):
            worth = _worth(run, blocks, stop, sure=sure) if not sure or _covers(run, start, stop) else 0.0
            if worth > most or (worth == most > 0 and run[0].at < best[0].at):
                best, most = run, worth
    return best


def _covers(run: Sequence[Label], start: int, stop: int) -> bool:
    """Are these the labels of all that stands there, not of a few lines that begin with a number?"""
    return run[0].at - start <= 3 + (stop - start) / 4 and stop - run[0].at <= _MOST_LINES * (len(run) + 1) + 10


def _runs(seen: list[Label], blocks: Sequence[Block]) -> list[list[Label]]:
    """The upward runs of one style; a label goes to the run that awaits it, the latest first, or opens one."""
    last = {label.number: label.at for label in seen}
    runs: list[list[Label]] = []
    for label in seen:
        recent = runs[-1:-_OPEN:-1]
        exact = next((run for run in recent if label.number == run[-1].number + 1), None)
        if exact is None and label.number != 1:
            exact = next((run for run in recent if _follows(label, run, last, blocks)), None)
        if exact is not None:
            exact.append(label)
            runs.remove(exact)
            runs.append(exact)
        else:
            runs.append([label])
    return runs


def _follows(label: Label, run: Sequence[Label], last: dict[int, int], blocks: Sequence[Block]) -> bool:
    awaited = run[-1].number + 1
    if awaited < label.number < awaited + _FARTHEST:
        return last.get(awaited, 0) < label.at or _reads(label, blocks)
    # Doubled or out of order, as numbering by hand goes wrong: only before what is clearly another reference.
    return len(run) > 1 and awaited - 3 < label.number < awaited and label.number > 1 and _reads(label, blocks)


def _reads(label: Label, blocks: Sequence[Block]) -> bool:
    text = blocks[label.at].text[label.end :]
    return begins_with_people(text) and label.style != "parenthesis"


def _worth(run: Sequence[Label], blocks: Sequence[Block], stop: int, *, sure: bool) -> float:
    """How many entries of the run read like references, as far as they are looked at; 0 for a run that is no list."""
    checked = run[:_CHECKED]
    ends = [*(label.at for label in run[1 : len(checked) + 1]), min(stop, run[-1].at + 6)]
    good = bad = 0
    for label, end in zip(checked, ends, strict=False):
        lines = [
            blocks[label.at].text[label.end :],
            *(blocks[at].text for at in range(label.at + 1, min(end, label.at + 6))),
        ]
        found = likeness(" ".join(lines))
        good += found >= 3
        bad += found < (1 if sure else 2)
    enough = good * 2 >= len(checked) if sure else good > 2 * bad and good * 3 >= len(checked) * 2
    if not enough or (len(run) < 2 and (not sure or run[0].number > 1)):
        return 0.0
    return good / len(checked) * len(run)
