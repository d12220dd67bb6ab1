"""Where the reference list of a document begins and ends: under a heading, else the longest run that reads like one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from citecheck.formats.documents import entries, headings, labels
from citecheck.formats.documents.blocks import Block, Entry
from citecheck.formats.documents.entries import Part
from citecheck.formats.documents.labels import Label
from citecheck.formats.documents.likeness import likeness

_AHEAD = 8  # blocks looked at to tell whether a list goes on
_STRAY = 5  # entries in a row that may read like nothing in a list without labels
_LONG_STRAY = 8  # the same under a heading
_LEAST = 2  # references under a heading


@dataclass(frozen=True, slots=True)
class Found:
    """The list of a document: its entries as stretches of `blocks`."""

    blocks: Sequence[Block]
    parts: Sequence[Part]

    def entries(self) -> Iterator[Entry]:
        return (entries.entry_of(self.blocks, part) for part in self.parts)

    def outside(self) -> list[Block]:
        """The blocks that are no part of the list."""
        answer: list[Block] = []
        at = 0
        for part in sorted(self.parts):
            answer += (self.blocks[place] for place in range(at, part.start))
            at = max(at, part.end)
        answer += (self.blocks[place] for place in range(at, len(self.blocks)))
        return answer


def find(blocks: Sequence[Block], *, least: int = 3) -> Found:
    """The reference list; no entries where there is none. Without a heading, it must have `least` references."""
    marked, headed = list(_marked(blocks)), list(_under_headings(blocks, headings.is_list))
    if not marked and not headed:
        headed = list(_under_headings(blocks, headings.may_be_list))
    # Styles are often given to a part of the list only.
    best = headed if _good(blocks, headed) > _good(blocks, marked) else marked
    if not best:
        best = list(_without_heading(blocks))
        best = best if _good(blocks, best) >= least else []
    return Found(blocks, best)


def everything(blocks: Sequence[Block]) -> Found:
    """The same where all of a file is known to be a list, whatever its entries read like."""
    return Found(blocks, list(_region(blocks, 0, len(blocks), trim=False)))


def _good(blocks: Sequence[Block], parts: Sequence[Part]) -> int:
    return sum(likeness(entries.text_of(blocks, part)) >= 3 for part in parts)


def _marked(blocks: Sequence[Block]) -> Iterator[Part]:
    """The entries that the format marks as such, in runs; what stands between two runs is none."""
    runs: list[list[int]] = []
    for at, block in enumerate(blocks):
        if block.listed and runs and runs[-1][1] == at:
            runs[-1][1] = at + 1
        elif block.listed:
            runs.append([at, at + 1])
    for start, end in runs:
        yield from _region(blocks, start, end)


def _under_headings(blocks: Sequence[Block], is_heading: Callable[[str], bool]) -> Iterator[Part]:
    stop = 0
    for at in range(len(blocks)):
        if at < stop or not is_heading(blocks[at].text):  # before stop: a running head inside the list
            continue
        found = list(_region(blocks, at + 1, _end(blocks, at + 1)))
        scores = [likeness(entries.text_of(blocks, part)) for part in found]
        many = sum(one >= 4 for one in scores) >= min(_LEAST, (len(scores) + 1) // 2 or 1)
        terse = blocks[at].heading and len(scores) >= _LEAST and min(scores) >= 2
        if terse or (many and sum(one >= 3 for one in scores) * 2 >= len(scores)):
            yield from found
            stop = found[-1].end


def _end(blocks: Sequence[Block], start: int) -> int:
    """Behind the last block that may belong to the list that begins at `start`."""
    for at in range(start, len(blocks)):
        text = blocks[at].text
        closing = len(text) <= headings.LONGEST * 2 and headings.ends_list(text)
        heading = blocks[at].heading and not headings.is_list(text) and at > start and likeness(text) < 4
        if (closing or heading) and not _goes_on(blocks, at):
            return at
    return len(blocks)


def _goes_on(blocks: Sequence[Block], at: int) -> bool:
    """Does the list go on behind a block that looks like an end, as where a table floats or a head runs?"""
    behind = [block.text for block in blocks[at + 1 : at + 1 + _AHEAD]]
    if blocks[at].whole:
        return sum(likeness(text) >= 4 for text in behind[:4]) >= 3
    threes = [" ".join(behind[place : place + 3]) for place in range(0, len(behind), 2)]
    return len(threes) > 1 and sum(likeness(text) >= 4 for text in threes) > 0.7 * len(threes)


def _region(blocks: Sequence[Block], start: int, stop: int, *, trim: bool = True) -> Iterator[Part]:
    """The entries between two blocks where a list is known to be."""
    run = _run_of(blocks, start, stop, sure=True)
    if not run:
        parts = entries.unlabelled(blocks, start, stop)
        yield from _edged(blocks, list(parts)) if trim else parts
        return
    last = start
    for part in entries.labelled(blocks, run, stop):
        yield part
        last = part.end
    # A second list, numbered anew.
    further = labels.run_of(blocks, last, stop, sure=False)
    if further and further[0].number <= 1:
        yield from entries.labelled(blocks, further, stop)


def _run_of(blocks: Sequence[Block], start: int, stop: int, *, sure: bool) -> list[Label]:
    """The labels of the list; none where there is one alone, before one of several entries."""
    run = labels.run_of(blocks, start, stop, sure=sure)
    if len(run) == 1 and len(parts := list(entries.unlabelled(blocks, start, stop))) == _good(blocks, parts) > 1:
        return []
    return run


def _edged(blocks: Sequence[Block], parts: list[Part]) -> list[Part]:
    """A list under a heading up to where for long nothing reads like a reference."""
    scores = [likeness(entries.text_of(blocks, part)) for part in parts]
    good = [at for at, score in enumerate(scores) if score >= 2]
    if not good:
        return []
    end = good[0]
    for at in good:
        if at - end > _LONG_STRAY:
            break
        end = at
    return parts[good[0] : end + 1]


def _trimmed(blocks: Sequence[Block], parts: Iterator[Part]) -> list[Part]:
    """The stretch of entries that reads most like references; what reads like none before and behind it is left out."""
    every = list(parts)
    scores = [likeness(entries.text_of(blocks, part)) for part in every]
    mostly = sum(score >= 4 for score in scores) * 2 > len(scores)
    start, end = _best_stretch([_worth(score, 2 if mostly else 3) for score in scores])
    return every[start:end]


def _worth(score: int, edge: int) -> float:
    if score >= 3:
        return 1.0 if score >= 4 else 0.5
    return 0.1 if score >= edge == 2 else 0.0 if score >= edge else -0.5 if score > 0 else -1.0


def _best_stretch(worth: Sequence[float]) -> tuple[int, int]:
    best, best_start, best_end = 0.0, 0, 0
    total, start, below = 0.0, 0, 0
    for at, one in enumerate(worth):
        below = below + 1 if one < 0 else 0
        if total < 0 or below > _STRAY or total == 0:
            total, start = 0.0, at
        total += one
        if total > 0 and total >= best and one >= 0:
            best, best_start, best_end = total, start, at + 1
    while best_start > 0 and worth[best_start - 1] >= 0:
        best_start -= 1
    return best_start, best_end


def _without_heading(blocks: Sequence[Block]) -> Iterator[Part]:
    stop = len(blocks)
    first = labels.label_of(blocks[0], 0) if stop else None
    if run := _run_of(blocks, 0, stop, sure=bool(first and first.number == 1)):
        yield from entries.labelled(blocks, run, stop)
    else:
        yield from _trimmed(blocks, entries.unlabelled(blocks, 0, stop))
