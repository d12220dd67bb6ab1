"""TEI as GROBID and Pub2TEI write it: `biblStruct` with what was read, and the raw string where it is kept.

Guidelines: https://tei-c.org/release/doc/tei-p5-doc/en/html/ref-biblStruct.html.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from citecheck import normalize
from citecheck.errors import InputError
from citecheck.formats import citation, shared
from citecheck.formats.documents import found_text, links, references, xml
from citecheck.interfaces import Document, Format
from citecheck.model import Item, Location, Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PARTS = ("p", "head", "div", "figDesc", "cell", "note", "item", "ab")
_IDENTIFIERS = {"doi": normalize.doi, "pmid": normalize.pmid, "pmcid": normalize.pmcid, "pmc": normalize.pmcid}
_LEVELS = {"j": "article-journal", "m": "book"}


def recognises(head: bytes) -> bool:
    return bool(re.search(rb"<(?:\w+:)?TEI[\s>]|http://www\.tei-c\.org/ns/", head)) and b"<" in head[:200]


def read(data: bytes, file: str) -> Document:
    """The bibliography, each reference with its id as key, and the links of the text to it."""
    shared.not_blank(data, file)
    root = xml.tree(data, file)
    lists = list(xml.descendants(root, "listBibl")) or [root]
    found = [one for among in lists for one in xml.descendants(among, "biblStruct", "bibl") if _is_entry(one, root)]
    unique = list(dict.fromkeys(found))
    if not unique:
        raise InputError(f"no reference list in {file}", hint="make the TEI with its bibliography (listBibl)")
    taken: dict[str, int] = {}
    listed = [_reference(one, number, file, taken) for number, one in enumerate(unique, 1)]
    keys = {one.get(_ID) or "": reference.key for one, reference in zip(unique, listed, strict=True)}

    def target(element: Element) -> tuple[str, ...] | None:
        if xml.name(element) != "ref" or element.get("type") not in ("bibr", "biblio", "bib"):
            return None
        named = (element.get("target") or "").split()
        return tuple(keys.get(one.lstrip("#"), one.lstrip("#")) for one in named) or None

    running = xml.Running(root, skipped=_is_aside, parts=_PARTS, target=target, floats=("figure", "table", "note"))
    marked = links.citations(running, [one.key for one in listed], file)
    return Document(references=listed, citations=found_text.with_unmarked(marked, running, listed, file))


def _is_aside(element: Element) -> bool:
    return xml.name(element) in ("teiHeader", "listBibl", "formula")


def _is_entry(element: Element, root: Element) -> bool:
    above = [xml.name(one) for one in element.iterancestors()]
    return "teiHeader" not in above and "biblStruct" not in above and "bibl" not in above


def _reference(element: Element, number: int, file: str, taken: dict[str, int]) -> Reference:
    item = _item(element)
    notes = [one for one in xml.descendants(element, "note") if one.get("type") == "raw_reference"]
    raw = xml.text(notes[0]) if notes else xml.text(element) if xml.name(element) == "bibl" else ""
    if raw and not references.problem(raw) and not (item.title and item.author):
        with suppress(ValueError):
            item = item.filled_from(citation.read(raw)[0])
    key = shared.unique(element.get(_ID) or str(number), taken)
    label = next((one.get("n") or "" for one in (element,)), "")
    blank = Reference(key=key, location=Location(file=file, line=xml.line(element), label=label))
    if shared.states_nothing(item):
        return replace(blank, raw=raw, problem=references.NO_REFERENCE if raw else "it states nothing")
    return replace(blank, raw=raw or shared.one_line(item), item=item)


def _item(element: Element) -> Item:
    analytic, monograph = xml.first(element, "analytic"), xml.first(element, "monogr")
    titles = {one.get("level") or "": xml.text(one) for one in reversed(list(xml.descendants(element, "title")))}
    title = titles.get("a") or titles.get("m") or titles.get("") or titles.get("u") or ""
    container = titles.get("j") or (titles.get("m", "") if titles.get("a") else "")
    people = (
        _people(analytic) or _people(monograph) or (_people(element) if analytic is None and monograph is None else ())
    )
    scopes = {one.get("unit") or "": one for one in xml.descendants(element, "biblScope")}
    dates = list(xml.descendants(element, "date"))
    year = next(
        (found for one in dates if (found := re.search(r"\b(1[5-9]|20)\d\d", one.get("when") or xml.text(one)))), None
    )
    identifiers: dict[str, str] = {}
    for one in xml.descendants(element, "idno"):
        kind = (one.get("type") or "").lower()
        if (normal := _IDENTIFIERS.get(kind)) and (value := normal(xml.text(one))):
            identifiers.setdefault({"pmc": "pmcid"}.get(kind, kind), value)
    url = next((one.get("target") or "" for one in xml.descendants(element, "ptr")), "")
    return Item(
        type=_LEVELS.get("j" if titles.get("j") else "m" if titles.get("m") and not titles.get("a") else "", ""),
        title=title,
        author=people,
        container_title=container,
        issued=(int(year[0]),) if year else (),
        volume=_scope(scopes.get("volume")),
        issue=_scope(scopes.get("issue")),
        page=normalize.page_range(_scope(scopes.get("page"))),
        publisher=xml.text_of(element, "publisher"),
        doi=identifiers.get("doi", "") or normalize.doi(url),
        pmid=identifiers.get("pmid", ""),
        pmcid=identifiers.get("pmcid", ""),
        url=url,
    )


def _scope(element: Element | None) -> str:
    if element is None:
        return ""
    first, last = element.get("from") or "", element.get("to") or ""
    return (f"{first}-{last}" if last else first) or xml.text(element)


def _people(element: Element | None) -> tuple[Name, ...]:
    people = []
    for author in xml.descendants(element, "author") if element is not None else ():
        family = xml.text_of(author, "surname")
        given = " ".join(xml.text(one) for one in xml.descendants(author, "forename"))
        name = Name(family=family, given=given) if family else Name(literal=xml.text(author))
        if str(name):
            people.append(name)
    return tuple(people)


FORMAT = Format(
    name="tei", title="TEI XML", suffixes=(".tei",), media_type="application/tei+xml", recognises=recognises, read=read
)
