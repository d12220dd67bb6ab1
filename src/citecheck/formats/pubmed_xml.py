"""PubMed's XML in: `PubmedArticle` and `PubmedBookArticle` elements, as efetch and the website give them.

What each element holds: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from citecheck.formats import encodings, fields, shared, xml_records
from citecheck.interfaces import Document, Format
from citecheck.model import Location, Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACES = {
    "title": (".//ArticleTitle", ".//BookTitle", ".//VernacularTitle"),
    "container_title": (".//Journal/Title", ".//BookDocument/Book/BookTitle"),
    "container_title_short": (".//MedlineJournalInfo/MedlineTA", ".//Journal/ISOAbbreviation"),
    "volume": (".//JournalIssue/Volume", ".//Book/Volume"),
    "issue": (".//JournalIssue/Issue",),
    "page": (".//Pagination/MedlinePgn", ".//Pagination/StartPage"),
    "publisher": (".//Publisher/PublisherName",),
    "pmid": ("./MedlineCitation/PMID", "./BookDocument/PMID"),
    "issn": (".//Journal/ISSN",),
    "isbn": (".//Book/Isbn",),
}
_EXTRA = {
    "Abstract/AbstractText": "abstract",
    "Keyword": "keyword",
    "DescriptorName": "keyword",
    "Language": "language",
}


def read(data: bytes, file: str) -> Document:
    """One reference for each article or book, in order."""
    tags = ("PubmedArticle", "PubmedBookArticle")
    found = xml_records.references(data, file, tags, _reference, hint="export it again from PubMed")
    return Document(references=shared.not_empty(found, file))


def _reference(element: _Element, number: int, where: Location, taken: dict[str, int]) -> Reference:
    values = {
        name: [text]
        for name, places in _PLACES.items()
        if (text := next((text for place in places if (text := _text(element.find(place)))), ""))
    }
    _finish(element, values)
    item, bad = fields.item(values, names=tuple(_people(element)))
    extra = tuple(
        (name, text)
        for place, name in _EXTRA.items()
        for one in element.iterfind(f".//{place}")
        if (text := _text(one))
    )
    key = shared.unique(str(number), taken)
    if problem := fields.said(item, bad):
        return Reference(key=key, location=where, problem=f"record {number}: {problem}", extra=bad + extra)
    return Reference(key=key, raw=shared.one_line(item), location=where, item=item, extra=bad + extra)


def _finish(element: _Element, values: dict[str, list[str]]) -> None:
    title = fields.first(values, "title")
    values["title"] = [re.sub(r"^\[(.*)\]$", r"\1", title.removesuffix("."))]
    values["doi"] = [
        *(_text(one) for one in element.iterfind(".//ELocationID[@EIdType='doi']")),
        *(_text(one) for one in element.iterfind("./PubmedData/ArticleIdList/ArticleId[@IdType='doi']")),
    ]
    values["pmcid"] = [_text(one) for one in element.iterfind("./PubmedData/ArticleIdList/ArticleId[@IdType='pmc']")]
    if "page" not in values:
        values["number"] = [_text(one) for one in element.iterfind(".//ELocationID[@EIdType='pii']")]
    date = element.find(".//JournalIssue/PubDate")
    date = element.find(".//Book/PubDate") if date is None else date
    parts = ["Year", "Month", "Day", "MedlineDate"] if date is not None else []
    values["issued"] = [" ".join(filter(None, (_text(date.find(part)) for part in parts)))] if date is not None else []
    chapter = element.tag == "PubmedBookArticle" and element.find(".//ArticleTitle") is not None
    kinds = {_text(one) for one in element.iterfind(".//PublicationType")}
    plain = "article-journal" if element.tag == "PubmedArticle" else "chapter" if chapter else "book"
    values["type"] = ["article" if "Preprint" in kinds else plain]
    if plain == "book":
        values.pop("container_title", None)


def _people(element: _Element) -> Iterator[Name]:
    for author in element.iterfind(".//AuthorList[1]/Author"):
        group = _text(author.find("CollectiveName"))
        given = _text(author.find("ForeName")) or _text(author.find("Initials"))
        if group or author.find("LastName") is not None:
            yield Name(
                literal=group, family=_text(author.find("LastName")), given=given, suffix=_text(author.find("Suffix"))
            )


def _text(element: _Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    return re.search(rb"<(?:PubmedArticle|PubmedBookArticle)(?:Set)?[\s>]", plain) is not None


FORMAT = Format(
    name="pubmed-xml",
    title="PubMed's XML",
    suffixes=(".xml",),
    media_type="application/xml",
    recognises=_recognises,
    read=read,
)
