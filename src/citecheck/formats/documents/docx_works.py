"""What Zotero, Mendeley, EndNote and Word keep of the works a document cites, in its fields and parts."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from citecheck import csl, normalize
from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import links, xml
from citecheck.formats.documents.docx_text import Field, Paragraph
from citecheck.formats.documents.series import expanded
from citecheck.model import Citation, Item, Location, Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CSL = re.compile(r"\s*(?:ADDIN\s+)?(?:ZOTERO_ITEM|ZOTERO_CITATION|CSL_CITATION|Mendeley Citation)", re.I)
_ENDNOTE = re.compile(r"\s*ADDIN\s+EN\.CITE(?!\.DATA)")
_WORD = re.compile(r'\s*CITATION\s+("[^"]+"|\S+)(.*)')
_WORD_MORE = re.compile(r'\\m\s+("[^"]+"|\S+)')
_ENTITIES = re.compile(r"<EndNote>.*</EndNote>", re.S)
_LARGEST = 2_000_000  # characters of one field
_WORD_TYPES = {
    "JournalArticle": "article-journal", "Book": "book", "BookSection": "chapter", "Report": "report",
    "ConferenceProceedings": "paper-conference", "InternetSite": "webpage", "DocumentFromInternetSite": "webpage",
    "ArticleInAPeriodical": "article-magazine",
}  # fmt: skip


class Works:
    """The works by the id that the citations use, in the order of first citation."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.cited: dict[str, None] = {}

    def take_fields(self, fields: Sequence[Field]) -> None:
        for one in fields:
            for key, item in cited_in(one):
                self.cited[key] = None
                if item is not None and not shared.states_nothing(item):
                    self.items.setdefault(key, item)

    def take_sources(self, data: bytes) -> None:
        """Word's own store of sources."""
        if b"officeDocument/2006/bibliography" not in data:
            return
        try:
            root = xml.tree(data, "sources")
        except InputError:
            return
        for source in xml.descendants(root, "Source"):
            if tag := xml.text_of(source, "Tag"):
                self.items.setdefault(tag, _word_source(source))


def cited_in(field: Field) -> list[tuple[str, Item | None]]:
    """The works that a field cites, each with what the field holds of it; none for a field that cites nothing."""
    text = field.instruction[:_LARGEST]
    if _CSL.match(text) or text.startswith("MENDELEY_CITATION"):
        return list(_csl_works(text))
    if _ENDNOTE.match(text):
        return list(_endnote_works(text, field.data))
    if word := _WORD.match(text):
        keys = [word[1], *_WORD_MORE.findall(word[2])]
        return [(key.strip('"'), None) for key in keys]
    return []


def _csl_works(text: str) -> Iterator[tuple[str, Item | None]]:
    try:
        if text.startswith("MENDELEY_CITATION"):
            encoded = text.rpartition("_")[2]
            text = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")
        held: Any = json.JSONDecoder(strict=False).raw_decode(text, text.index("{"))[0]
        cited = held.get("citationItems") or []
    except (ValueError, binascii.Error, RecursionError, AttributeError):
        return
    for one in cited if isinstance(cited, list) else []:
        if isinstance(one, dict):
            yield _csl_key(one), _csl_item(one.get("itemData") or one.get("item"))


def _csl_key(one: Mapping[str, Any]) -> str:
    uris = one.get("uris") or one.get("uri") or []
    first = uris[0] if isinstance(uris, list) and uris else uris if isinstance(uris, str) else ""
    return str(first or one.get("id") or "")


def _csl_item(held: Any) -> Item | None:
    if not isinstance(held, dict):
        return None
    try:
        item = csl.from_csl(held)
    except ValueError:
        return None
    return shared.with_identifiers(item)[0]


def _endnote_works(text: str, data: str) -> Iterator[tuple[str, Item | None]]:
    if "<EndNote>" not in text and data:
        try:
            text = base64.b64decode("".join(data.split())).decode("utf-8", "replace")
        except (ValueError, binascii.Error):
            return
    match = _ENTITIES.search(text)
    if not match:
        return
    try:
        root = xml.tree(match[0].encode(), "field")
    except InputError:
        return
    for cite in xml.descendants(root, "Cite"):
        record = xml.first(cite, "record")
        number = xml.text_of(cite, "RecNum") or xml.text_of(cite, "rec-number")
        yield (
            f"rec:{number}" if number else xml.text_of(cite, "Author") + xml.text_of(cite, "Year"),
            (_endnote_item(record) if record is not None else None),
        )


def _endnote_item(record: Element) -> Item:
    authors = xml.first(record, "authors")
    people = [_person(xml.text(one)) for one in xml.descendants(authors, "author")] if authors is not None else []
    year = re.search(r"\d{4}", xml.text_of(record, "year"))
    kind = xml.first(record, "ref-type")
    return Item(
        type="article-journal" if kind is not None and kind.get("name") == "Journal Article" else "",
        title=xml.text_of(record, "title"),
        author=tuple(people),
        container_title=xml.text_of(record, "secondary-title", "full-title"),
        issued=(int(year[0]),) if year else (),
        volume=xml.text_of(record, "volume"),
        issue=xml.text_of(record, "number"),
        page=normalize.page_range(xml.text_of(record, "pages")),
        publisher=xml.text_of(record, "publisher"),
        doi=normalize.doi(xml.text_of(record, "electronic-resource-num")),
    )


def _person(text: str) -> Name:
    family, comma, given = text.partition(",")
    return Name(family=family.strip(), given=given.strip()) if comma else Name(literal=text.strip(" ,"))


def _word_source(source: Element) -> Item:
    year = re.search(r"\d{4}", xml.text_of(source, "Year"))
    author = xml.first(source, "Author")
    people = [
        Name(
            family=xml.text_of(one, "Last"),
            given=" ".join(filter(None, (xml.text_of(one, "First"), xml.text_of(one, "Middle")))),
        )
        for one in (xml.descendants(author, "Person") if author is not None else ())
    ]
    if author is not None and (group := xml.text_of(author, "Corporate")):
        people.append(Name(literal=group))
    return Item(
        type=_WORD_TYPES.get(xml.text_of(source, "SourceType"), ""),
        title=xml.text_of(source, "Title"),
        author=tuple(people),
        container_title=xml.text_of(source, "JournalName", "BookTitle", "ConferenceName", "PeriodicalTitle"),
        issued=(int(year[0]),) if year else (),
        volume=xml.text_of(source, "Volume"),
        issue=xml.text_of(source, "Issue"),
        page=normalize.page_range(xml.text_of(source, "Pages")),
        publisher=xml.text_of(source, "Publisher"),
        doi=normalize.doi(xml.text_of(source, "DOI", "StandardNumber")),
        url=xml.text_of(source, "URL"),
    )


def completed(listed: list[Reference], works: Works, file: str) -> tuple[list[Reference], dict[str, str]]:
    """The references with gaps filled from what is held of them, and the key of each work by the id citations use.

    Where nothing is printed, or next to nothing of what is held, the works that are held are the list.
    """
    read = [one for one in listed if one.item]
    held = {key: item for key, item in works.items.items() if key in works.cited or not works.cited}
    if held and len(read) * 2 < len(held):
        made = [
            Reference(key=key, raw=shared.one_line(item), location=Location(file=file, path="fields"), item=item)
            for key, item in held.items()
        ]
        return made, {key: key for key in works.cited}
    keys: dict[str, str] = {}
    filled = dict(enumerate(listed))
    for key, item in held.items():
        at = _printed_at(item, listed)
        if at >= 0 and (of := filled[at].item):
            keys[key] = filled[at].key
            filled[at] = replace(filled[at], item=of.filled_from(replace(item, url="")), held=item)
    return list(filled.values()), keys


def by_number(keys: dict[str, str], listed: Sequence[Reference], paragraphs: Iterable[Paragraph]) -> None:
    """Add to `keys` the works that the list prints too differently, by the numbers that their citations show."""
    numbered = {one.location.label: one.key for one in listed if one.location.label.isdigit()}
    for one in paragraphs if numbered else ():
        for field in one.fields:
            cited = cited_in(field)
            shown = (
                expanded(one.block.text[field.start : field.end]) if any(key not in keys for key, _ in cited) else []
            )
            if len(shown) == len(cited):
                for (key, _), number in zip(cited, shown, strict=True):
                    if str(number) in numbered:
                        keys.setdefault(key, numbered[str(number)])


def _printed_at(item: Item, listed: Sequence[Reference]) -> int:
    """Where in the list the work is printed; -1 where it is not."""
    title = _bare(item.title)
    best, place = 0, -1
    for at, one in enumerate(listed):
        raw = _bare(one.raw)
        family = _bare(item.author[0].family or item.author[0].literal) if item.author else ""
        points = (
            3 * (len(title) > 9 and title[:60] in raw) + bool(family and family in raw[:40]) + (item.year in one.raw)
        )
        points += bool(item.volume and item.page and item.page.split("-")[0] in one.raw)
        if points > best:
            best, place = points, at
    return place if best >= 3 else -1


def _bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def citations(paragraph: Paragraph, keys: Mapping[str, str]) -> Iterator[tuple[Citation, int, int]]:
    """The citations by field of a paragraph, each with where it stands in its text."""
    text = paragraph.block.text
    for field in paragraph.fields:
        cited = cited_in(field)
        if cited:
            targets = tuple(keys.get(key, key) for key, _ in cited)
            shown = " ".join(text[field.start : field.end].split())
            where = replace(paragraph.block.location, start=0, end=0)
            beside = links.around(text, field.start, field.end)
            aside = paragraph.block.aside
            cited_there = Citation(text=shown, targets=targets, location=where, around=beside, aside=aside)
            yield cited_there, field.start, field.end
