"""A web page as blocks: what a browser shows, with the marks that lists and their entries have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from citecheck import normalize
from citecheck.formats import shared
from citecheck.formats.documents import headings, xml
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.likeness import entry_lines
from citecheck.model import Item, Location

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BLOCKS = frozenset(
    "p div li dt dd h1 h2 h3 h4 h5 h6 td th tr table section article ol ul dl blockquote pre figcaption caption header"
    " footer aside main body summary address center form fieldset title option".split()
)
FLOATS = frozenset("table figure figcaption caption aside".split())
SKIPPED = frozenset(
    "script style noscript template svg math nav button select iframe object head textarea input".split()
)
_LIST = re.compile(
    r"(?:^|[\s_-])(?:references?|ref-?list|reflist|references?-?list|bibliograph(?:y|ies)|csl-bib-body"
    r"|citations?-list|literature(?:-?cited)?|doc-bibliography|refs)(?:$|[\s_-])",
    re.I,
)
_ENTRY = re.compile(
    r"(?:^|\s)(?:csl-entry|doc-biblioentry|bib-?entry|ref-?item|reference-?item|citation-?item"
    r"|c-article-references__item)(?:$|\s)",
    re.I,
)
_NO_LIST = re.compile(
    r"modal|popup|tooltip|citation-?(?:tools|export|download|alert)|metrics|share|related|cited-?by", re.I
)
# Captions of links to other services; their addresses are kept.
_CAPTION = re.compile(
    r"(?:[\W_]*(?:pub ?med(?: central)?|cross ?ref(?: full text)?|google(?: scholar)?"
    r"|(?:free )?pmc(?: free)?(?: article)?"
    r"|view(?: article| record)?(?: in \w+)?|full[ -]?text(?: link| pdf)?|article|abstract|medline|web of science|isi"
    r"|cas|ads"
    r"|scopus|pdf|doi|links?|go to ref\w*|open ?url|(?:view |show )?in (?:article|text|citation)|back to text"
    r"|reference source"
    r"|download|search \w+|sfx|mendeley|chemport|mathscinet|zbmath|europe ?pmc|publisher full text|free full text"
    r"|open in a new tab|semantic scholar|researchgate|dimensions)\b)+[\W_]*|\W*[↑^↩↵]\W*|\s*\^?\s*[a-z]\s*",
    re.I,
)
_BREAK = "\ue001"  # where a line is broken, until it is known whether that parts entries
_BACK = re.compile(
    r"^\s*(?:\^|↑)\s*(?:(?:[a-z]{1,2}|\d+(?:[.,]\d+)*)\s+(?=(?:[a-z]{1,2}\s|\d+[.,]\d|[\"“A-Z\[]|$)))*\s*"
)


class Page:
    """The blocks of a page, and what COinS say of each by its number."""

    def __init__(self, root: Element, file: str) -> None:
        self.blocks: list[Block] = []
        self.elements: list[Element] = []
        self.coins: dict[int, Item] = {}
        self._file = file
        self._pieces: list[str] = []
        self._length = 0
        self._links: list[str] = []
        self._raised: list[tuple[int, int]] = []
        self._label = ""
        self._begun: list[int] = []
        self._walk(root)

    def _walk(self, root: Element) -> None:
        stack: list[tuple[Element, bool, tuple[Element, ...]]] = [(root, False, ())]
        while stack:
            element, leaving, within = stack.pop()
            if leaving:
                self._leave(element, within)
                continue
            if element is not root and (not xml.name(element) or self._is_skipped(element)):
                self._put(element.tail)
                continue
            if xml.name(element) == "a" and self._is_caption(element):
                self._put(element.tail)
                continue
            if xml.name(element) in BLOCKS:
                self._close(element.getparent(), within)
            self._enter(element)
            stack.append((element, True, within))
            inside = (*within, element) if xml.name(element) in BLOCKS or element.get("class") else within
            stack.extend((child, False, inside) for child in reversed(element))

    def _is_skipped(self, element: Element) -> bool:
        hidden = element.get("role") == "dialog" or "display:none" in (element.get("style") or "").replace(" ", "")
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        return (
            xml.name(element) in SKIPPED
            or hidden
            or bool(
                re.search(
                    r"\bmodal\b|\bclosed\b|tooltip|popover|backlink|\bhidden\b|sr-only|visually-hidden|pfnote", marks
                )
            )
        )

    def _is_caption(self, element: Element) -> bool:
        """A link to another service is known by its words; what it leads to is kept."""
        shown = xml.text(element) if len(element) < 4 else ""
        href = element.get("href") or ""
        if not shown or not _CAPTION.fullmatch(shown) or not (href or element.get("class")) or headings.is_list(shown):
            return False
        self._keep_link(href)
        return True

    def _keep_link(self, href: str) -> None:
        if href.startswith(("http", "//")):
            self._links.append(unquote(href))

    def _enter(self, element: Element) -> None:
        name = xml.name(element)
        if name == "br":
            self._put(_BREAK)
        if name == "a":
            self._keep_link(element.get("href") or "")
        if name == "li":
            self._label = _number(element)
        if "Z3988" in (element.get("class") or "") and (item := _coins(element.get("title") or "")):
            self.coins[len(self.blocks)] = item
        if name == "sup":
            self._begun.append(self._length)
        self._put(element.text)

    def _leave(self, element: Element, within: tuple[Element, ...]) -> None:
        if xml.name(element) == "sup" and self._length > (start := self._begun.pop()):
            self._raised.append((start, self._length))
        if xml.name(element) in BLOCKS:
            self._close(element, within)
        self._put(element.tail)

    def _put(self, words: str | None) -> None:
        if words:
            self._pieces.append(words)
            self._length += len(words)

    def _close(self, element: Element | None, within: tuple[Element, ...]) -> None:
        """What was gathered is a block of `element`."""
        text = "".join(self._pieces)
        if text.strip() and element is not None:
            lines = entry_lines(" ".join(text.split()).replace(_BREAK, "\n")) if _BREAK in text else []
            for line in lines or [text.replace(_BREAK, " ")]:
                self._add(line, element, (*within, element), () if lines else self._raised)
        self._pieces, self._length, self._raised = [], 0, []
        if text.strip():
            self._links, self._label = [], ""

    def _add(self, text: str, element: Element, within: tuple[Element, ...], places: Sequence[tuple[int, int]]) -> None:
        shown, raised = _squeezed(text, places)
        cleaned = _BACK.sub("", shown) if "^" in shown[:3] or "↑" in shown[:3] else shown
        marks = [f"{one.get('class') or ''} {one.get('id') or ''} {one.get('role') or ''}" for one in within]
        inside = any(_LIST.search(one) for one in marks) and not any(_NO_LIST.search(one) for one in marks)
        entry = any(
            xml.name(one) in ("li", "dd") or _ENTRY.search(mark) for one, mark in zip(within, marks, strict=True)
        )
        heading = xml.name(element) in ("h1", "h2", "h3", "h4", "h5", "h6")
        holder = _holder(element, within)
        if any(_ENTRY.search(mark) for mark in marks):
            inside = True
        self.blocks.append(
            Block(
                text=cleaned,
                location=Location(file=self._file, line=xml.line(element)),
                whole=True,
                apart=True,
                heading=heading,
                listed=inside and entry and not heading and not headings.is_list(cleaned),
                label=self._label,
                links=tuple(self._links),
                raised=raised if cleaned == shown else (),
                indent=0.0,
                item=self.coins.get(len(self.blocks)),
                key=holder.get("id") or "" if inside and entry else "",
            )
        )
        self.elements.append(holder)


def _holder(element: Element, within: tuple[Element, ...]) -> Element:
    """The element of the whole entry that a block stands in."""
    for one in reversed(within):
        if xml.name(one) in ("li", "dd", "tr") or _ENTRY.search(f"{one.get('class') or ''} {one.get('role') or ''}"):
            return one
    return element


def _squeezed(text: str, raised: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with single spaces, and where its superscripts are then."""
    if not raised:
        return " ".join(text.split()), ()
    places: list[int] = []
    out: list[str] = []
    spaced = True
    for char in text:
        places.append(len(out))
        if char.isspace():
            if not spaced:
                out.append(" ")
            spaced = True
        else:
            out.append(char)
            spaced = False
    places.append(len(out))
    return "".join(out).rstrip(), tuple((places[start], places[end]) for start, end in raised)


def _number(element: Element) -> str:
    """The number that a browser shows before an item of an ordered list."""
    above = element.getparent()
    if above is None or xml.name(above) != "ol":
        return ""
    style = (above.get("style") or "").replace(" ", "")
    if "list-style:none" in style or "list-style-type:none" in style:
        return ""
    if (value := element.get("value") or "").isdigit():
        return value
    begin = above.get("start") or ""
    before = sum(xml.name(one) == "li" for one in element.itersiblings(preceding=True))
    return str((int(begin) if begin.isdigit() else 1) + before)


def _coins(title: str) -> Item | None:
    """What ContextObjects in Spans say of a work (https://www.niso.org/publications/z3988)."""
    held = {name.removeprefix("rft."): values[0] for name, values in parse_qs(title).items() if values}
    year = re.search(r"\b(?:1[5-9]|20)\d\d\b", held.get("date", ""))
    doi = next((found for value in parse_qs(title).get("rft_id", []) if (found := normalize.doi(value))), "")
    item = Item(
        title=held.get("atitle") or held.get("btitle") or "",
        container_title=held.get("jtitle") or "",
        issued=(int(year[0]),) if year else (),
        volume=held.get("volume", ""),
        issue=held.get("issue", ""),
        page=normalize.page_range(held.get("pages") or held.get("spage") or ""),
        doi=doi,
    )
    return None if shared.states_nothing(item) else item
