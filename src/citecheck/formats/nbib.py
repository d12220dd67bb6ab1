"""PubMed's export in and out: MEDLINE tag lines, as `.nbib` or text.

What each tag holds: https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re

from citecheck import normalize
from citecheck.formats import fields, tagged
from citecheck.interfaces import Document

_LINE = re.compile(
    r"[\r\n]([A-Z]{4} ?|[A-Z][A-Z0-9]{2} |[A-Z][A-Z0-9]  )-(?:[ \t]*([^\r\n]*))"
)
_TABLE = {
    "PMID": "pmid", "PMC": "pmcid", "TI": "title", "TT": "original", "BTI": "book_title", "CTI": "collection",
    "FAU": "author", "AU": "initials", "CN": "group", "JT": "container_title", "TA": "container_title_short",
    "DP": "issued", "VI": "volume", "IP": "issue", "PG": "page", "LID": "location", "AID": "identifier", "IS": "issn",
    "ISBN": "isbn", "PB": "publisher", "PT": "kind",
}  # fmt: skip
_EXTRA = {
    "AB": "abstract", "MH": "keyword", "OT": "keyword", "LA": "language", "PL": "publisher-place", "FED": "editor",
    "EN": "edition", "CTI": "collection-title", "GN": "note", "URL": "url",
}  # fmt: skip
_TYPES = {
    "preprint": "article", "book chapter": "chapter", "chapter": "chapter", "book": "book", "books": "book",
    "dataset": "dataset", "dissertation": "thesis", "academic dissertation": "thesis", "technical report": "report",
    "newspaper article": "article-newspaper", "journal article": "article-journal",
}  # fmt: skip


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    _name_titles(values, extra)
    _name_people(values, extra)
    _name_identifiers(values, extra)
    kinds = values.pop("kind", [])
    extra += [("PT", kind) for kind in kinds]
    known = [_TYPES[kind.lower()] for kind in kinds if kind.lower() in _TYPES]
    special = [kind for kind in known if kind != "article-journal"]
    journal = "article-journal" if "container_title" in values or known else ""
    values.setdefault("type", [next(iter(special), journal)])
    values["page"] = [page.split(";")[0] for page in values.get("page", ())]


def _name_titles(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    """A title ends with a full stop and stands in brackets where it is a translation."""
    book, original = tagged.first_of(values, "book_title"), tagged.first_of(values, "original")
    title = _title(tagged.first_of(values, "title"))
    if original:
        extra.append(("TT", original))
    if book and not title:
        values["type"] = ["book"]
    elif book:
        values["type"] = ["chapter"]
        values["container_title"] = [_title(book)]
    values["title"] = [title or _title(book) or _title(original)]
    for collection in values.pop("collection", ()):
        extra.append(("collection-title", _title(collection)))


def _title(text: str) -> str:
    text = text.removesuffix(".") if not text.endswith("..") else text
    return text[1:-1].removesuffix(".") if text.startswith("[") and text.endswith("]") else text


def _name_people(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    """The full names where they are all there, else those with initials."""
    full, initials = values.get("author", []), values.pop("initials", [])
    if len(initials) > len(full):
        values["author"] = initials


def _name_identifiers(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    """`10.5555/12345678 [doi]` and `e0123 [pii]`; the publisher's number is the article's where there are no pages."""
    for meaning, tag in (("location", "LID"), ("identifier", "AID")):
        for text in values.pop(meaning, ()):
            value, _, kind = text.rpartition(" [")
            kind = kind.rstrip("]").lower()
            if kind == "doi" or (not value and normalize.doi(text)):
                values.setdefault("doi", []).append(value or text)
            elif kind == "pii" and tag == "LID" and "page" not in values:
                values["number"] = [value]
            elif kind == "bookaccession":
                extra.append((tag, text))
            else:
                extra.append((tag, text))


_DIALECT = tagged.Dialect(
    line=_LINE,
    begins=frozenset({"PMID"}),
    blank_ends=True,
    table=_TABLE,
    extra=_EXTRA,
    finish=_finish,
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    return tagged.document(data, file, _DIALECT)


def recognises(head: bytes) -> bool:
    plain = head.replace(b"\0", b"")
    found = re.findall(rb"(?:^|[\r\n]|\xef\xbb\xbf)(PMID|PMC |OWN |TI  |FAU |JT  |DP  |AU  |STAT|BTI |AID )- ", plain)
    return b"PMID" in found or len(set(found)) > 2
