"""JATS and the older NLM DTDs: PMC, SciELO, publishers' deposits; also their loose variants.

Tag library: https://jats.nlm.nih.gov/publishing/tag-library/1.3/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from citecheck import normalize
from citecheck.errors import InputError
from citecheck.formats import citation, shared
from citecheck.formats.documents import found_text, links, references, xml
from citecheck.interfaces import Document, Format
from citecheck.model import Citation, Item, Location, Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation", "related-object", "product")
_OTHERS = ("sub-article", "response")
_PARTS = (
    "p",
    "title",
    "td",
    "th",
    "sec",
    "caption",
    "fn",
    "list-item",
    "disp-quote",
    "abstract",
    "label",
    "def",
    "verse-line",
)
_UNPRINTED = ("ref-list", "journal-meta", "article-id", "tex-math", "annotation", "math", *_OTHERS)
_FLOATS = (
    "fig",
    "fig-group",
    "table-wrap",
    "table-wrap-group",
    "boxed-text",
    "fn",
    "floats-group",
    "supplementary-material",
)
_TITLES = ("article-title", "chapter-title", "part-title", "data-title", "trans-title")
_TYPES = {
    "journal": "article-journal", "article": "article-journal", "letter": "article-journal", "book": "book",
    "chapter": "chapter", "thesis": "thesis", "confproc": "paper-conference", "conference": "paper-conference",
    "report": "report", "patent": "patent", "preprint": "article", "data": "dataset", "database": "dataset",
    "software": "software", "web": "webpage", "webpage": "webpage", "newspaper": "article-newspaper",
}  # fmt: skip
_WHOLE_WORKS = frozenset({"book", "thesis", "report", "webpage", "software", "dataset", "patent", ""})
_HREF = "{http://www.w3.org/1999/xlink}href"
_YEAR = re.compile(r"\d{4}")


def recognises(head: bytes) -> bool:
    """An article or a list of references in JATS' words."""
    return (
        bool(re.search(rb"<(?:\w+:)?(?:article|book|ref-list|pmc-articleset|book-part)[\s>]|JATS|NLM//DTD", head))
        and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        and b"<Pubmed" not in head
    )


def read(data: bytes, file: str) -> Document:
    """The article's own list (not those of its reviews), each reference with its id as key, and what the text cites."""
    shared.not_blank(data, file)
    root = xml.tree(data, file)
    refs = [ref for ref in xml.descendants(root, "ref") if not _of_another(ref)]
    if not refs:
        known = xml.first(root, "article-meta", "ref-list", "back") is not None
        what = "no reference list" if known else "this is XML, but not JATS: no reference list"
        raise InputError(f"{what} in {file}", hint="known XML: JATS, NLM, TEI; convert it, or name the list alone")
    taken: dict[str, int] = {}
    listed: list[Reference] = []
    keys: dict[str, tuple[str, ...]] = {}
    for number, ref in enumerate(refs, 1):
        made = list(_references(ref, number, file, taken))
        listed += made
        if identifier := ref.get("id"):
            keys.setdefault(identifier, tuple(one.key for one in made))
    return Document(references=listed, citations=_citations(root, file, keys, listed))


def _of_another(element: Element) -> bool:
    return any(xml.name(above) in _OTHERS for above in element.iterancestors())


def _references(ref: Element, number: int, file: str, taken: dict[str, int]) -> Iterator[Reference]:
    label = xml.text(next(xml.children(ref, "label"), None))
    for cited in _cited(ref):
        key = shared.unique(ref.get("id") or label.strip("[]().") or str(number), taken)
        where = Location(file=file, line=xml.line(cited[0]), label=label.strip("[]()."))
        yield _reference(cited, Reference(key=key, location=where))


def _cited(ref: Element) -> list[list[Element]]:
    """The elements of each work cited in one `ref`: one work may be given twice, as text and in fields."""
    alternatives = next(xml.children(ref, "citation-alternatives"), None)
    if alternatives is not None:
        return [list(xml.children(alternatives, *_CITATIONS)) or [ref]]
    found = list(xml.children(ref, *_CITATIONS)) or list(xml.descendants(ref, *_CITATIONS))
    names = [xml.name(one) for one in found]
    if len(found) == 2 and set(names) == {"mixed-citation", "element-citation"}:
        return [found]
    return [[one] for one in found] or [[ref]]


def _reference(cited: Sequence[Element], blank: Reference) -> Reference:
    """What the fields say, and where they say little, what the text says."""
    fielded = min(cited, key=lambda one: xml.name(one) != "element-citation")
    printed = min(cited, key=lambda one: xml.name(one) != "mixed-citation")
    item = _item(fielded)
    if printed is not fielded:
        item = item.filled_from(_item(printed))
    raw = _printed(printed) if xml.name(printed) != "element-citation" and not _glued(printed) else ""
    if raw and not (item.title or item.container_title) and not (item.author and item.volume):
        item = _with_text(item, raw)
    if shared.states_nothing(item):
        text = raw or _printed(printed)
        return replace(blank, raw=text, problem=references.NO_REFERENCE if text else "it is empty")
    return replace(blank, raw=raw or shared.one_line(item), item=item)


def _with_text(item: Item, raw: str) -> Item:
    if references.problem(raw):
        return item
    try:
        return item.filled_from(citation.read(raw)[0])
    except ValueError:
        return item


def _printed(element: Element) -> str:
    """The text as it is printed, without its label."""
    return xml.one_line("".join(str(part) for part in element.itertext()))


def _glued(element: Element) -> bool:
    """Fields without the marks between them (`MoscaC2004Gut`): such text is not printed so."""
    seen = xml.first(element, "surname")
    tail = (seen.tail or "") if seen is not None else " "
    return (
        seen is not None
        and not tail.strip()
        and not re.search(r"\s", tail)
        and xml.text_of(element, "given-names") != ""
    )


def _item(element: Element) -> Item:
    kind = element.get("publication-type") or element.get("citation-type") or ""
    type_ = _TYPES.get(kind.lower(), "")
    titles = [words for title in _TITLES if (words := xml.text_of(element, title))]
    source = xml.text_of(element, "source", "conf-name")
    title, container = (titles[0], source) if titles else ("", source)
    if not titles and type_ in _WHOLE_WORKS and not xml.text_of(element, "volume"):
        title, container = source, ""
    if titles and type_ == "book":
        type_ = "chapter"
    authors, cut = _authors(element)
    year = _YEAR.search(xml.text_of(element, "year", "date"))
    identifiers = _identifiers(element)
    return Item(
        type=type_,
        title=title.rstrip(" .,"),
        author=authors,
        authors_cut=cut,
        container_title=container.strip(" .,"),
        issued=(int(year[0]),) if year else (),
        volume=xml.text_of(element, "volume").strip(" ,;:"),
        issue=xml.text_of(element, "issue").strip(" ,;:()"),
        page=_page(element),
        number=xml.text_of(element, "elocation-id").strip(" .,;:"),
        publisher=xml.text_of(element, "publisher-name", "institution"),
        doi=identifiers.get("doi", ""),
        pmid=identifiers.get("pmid", ""),
        pmcid=identifiers.get("pmcid", ""),
        url=identifiers.get("url", ""),
    )


def _page(element: Element) -> str:
    first, last = (xml.text_of(element, name).strip(" .,;:-–") for name in ("fpage", "lpage"))
    if first:
        return normalize.page_range(f"{first}-{last}" if last and last != first else first)
    return normalize.page_range(xml.text_of(element, "page-range").strip(" .,;:"))


def _identifiers(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in xml.descendants(element, "pub-id", "object-id", "article-id"):
        kind = (one.get("pub-id-type") or one.get("object-id-type") or "").lower()
        normal = {"doi": normalize.doi, "pmid": normalize.pmid, "pmcid": normalize.pmcid, "pmc": normalize.pmcid}.get(
            kind
        )
        if normal and (value := normal(xml.text(one))):
            found.setdefault({"pmc": "pmcid"}.get(kind, kind), value)
    for one in xml.descendants(element, "ext-link", "uri", "comment"):
        href = one.get(_HREF) or xml.text(one)
        if doi := normalize.doi(href) if "10." in href else "":
            found.setdefault("doi", doi)
        elif href.startswith("http"):
            found.setdefault("url", href)
    return found


def _authors(element: Element) -> tuple[tuple[Name, ...], bool]:
    groups = [
        one for one in xml.descendants(element, "person-group") if one.get("person-group-type", "author") == "author"
    ]
    within = groups or [element]
    others = [] if groups else list(xml.descendants(element, "person-group"))
    people: list[Name] = []
    for group in within:
        for one in xml.descendants(group, "name", "string-name", "collab", "name-alternatives"):
            if xml.name(one) == "name-alternatives" or any(above in others for above in one.iterancestors()):
                continue
            if (made := _name(one)) not in people and str(made):
                people.append(made)
    return tuple(people), any(True for group in within for _ in xml.descendants(group, "etal"))


def _name(element: Element) -> Name:
    family, given = xml.text_of(element, "surname"), xml.text_of(element, "given-names")
    if not family:
        return Name(literal=xml.text(element))
    return Name(family=family.strip(" ,"), given=given.strip(" ,"), suffix=xml.text_of(element, "suffix"))


def _citations(
    root: Element, file: str, keys: dict[str, tuple[str, ...]], listed: Sequence[Reference]
) -> tuple[Citation, ...]:
    def target(element: Element) -> tuple[str, ...] | None:
        if xml.name(element) != "xref" or not (element.get("ref-type") == "bibr" or element.get("rid") in keys):
            return None
        return tuple(key for rid in (element.get("rid") or "").split() for key in keys.get(rid, (rid,)))

    def skipped(element: Element) -> bool:
        return xml.name(element) in _UNPRINTED

    running = xml.Running(root, skipped=skipped, parts=_PARTS, target=target, floats=_FLOATS)
    return found_text.with_unmarked(links.citations(running, [one.key for one in listed], file), running, listed, file)


FORMAT = Format(
    name="jats",
    title="JATS XML",
    suffixes=(".nxml",),
    media_type="application/jats+xml",
    recognises=recognises,
    read=read,
)
