"""Ovid's tagged export in: records headed `<1. >`, lines such as `TI  - …`, the whole source on one line."""

from __future__ import annotations

import re

from citecheck import normalize
from citecheck.formats import encodings, shared, tagged
from citecheck.interfaces import Document, Format

_LINE = re.compile(r"[\r\n][ \t]*([A-Z][A-Z0-9]) {1,2}- *([^\r\n]*)")
_HEAD = re.compile(r"(?m)^[ \t]*<\d+\.? ?>[ \t]*\r?$")
_BEGIN = "ZZ"
_TABLE = {
    "TI": "title", "AU": "author", "SO": "source", "YR": "year", "DP": "issued", "DI": "doi", "DO": "doi", "IS": "issn",
    "PT": "kind", "DB": "database", "UI": "identifier", "AN": "identifier", "BT": "book_title", "JN": "container_title",
    "XL": "link", "UR": "url", "PM": "pmid", "VO": "volume", "IP": "issue", "PG": "page",
}  # fmt: skip
_EXTRA = {"AB": "abstract", "KW": "keyword", "SH": "keyword", "LG": "language", "CY": "publisher-place", "ED": "editor"}
_NUMBERS = re.compile(r"(?P<volume>\d+[A-Za-z]?)\s*\((?P<issue>[^()]*)\)\s*[:,]?\s*(?P<page>[A-Za-z]{0,2}\d[\w.,-]*)?")
_COLON = re.compile(r"(?<!\d)(?P<volume>\d+)\s*:\s*(?P<page>[A-Za-z]{0,2}\d[\w.-]*)")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATED = re.compile(rf"(?:\b{_MONTH}\s+(?:\d{{1,2}},\s+)?)?(?<!\d)(?:1[89]|20)\d\d(?!\d)(?:\s+{_MONTH})?")
_WHEN = re.compile(r"[.,]?\s+(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?[\s/-]*)*\d.*|\.\s.*", re.S)
_BEHIND = re.compile(
    r"\s*\[[^\]]*\]|\s*\(\d+(?:,\d+)*\)|(?<=\s)\d+\b.*|,?\s+(?:M\.?D|Ph\.?D|MPH|M\.?Sc|B\.?Sc|RN|MA|BA)\b.*"
)
_TYPES = {
    "patent": "patent",
    "book": "book",
    "chapter": "chapter",
    "dissertation": "thesis",
    "conference": "paper-conference",
}


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    kinds = values.pop("kind", [])
    extra += [("PT", kind) for kind in kinds]
    words = " ".join(kinds).lower()
    values["type"] = [next((type_ for word, type_ in _TYPES.items() if word in words), "article-journal")]
    values["author"] = [_BEHIND.sub("", name).strip(" ,") for name in values.get("author", ())]
    values["title"] = [_title(title) for title in values.get("title", ())]
    _read_source(values, tagged.first_of(values, "source"))
    database = tagged.first_of(values, "database")
    for text in values.pop("identifier", ()):
        if "medline" in database.lower() and normalize.pmid(text):
            values["pmid"] = [text]
        else:
            extra.append(("AN", text))
    for address in values.pop("link", ()):
        extra.append(("XL", address))
    if book := tagged.first_of(values, "book_title"):
        values["container_title"], values["type"] = [book], ["chapter"]


def _title(text: str) -> str:
    """Without what Ovid adds: a kind in brackets, a full stop, quotation marks around all of it."""
    text = re.sub(r"\s*\[[^\]]*\]\s*\.?$", "", text).strip().removesuffix(".")
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _read_source(values: tagged.Values, source: str) -> None:
    """`Ecohydrology. 8(6):1048-1064, September 2015.`, `J Ind Med June 2015;58(6):688-696`."""
    if not source:
        return
    found = _NUMBERS.search(source) or _COLON.search(source)
    for name, value in (found.groupdict() if found else {}).items():
        if value and name not in values:
            values[name] = [value.rstrip(".,;")]
    if dated := _DATED.search(source):
        values.setdefault("issued", []).append(dated[0])
    journal = _WHEN.sub("", source, count=1).strip(" .,;")
    values.setdefault("container_title", [journal])


_DIALECT = tagged.Dialect(
    line=_LINE,
    begins=frozenset({_BEGIN}),
    ignored=frozenset({_BEGIN, "VN"}),
    table=_TABLE,
    extra=_EXTRA,
    finish=_finish,
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    decoded = encodings.decode(data, file)
    text = _HEAD.sub(f"{_BEGIN}  - ", decoded.text)
    references = shared.not_empty(tagged.references_of(text, file, _DIALECT), file)
    return Document(references=references, notes=decoded.notes(file))


def _recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    return re.search(rb"(?:\A|\n)[ \t]*<\d+\.? ?>[ \t]*\n[ \t]*[A-Z]{2} {1,2}- ", plain) is not None


FORMAT = Format(name="ovid", title="an Ovid export", suffixes=(), recognises=_recognises, read=read)
