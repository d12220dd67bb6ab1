"""XML read without harm: no entity is expanded, no file or address is opened, depth and size are bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from citecheck.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LARGEST = 200_000_000  # bytes
_SPACE = re.compile(r"\s+")


def tree(data: bytes, file: str) -> Element:
    """The root element. InputError, with its line, for what is no XML."""
    from lxml import etree

    if len(data) > LARGEST:
        raise InputError(f"{file} is larger than {LARGEST // 1_000_000} MB", hint="name a smaller file")
    parser = etree.XMLParser(
        load_dtd=False, no_network=True, resolve_entities=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 1
        why = (error.msg or "it ends too early").split(", line")[0]
        raise InputError(
            f"{file}:{line} is not well-formed XML: {why[:1].lower()}{why[1:]}", hint="check that the file is whole"
        ) from None
    if root is None:
        raise InputError(f"{file} is empty", hint="check that this is the right file")
    return root


def name(element: Element) -> str:
    """The name of an element without its namespace; "" for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line(element: Element) -> int:
    """The line of its file where an element begins, counted from 1."""
    found: object = element.sourceline
    return found if isinstance(found, int) else 1


def children(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element if name(child) in names)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """The elements of these names below, in order, whatever their namespace."""
    return (one for one in element.iter() if one is not element and name(one) in names)


def first(element: Element, *names: str) -> Element | None:
    """The first descendant of the first of these names that has one."""
    for wanted in names:
        for one in descendants(element, wanted):
            return one
    return None


def text(element: Element | None) -> str:
    """All text of an element in one line, entities included."""
    return one_line("".join(_texts(element))) if element is not None else ""


def text_of(element: Element, *names: str) -> str:
    return text(first(element, *names))


def one_line(words: str) -> str:
    """White space as single spaces; character references that a missing DTD would have explained, explained."""
    words = unescape(words) if "&" in words else words
    return _SPACE.sub(" ", words).strip()


def _texts(element: Element) -> Iterator[str]:
    return (str(part) for part in element.itertext())


class Running:
    """The running text of a document in one string, and where its links to references stand in it.

    `skipped` says of an element that nothing in it is running text; `parts` are names of elements that begin a
    paragraph; `target` gives the keys that a link means, or None for what is no link; `floats` are elements that stand
    elsewhere than they are read, and `aside` the starts of the links in them.
    """

    def __init__(
        self,
        root: Element,
        *,
        skipped: Callable[[Element], bool],
        parts: Iterable[str],
        target: Callable[[Element], tuple[str, ...] | None],
        floats: Iterable[str] = (),
    ) -> None:
        self._skipped, self._parts, self._target = skipped, frozenset(parts), target
        self._floats = frozenset(floats)
        self.aside: set[int] = set()
        self._pieces: list[str] = []
        self._length = 0
        self.links: list[tuple[int, int, tuple[str, ...], int]] = []
        self._walk(root)
        self.text = "".join(self._pieces)

    def _put(self, words: str | None) -> None:
        if words:
            words = words.replace("\n", " ")
            self._pieces.append(words)
            self._length += len(words)

    def _walk(self, root: Element) -> None:
        """Through all elements in order, without recursion: documents may be nested deep."""
        stack: list[tuple[Element, bool]] = [(root, False)]
        open_links: dict[Element, tuple[int, tuple[str, ...]]] = {}
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self._leave(element, open_links, root)
                continue
            if not name(element) or (element is not root and self._skipped(element)):
                self._put(
                    unescape(element.text or "") if not name(element) and (element.text or "").startswith("&") else ""
                )
                self._put(element.tail if element is not root else "")
                continue
            if name(element) in self._parts:
                self._put_break()
            targets = self._target(element)
            if targets is not None:
                open_links[element] = (self._length, targets)
            self._put(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def _put_break(self) -> None:
        self._pieces.append("\n")
        self._length += 1

    def _leave(self, element: Element, open_links: dict[Element, tuple[int, tuple[str, ...]]], root: Element) -> None:
        if element in open_links:
            start, targets = open_links.pop(element)
            self.links.append((start, self._length, targets, line(element)))
            if any(name(above) in self._floats for above in element.iterancestors()):
                self.aside.add(start)
        if name(element) in self._parts:
            self._put_break()
        if element is not root:
            self._put(element.tail)
