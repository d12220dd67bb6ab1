"""EndNote's XML in and out: records of elements, each value perhaps in runs of styled text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from citecheck import normalize
from citecheck.formats import encodings, fields, refer, shared, writing, xml_records
from citecheck.formats.refer import TYPES
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Location, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element

# Where in a record each field stands; several places: the first that has a value.
_PLACES = {
    "title": ("titles/title",),
    "container_title": ("periodical/full-title", "titles/secondary-title", "alt-periodical/full-title"),
    "container_title_short": ("periodical/abbr-1", "titles/alt-title", "alt-periodical/abbr-1", "periodical/abbr-2"),
    "year": ("dates/year",),
    "month": ("dates/pub-dates/date",),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages",),
    "number": ("custom7", "article-number"),
    "publisher": ("publisher",),
    "doi": ("electronic-resource-num", "doi"),
    "key": ("rec-number",),
}
_EXTRA = {
    "titles/short-title": "title-short", "titles/tertiary-title": "collection-title", "pub-location": "publisher-place",
    "edition": "edition", "abstract": "abstract", "notes": "note", "language": "language", "label": "label",
    "work-type": "genre", "num-vols": "number-of-volumes", "section": "section", "caption": "caption",
    "remote-database-name": "remote-database-name", "research-notes": "research-notes", "custom1": "custom1",
    "custom3": "custom3", "custom4": "custom4", "custom5": "custom5", "custom6": "custom6", "call-num": "call-number",
    "auth-address": "auth-address",
}  # fmt: skip
_NUMBERED = {"report", "patent", "standard", "legislation"}


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order; what follows a break in the file is one reference with a problem."""
    found = xml_records.references(data, file, ("record",), _reference, hint="export it again from EndNote as XML")
    return Document(references=shared.not_empty(found, file))


def _reference(element: _Element, number: int, where: Location, taken: dict[str, int]) -> Reference:
    values, extra = _values(element)
    item, bad = fields.item(values)
    asked = fields.first(values, "key")
    key = shared.unique(asked or str(number), taken)
    kept = (*bad, *extra)
    if problem := fields.said(item, bad):
        raw = shared.one_line_of(" ".join(" ".join(map(str, element.itertext())).split()))[:2000]
        return Reference(key=key, raw=raw, location=where, problem=f"record {number}: {problem}", extra=kept)
    return Reference(key=key, raw=shared.one_line(item), location=where, item=item, extra=kept)


def _values(element: _Element) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    values = {
        name: [text]
        for name, places in _PLACES.items()
        if (text := next((text for place in places if (text := _text(element.find(place)))), ""))
    }
    extra = [(name, text) for place, name in _EXTRA.items() if (text := _text(element.find(place)))]
    values["author"] = _texts(element, "contributors/authors/author")
    extra += [("editor", text) for text in _texts(element, "contributors/secondary-authors/author")]
    extra += [("translator", text) for text in _texts(element, "contributors/subsidiary-authors/author")]
    extra += [("keyword", text) for text in _texts(element, "keywords/keyword")]
    kind = element.find("ref-type")
    name = kind.get("name", "") if kind is not None else ""
    type_ = TYPES.get(name.lower(), "")
    if name and not type_:
        extra.append(("ref-type", name))
    values["type"] = [type_]
    _by_type(values, extra, type_)
    _name_identifiers(element, values, extra)
    return values, extra


def _by_type(values: dict[str, list[str]], extra: list[tuple[str, str]], type_: str) -> None:
    if type_ in _NUMBERED and "issue" in values:
        values.setdefault("number", values.pop("issue"))
    if type_ == "book" and "container_title" in values:
        extra.append(("collection-title", values.pop("container_title")[0]))
    short, full = fields.first(values, "container_title_short"), fields.first(values, "container_title")
    if short == full:
        values.pop("container_title_short", None)


def _name_identifiers(element: _Element, values: dict[str, list[str]], extra: list[tuple[str, str]]) -> None:
    number = _text(element.find("isbn"))
    values["issn"], values["isbn"] = [number], [number] if not fields.issns([number]) else []
    values["url"] = _texts(element, "urls/related-urls/url")
    custom, accession = _text(element.find("custom2")), _text(element.find("accession-num"))
    if custom.upper().startswith("PMC") and normalize.pmcid(custom):
        values["pmcid"] = [custom]
    elif custom:
        extra.append(("custom2", custom))
    if normalize.pmid(accession) and 6 < len(accession) < 9:
        values["pmid"] = [accession]
    elif accession:
        extra.append(("accession-num", accession))
    values["noted"] = [value for name, value in extra if name == "note" and len(value) < 2000]


def _text(element: _Element | None) -> str:
    """All text of an element: its styled runs one after the other."""
    if element is None:
        return ""
    return normalize.printable(" ".join("".join(map(str, element.itertext())).split()))


def _texts(element: _Element, path: str) -> list[str]:
    return [text for one in element.findall(path) if (text := _text(one))]


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """One document of records, in order."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
    for number, one in enumerate(exported, 1):
        yield (_record(one, number) + "\n").encode()
    yield b"</records></xml>\n"


def _record(one: Exported, number: int) -> str:
    item = one.item
    kind = refer.kind_of(item.type)
    parts = [
        _element("rec-number", one.key or str(number)),
        f'<ref-type name="{escape(kind)}">{_NUMBERS.get(kind, 13)}</ref-type>',
        _within("contributors", _within("authors", _each("author", writing.authors(item))),
                _within("secondary-authors", _each("author", _extra(one, "editor"))),
                _within("subsidiary-authors", _each("author", _extra(one, "translator")))),
        _within("titles", _element("title", item.title), _element("secondary-title", item.container_title),
                _element("alt-title", item.container_title_short)),
        _element("pages", item.page), _element("volume", item.volume), _element("number", item.issue),
        _within("keywords", _each("keyword", _extra(one, "keyword"))),
        _within("dates", _element("year", item.year), _within("pub-dates", _element("date", _day(item.issued)))),
        _element("publisher", item.publisher), _each("isbn", [", ".join((*item.issn, *item.isbn))]),
        _element("accession-num", item.pmid), _element("custom2", item.pmcid), _element("custom7", item.number),
        _element("electronic-resource-num", item.doi),
        _within("urls", _within("related-urls", _element("url", item.url))),
        *(_at(place, value) for place, name in _EXTRA.items() for value in _extra(one, name)[:1]),
        _element("research-notes", one.remark),
    ]  # fmt: skip
    return f"<record>{''.join(parts)}</record>"


_NUMBERS = {
    "Journal Article": 17, "Book": 6, "Book Section": 5, "Conference Paper": 47, "Thesis": 32, "Report": 27,
    "Web Page": 12, "Magazine Article": 19, "Newspaper Article": 23, "Dataset": 59, "Computer Program": 9,
    "Patent": 25, "Unpublished Work": 34, "Manuscript": 36, "Standard": 58, "Preprint": 65,
}  # fmt: skip


def _extra(one: Exported, name: str) -> list[str]:
    return [value for known, value in writing.extra(one) if known == name]


def _element(name: str, text: str) -> str:
    clean = writing.one_line(text)
    return f'<{name}><style face="normal" font="default" size="100%">{escape(clean)}</style></{name}>' if clean else ""


def _each(name: str, texts: Iterable[str]) -> str:
    return "".join(_element(name, text) for text in texts)


def _within(name: str, *parts: str) -> str:
    inner = "".join(parts)
    return f"<{name}>{inner}</{name}>" if inner else ""


def _at(place: str, text: str) -> str:
    above, _, name = place.rpartition("/")
    return _within(above, _element(name, text)) if above else _element(name, text)


def _day(issued: tuple[int, ...]) -> str:
    month = normalize.MONTHS[issued[1] - 1].title() if len(issued) > 1 and 1 <= issued[1] <= 12 else ""
    return " ".join([month, *map(str, issued[2:3])]) if month else ""


def recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    return (b"<xml>" in plain[:2000] and b"<record" in plain) or (b"<records>" in plain and b"<ref-type" in plain)


FORMAT = Format(
    name="endnote",
    title="EndNote XML",
    suffixes=(".xml",),
    media_type="application/xml",
    recognises=recognises,
    read=read,
    write=write,
)
