"""Web pages: lists under a heading or marked as one, of publishers, PMC, SciELO, Wikipedia and page generators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from citecheck import normalize
from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import finder, found_text, headings, links, nearby, references, xml
from citecheck.formats.documents.blocks import Block
from citecheck.interfaces import Document, Format
from citecheck.model import Citation, Item, Location, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    "p div li dt dd h1 h2 h3 h4 h5 h6 td th tr table section article ol ul dl blockquote pre figcaption caption header"
    " footer aside main body summary address center form fieldset title option".split()
)
_SKIPPED = frozenset(
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
_BACK = re.compile(
    r"^\s*(?:\^|↑)\s*(?:(?:[a-z]{1,2}|\d+(?:[.,]\d+)*)\s+(?=(?:[a-z]{1,2}\s|\d+[.,]\d|[\"“A-Z\[]|$)))*\s*"
)
_ENCODING = re.compile(rb"""<meta[^>]+charset=["']?([\w-]+)""", re.I)


def recognises(head: bytes) -> bool:
    """A page by its first element."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:3000].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<html" in start)


def read(data: bytes, file: str) -> Document:
    """The list that the page shows; where it shows none, the bibliography file that it names."""
    shared.not_blank(data, file)
    root = _tree(data, file)
    page = _Page(root, file)
    found = finder.find(page.blocks)
    listed = list(references.references(found.entries()))
    keys = _keys(page, found, listed)
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


class _Page:
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
            if xml.name(element) in _BLOCKS:
                self._close(element.getparent(), within)
            self._enter(element)
            stack.append((element, True, within))
            inside = (*within, element) if xml.name(element) in _BLOCKS or element.get("class") else within
            stack.extend((child, False, inside) for child in reversed(element))

    def _is_skipped(self, element: Element) -> bool:
        hidden = element.get("role") == "dialog" or "display:none" in (element.get("style") or "").replace(" ", "")
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        return (
            xml.name(element) in _SKIPPED
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
            self._put("\n")
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
        if xml.name(element) in _BLOCKS:
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
            self._add(text, element, (*within, element))
        self._pieces, self._length, self._raised = [], 0, []
        if text.strip():
            self._links, self._label = [], ""

    def _add(self, text: str, element: Element, within: tuple[Element, ...]) -> None:
        shown, raised = _squeezed(text, self._raised)
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


def _squeezed(text: str, raised: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
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


def _keys(page: _Page, found: finder.Found, listed: list[Reference]) -> dict[str, str]:
    """The key of each reference by the ids in its part of the page."""
    keys: dict[str, str] = {}
    for part, reference in zip(found.parts, listed, strict=True):
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
        if xml.name(element) == "a" and href.startswith("#"):
            key = keys.get(unquote(href[1:]))
            return (key,) if key else None
        return None

    inside = {id(one) for one in root.iter() if isinstance(one.tag, str) and (one.get("id") or "") in keys}
    running = xml.Running(
        root, skipped=lambda one: xml.name(one) in _SKIPPED or id(one) in inside, parts=_BLOCKS, target=target
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
