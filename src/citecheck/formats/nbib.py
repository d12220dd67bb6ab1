"""PubMed's export in and out: MEDLINE tag lines, as `.nbib` or text.

What each tag holds: https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping

from citecheck import normalize
from citecheck.formats import encodings, tag_edit, tagged, writing
from citecheck.interfaces import Document, Edit, Exported, Format
from citecheck.model import Item, Reference

_LINE = re.compile(r"[\r\n]([A-Z]{4} ?|[A-Z][A-Z0-9]{2} |[A-Z][A-Z0-9]  )-(?:[ \t]*([^\r\n]*))")
_TABLE = {
    "PMID": "pmid", "PMC": "pmcid", "TI": "title", "TT": "original", "BTI": "book_title", "CTI": "collection",
    "FAU": "author", "AU": "initials", "CN": "author", "JT": "container_title", "TA": "container_title_short",
    "DP": "issued", "VI": "volume", "IP": "issue", "PG": "page", "LID": "location", "AID": "identifier", "IS": "issn",
    "ISBN": "isbn", "PB": "publisher", "PT": "kind", "URL": "url",
}  # fmt: skip
_EXTRA = {
    "AB": "abstract", "MH": "keyword", "OT": "keyword", "LA": "language", "PL": "publisher-place", "FED": "editor",
    "EN": "edition", "CTI": "collection-title", "GN": "note",
}  # fmt: skip
_TYPES = {
    "preprint": "article", "book chapter": "chapter", "chapter": "chapter", "book": "book", "books": "book",
    "dataset": "dataset", "dissertation": "thesis", "academic dissertation": "thesis", "technical report": "report",
    "newspaper article": "article-newspaper", "journal article": "article-journal",
}  # fmt: skip


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    _name_titles(values, extra)
    _name_people(values)
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


def _name_people(values: tagged.Values) -> None:
    """The full names where they are all there, else those with initials."""
    full, initials = values.get("author", []), values.pop("initials", [])
    groups = [one for one in full if one.endswith(",")]
    if len(initials) > len(full) - len(groups):
        values["author"] = initials + groups


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
    ignored=frozenset({"OWN"}),
    groups=frozenset({"CN"}),
    table=_TABLE,
    extra=_EXTRA,
    finish=_finish,
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    return tagged.document(data, file, _DIALECT)


_KINDS = {
    "article-journal": "Journal Article", "article": "Preprint", "book": "Book", "chapter": "Book Chapter",
    "dataset": "Dataset", "thesis": "Academic Dissertation", "report": "Technical Report",
    "article-newspaper": "Newspaper Article",
}  # fmt: skip
_TAGS = writing.inverted(_EXTRA, keep={"keyword": "OT"})
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,3}")
_WIDTH = 81


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """A record for each item, in order, its lines wrapped as PubMed wraps them."""
    for number, one in enumerate(exported):
        lines = [_wrapped(tag, text) for tag, value in _lines(one) if (text := writing.one_line(value))]
        yield (("\n" if number else "") + "\n".join(lines) + "\n").encode()


def _wrapped(tag: str, text: str) -> str:
    lines = (
        textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False) if len(text) > _WIDTH else [text]
    )
    return f"{tag:<4}- " + "\n      ".join(lines)


def _lines(one: Exported) -> Iterator[tuple[str, str]]:
    item = one.item
    yield "PMID", item.pmid
    yield "OWN", "" if item.pmid else "citecheck"
    for number in item.issn:
        yield "IS", number
    for number in item.isbn:
        yield "ISBN", number
    yield "VI", item.volume
    yield "IP", item.issue
    yield "DP", _date(item.issued)
    for tag, title in _titles(item):
        yield tag, title
    yield "PG", item.page
    yield "LID", f"{item.number} [pii]" if item.number else ""
    yield "LID", f"{item.doi} [doi]" if item.doi else ""
    for author in item.author:
        if author.literal:
            yield "CN", author.literal
        else:
            yield "FAU", writing.name(author)
            yield "AU", writing.initials(author)
    yield "FAU", "et al." if item.author and item.authors_cut else ""
    yield from _kinds(one)
    yield "TA", item.container_title_short
    yield "JT", item.container_title if item.type not in _BOOKS else ""
    yield "PB", item.publisher
    yield "PMC", item.pmcid
    for name, value in writing.extra(one):
        if name not in ("PT", "SO", "OWN") and (tag := _TAGS.get(name) or (name if _TAG.fullmatch(name) else "")):
            yield tag, value
    yield "URL", item.url
    yield "GN", one.remark


_BOOKS = frozenset({"book", "chapter"})


def _titles(item: Item) -> Iterator[tuple[str, str]]:
    title = f"{item.title}." if item.title and not item.title.endswith("?") else item.title
    if item.type == "book":
        yield "BTI", title
    else:
        yield "TI", title
        yield "BTI", item.container_title if item.type == "chapter" else ""


def _kinds(one: Exported) -> Iterator[tuple[str, str]]:
    kinds = [value for name, value in writing.extra(one) if name == "PT"]
    own = _KINDS.get(one.item.type, "")
    if own and own not in kinds:
        yield "PT", own
    for kind in kinds:
        yield "PT", kind


def _date(issued: tuple[int, ...]) -> str:
    if len(issued) > 1:
        month = normalize.MONTHS[issued[1] - 1].title() if 1 <= issued[1] <= 12 else ""
        return " ".join(filter(None, (str(issued[0]), month, *map(str, issued[2:3]))))
    return str(issued[0]) if issued else ""


def recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    if b"TY  - " in plain or b"- Ovid Technologies" in plain:
        return False
    found = re.findall(rb"(?:^|\n)(PMID|PMCR|PMC |OWN |TI  |FAU |JT  |DP  |AU  |STAT|BTI |AID |PT  |AB  )- ", plain)
    return b"PMID" in found or len(set(found)) > 2


_PLACES = tag_edit.Places(
    tags={
        "doi": ("LID", "AID"), "pmid": ("PMID",), "pmcid": ("PMC",), "title": ("TI",), "journal": ("JT",),
        "year": ("DP",), "volume": ("VI",), "issue": ("IP",), "pages": ("PG",),
    },
    line="{tag:<4}- {value}",
    written={"doi": "{} [doi]".format, "title": "{}.".format},
)  # fmt: skip


def _edit(text: str, reference: Reference, wanted: Mapping[str, str]) -> Mapping[str, tuple[Edit, ...]]:
    return tag_edit.edits(text, reference, wanted, dialect=_DIALECT, places=_PLACES)


FORMAT = Format(
    name="nbib",
    title="PubMed's MEDLINE format",
    suffixes=(".nbib", ".medline"),
    media_type="application/nbib",
    recognises=recognises,
    read=read,
    write=write,
    edit=_edit,
)
