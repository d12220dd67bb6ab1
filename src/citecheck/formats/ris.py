"""RIS in and out, as EndNote, Zotero, Ovid, Scopus, Cochrane, Covidence and publishers write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from citecheck import normalize
from citecheck.formats import encodings, fields, tag_edit, tagged, writing
from citecheck.interfaces import Document, Edit, Exported, Format
from citecheck.model import Reference

TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "JFULL": "article-journal", "ABST": "article-journal",
    "INPR": "article-journal", "MGZN": "article-magazine", "NEWS": "article-newspaper", "BOOK": "book",
    "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "THES": "thesis", "RPRT": "report", "GOVDOC": "report", "STAND": "standard",
    "PAT": "patent", "ELEC": "webpage", "WEB": "webpage", "ICOMM": "webpage", "BLOG": "post-weblog",
    "DATA": "dataset", "AGGR": "dataset", "DBASE": "dataset", "COMP": "software", "UNPB": "manuscript",
    "MANSCPT": "manuscript", "PAMP": "pamphlet", "MAP": "map", "VIDEO": "motion_picture", "MPCT": "motion_picture",
    "SOUND": "song", "MUSIC": "song", "BILL": "bill", "CASE": "legal_case", "STAT": "legislation",
    "DICT": "entry-dictionary", "ENCYC": "entry-encyclopedia", "SER": "book", "PCOMM": "personal_communication",
    "PREPRINT": "article",
}  # fmt: skip
_TABLE = {
    "TY": "type", "T1": "title", "TI": "title", "CT": "title", "BT": "book_title", "AU": "author", "A1": "author",
    "JF": "full", "T2": "second", "JO": "journal", "JA": "short", "J1": "short", "J2": "short", "C3": "meeting",
    "PY": "year", "Y1": "y1", "DA": "issued", "VL": "volume", "IS": "issue", "SP": "page_first",
    "EP": "page_last", "C7": "number", "PB": "publisher", "DO": "doi", "UR": "url", "SN": "sn", "ID": "key",
    "C2": "c2", "M3": "m3", "M1": "m1", "AN": "accession", "L3": "l3", "DI": "doi",
}  # fmt: skip
_EXTRA = {
    "A2": "editor", "ED": "editor", "AB": "abstract", "N2": "abstract", "KW": "keyword", "N1": "note",
    "CY": "publisher-place", "PP": "publisher-place", "ET": "edition", "LA": "language", "T3": "collection-title",
    "Y2": "accessed", "A4": "translator",
}  # fmt: skip
_LINE = re.compile(r"[\r\n][ \t]*([A-Z][A-Z0-9])[ \t]{1,3}-[ \t]*([^\r\n]*)")
_MEDLINE = re.compile(r"\b(?:pubmed|medline|nlm|mesh)\b", re.I)
_ENOUGH = 3  # so many tags that only RIS has make it RIS, where its first line is missing
_WHOLE = frozenset({"book", "thesis", "report"})
_SERIAL = frozenset({"song", "motion_picture", "map"})  # of these the series is what they appeared in
_NUMBERED = frozenset({"report", "patent", "standard"})
_PLAIN_NUMBER = re.compile(r"\d+(?:\s*p(?:p|ages)?\.?)?")


def _finish(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    written = fields.first(values, "type").upper()
    type_ = TYPES.get(written, "")
    values["type"] = [type_]
    if written and not type_ and written != "GEN":
        extra.append(("TY", written))
    values.setdefault("issued", []).extend(values.pop("y1", []))
    if not any(map(fields.when, values["issued"])):
        values["month"] = values["issued"]
    _name_container(values, extra, type_)
    _name_numbers(values, extra, type_)
    _name_identifiers(values, extra)
    values["type"] = [_settled(type_, written, values)]


def _settled(type_: str, written: str, values: tagged.Values) -> str:
    """The type, where RIS has no word for it (a preprint is written as unpublished) or the file says none."""
    container = fields.first(values, "container_title")
    if type_ == "manuscript" and ("doi" in values or fields.PREPRINT_SERVERS.search(container)):
        return "article"
    numbered = "volume" in values or "issn" in values
    return "article-journal" if not type_ and written in ("GEN", "") and numbered and container else type_


def _name_container(values: tagged.Values, extra: list[tuple[str, str]], type_: str) -> None:
    """The journal or book: `JF`, `T2`, `JO` or `BT`; an own book's `T2` is its series."""
    book_title, second = tagged.first_of(values, "book_title"), tagged.first_of(values, "second")
    if type_ in ("book", "thesis", "report") and "title" not in values and book_title:
        values["title"], book_title = [book_title], ""
    if type_ == "book" and second:
        extra.append(("collection-title", second))
        second = ""
    meeting = tagged.first_of(values, "meeting")
    if type_ == "paper-conference" and meeting:
        if second:
            extra.append(("event-title", second))
        second, meeting = meeting, ""
    if type_ == "webpage" and second and "short" in values:
        extra.append(("collection-title", second))
        second = tagged.first_of(values, "short")
    journal = tagged.first_of(values, "journal")
    full = tagged.first_of(values, "full") or second or book_title or journal
    if not full and type_ in _SERIAL:
        full = next((value for name, value in extra if name == "collection-title"), "")
    short = fields.first(values, "short") or (journal if journal != full else "")
    values["container_title"] = [full]
    values["container_title_short"] = [short if short != full else ""]
    if meeting:
        extra.append(("C3", meeting))


def _name_numbers(values: tagged.Values, extra: list[tuple[str, str]], type_: str) -> None:
    issue, number, begin = (
        tagged.first_of(values, "m1"),
        fields.first(values, "number"),
        fields.first(values, "page_first"),
    )
    if type_ in _WHOLE and "page_last" not in values and _PLAIN_NUMBER.fullmatch(begin):
        extra.append(("number-of-pages", begin))
        values.pop("page_first")
    if type_ in _NUMBERED and not number and (issue or fields.first(values, "issue")):
        values["number"] = [number or tagged.first_of(values, "issue") or issue]
    elif issue and type_ in ("article-journal", "") and "issue" not in values and len(issue) < 12:
        values["issue"] = [issue]
    elif issue:
        extra.append(("M1", issue))


def _name_identifiers(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    for number in values.pop("sn", ()):
        issns, isbns = fields.issns([number]), fields.isbns([number])
        kind = "isbn" if isbns and not issns else "issn"
        values.setdefault(kind, []).append(number)
        if not issns and not isbns:
            extra.append(("SN", number))
    for tag in ("m3", "l3"):
        for text in values.pop(tag, ()):
            if "doi" not in values and (doi := normalize.doi(text)):
                values["doi"] = [doi]
            else:
                extra.append((tag.upper(), text))
    for text in values.pop("c2", ()):
        if normalize.pmcid(text) and text.upper().startswith("PMC"):
            values["pmcid"] = [text]
        elif "pmid" not in values and normalize.pmid(text) and len(text) > 5:
            values["pmid"] = [text]
        else:
            extra.append(("C2", text))
    _name_accession(values, extra)
    values["noted"] = [value for name, value in extra if name == "note" and len(value) < 2000]


def _name_accession(values: tagged.Values, extra: list[tuple[str, str]]) -> None:
    database = " ".join(value for name, value in extra if name in ("DB", "DP"))
    for text in values.pop("accession", ()):
        if normalize.pmid(text) and (_MEDLINE.search(database) or text.upper().startswith("PMID")):
            values.setdefault("pmid", [text])
        else:
            extra.append(("AN", text))
    for address in values.get("url", ()):
        if "pmid" not in values and "pubmed" in address and (match := re.search(r"/(?:pubmed/)?(\d{5,8})/?$", address)):
            values["pmid"] = [match[1]]


_DIALECT = tagged.Dialect(
    line=_LINE,
    begins=frozenset({"TY"}),
    ends=frozenset({"ER"}),
    listed=frozenset({"KW", "AU", "A1"}),
    table=_TABLE,
    extra=_EXTRA,
    finish=_finish,
)


def read(data: bytes, file: str) -> Document:
    """One reference for each record, in order."""
    return tagged.document(data, file, _DIALECT)


_KINDS = writing.inverted(TYPES, keep={"article": "UNPB", "paper-conference": "CPAPER", "webpage": "ELEC"})
_TAGS = writing.inverted(_EXTRA, keep={"event-title": "C3"})
_TAG = re.compile(r"[A-Z][A-Z0-9]")


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """A record for each item, in order; lines end as RIS has it, with CR LF."""
    for one in exported:
        lines = [f"{tag}  - {text}" for tag, value in _lines(one) if (text := writing.one_line(value))]
        yield ("\r\n".join([*lines, "ER  - "]) + "\r\n\r\n").encode()


def _lines(one: Exported) -> Iterator[tuple[str, str]]:
    item = one.item
    yield "TY", _KINDS.get(item.type, "GEN")
    yield "ID", one.key
    for name in writing.authors(item):
        yield "AU", name
    yield "TI", item.title
    yield ("C3" if item.type == "paper-conference" else "T2"), item.container_title
    yield "J2", item.container_title_short
    yield "PY", item.year
    yield "DA", writing.iso(item.issued).replace("-", "/") if len(item.issued) > 1 else ""
    yield "VL", item.volume
    yield ("M1" if item.type in _NUMBERED else "IS"), item.issue
    begin, end = writing.page_ends(item.page)
    yield "SP", begin
    yield "EP", end or (begin if item.type in _WHOLE else "")
    yield "C7", item.number
    yield "PB", item.publisher
    yield "DO", item.doi
    yield "AN", f"PMID: {item.pmid}" if item.pmid else ""
    yield "C2", item.pmcid
    for number in (*item.issn, *item.isbn):
        yield "SN", number
    yield "UR", item.url
    for name, value in writing.extra(one):
        if name == "event-title" and item.type == "paper-conference":
            yield "T2", value
        elif tag := _TAGS.get(name) or (name if _TAG.fullmatch(name) else ""):
            yield tag, value
    yield "N1", one.remark


def recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    if b"- Ovid Technologies" in plain:
        return False
    own = set(re.findall(rb"(?:^|\n)(T1|A1|JF|Y1|SP|EP|VL|PY|ER|UR|N2|JO|T2|SN|M3)  - ", plain))
    return len(own) > _ENOUGH or re.search(rb"(?:^|\n)[ \t]*TY[ \t]{1,3}-[ \t]*[A-Z]{2,}", plain) is not None


_PLACES = tag_edit.Places(
    tags={
        "doi": ("DO", "DI", "M3", "L3", "UR"), "pmid": ("AN",), "pmcid": ("C2",), "title": ("TI", "T1", "CT"),
        "journal": ("T2", "JF", "JO"), "year": ("PY", "Y1", "DA"), "volume": ("VL",), "issue": ("IS", "M1"),
        "pages": ("SP",),
    },
    line="{tag}  - {value}",
    written={"pmid": "PMID: {}".format},
    ends=("SP", "EP"),
)  # fmt: skip


def _edit(text: str, reference: Reference, wanted: Mapping[str, str]) -> Mapping[str, tuple[Edit, ...]]:
    return tag_edit.edits(text, reference, wanted, dialect=_DIALECT, places=_PLACES)


FORMAT = Format(
    name="ris",
    title="RIS",
    suffixes=(".ris",),
    media_type="application/x-research-info-systems",
    recognises=recognises,
    read=read,
    write=write,
    edit=_edit,
)
