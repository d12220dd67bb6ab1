"""Web pages: lists under a heading or marked as one, of publishers, PMC, SciELO, Wikipedia and page generators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import finder, found_text, links, nearby, references, xml
from citecheck.formats.documents.html_page import BLOCKS, FLOATS, SKIPPED, Page
from citecheck.interfaces import Document, Format
from citecheck.model import Citation, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ENCODING = re.compile(rb"""<meta[^>]+charset=["']?([\w-]+)""", re.I)


def recognises(head: bytes) -> bool:
    """A page by its first element."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:3000].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<html" in start)


def read(data: bytes, file: str) -> Document:
    """The list that the page shows; where it shows none, the bibliography file that it names."""
    shared.not_blank(data, file)
    root = _tree(data, file)
    page = Page(root, file)
    found = finder.find(page.blocks)
    by_entry = list(references.by_entry(found.entries()))
    listed = list(chain.from_iterable(by_entry))
    keys = _keys(page, found, by_entry)
    if not listed:
        listed, keys = _from_file(root, file)
    if not listed:
        raise InputError(f"no reference list in {file}", hint="save the page whole, or paste the list as text")
    marked = [(one, 0, 0) for one in _links(root, keys, [one.key for one in listed], file)]
    return Document(references=listed, citations=found_text.citations(found.outside(), listed, marked=marked))


def _tree(data: bytes, file: str) -> Element:
    from lxml import etree
    from lxml import html as lxml_html

    if len(data) > xml.LARGEST:
        raise InputError(f"{file} is larger than {xml.LARGEST // 1_000_000} MB", hint="name a smaller file")
    declared = _ENCODING.search(data[:4096])
    encoding = "utf-8" if not declared else declared[1].decode("ascii", "replace")
    try:
        text = data.decode(encoding, "strict")
    except (LookupError, UnicodeDecodeError):
        text = data.decode("utf-8" if _is_utf8(data) else "cp1252", "replace")
    parser = lxml_html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        root = None
    if root is None:
        raise InputError(f"no reference list in {file}", hint="check that this is the right file")
    return root


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _keys(page: Page, found: finder.Found, by_entry: Sequence[Sequence[Reference]]) -> dict[str, str]:
    """The key of each entry's first reference by the ids in its part of the page."""
    keys: dict[str, str] = {}
    for part, (reference, *_) in zip(found.parts, by_entry, strict=True):
        for at in range(part.start, part.end):
            holder = page.elements[at]
            before = holder.getprevious()
            inside = [one for one in holder.iter() if isinstance(one.tag, str)]
            for one in (*inside, *([before] if before is not None and xml.name(before) == "a" else [])):
                for identifier in (one.get("id"), one.get("name")):
                    if identifier:
                        keys.setdefault(identifier, reference.key)
    return keys


def _links(root: Element, keys: dict[str, str], order: list[str], file: str) -> Iterator[Citation]:
    """Links within the page that lead to an entry of the list; Distill's `d-cite` names keys outright."""

    def target(element: Element) -> tuple[str, ...] | None:
        if xml.name(element) == "d-cite":
            named = (element.get("key") or element.get("bibtex-key") or "").split(",")
            return tuple(keys.get(key.strip(), key.strip()) for key in named if key.strip())
        href = element.get("href") or ""
        if xml.name(element) == "a" and "#" in href:
            key = keys.get(unquote(href.partition("#")[2]))
            return (key,) if key else None
        return None

    inside = {id(one) for one in root.iter() if isinstance(one.tag, str) and (one.get("id") or "") in keys}
    running = xml.Running(
        root,
        skipped=lambda one: xml.name(one) in SKIPPED or id(one) in inside,
        parts=BLOCKS,
        target=target,
        floats=FLOATS,
    )
    return links.citations(running, order, file)


def _from_file(root: Element, file: str) -> tuple[list[Reference], dict[str, str]]:
    """The bibliography that a page loads by script, where it lies in the page's folder."""
    for element in xml.descendants(root, "d-bibliography"):
        if source := element.get("src"):
            listed = nearby.references(source, file, xml.line(element))
            return listed, {one.key: one.key for one in listed}
    return [], {}


FORMAT = Format(
    name="html",
    title="a web page",
    suffixes=(".html", ".htm", ".xhtml"),
    media_type="text/html",
    recognises=recognises,
    read=read,
)
