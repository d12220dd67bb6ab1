"""EndNote's tagged file (`.enw`), the refer and BibIX files before it, and Google Scholar's download."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from citecheck import normalize
from citecheck.formats import encodings, fields, tag_edit, tagged, writing
from citecheck.interfaces import Document, Edit, Exported, Format
from citecheck.model import Reference

TYPES = {
    "journal article": "article-journal", "journal": "article-journal", "electronic article": "article-journal",
    "magazine article": "article-magazine", "newspaper article": "article-newspaper", "book": "book",
    "edited book": "book", "electronic book": "book", "book section": "chapter", "electronic book section": "chapter",
    "conference paper": "paper-conference", "conference proceedings": "paper-conference",
    "conference": "paper-conference", "thesis": "thesis", "report": "report", "government document": "report",
    "web page": "webpage", "online multimedia": "webpage", "online database": "dataset", "dataset": "dataset",
    "computer program": "software", "patent": "patent", "standard": "standard", "manuscript": "manuscript",
    "unpublished work": "manuscript", "blog": "post-weblog", "map": "map", "film or broadcast": "motion_picture",
    "statute": "legislation", "case": "legal_case", "dictionary": "entry-dictionary", "bill": "bill",
    "encyclopedia": "entry-encyclopedia", "personal communication": "personal_communication", "preprint": "article",
    "audiovisual material": "motion_picture", "pamphlet": "pamphlet", "review": "review",
}  # fmt: skip
_LINE = re.compile(r"[\r\n][ \t]*%([A-Z0-9@!$#&()*+<>?=\[\]^~|.,])(?:[ \t]+([^\r\n]*)|(?=[\r\n]|\Z))")
_TABLE = {
    "0": "kind", "A": "author", "T": "title", "J": "journal", "B": "second", "D": "year", "8": "issued",
    "V": "volume", "N": "issue", "P": "page", "I": "publisher", "R": "r", "@": "sn", "U": "url", "F": "key",
    "]": "number", "M": "accession", "2": "pmcid_like",
}  # fmt: skip
_EXTRA = {
    "E": "editor", "X": "abstract", "K": "keyword", "C": "publisher-place", "S": "collection-title", "7": "edition",
    "G": "language", "O": "note", "Z": "note", "Y": "translator", "9": "genre", "!": "title-short",
}  # fmt: skip


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    kinds = values.pop("kind", [])
    known = [TYPES[kind.lower()] for kind in kinds if kind.lower() in TYPES]
    type_ = next(iter(known), "")
    journal, second = tagged.first_of(values, "journal"), tagged.first_of(values, "second")
    if type_ == "book" and second and not journal:
        extra.append(("collection-title", second))
        second = ""
    if not type_ and not kinds:
        type_ = "article-journal" if journal else "chapter" if second else "book" if "publisher" in values else ""
    values["type"] = [type_]
    values["container_title"] = [journal or second]
    if journal and second:
        extra.append(("B", second))
    _name_identifiers(values, extra)


def _name_identifiers(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    for text in values.pop("r", ()):
        if normalize.doi(text):
            values.setdefault("doi", []).append(text)
        else:
            extra.append(("R", text))
    for number in values.pop("sn", ()):
        kind = "isbn" if fields.isbns([number]) and not fields.issns([number]) else "issn"
        values.setdefault(kind, []).append(number)
    for text in values.pop("accession", ()):
        if normalize.pmid(text) and len(text.strip()) > 6:
            values.setdefault("pmid", []).append(text)
        else:
            extra.append(("M", text))
    for text in values.pop("pmcid_like", ()):
        if text.upper().startswith("PMC") and normalize.pmcid(text):
            values["pmcid"] = [text]
        else:
            extra.append(("2", text))
    values["noted"] = [value for name, value in extra if name == "note"]


_DIALECT = tagged.Dialect(
    line=_LINE, begins=frozenset({"0"}), blank_ends=True, table=_TABLE, extra=_EXTRA, finish=_finish
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    return tagged.document(data, file, _DIALECT)


_KINDS = {
    **writing.first_names(TYPES),
    "article-journal": "Journal Article", "article-magazine": "Magazine Article", "book": "Book", "report": "Report",
    "paper-conference": "Conference Paper", "chapter": "Book Section", "webpage": "Web Page", "dataset": "Dataset",
    "manuscript": "Unpublished Work", "motion_picture": "Film or Broadcast", "article": "Preprint",
}  # fmt: skip
_TAGS = writing.inverted(_EXTRA, keep={"note": "Z"})
_TAG = re.compile(r"[A-Z0-9@!$#&()*+<>?=\[\]^~|.,]")


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """A record for each item, in order."""
    for one in exported:
        lines = [f"%{tag} {text}" for tag, value in _lines(one) if (text := writing.one_line(value))]
        yield ("\n".join(lines) + "\n\n").encode()


def _lines(one: Exported) -> Iterator[tuple[str, str]]:
    item = one.item
    yield "0", kind_of(item.type)
    for name in writing.authors(item):
        yield "A", name
    yield "T", item.title
    yield (
        ("B" if item.type in ("chapter", "paper-conference") else "J"),
        item.container_title or item.container_title_short,
    )
    yield "D", item.year
    yield "8", writing.iso(item.issued) if len(item.issued) > 1 else ""
    yield "V", item.volume
    yield "N", item.issue
    yield "P", item.page
    yield "]", item.number
    yield "I", item.publisher
    for number in (*item.issn, *item.isbn):
        yield "@", number
    yield "R", item.doi
    yield "M", item.pmid
    yield "2", item.pmcid
    yield "U", item.url
    yield "F", one.key
    for name, value in writing.extra(one):
        if tag := _TAGS.get(name) or (name if _TAG.fullmatch(name) else ""):
            yield tag, value
    yield "Z", one.remark


def kind_of(type_: str) -> str:
    """EndNote's name of a kind of work."""
    return _KINDS.get(type_, "Generic")


def recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    found = set(re.findall(rb"(?:^|\n)[ \t]*%([A-Z0-9@]) \S", plain))
    return b"0" in found or (len(found) > 1 and bool(found & {b"A", b"T"}))


_PLACES = tag_edit.Places(
    tags={
        "doi": ("R", "U"), "pmid": ("M",), "pmcid": ("2",), "title": ("T",), "journal": ("J", "B"), "year": ("D",),
        "volume": ("V",), "issue": ("N",), "pages": ("P",),
    },
    line="%{tag} {value}",
)  # fmt: skip


def _edit(text: str, reference: Reference, wanted: Mapping[str, str]) -> Mapping[str, tuple[Edit, ...]]:
    return tag_edit.edits(text, reference, wanted, dialect=_DIALECT, places=_PLACES)


FORMAT = Format(
    name="enw",
    title="EndNote's tagged format",
    suffixes=(".enw", ".ref", ".refer"),
    media_type="application/x-endnote-refer",
    recognises=recognises,
    read=read,
    write=write,
    edit=_edit,
)
