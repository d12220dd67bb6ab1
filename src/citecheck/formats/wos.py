"""Web of Science's tagged export (`.ciw`, `.txt`, `.isi`).

What each tag holds: https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html.
"""

from __future__ import annotations

import re

from citecheck.formats import encodings, fields, tagged
from citecheck.interfaces import Document, Format

_LINE = re.compile(r"[\r\n]([A-Z][A-Z0-9])(?: +([^\r\n]*)|(?=[\r\n]|\Z))")
_TABLE = {
    "AU": "short_author", "AF": "author", "CA": "group", "GP": "group", "TI": "title", "SO": "container_title",
    "JI": "short", "J9": "short", "PY": "year", "PD": "month", "VL": "volume", "IS": "issue", "BP": "page_first",
    "EP": "page_last", "AR": "number", "DI": "doi", "PM": "pmid", "SN": "issn", "EI": "issn", "BN": "isbn",
    "PU": "publisher", "PT": "kind", "DT": "document",
}  # fmt: skip
_EXTRA = {
    "AB": "abstract", "DE": "keyword", "ID": "keyword", "LA": "language", "PI": "publisher-place", "BE": "editor",
    "ED": "editor", "SE": "collection-title",
}  # fmt: skip
_KINDS = {"J": "article-journal", "B": "book", "S": "chapter", "P": "patent", "C": "paper-conference"}


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    short_authors = values.pop("short_author", [])
    if len(values.get("author", ())) < len(short_authors):
        values["author"] = short_authors
    values["container_title_short"] = [tagged.first_of(values, "short")]
    kind = _KINDS.get(tagged.first_of(values, "kind"), "")
    documents = values.pop("document", [])
    extra += [("DT", document) for document in documents]
    if kind in ("book", "chapter") and any("chapter" in document.lower() for document in documents):
        kind = "chapter"
    if kind == "book" and "container_title" in values:
        kind = _book(values)
    if (
        kind != "book"
        and any("proceedings paper" in document.lower() for document in documents)
        and kind != "article-journal"
    ):
        kind = "paper-conference"
    values["type"] = [kind]


def _book(values: tagged.Values) -> str:
    """A book repeats its title as the source; a chapter names its book there."""
    title, container = fields.first(values, "title"), fields.first(values, "container_title")
    if title.rstrip(".").casefold() == container.rstrip(".").casefold():
        del values["container_title"]
        return "book"
    return "chapter"


_DIALECT = tagged.Dialect(
    line=_LINE,
    begins=frozenset({"PT"}),
    ends=frozenset({"ER", "EF"}),
    listed=frozenset({"AU", "AF", "BE", "ED", "CR", "CA", "BA"}),
    ignored=frozenset({"FN", "VR"}),
    table=_TABLE,
    extra=_EXTRA,
    finish=_finish,
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    return tagged.document(data, file, _DIALECT)


def recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    return re.search(rb"(?:^|\n)(?:PT [A-Z]\s|FN (?:Thomson|Clarivate|ISI))", plain) is not None


FORMAT = Format(
    name="wos", title="a Web of Science export", suffixes=(".ciw", ".isi"), recognises=recognises, read=read
)
