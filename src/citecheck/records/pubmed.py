"""PubMed XML to Works, with lxml and without a DTD.

Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from lxml import etree

from citecheck import normalize
from citecheck.model import Item, Name, Notice, Publication, Relation, Work
from citecheck.records import clean, pubmed_links

_Element = Any  # lxml's own name for it is private

_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_MONTHS = {month: number for number, month in enumerate(normalize.MONTHS, 1)}
# What PubDate means; by default it is the printed issue.
_ISSUE_DATE = {"Electronic": "online", "Electronic-eCollection": "collection"}
# A pii that can be an article number (e0123456, 104743, e00322-23), not a publisher's S0140-6736(97)11096-0.
_ARTICLE_NUMBER = re.compile(r"[a-z]?\d[\d-]{2,10}|[a-z]{2}\d[\d-]{1,6}", re.I)
_VERSION = re.compile(r"[0-9]{1,6}")
_TRANSLATED = re.compile(r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]")


def works(xml: bytes) -> Iterator[Work]:
    """The works of a PubmedArticleSet, articles and books. Raises ValueError when the XML is cut or something else."""
    events = etree.iterparse(
        io.BytesIO(xml),
        events=("start", "end"),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        _, root = next(iter(events))
        if root.tag not in ("PubmedArticleSet", "PubmedBookArticleSet", *_RECORDS):
            raise ValueError("answer was not PubMed XML")
        for event, element in events:
            if element.tag == "ERROR":
                raise ValueError("answer was not a list of records")
            if event == "end" and element.tag in _RECORDS:
                yield work(element)
                element.clear()
    except (etree.XMLSyntaxError, StopIteration):
        raise ValueError("answer was not whole XML") from None


def work(record: _Element) -> Work:
    """The work of a PubmedArticle or PubmedBookArticle element. Raises ValueError when it is something else."""
    return _article(record) if record.tag == "PubmedArticle" else _book(record)


def version(record: _Element) -> int:
    """The version of the record: a few PMIDs have more than one."""
    for one in chain.from_iterable(record):  # it stands in the first part
        if one.tag == "PMID":
            stated = one.get("Version", "")
            return int(stated) if _VERSION.fullmatch(stated) else 1
    return 1


def _parts(element: _Element | None) -> dict[str, _Element]:
    """The first child of each name. One walk is much faster than a search for each."""
    return {} if element is None else {child.tag: child for child in reversed(element)}


def _article(record: _Element) -> Work:
    whole = _parts(record)
    about = _parts(whole.get("MedlineCitation"))
    article = about.get("Article")
    if article is None:
        raise ValueError("answer was not PubMed XML")
    parts = _parts(article)
    journal = _parts(parts.get("Journal"))
    issue, medline = _parts(journal.get("JournalIssue")), _parts(about.get("MedlineJournalInfo"))
    ids = _ids(_parts(whole.get("PubmedData")).get("ArticleIdList"))
    page, located = _page(parts.get("Pagination")), _located(article, ids) if "ELocationID" in parts else {}
    names, cut = _authors(parts.get("AuthorList"))
    types = [_text(one) for one in parts.get("PublicationTypeList", ()) if one.tag == "PublicationType"]
    publications = _publications(article, issue.get("PubDate"), parts.get("ArticleDate"))
    issns = (_text(journal.get("ISSN")), _text(medline.get("ISSNLinking")))
    item = Item(
        type="article" if "Preprint" in types else "article-journal",
        title=_title(parts),
        author=names,
        authors_cut=cut,
        container_title=_text(journal.get("Title")),
        container_title_short=_text(medline.get("MedlineTA")) or _text(journal.get("ISOAbbreviation")),
        issued=next((one.date for one in publications), ()),
        volume=_text(issue.get("Volume")),
        issue=_text(issue.get("Issue")),
        page=page,
        number="" if page else located.get("pii", ""),
        doi=ids.get("doi", "") or located.get("doi", ""),
        pmid=_text(about.get("PMID")),
        pmcid=ids.get("pmc", ""),
        issn=tuple(dict.fromkeys(filter(None, issns))),
    )
    notices, relations = pubmed_links.read(about.get("CommentsCorrectionsList"), types)
    return _work(item, notices, publications, relations)


def _book(record: _Element) -> Work:
    """A book, or a chapter of one: then the book is its container."""
    document, book = record.find("BookDocument"), record.find("BookDocument/Book")
    if book is None:
        raise ValueError("answer was not PubMed XML")
    lists = {
        one.get("Type", "authors"): one for one in chain(book.iterfind("AuthorList"), document.iterfind("AuthorList"))
    }
    names, cut = _authors(lists.get("authors"))
    ids = _ids(document.find("ArticleIdList"))
    title, book_title = _clean_title(_text(document.find("ArticleTitle"))), _clean_title(_text(book.find("BookTitle")))
    dates = _issue_dates(book.find("PubDate"))
    item = Item(
        type="chapter" if title else "book",
        title=title or book_title,
        author=names,
        authors_cut=cut,
        container_title=book_title if title else "",
        issued=next(iter(dates), ()),
        volume=_text(book.find("Volume")),
        page=_page(document.find("Pagination")),
        publisher=_text(book.find("Publisher/PublisherName")),
        doi=ids.get("doi", ""),
        pmid=_text(document.find("PMID")),
        pmcid=ids.get("pmc", ""),
        isbn=tuple(dict.fromkeys(filter(None, map(_text, book.iterfind("Isbn"))))),
    )
    return _work(item, (), tuple(Publication(kind="print", date=date) for date in dates), ())


def _work(
    item: Item, notices: tuple[Notice, ...], publications: tuple[Publication, ...], relations: tuple[Relation, ...]
) -> Work:
    return Work(
        item=item,
        source="pubmed",
        url=f"https://pubmed.ncbi.nlm.nih.gov/{item.pmid}/",
        notices=notices,
        publications=publications,
        relations=relations,
    )


def _text(element: _Element | None) -> str:
    """All text within an element, inline markup and formulas included."""
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    # Most are one word or number.
    return text if text.isalnum() else clean.text(text)


def _ids(elements: _Element | None) -> dict[str, str]:
    """The record's own DOI and PMCID; what its reference list names is elsewhere."""
    found: dict[str, str] = {}
    for element in () if elements is None else elements:
        read = _IDENTIFIERS.get(element.get("IdType", ""))
        if read and (value := read(_text(element))):
            found.setdefault(element.get("IdType"), value)
    return found


_IDENTIFIERS = {"doi": normalize.doi, "pmc": normalize.pmcid}


def _located(article: _Element, ids: Mapping[str, str]) -> dict[str, str]:
    """Article number (`pii`), and DOI where it is not among the `ids`, from the valid ELocationIDs."""
    found: dict[str, str] = {}
    for element in article.findall("ELocationID"):
        kind, text = element.get("EIdType", ""), _text(element)
        if kind in ids or element.get("ValidYN") == "N" or (kind == "pii" and not _ARTICLE_NUMBER.fullmatch(text)):
            continue
        if value := normalize.doi(text) if kind == "doi" else text:
            found.setdefault(kind, value)
    return found


def _title(parts: Mapping[str, _Element]) -> str:
    """The title; of a translated one, the translation without its brackets."""
    title = _clean_title(_text(parts.get("ArticleTitle")))
    if not title or title.lower() == "not available":
        return _clean_title(_text(parts.get("VernacularTitle"))) or title
    return title


def _clean_title(title: str) -> str:
    title = title if title.endswith("...") else title.removesuffix(".")
    if title.startswith("[") and (translated := _TRANSLATED.fullmatch(title)):
        title = translated[1].removesuffix("(author's transl)").strip()
        title = title.removesuffix(".")
    return title


def _page(pagination: _Element | None) -> str:
    """The pages in full. MedlinePgn may hold several ranges (`34-6, 87-91; discussion 91`): the first one."""
    parts = _parts(pagination)
    printed = _text(parts.get("MedlinePgn")).partition(";")[0].partition(",")[0].strip()
    if not printed:
        start, end = _text(parts.get("StartPage")), _text(parts.get("EndPage"))
        printed = f"{start}-{end}" if start and end else start
    return normalize.page_range(printed) if printed else ""


def _authors(people: _Element | None) -> tuple[tuple[Name, ...], bool]:
    """The names, and whether the list was cut. ValidYN="N" marks a spelling that was corrected since."""
    if people is None:
        return (), False
    valid = (author for author in people if author.tag == "Author" and author.get("ValidYN") != "N")
    names = tuple(name for name in map(_name, valid) if name)
    return names, people.get("CompleteYN") == "N"


def _name(author: _Element) -> Name | None:
    family = given = suffix = initials = ""
    for part in author:
        match part.tag:
            case "LastName":
                family = _text(part)
            case "ForeName":
                given = _text(part)
            case "Initials" if not given:
                initials = _text(part)
            case "Suffix":
                suffix = _text(part)
            case "CollectiveName" if literal := _text(part):
                return Name(literal=literal)
    given = given or initials
    return Name(family=family, given=given, suffix=suffix) if family or given or suffix else None


def _publications(article: _Element, issued: _Element | None, first_online: _Element | None) -> tuple[Publication, ...]:
    """The date of the issue first: it is the one a citation is known by, also where it is a collection's."""
    kind = _ISSUE_DATE.get(article.get("PubModel", ""), "print")
    found = [Publication(kind=kind, date=date) for date in _issue_dates(issued)]
    for element in () if first_online is None else article.findall("ArticleDate"):
        if element.get("DateType") == "Electronic" and (date := _stated_date(element)):
            found.append(Publication(kind="online", date=date))
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _issue_dates(element: _Element | None) -> tuple[tuple[int, ...], ...]:
    """The date of an issue; two when a MedlineDate spans two years (`1998 Dec-1999 Jan`)."""
    if element is None:
        return ()
    if date := _stated_date(element):
        return (date,)
    text = _text(element.find("MedlineDate")).lower()
    years = list(dict.fromkeys(map(int, re.findall(r"\b[12]\d{3}\b", text))))
    month = re.search(rf"\b[12]\d{{3}}\s+({'|'.join(_MONTHS)})", text)
    first = ((years[0], _MONTHS[month[1]]),) if month else tuple((year,) for year in years[:1])
    return (*first, *((year,) for year in years[1:]))


def _stated_date(element: _Element) -> tuple[int, ...]:
    return _date(tuple([(part.tag, part.text) for part in element]))


@lru_cache(maxsize=4096)
def _date(stated: tuple[tuple[str, str | None], ...]) -> tuple[int, ...]:
    parts = {name: clean.text(text or "") for name, text in reversed(stated)}
    year, month, day = (parts.get(name, "") for name in ("Year", "Month", "Day"))
    if not re.fullmatch(r"[12]\d{3}", year):
        return ()
    number = int(month) if month.isdecimal() else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= number <= 12:
        return (int(year),)
    return (int(year), number, int(day)) if day.isdecimal() and 1 <= int(day) <= 31 else (int(year), number)
