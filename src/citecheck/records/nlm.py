"""Records of the NLM Catalog (EFetch, `db=nlmcatalog`) to Works, with lxml and without a DTD.

Elements: https://www.nlm.nih.gov/bsd/licensee/catrecordxml_element_desc2.html. NLM's Unique ID is no PMID.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from citecheck import normalize
from citecheck.model import Item, Name, Publication, Work
from citecheck.records import clean

_Element = Any  # lxml's own name for it is private

SOURCE = "nlm"
_ADDRESS = "https://www.ncbi.nlm.nih.gov/nlmcatalog/?term="
_SERIALS = frozenset({"serial", "periodical", "journal", "newspaper"})
_ISBN = re.compile(r"(?<!\d)(?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx](?![\dXx])")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_WRITERS = re.compile(r"auth|writ|compil|creator", re.I)


def works(xml: bytes) -> tuple[int, tuple[Work, ...]]:
    """How many records there are, and the works of those that are no serials. ValueError when the XML is cut or
    something else."""
    from lxml import etree

    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise ValueError("answer was not whole XML") from None
    if root.tag != "NLMCatalogRecordSet":
        raise ValueError("answer was not a list of records")
    records = list(root.iter("NLMCatalogRecord"))
    return len(records), tuple(filter(None, map(_work, records)))


def _work(record: _Element) -> Work | None:
    kind = record.findtext("ResourceInfo/TypeOfResource", "").strip().lower()
    title = _title(_text(record.find("TitleMain/Title")))
    if not title or kind in _SERIALS:
        return None
    number = _text(record.find("NlmUniqueID"))
    years = _years(record)
    return Work(
        item=Item(
            type="chapter" if kind == "book chapter" else "book",
            title=title,
            author=tuple(_names(record)),
            authors_cut=any(one.get("CompleteYN") == "N" for one in record.iterfind("AuthorList")),
            issued=years[:1] and (years[0],),
            publisher=_text(record.find("PublicationInfo/Imprint/Entity")).rstrip(" ,;:"),
            doi=_doi(record),
            isbn=tuple(_isbns(record)),
        ),
        source=SOURCE,
        url=f"{_ADDRESS}{quote(number)}%5Bnlmid%5D" if number else "",
        publications=tuple(Publication(kind="print", date=(year,)) for year in years),
    )


def _text(element: _Element | None) -> str:
    return "" if element is None else clean.text("".join(element.itertext()))


def _title(text: str) -> str:
    """Without the marks that cataloguers set: a stop at the end, blanks before a colon, who is responsible."""
    text = re.sub(r"\s+([:;,])", r"\1", text.partition(" / ")[0])
    return re.sub(r"\s*\[electronic resource\]\s*", " ", text).strip().removesuffix(".").rstrip(" :")


def _names(record: _Element) -> Iterator[Name]:
    """Those who wrote it; of a book that nobody wrote, as the catalogue has it, those who edited it."""
    people = [one for one in record.iterfind("AuthorList/Author") if one.get("ValidYN") != "N"]
    writers = [one for one in people if not (role := _text(one.find("Role"))) or _WRITERS.search(role)]
    for person in writers or people:
        family, given = _text(person.find("LastName")), _text(person.find("ForeName"))
        if family:
            given = given or _text(person.find("Initials"))
            yield Name(family=family, given=given, suffix=_text(person.find("Suffix")))
        elif literal := _text(person.find("CollectiveName")):
            yield Name(literal=literal.rstrip(" ."))


def _years(record: _Element) -> tuple[int, ...]:
    """The year of publication, and the one that the title page or its back says, where that is another."""
    info = record.find("PublicationInfo")
    if info is None:
        return ()
    first = info.findtext("PublicationFirstYear", "")
    stated = (first, *(_text(one) for one in info.iterfind("Imprint/DateIssued")), _text(info.find("CopyrightDate")))
    return tuple(dict.fromkeys(int(found[1]) for text in stated if (found := _YEAR.search(text))))


def _doi(record: _Element) -> str:
    for one in record.iterfind("ELocationList/ELocation/ELocationID"):
        if one.get("EIdType") == "doi" and one.get("ValidYN") != "N" and (doi := normalize.doi(_text(one))):
            return doi
    return ""


def _isbns(record: _Element) -> Iterator[str]:
    """Numbers stand there with words on the binding."""
    seen: set[str] = set()
    for one in record.iter("ISBN"):
        found = _ISBN.search(_text(one))
        isbn = normalize.isbn(found[0]) if found and one.get("ValidYN") != "N" else ""
        if isbn and isbn not in seen:
            seen.add(isbn)
            yield isbn
