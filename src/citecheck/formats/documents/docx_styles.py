"""What Word's styles and numbering say of a paragraph: a heading, an entry of a bibliography, its automatic number."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from citecheck.formats.documents import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|title|überschrift|titre|título|titolo|kop|rubrik|otsikko|nagłówek|заголовок)\b", re.I
)
_LIST = re.compile(
    r"(?:endnote )?(?:bibliograph|literaturverzeichnis|bibliografi)\w*(?: ?\d)?|references?(?: (?:list|text|body"
    r"|entry))?|reference[_-]?\w*",
    re.I,
)


def value(element: Element | None, name: str) -> str:
    """The `w:val` of a child, or ""."""
    if element is None:
        return ""
    child = element.find(W + name)
    return "" if child is None else child.get(W + "val", "on")


class Styles:
    """The paragraph styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._names: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._properties: dict[str, Element] = {}
        for style in xml.children(root, "style") if root is not None else ():
            identifier = style.get(W + "styleId", "")
            self._names[identifier] = value(style, "name")
            self._parents[identifier] = value(style, "basedOn")
            if (properties := style.find(W + "pPr")) is not None:
                self._properties[identifier] = properties

    def is_heading(self, identifier: str) -> bool:
        for one in self._line(identifier):
            outline = value(self._properties.get(one), "outlineLvl")
            if _HEADING.match(self._names.get(one, one)) or (outline.isdigit() and int(outline) < 9):
                return True
        return False

    def is_list(self, identifier: str) -> bool:
        """The style that programs and journals' templates give to entries of the list."""
        name = self._names.get(identifier, identifier)
        return bool(_LIST.fullmatch(name)) and "title" not in name.lower() and not self.is_heading(identifier)

    def numbering(self, identifier: str) -> Element | None:
        for one in self._line(identifier):
            properties = self._properties.get(one)
            if properties is not None and (found := properties.find(W + "numPr")) is not None:
                return found
        return None

    def _line(self, identifier: str) -> list[str]:
        """The style and those it is based on."""
        line: list[str] = []
        while identifier and identifier not in line:
            line.append(identifier)
            identifier = self._parents.get(identifier, "")
        return line


class Numbering:
    """The automatic numbers, counted paragraph by paragraph."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, str] = {}
        self._levels: dict[tuple[str, str], Element] = {}
        self._restarts: set[str] = set()
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for one in xml.children(root, "abstractNum") if root is not None else ():
            for level in xml.children(one, "lvl"):
                self._levels[one.get(W + "abstractNumId", ""), level.get(W + "ilvl", "0")] = level
        for one in xml.children(root, "num") if root is not None else ():
            identifier = one.get(W + "numId", "")
            self._abstract[identifier] = value(one, "abstractNumId")
            if xml.first(one, "startOverride") is not None:
                self._restarts.add(identifier)

    def label(self, properties: Element | None, style: str) -> str:
        """The number that is printed before the next paragraph; "" for none, or for a bullet."""
        numbered = properties.find(W + "numPr") if properties is not None else None
        if numbered is None or numbered.find(W + "numId") is None:
            numbered = self._styles.numbering(style) if numbered is None else numbered
        identifier = value(numbered, "numId")
        if not identifier or identifier == "0":
            return ""
        depth = value(numbered, "ilvl") or "0"
        abstract = self._abstract.get(identifier, "")
        level = self._levels.get((abstract, depth))
        kind = value(level, "numFmt")
        if level is None or kind in ("bullet", "none") or not depth.isdigit():
            return ""
        counts = self._counts[identifier if identifier in self._restarts else "a" + abstract]
        start = value(level, "start")
        at = int(depth)
        counts[at] = counts.get(at, int(start) - 1 if start.isdigit() else 0) + 1
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        return (
            str(counts[at])
            if at == 0 or counts.get(0) is None
            else ".".join(str(counts.get(one, 1)) for one in range(at + 1))
        )
