"""Where each entry of a list begins and ends: by labels, space, indents, or by how references begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from citecheck.formats.documents import headings
from citecheck.formats.documents.blocks import Block, Entry
from citecheck.formats.documents.joining import joined
from citecheck.formats.documents.labels import Label
from citecheck.formats.documents.likeness import begins_with_people, is_dated, likeness

_SAMPLE = 600  # lines on which ways to part the list are tried
_ENDED = re.compile(r"(?:[.)\]>”\"]|\d|[A-Z]\.|/\S*|https?://\S+|10\.\d{4,9}/\S+)\s*$")
_SAME_AUTHOR = re.compile(r"\s*(?:[—–_-]{2,}|―)")
_BEGINS = re.compile(
    r"\s*[\"“«‘']?[^\W\da-z_]|\s*(?:v[ao][nm]|de[rlnsi]?|d[iuoa]s?|l[aeo]s?|el|al|bin|ibn|te[nr]?|zu[rm]?|['’]t|d['’])\b"
)
_MARGIN = 3.0
_TRUST = 0.05
_EDGE = 0.3
_FURTHER = 6  # lines that the rest of an entry may have


class Part(NamedTuple):
    """An entry as a stretch of blocks, `start` to `end` (exclusive); its text begins at `cut` of the first."""

    start: int
    end: int
    cut: int = 0
    label: str = ""


def text_of(blocks: Sequence[Block], part: Part) -> str:
    """The text of an entry in one line, without its label and the running heads inside it."""
    lines = [blocks[part.start].text[part.cut :]]
    lines += [blocks[at].text for at in range(part.start + 1, part.end) if not headings.is_list(blocks[at].text)]
    return joined(lines)


def entry_of(blocks: Sequence[Block], part: Part) -> Entry:
    """The entry itself."""
    links = tuple(link for at in range(part.start, part.end) for link in blocks[at].links)
    return Entry(text=text_of(blocks, part), first=blocks[part.start], label=part.label, links=links)


def labelled(blocks: Sequence[Block], run: Sequence[Label], stop: int) -> Iterator[Part]:
    """The entries of a labelled list."""
    ends = [label.at for label in run[1:]]
    ends.append(_end_of_last(blocks, run[-1], stop, spaced=_spaced(blocks, run)))
    for label, end in zip(run, ends, strict=True):
        part = Part(label.at, end, label.end, label.text or str(label.number))
        if text_of(blocks, part):
            yield part


def _spaced(blocks: Sequence[Block], run: Sequence[Label]) -> bool:
    """Does space stand before each entry and nowhere inside one?"""
    inside = any(blocks[at].apart for one, two in pairwise(run) for at in range(one.at + 1, two.at))
    return not inside


def _end_of_last(blocks: Sequence[Block], label: Label, stop: int, *, spaced: bool) -> int:
    """The block behind the last entry: what follows the list is none of it."""
    lines = [blocks[label.at].text[label.end :]]
    for at in range(label.at + 1, stop):
        block = blocks[at]
        complete = likeness(" ".join(lines)) >= 3
        if block.heading or headings.ends_list(block.text) or (block.whole and (complete or at > label.at + 2)):
            return at
        if (block.apart and (spaced or complete)) or len(lines) > 25:
            return at
        ended = complete and _ENDED.search(lines[-1]) and likeness(block.text) <= 0 and _BEGINS.match(block.text)
        if ended and not _fits(blocks, lines, at, stop):
            return at
        lines.append(block.text)
    return stop


def _fits(blocks: Sequence[Block], lines: Sequence[str], at: int, stop: int) -> bool:
    """Do the next lines, up to a space, make a better reference of what is there, as a title behind a year does?"""
    for end in range(at + 1, min(stop, at + _FURTHER) + 1):
        if end == stop or blocks[end].apart or blocks[end].heading or headings.ends_list(blocks[end].text):
            rest = [blocks[place].text for place in range(at, end)]
            return likeness(" ".join([*lines, *rest])) > likeness(" ".join(lines))
    return False


def unlabelled(blocks: Sequence[Block], start: int, stop: int) -> Iterator[Part]:
    """The entries of a list without labels, parted in the way that makes the most references."""
    starts = _starts(blocks, start, stop) if start < stop else []
    for begin, end in zip(starts, [*starts[1:], stop], strict=False):
        part = Part(begin, end)
        if text_of(blocks, part):
            yield part


def _starts(blocks: Sequence[Block], start: int, stop: int) -> list[int]:
    if all(blocks[at].whole for at in range(start, min(stop, start + _SAMPLE))):
        return _paragraphs(blocks, start, stop)
    tried = min(stop, start + _SAMPLE)
    best, most = _WAYS[0], float("-inf")
    for way in _WAYS:
        starts = _parted(way, blocks, start, tried)
        worth = _worth(blocks, starts, tried) + (_TRUST * len(starts) if way in _PRINTED else 0)
        if worth > most:
            best, most = way, worth
    return _parted(best, blocks, start, stop)


_Way = Callable[[Sequence[Block], int], bool]


def _parted(way: _Way, blocks: Sequence[Block], start: int, stop: int) -> list[int]:
    return [at for at in range(start, stop) if at == start or way(blocks, at)]


def _each(blocks: Sequence[Block], at: int) -> bool:
    return True


def _by_space(blocks: Sequence[Block], at: int) -> bool:
    here, before = blocks[at], blocks[at - 1]
    return here.apart or (here.whole and before.whole) or (here.top and _may_begin(blocks, at))


def _may_begin(blocks: Sequence[Block], at: int) -> bool:
    """Could an entry begin here, for all that its text and the line before it say?"""
    text = blocks[at].text
    if not (_ENDED.search(blocks[at - 1].text) and _BEGINS.match(text)):
        return False
    alone = at + 1 < len(blocks) and blocks[at + 1].apart
    return begins_with_people(text) or (likeness(text) >= 2 and (not alone or is_dated(text)))


def _by_outdent(blocks: Sequence[Block], at: int) -> bool:
    """Hanging: an entry begins at the margin, its other lines further in."""
    return blocks[at].indent < _MARGIN


def _by_indent(blocks: Sequence[Block], at: int) -> bool:
    """As paragraphs do: the first line further in."""
    return blocks[at].indent >= _MARGIN


def _by_beginning(blocks: Sequence[Block], at: int) -> bool:
    """A line that begins as references do, behind one that ends as they do."""
    text, before = blocks[at].text, blocks[at - 1].text
    if _SAME_AUTHOR.match(text):
        return True
    return begins_with_people(text) and bool(_ENDED.search(before)) and not before.rstrip().endswith((" and", "&", ","))


def _by_space_or_beginning(blocks: Sequence[Block], at: int) -> bool:
    return blocks[at].apart or _by_beginning(blocks, at)


def _by_outdent_and_beginning(blocks: Sequence[Block], at: int) -> bool:
    """Hanging, where a page or column begins further in."""
    return blocks[at].indent < _MARGIN and (
        bool(_BEGINS.match(blocks[at].text)) or bool(_SAME_AUTHOR.match(blocks[at].text))
    )


_PRINTED = (
    _by_space,
    _by_outdent,
    _by_indent,
    _by_outdent_and_beginning,
)  # what a typesetter did tells more than words
_WAYS: tuple[_Way, ...] = (
    _by_space, _by_outdent_and_beginning, _by_outdent, _by_indent, _by_beginning, _each, _by_space_or_beginning,
)  # fmt: skip


def _worth(blocks: Sequence[Block], starts: Sequence[int], stop: int) -> float:
    """How many of the entries read like one reference each; those that hold several, or none, count against."""
    each: list[float] = []
    for begin, end in zip(starts, [*starts[1:], stop], strict=True):
        text = joined(blocks[at].text for at in range(begin, min(end, begin + 40)))
        inner = sum(_parts_two(blocks, begin, at, end) for at in range(begin + 1, min(end, begin + 40)))
        found = likeness(text) if end - begin <= 40 else -4
        whole = found >= 4 and is_dated(text)
        own = 1 + 0.3 * begins_with_people(text) if whole else -1.2 if found < 2 else -0.4
        each.append(own - 0.9 * inner)
    # What stands before and behind the list will be left out, and is no fault of the way.
    good = [at for at, own in enumerate(each) if own > 0]
    edges = len(each) - (good[-1] + 1 - good[0]) if good else 0
    return sum(each[good[0] : good[-1] + 1]) - _EDGE * edges if good else sum(each)


def _parts_two(blocks: Sequence[Block], begin: int, at: int, end: int) -> bool:
    """Would the entry be two references, if another began here?"""
    if not _by_beginning(blocks, at):
        return False
    left = joined(blocks[place].text for place in range(begin, at))
    right = joined(blocks[place].text for place in range(at, min(end, begin + 40)))
    return likeness(left) >= 4 and likeness(right) >= 4


def _paragraphs(blocks: Sequence[Block], start: int, stop: int) -> list[int]:
    """Paragraphs are entries, but for those over which one entry was spread."""
    starts: list[int] = []
    text = ""
    for at in range(start, stop):
        here = blocks[at].text
        alone = not text or likeness(text) >= 4 or likeness(here) >= 4 or begins_with_people(here)
        if alone or likeness(f"{text} {here}") < 5 or blocks[at].listed:
            starts.append(at)
            text = here
        else:
            text = f"{text} {here}"
    return starts
