"""What every document is made of here: paragraphs or printed lines with their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from citecheck.model import Item, Location

_NOWHERE = Location()
_LONGEST = 10_000  # characters of a paragraph


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One paragraph, table cell, footnote or printed line.

    `whole`: a paragraph by its format, not a line of one. `apart`: more space stands before it than between lines;
    `top`: it is the first of a column or page, so that nobody can tell.
    `heading`, `listed`: marked so by its format, as a heading or an entry of the reference list. `indent`: how far in
    it begins, in any unit, the same for all blocks of a document. `label`: a number that is printed but not in the
    text. `links`: addresses behind its words. `raised`: where superscripts stand in `text`. `item`: what a reference
    manager holds of it. `note`: it stands in a footnote or endnote.
    """

    text: str
    location: Location = _NOWHERE
    whole: bool = False
    apart: bool = False
    top: bool = False
    heading: bool = False
    listed: bool = False
    note: bool = False
    indent: float = 0.0
    label: str = ""
    links: tuple[str, ...] = ()
    raised: tuple[tuple[int, int], ...] = ()
    item: Item | None = None
    key: str = ""

    @property
    def aside(self) -> bool:
        """True for a note or the row of a table, which are read at another time than what stands before them."""
        return self.note or "table row" in self.location.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """The text of one reference, in one line, with its printed label and the block where it begins."""

    text: str
    first: Block
    label: str = ""
    links: tuple[str, ...] = ()


def paragraphs(lines: Sequence[Block]) -> list[Block]:
    """Lines between which there is no space as one block each, so that no citation is cut by a line end."""
    answer: list[Block] = []
    for line in lines:
        before = answer[-1] if answer else None
        if before is None or line.apart or line.heading or before.heading or len(before.text) > _LONGEST:
            answer.append(line)
        else:
            where = replace(before.location, start=0, end=0)
            answer[-1] = replace(before, text=f"{before.text} {line.text}", location=where)
    return answer
