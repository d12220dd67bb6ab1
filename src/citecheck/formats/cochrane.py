"""The Cochrane Library's text export in: records headed `Record #1 of 12`, lines such as `TI: …`."""

from __future__ import annotations

import re

from citecheck.formats import encodings, shared, tagged
from citecheck.interfaces import Document, Format

_LINE = re.compile(r"[\r\n]([A-Z]{2,3}): *([^\r\n]*)")
_HEAD = re.compile(r"(?m)^Record #\d+ of \d+[ \t]*\r?$")
_BEGIN = "ZZ"
_TABLE = {
    "AU": "author", "TI": "title", "SO": "container_title", "YR": "year", "VL": "volume", "NO": "issue", "PG": "page",
    "DOI": "doi", "PM": "pubmed", "PT": "kind", "US": "url", "SN": "issn", "ID": "key",
}  # fmt: skip
_EXTRA = {"AB": "abstract", "KY": "keyword", "CC": "group", "XR": "XR", "LA": "language"}
_TYPES = {
    "journal article": "article-journal", "conference": "paper-conference", "trial registry": "dataset",
    "preprint": "article", "book": "book", "dissertation": "thesis",
}  # fmt: skip


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    kinds = values.pop("kind", [])
    extra += [("PT", kind) for kind in kinds]
    words = " ".join(kinds).lower()
    values["type"] = [next((type_ for word, type_ in _TYPES.items() if word in words), "article-journal")]
    values["pmid"] = [text.upper().removeprefix("PUBMED").strip() for text in values.pop("pubmed", ())]
    values["pmid"] = [text for text in values["pmid"] if text.isdecimal()]
    values["title"] = [title.removesuffix(".") for title in values.get("title", ())]


_DIALECT = tagged.Dialect(
    line=_LINE, begins=frozenset({_BEGIN}), ignored=frozenset({_BEGIN}), table=_TABLE, extra=_EXTRA, finish=_finish
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    decoded = encodings.decode(data, file)
    text = _HEAD.sub(f"{_BEGIN}: ", decoded.text)
    references = shared.not_empty(tagged.references_of(text, file, _DIALECT), file)
    return Document(references=references, notes=decoded.notes(file))


def _recognises(head: bytes) -> bool:
    return re.search(rb"(?:\A|\n)Record #\d+ of \d+[ \t]*\n(?:[A-Z]{2,3}: |\n)", encodings.bare(head)) is not None


FORMAT = Format(name="cochrane", title="a Cochrane Library export", suffixes=(), recognises=_recognises, read=read)
