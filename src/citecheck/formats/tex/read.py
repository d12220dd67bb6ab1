"""Entries of a .bib file to references: what each field of BibTeX and biblatex means, and what entries inherit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from citecheck import normalize
from citecheck.formats import encodings, fields, shared
from citecheck.formats.tex import latex, names
from citecheck.formats.tex.scan import Entry, Field, Scanner
from citecheck.interfaces import Document
from citecheck.model import Item, Location, Reference

TYPES = {
    "article": "article-journal", "book": "book", "mvbook": "book", "booklet": "pamphlet", "inbook": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "incollection": "chapter", "collection": "book",
    "inproceedings": "paper-conference", "conference": "paper-conference", "proceedings": "book",
    "mvproceedings": "book", "mvcollection": "book", "phdthesis": "thesis", "mastersthesis": "thesis",
    "thesis": "thesis", "techreport": "report", "report": "report", "manual": "report", "unpublished": "manuscript",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "web_page": "webpage", "webpage": "webpage",
    "patent": "patent", "software": "software", "softwareversion": "software", "softwaremodule": "software",
    "dataset": "dataset", "inreference": "entry-encyclopedia", "reference": "book", "periodical": "periodical",
    "suppperiodical": "article-journal", "video": "motion_picture", "movie": "motion_picture", "audio": "song",
    "music": "song", "standard": "standard", "legislation": "legislation", "jurisdiction": "legal_case",
    "letter": "personal_communication", "review": "review", "image": "graphic", "artwork": "graphic",
}  # fmt: skip
# Of several fields with one meaning the first that is there counts.
MEANINGS = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "container_title": ("fjournal", "journal", "journaltitle", "booktitle", "maintitle"),
    "container_title_short": (
        "shortjournal", "journalabbreviation", "journal-abbreviation", "journal-iso", "shortjournaltitle",
    ),
    "issued": ("date",),
    "year": ("year",),
    "month": ("month",),
    "volume": ("volume",),
    "page": ("pages", "page"),
    "number": ("eid", "articleno", "article-number", "articlenumber", "elocation-id", "elocationid"),
    "publisher": ("publisher", "school", "institution", "organization", "organisation", "holder"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed", "pubmedid"),
    "pmcid": ("pmcid", "pmc"),
    "issn": ("issn",),
    "isbn": ("isbn",),
    "url": ("url", "bdsk-url-1", "ee"),
}  # fmt: skip
# Fields of ours that other formats have a word for, too.
EXTRA = {
    "keywords": "keyword", "keyword": "keyword", "langid": "language", "language": "language", "edition": "edition",
    "address": "publisher-place", "location": "publisher-place", "series": "collection-title", "abstract": "abstract",
    "note": "note", "number": "collection-number",
    "editor": "editor", "translator": "translator", "urldate": "accessed", "annote": "annote",
}  # fmt: skip
VERBATIM = frozenset({"doi", "url", "file", "eprint", "pmid", "pmcid", "local-url", "bdsk-url-1", "ee"})
_NUMBERED = frozenset({"report", "patent", "standard", "legislation", "manuscript"})
_OF_SERIES = frozenset({"book", "chapter", "thesis"})
# What an entry takes from the one it refers to, by the name it has there (biblatex manual, appendix B).
_INHERITED = {"title": "booktitle", "subtitle": "booksubtitle"}
_NOT_INHERITED = frozenset(
    "ids crossref xref xdata entryset label shorthand keywords abstract file options pages".split()
)
_OFF = re.compile(r"^[ \t]*%[ \t%]*@(?!comment|preamble|string)[a-z]+[ \t]*[{(][^\n]*,[ \t]*\r?$", re.M | re.I)
_PUBMED = frozenset({"pubmed", "pmid", "medline"})


def read(data: bytes, file: str) -> Document:
    """One reference for each entry, in order; a broken one has a problem."""
    decoded = encodings.decode(data, file)
    references = shared.not_empty(_references(decoded.text, file), file)
    return Document(references=references, notes=(*decoded.notes(file), *_switched_off(decoded.text, file)))


def _switched_off(text: str, file: str) -> tuple[str, ...]:
    count = len(_OFF.findall(text)) if "%" in text else 0
    entries = "1 entry" if count == 1 else f"{count} entries"
    return (f"{file}: {entries} behind a per cent sign left out",) if count else ()


def _references(text: str, file: str) -> Iterator[Reference]:
    scanner = Scanner(text)
    parents = _Parents(text) if re.search(r"\b(?:crossref|xdata)\s*=", text, re.I) else None
    taken: dict[str, int] = {}
    line, seen = 1, 0
    for number, entry in enumerate(scanner.entries(), 1):
        if entry.kind == "xdata":
            continue
        line, seen = line + shared.breaks(text, seen, entry.start), entry.start
        where = Location(file=file, line=line, start=entry.start, end=entry.end)
        yield _reference(text, entry, where, shared.unique(entry.key or str(number), taken), parents)


def _reference(text: str, entry: Entry, where: Location, key: str, parents: _Parents | None) -> Reference:
    extra: fields.Extra = (("key", entry.key),) if entry.key and entry.key != key else ()
    found = {field.name: field.value for field in reversed(entry.fields)}
    if entry.problem:
        raw = shared.one_line_of(text[entry.start : entry.end])[:2000]
        return Reference(key=key, raw=raw, location=where, problem=f"the entry is broken: {entry.problem}", extra=extra)
    own = dict(found)
    if parents and ("crossref" in found or "xdata" in found):
        found = parents.completed(found)
    made, bad = item(entry.kind, found)
    extra += bad + rest(entry.kind, own)
    if problem := fields.said(made, bad):
        raw = shared.one_line_of(text[entry.start : entry.end])[:2000]
        return Reference(key=key, raw=raw, location=where, problem=f"entry {key}: {problem}", extra=extra)
    return Reference(key=key, raw=shared.one_line(made), location=where, item=made, extra=extra)


class _Parents:
    """The entries that others refer to, by key."""

    def __init__(self, text: str) -> None:
        self._entries = {entry.key.casefold(): entry for entry in Scanner(text).entries() if not entry.problem}

    def completed(self, found: Mapping[str, str], depth: int = 0) -> dict[str, str]:
        """The fields with those that are inherited; a circle ends it."""
        completed = dict(found)
        for field in ("xdata", "crossref"):
            for key in found.get(field, "").split(","):
                parent = self._entries.get(key.strip().casefold())
                if parent is None or depth > 8:
                    continue
                above = {one.name: one.value for one in reversed(parent.fields)}
                above = self.completed(above, depth + 1)
                for name, value in above.items():
                    if name not in _NOT_INHERITED:
                        completed.setdefault(_INHERITED.get(name, name) if field == "crossref" else name, value)
                completed.setdefault("title", above.get("title", ""))  # a part without a title has its whole's
        return completed


def item(kind: str, found: Mapping[str, str]) -> tuple[Item, fields.Extra]:
    """The item of an entry, and what of its fields could not be understood."""
    values: dict[str, list[str]] = {}
    for meaning, sources in MEANINGS.items():
        for source in sources:
            if value := found.get(source):
                text = value.strip() if source in VERBATIM else latex.plain(value)
                if text:
                    values[meaning] = [_unbraced(text) if source in VERBATIM else text]
                    break
    type_ = TYPES.get(kind, "")
    if "fjournal" in found and "journal" in found:
        values.setdefault("container_title_short", [latex.plain(found["journal"])])
    _add_numbers(values, found, type_)
    _add_eprint(values, found)
    _add_subtitles(values, found)
    if "day" in found and "month" in values:
        values["month"] = [f"{values['month'][0]} {latex.plain(found['day'])}"]
    if noted := [
        latex.plain(found[name]) for name in ("note", "annote", "annotation", "addendum", "pubstate") if name in found
    ]:
        values["noted"] = noted
    values["type"] = [_type(type_, values, found)]
    people, cut = names.read(found["author"]) if found.get("author") else ((), False)
    return fields.item(values, names=people, cut=cut)


def _unbraced(text: str) -> str:
    text = re.sub(r"\\([_%&#~{}$])", r"\1", text).replace("{\\_}", "_")
    text = re.sub(r"^\\(?:url|path|href)\s*", "", text)
    return text.strip("{}<> ") if text.startswith(("{", "<")) else re.sub(r"[{}]", "", text)


def _add_numbers(values: dict[str, list[str]], found: Mapping[str, str], type_: str) -> None:
    """`number` is the issue of a journal, the number of a report, and the place of a book in its series."""
    number, issue = latex.plain(found.get("number", "")), latex.plain(found.get("issue", ""))
    if type_ in _NUMBERED:
        values.setdefault("number", []).extend([number] if number else [])
        values["issue"] = [issue]
    elif type_ not in _OF_SERIES:
        values["issue"] = [number or issue]


def _add_eprint(values: dict[str, list[str]], found: Mapping[str, str]) -> None:
    eprint = _unbraced(found.get("eprint", "").strip())
    kind = latex.plain(found.get("eprinttype") or found.get("archiveprefix") or found.get("archive", "")).casefold()
    if not eprint:
        return
    if kind in _PUBMED:
        values.setdefault("pmid", [eprint])
    elif kind in ("pmc", "pmcid", "pubmed central"):
        values.setdefault("pmcid", [eprint])
    elif (kind == "arxiv" or not kind) and "url" not in values:
        number = re.sub(r"^arxiv:\s*", "", eprint, flags=re.I)
        if normalize.arxiv_doi(f"arXiv:{number}"):
            values["url"] = [f"https://arxiv.org/abs/{number}"]


def _add_subtitles(values: dict[str, list[str]], found: Mapping[str, str]) -> None:
    subtitle = latex.plain(found.get("journalsubtitle") or found.get("booksubtitle") or "")
    if subtitle and "container_title" in values:
        values["container_title"] = [f"{values['container_title'][0]}: {subtitle}"]
    link = latex.plain(found.get("howpublished", "")).removeprefix("Available: ")
    if link.startswith(("http://", "https://")) and "url" not in values and " " not in link:
        values["url"] = [link]


def _type(type_: str, values: Mapping[str, list[str]], found: Mapping[str, str]) -> str:
    if type_ and type_ != "webpage":
        return type_
    server = " ".join(
        found.get(name, "")
        for name in ("eprinttype", "archiveprefix", "journal", "journaltitle", "howpublished", "publisher")
    )
    if fields.PREPRINT_SERVERS.search(server):
        return "article"
    if type_:
        return type_
    return "article-journal" if "volume" in values and "journal" in found else "webpage" if "url" in values else ""


_SPLIT: Mapping[str, Callable[[str], list[str]]] = {
    "editor": names.split,
    "translator": names.split,
    "keywords": lambda text: re.split(r"\s*[;,]\s*", text),
    "keyword": lambda text: re.split(r"\s*[;,]\s*", text),
}


def rest(kind: str, own: Mapping[str, str]) -> fields.Extra:
    """The fields of the entry that an item has no word for."""
    kept: list[tuple[str, str]] = []
    used = {next((source for source in sources if own.get(source)), "") for sources in MEANINGS.values()}
    used |= {"day"} if "month" in own else set()
    used |= {"author"} if TYPES.get(kind) in _OF_SERIES else {"author", "number", "issue"}
    for name, value in own.items():
        if name in used:
            continue
        name_of = EXTRA.get(name, name)
        pieces = _SPLIT[name](value) if name in _SPLIT else [value]
        for piece in pieces:
            text = piece.strip() if name in VERBATIM else latex.plain(piece)
            if text:
                kept.append((name_of, text))
    return tuple(kept)


def values_of(entry: Entry) -> Mapping[str, Field]:
    """The fields of an entry by name; of one that is there twice the first."""
    return {field.name: field for field in reversed(entry.fields)}
