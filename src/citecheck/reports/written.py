"""An item as medical journals print it (Vancouver), in pieces, so that the piece that differs can be marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from citecheck.model import Item, Name

SHOWN = 6  # authors; the others are et al.


class Piece(NamedTuple):
    """Text, and the field that it shows; "" for what stands between."""

    text: str
    field: str = ""


def pieces(item: Item) -> Iterator[Piece]:
    """`Mosca C, Doe J. Title. Journal. 2022;110(6):641-648.`"""
    sentences = [list(_authors(item)), [Piece(_closed(item.title), "title")] if item.title else []]
    journal = item.container_title_short or item.container_title or item.publisher
    sentences.append([Piece(_closed(journal), "container-title")] if journal else [])
    sentences.append(list(_imprint(item)))
    for number, sentence in enumerate(filter(None, sentences)):
        if number:
            yield Piece(" ")
        yield from sentence


def text(item: Item) -> str:
    """The same in one piece, with its DOI."""
    doi = f" doi:{item.doi}" if item.doi else ""
    return "".join(piece.text for piece in pieces(item)) + doi


def _authors(item: Item) -> Iterator[Piece]:
    names = list(filter(None, map(short, item.author)))
    if not names:
        return
    first, *others = names[:SHOWN]
    yield Piece(first, "first-author")
    if others:
        yield Piece(", ")
        yield Piece(", ".join(others), "other-authors")
    yield Piece(", et al." if len(names) > SHOWN or item.authors_cut else ".")


def short(name: Name) -> str:
    """`Mosca C`, `van Staa TP Jr`; a group as it is."""
    if name.literal:
        return name.literal
    initials = (
        name.given if _are_initials(name.given) else "".join(part[0] for part in re.findall(r"[^\W\d_]+", name.given))
    )
    return " ".join(filter(None, (name.family, initials.replace(".", "").replace(" ", ""), name.suffix)))


def _are_initials(given: str) -> bool:
    return given.isupper() and len(given.replace(".", "").replace(" ", "").replace("-", "")) <= 4


def _imprint(item: Item) -> Iterator[Piece]:
    """`2022;110(6):641-648.`"""
    if item.year:
        yield Piece(item.year, "year")
    if item.volume:
        yield Piece(";" if item.year else "")
        yield Piece(item.volume, "volume")
    if item.issue:
        yield Piece("(" if item.volume else ";(")
        yield Piece(item.issue, "issue")
        yield Piece(")")
    if item.locator:
        yield Piece(":" if item.volume or item.issue else "; " if item.year else "")
        yield Piece(item.locator, "page")
    if item.year or item.volume or item.issue or item.locator:
        yield Piece(".")


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
