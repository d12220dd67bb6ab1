"""RefWorks' tagged export in."""

from __future__ import annotations

import re

from citecheck.formats import encodings, fields, tagged
from citecheck.interfaces import Document, Format

_LINE = re.compile(r"[\r\n]([A-Z][A-Z0-9])(?: +([^\r\n]*)|(?=[\r\n]|\Z))")
_TABLE = {
    "RT": "kind", "A1": "author", "T1": "title", "JF": "container_title", "JO": "container_title_short", "YR": "year",
    "FD": "month", "VO": "volume", "IS": "issue", "SP": "page_first", "OP": "page_last", "DO": "doi", "SN": "sn",
    "PB": "publisher", "T2": "second", "UL": "url", "LK": "url", "ID": "key",
}  # fmt: skip
_EXTRA = {
    "A2": "editor", "AB": "abstract", "K1": "keyword", "NO": "note", "PP": "publisher-place", "LA": "language",
    "ED": "edition", "T3": "collection-title",
}  # fmt: skip
_TYPES = {
    "journal": "article-journal", "book, section": "chapter", "book, whole": "book", "book, edited": "book",
    "conference": "paper-conference", "dissertation": "thesis", "web page": "webpage", "report": "report",
    "newspaper": "article-newspaper", "magazine": "article-magazine", "patent": "patent", "computer": "software",
}  # fmt: skip


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    kind = tagged.first_of(values, "kind").lower()
    values["type"] = [next((type_ for name, type_ in _TYPES.items() if kind.startswith(name)), "")]
    second = tagged.first_of(values, "second")
    if second:
        values.setdefault("container_title", [second])
    for number in values.pop("sn", ()):
        kind = "isbn" if fields.isbns([number]) and not fields.issns([number]) else "issn"
        values.setdefault(kind, []).append(number)


_DIALECT = tagged.Dialect(line=_LINE, begins=frozenset({"RT"}), table=_TABLE, extra=_EXTRA, finish=_finish)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    return tagged.document(data, file, _DIALECT)


def _recognises(head: bytes) -> bool:
    kinds = rb"Journal|Book|Conference|Dissertation|Web|Generic|Report|Newspaper|Magazine|Patent"
    return re.search(rb"(?:\A|\n)RT (?:" + kinds + rb")", encodings.bare(head)) is not None


FORMAT = Format(name="refworks", title="a RefWorks export", suffixes=(), recognises=_recognises, read=read)
