"""PubMed XML to Works, with lxml and without a DTD.

Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from lxml import etree

from citecheck import normalize
from citecheck.model import Item, Name, Notice, Publication, Relation, Work
from citecheck.records import pubmed_links

_Element = Any  # lxml's own name for it is private

_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_MONTHS = {month: number for number, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# What PubDate means; by default it is the printed issue.
_ISSUE_DATE = {"Electronic": "online", "Electronic-eCollection": "collection"}
# A pii that can be an article number (e0123456, 104743, e00322-23), not a publisher's S0140-6736(97)11096-0.
_ARTICLE_NUMBER = re.compile(r"[a-z]?\d[\d-]{2,10}|[a-z]{2}\d[\d-]{1,6}", re.I)
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
                yield _article(element) if element.tag == "PubmedArticle" else _book(element)
                element.clear()
    except (etree.XMLSyntaxError, StopIteration):
        raise ValueError("answer was not whole XML") from None


def _article(record: _Element) -> Work:
    citation, article = record.find("MedlineCitation"), record.find("MedlineCitation/Article")
    if article is None:
        raise ValueError("answer was not PubMed XML")
    ids = _ids(record.iterfind("PubmedData/ArticleIdList/ArticleId"))
    page, located = _page(article), _located(article)
    names, cut = _authors(article.find("AuthorList"))
    types = [_text(one) for one in article.iterfind("PublicationTypeList/PublicationType")]
    publications = tuple(dict.fromkeys(_publications(article)))
    item = Item(
        type="article" if "Preprint" in types else "article-journal",
        title=_title(article),
        author=names,
        authors_cut=cut,
        container_title=_text(article.find("Journal/Title")),
        container_title_short=_text(citation.find("MedlineJournalInfo/MedlineTA"))
        or _text(article.find("Journal/ISOAbbreviation")),
        issued=next((one.date for one in publications), ()),
        volume=_text(article.find("Journal/JournalIssue/Volume")),
        issue=_text(article.find("Journal/JournalIssue/Issue")),
        page=page,
        number="" if page else located.get("pii", ""),
        doi=ids.get("doi", "") or located.get("doi", ""),
        pmid=_text(citation.find("PMID")),
        pmcid=ids.get("pmc", ""),
        issn=_issns(citation),
    )
    notices, relations = pubmed_links.read(citation, types)
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
    ids = _ids(document.iterfind("ArticleIdList/ArticleId"))
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
        page=_page(document),
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


def _text(element: _Element) -> str:
    """All text within an element, inline markup and formulas included."""
    return "" if element is None else normalize.plain(normalize.printable("".join(element.itertext())))


def _ids(elements: Iterator[_Element]) -> dict[str, str]:
    """The record's own DOI and PMCID; what its reference list names is elsewhere."""
    found: dict[str, str] = {}
    for element in elements:
        kind, text = element.get("IdType", ""), _text(element)
        value = {"doi": normalize.doi, "pmc": normalize.pmcid}.get(kind, str)(text)
        if value:
            found.setdefault(kind, value)
    return found


def _located(article: _Element) -> dict[str, str]:
    """DOI and article number (`pii`) from the valid ELocationIDs."""
    found: dict[str, str] = {}
    for element in article.iterfind("ELocationID"):
        kind, text = element.get("EIdType", ""), _text(element)
        if element.get("ValidYN") == "N" or (kind == "pii" and not _ARTICLE_NUMBER.fullmatch(text)):
            continue
        if value := normalize.doi(text) if kind == "doi" else text:
            found.setdefault(kind, value)
    return found


def _title(article: _Element) -> str:
    """The title; of a translated one, the translation without its brackets."""
    title = _clean_title(_text(article.find("ArticleTitle")))
    if not title or title.lower() == "not available":
        return _clean_title(_text(article.find("VernacularTitle"))) or title
    return title


def _clean_title(title: str) -> str:
    title = title if title.endswith("...") else title.removesuffix(".")
    if translated := _TRANSLATED.fullmatch(title):
        title = translated[1].removesuffix("(author's transl)").strip()
        title = title.removesuffix(".")
    return title


def _page(article: _Element) -> str:
    """The pages in full. MedlinePgn may hold several ranges (`34-6, 87-91; discussion 91`): the first one."""
    printed = re.split(r"[;,]", _text(article.find("Pagination/MedlinePgn")))[0].strip()
    if not printed:
        start, end = (_text(article.find(f"Pagination/{part}Page")) for part in ("Start", "End"))
        printed = f"{start}-{end}" if start and end else start
    return normalize.page_range(printed)


def _authors(people: _Element) -> tuple[tuple[Name, ...], bool]:
    """The names, and whether the list was cut. ValidYN="N" marks a spelling that was corrected since."""
    if people is None:
        return (), False
    valid = (author for author in people.iterfind("Author") if author.get("ValidYN") != "N")
    names = tuple(name for name in map(_name, valid) if name != Name())
    return names, people.get("CompleteYN") == "N"


def _name(author: _Element) -> Name:
    if literal := _text(author.find("CollectiveName")):
        return Name(literal=literal)
    return Name(
        family=_text(author.find("LastName")),
        given=_text(author.find("ForeName")) or _text(author.find("Initials")),
        suffix=_text(author.find("Suffix")),
    )


def _issns(citation: _Element) -> tuple[str, ...]:
    paths = ("Article/Journal/ISSN", "MedlineJournalInfo/ISSNLinking")
    return tuple(dict.fromkeys(filter(None, (_text(citation.find(path)) for path in paths))))


def _publications(article: _Element) -> Iterator[Publication]:
    """The date of the issue first: it is the one a citation is known by, also where it is a collection's."""
    kind = _ISSUE_DATE.get(article.get("PubModel", ""), "print")
    for date in _issue_dates(article.find("Journal/JournalIssue/PubDate")):
        yield Publication(kind=kind, date=date)
    for element in article.iterfind("ArticleDate"):
        if element.get("DateType") == "Electronic" and (date := _stated_date(element)):
            yield Publication(kind="online", date=date)


def _issue_dates(element: _Element) -> tuple[tuple[int, ...], ...]:
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
    year, month, day = (_text(element.find(part)) for part in ("Year", "Month", "Day"))
    if not re.fullmatch(r"[12]\d{3}", year):
        return ()
    number = int(month) if month.isdecimal() else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= number <= 12:
        return (int(year),)
    return (int(year), number, int(day)) if day.isdecimal() and 1 <= int(day) <= 31 else (int(year), number)
