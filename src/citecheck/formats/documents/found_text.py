"""The citations that a text prints, in the one style that it is in: numbers, or names and years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from citecheck.formats.documents import author_year, numeric, unmarked
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.likeness import likeness
from citecheck.formats.documents.links import around
from citecheck.formats.documents.printed import Printed
from citecheck.model import Citation, Location, Reference

if TYPE_CHECKING:
    from citecheck.formats.documents.xml import Running

Marked = tuple[Citation, int, int]
_LEAST = 0.3  # of the list must be cited in a style before the text is believed to be in it
_FEW = 3
_REFERENCE, _LINE = 3, 80  # likeness and length from which on an entry is a reference, or more than a line
_CAPTION = re.compile(
    r"\s*(?:supplement\w* )?(?:fig(?:ure|\.)?|tab(?:le|\.)?|box|scheme|abb(?:ildung|\.)|tabelle|figura|tabla)\s?S?\d",
    re.I,
)


def citations(
    blocks: Sequence[Block], references: Sequence[Reference], *, marked: Iterable[Marked] = ()
) -> tuple[Citation, ...]:
    """Those that fields or links mark, or else those that are printed; none where the style can't be told."""
    fields = tuple(one for one, _, _ in marked)
    listed = {one.key for one in references}
    if not fields or len({key for one in fields for key in one.targets} & listed) * 2 < len(listed) * _LEAST:
        fields = tuple(_citation(blocks[one.block], one) for one in _printed(blocks, references)) or fields
    return (*fields, *_unmarked(blocks, references, fields))


def with_unmarked(
    marked: Iterable[Citation], running: Running, references: Sequence[Reference], file: str
) -> tuple[Citation, ...]:
    """The citations that a document marks up, and those of its other references that it only prints."""
    cited = tuple(marked)
    blocks = [Block(text=text, location=Location(file=file)) for text in running.text.split("\n") if text.strip()]
    return (*cited, *_unmarked(blocks, references, cited))


def _unmarked(
    blocks: Sequence[Block], references: Sequence[Reference], cited: Sequence[Citation]
) -> Iterator[Citation]:
    notes = (Block(text=one.raw, location=one.location, key=one.key) for one in references if _is_note(one))
    whole = [*blocks, *notes]
    return (replace(_citation(whole[one.block], one), aside=True) for one in unmarked.found(whole, references, cited))


def _is_note(one: Reference) -> bool:
    """Prose that stands in the list, as notes do, may cite."""
    return bool(one.problem) or (likeness(one.raw) < _REFERENCE and len(one.raw) > _LINE)


def _printed(blocks: Sequence[Block], references: Sequence[Reference]) -> list[Printed]:
    listed = [one for one in references if one.item] or list(references)
    if not listed:
        return []
    best: list[Printed] = []
    most = 0.0
    for found in (*numeric.styles(blocks, references), author_year.found(blocks, listed)):
        keys = {one.key for one in listed}
        hits = {key for one in found for key in one.targets} & keys
        share = len(hits) / len(keys)
        enough = share >= _LEAST and len(hits) >= min(_FEW, len(keys))
        if enough and share > most:
            best, most = found, share
    return best


def _citation(block: Block, one: Printed) -> Citation:
    where = block.location
    if where.end:
        where = replace(where, start=where.start + one.start, end=where.start + one.end)
    return Citation(
        text=" ".join(block.text[one.start : one.end].split()),
        targets=one.targets,
        location=replace(where, label=""),
        around=around(block.text, one.start, one.end),
        aside=block.aside or bool(_CAPTION.match(block.text)),
    )
