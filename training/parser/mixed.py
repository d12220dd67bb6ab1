"""Tagged references with the parts of others in their places: real habits of writing with other words in them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from citecheck.model import Span
from training.parser.tagged import Tagged

_EXCHANGED = ("author", "title", "container", "publisher", "location", "editor")
# A part without the marks around it, which are the habit of the reference that it stands in.
_BARE = re.compile(r"\w(?:.*\w)?", re.S)


def references(real: Sequence[Tagged], chance: random.Random) -> Iterator[Tagged]:
    """One reference for each, with most parts from others; a title from one that is of the same kind."""
    stock: dict[tuple[str, bool], list[str]] = {}
    for one in real:
        for part in one.parts:
            bare = _BARE.search(one.text, part.start, part.end)
            if part.field in _EXCHANGED and bare:
                stock.setdefault((part.field, _in_a_whole(one)), []).append(bare[0])
    for one in real:
        text, parts, at = "", [], 0
        for part in sorted(one.parts, key=lambda part: part.start):
            bare = _BARE.search(one.text, part.start, part.end)
            others = stock.get((part.field, _in_a_whole(one)))
            if part.start < at or not bare:
                continue
            text += one.text[at : part.start]
            start, at = len(text), part.end
            words = chance.choice(others) if others and chance.random() < 0.8 else bare[0]
            text += one.text[part.start : bare.start()] + words + one.text[bare.end() : part.end]
            parts.append(Span(field=part.field, start=start, end=len(text)))
        yield Tagged(text=text + one.text[at:], parts=tuple(parts))


def _in_a_whole(one: Tagged) -> bool:
    return any(part.field == "container" for part in one.parts)
