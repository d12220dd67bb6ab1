"""XML files of records, each a reference: read one after the other, and without harm."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.model import Location, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Made = Callable[["Element", int, Location, dict[str, int]], Reference]


def references(data: bytes, file: str, tags: tuple[str, ...], made: Made, *, hint: str) -> Iterator[Reference]:
    """What `made` makes of each element of these names, of its number from 1, its place and the keys taken so far.

    What follows a break in the file is one reference with a problem. InputError where no record stands before it.
    """
    from lxml import etree

    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        return
    taken: dict[str, int] = {}
    number = 0
    # No entity is resolved and no other file is opened, whatever the document asks for.
    parse = etree.iterparse(
        io.BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=True, remove_comments=True,
    )  # fmt: skip
    try:
        for _, element in parse:
            number += 1
            yield made(element, number, Location(file=file, line=_line(element)), taken)
            _release(element)
    except etree.XMLSyntaxError as error:
        line, words = error.lineno or 1, _words(error)
        if not number:
            raise InputError(f"{file}:{line} is not XML: {words}", hint=hint) from None
        problem = f"the file is broken here, what follows is not read: {words}"
        key = shared.unique(str(number + 1), taken)
        yield Reference(key=key, location=Location(file=file, line=line), problem=problem)


def _release(element: Element) -> None:
    """Let go of a record that has been read, and of those before it."""
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def _words(error: Exception) -> str:
    text = shared.one_line_of(str(error)).split(", line ")[0][:200]
    return text[:1].lower() + text[1:]


def _line(element: Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 1
