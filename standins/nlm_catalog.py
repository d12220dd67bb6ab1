"""NLM's catalogue and the Bookshelf within the E-utilities: what they search by, and what their records look like.

The elements of a record: https://www.nlm.nih.gov/bsd/licensee/catrecordxml_element_desc2.html. How names are indexed is
not known, so a name is found by its words in all fields only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from . import entrez_query
from .entrez_index import Matches
from .entrez_query import Found
from .works import Author, StandinWork, fold

DATABASES = ("nlmcatalog", "books")
_PROLOG = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NLMCatalogRecordSet PUBLIC "-//NLM//DTD NLMCatalogRecordSet, 1st January 2026//EN" \
"https://www.nlm.nih.gov/databases/dtd/nlmcatalogrecordset_260101.dtd">
"""


def search(books: Iterable[StandinWork], term: str, database: str) -> Found:
    """The records that a term finds in one of `DATABASES`."""
    if database == "books":
        return entrez_query.search(books, term, number=shelf_uid, fields=_SHELF.get)
    return entrez_query.search(
        books, term, number=lambda book: book.nlm_uid, fields=lambda tag: _FIELDS.get(tag.lower())
    )


def _uid(book: StandinWork) -> str:
    return book.nlm_uid


def shelf_uid(book: StandinWork) -> str:
    """Entrez' number of a book on the Bookshelf: not its accession number."""
    return f"7{book.nbk.removeprefix('NBK')}" if book.nbk else ""


def record_set(books: Iterable[StandinWork], ids: Sequence[str]) -> bytes:
    """The records of these numbers; unknown ones are left out."""
    by_uid = {book.nlm_uid: book for book in books if book.nlm_uid}
    root = Element("NLMCatalogRecordSet")
    root.extend(_record(by_uid[uid]) for uid in ids if uid in by_uid)
    return (_PROLOG + tostring(root, encoding="unicode")).encode()


def summaries(books: Iterable[StandinWork], ids: Sequence[str]) -> dict[str, Any]:
    """ESummary's JSON of the Bookshelf."""
    by_uid = {shelf_uid(book): book for book in books if book.nbk}
    known = [uid for uid in ids if uid in by_uid]
    result: dict[str, Any] = {"uids": known}
    for uid in known:
        book = by_uid[uid]
        result[uid] = {
            "uid": uid, "title": book.title, "pubdate": f"{book.year}/01/01 00:00", "accessionid": book.nbk,
            "rtype": "chapter" if book.type == "book-chapter" else "book", "bookaccessionid": book.nbk,
            "chapteraccessionid": book.nbk if book.type == "book-chapter" else "", "book": "invented",
        }  # fmt: skip
    return {"header": {"type": "esummary", "version": "0.3"}, "result": result}


def _record(book: StandinWork) -> Element:
    root = Element("NLMCatalogRecord", Owner="NLM", Status="Completed")
    _add(root, "NlmUniqueID", book.nlm_id)
    _add(_add(root, "TitleMain"), "Title", f"{book.title.replace(': ', ' : ')}.", Sort="0")
    people = _add(root, "AuthorList", CompleteYN="Y")
    for people_of, role in ((book.authors, "author"), (book.editors, "editor")):
        for one in people_of:
            people.append(_person(one, role))
    _add(_add(root, "ResourceInfo"), "TypeOfResource", book.resource)
    info = _add(root, "PublicationInfo")
    _add(info, "PublicationFirstYear", str(book.year))
    if book.edition:
        _add(info, "Edition", book.edition)
    imprint = _add(info, "Imprint", ImprintType="Original", FunctionType="Publication")
    _add(imprint, "Place", "Nowhere :")
    _add(imprint, "Entity", f"{book.publisher},")
    _add(imprint, "DateIssued", f"[{book.year}]")
    for isbn in book.isbn:
        _add(root, "ISBN", f"{isbn} (hardcover)", ValidYN="Y")
    return root


def _person(author: Author, role: str) -> Element:
    element = Element("Author")
    if author.name:
        _add(element, "CollectiveName", author.name)
    else:
        _add(element, "LastName", author.family)
        _add(element, "ForeName", author.given)
    _add(element, "Role", f"{role}.", CodedYN="N")
    return element


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, tag, attributes)
    child.text = text
    return child


def _holds(text: str, value: str, quoted: bool) -> bool:
    held = f" {fold(text)} "
    return all(f" {word} " in held for word in fold(value).split()) and bool(fold(value))


def _everything(book: StandinWork) -> str:
    people = " ".join(f"{one.name or one.family} {one.given}" for one in (*book.authors, *book.editors))
    return f"{book.title} {people} {book.publisher} {book.year} {' '.join(book.isbn)} {book.nbk}"


_ALL: tuple[str, Matches] = ("All Fields", lambda book, value, quoted: _holds(_everything(book), value, quoted))
_TITLE: tuple[str, Matches] = ("Title", lambda book, value, quoted: _holds(book.title, value, quoted))
_FIELDS: dict[str, tuple[str, Matches]] = {
    "all": _ALL,
    "all fields": _ALL,
    "ti": _TITLE,
    "title": _TITLE,
    "isbn": ("ISBN", lambda book, value, quoted: value in book.isbn),
    "nlmid": ("NLM Unique ID", lambda book, value, quoted: value == book.nlm_id),
}
_SHELF: dict[str, tuple[str, Matches]] = {"all": _ALL, "All Fields": _ALL, "Title": _TITLE}
