"""BibTeX and biblatex out: keys that stay the same, capitals that survive, braces that balance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from citecheck import normalize
from citecheck.formats import fields, keys, writing
from citecheck.formats.tex.read import EXTRA, VERBATIM
from citecheck.interfaces import Exported
from citecheck.model import Item, Name

_NUMBERED = frozenset({"techreport", "report", "patent", "standard", "legislation", "unpublished"})
_NOT_IN_KEYS = re.compile(r"[\s{}(),\"'#%~\\=@]+")
_FIELD = re.compile(r"[a-z][\w.+-]*")
_NAMES = {**writing.inverted(EXTRA), "publisher-place": "address", "keyword": "keywords", "accessed": "urldate"}
_UNBRACED = str.maketrans("", "", "{}")
_LIGATURES = re.compile(r"([-`'])(?=\1)")
_ESCAPES = str.maketrans({
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "\\": r"\textbackslash{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
})  # fmt: skip
# TeX would not print these in a DOI or URL, and a lone brace would break the file.
_PERCENT = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """What bibtex and biblatex call differently: kinds of entry, and the names of fields."""

    kinds: Mapping[str, str]
    container: Mapping[str, str]
    publisher: Mapping[str, str]
    journal: str
    dated: bool


BIBTEX = Dialect(
    kinds={
        "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
        "paper-conference": "inproceedings", "chapter": "incollection", "entry-dictionary": "incollection",
        "entry-encyclopedia": "incollection", "book": "book", "thesis": "phdthesis", "report": "techreport",
        "manuscript": "unpublished", "pamphlet": "booklet",
    },
    container={"inproceedings": "booktitle", "incollection": "booktitle"},
    publisher={"phdthesis": "school", "techreport": "institution"},
    journal="journal",
    dated=False,
)  # fmt: skip
BIBLATEX = Dialect(
    kinds={
        **BIBTEX.kinds, "thesis": "thesis", "report": "report", "webpage": "online", "article": "online",
        "dataset": "dataset", "software": "software", "patent": "patent", "entry-dictionary": "inreference",
        "entry-encyclopedia": "inreference", "standard": "standard", "motion_picture": "video", "song": "audio",
        "legislation": "legislation", "legal_case": "jurisdiction", "periodical": "periodical",
    },
    container={"inproceedings": "booktitle", "incollection": "booktitle", "inreference": "booktitle"},
    publisher={"thesis": "institution", "report": "institution"},
    journal="journaltitle",
    dated=True,
)  # fmt: skip


def write(exported: Iterable[Exported], dialect: Dialect) -> Iterator[bytes]:
    """A .bib file in the order given (UTF-8, for LaTeX of 2018 or later, or biber)."""
    taken: dict[str, int] = {}
    for number, one in enumerate(exported):
        yield (("\n" if number else "") + _entry(one, keys.unique(_key(one), taken), dialect)).encode()


def _key(one: Exported) -> str:
    """The reference's own key, without what no key may hold; else one made of author and year."""
    own = _NOT_IN_KEYS.sub("", one.key) if keys.is_own(one.key) else ""
    return own or keys.made(one.item)


def _entry(one: Exported, key: str, dialect: Dialect) -> str:
    item = one.item
    kind = dialect.kinds.get(item.type) or ("article" if not item.type and item.volume else "misc")
    own = {name: value for name, value in _fields(item, kind, dialect) if value}
    for name, value in _others(one, dialect):
        own.setdefault(name, value)
    return "\n".join([f"@{kind}{{{key},", *(f"  {name} = {value}," for name, value in own.items()), "}", ""])


def _fields(item: Item, kind: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    number = item.issue or (item.number if kind in _NUMBERED else "")
    article_number = "" if number == item.number else item.number
    yield "author", _braced(_authors(item))
    yield "title", _braced(title(item.title))
    container = item.container_title or item.container_title_short
    yield dialect.container.get(kind, dialect.journal), _braced(escaped(container))
    if item.container_title:
        yield "shortjournal", _braced(escaped(item.container_title_short))
    yield from _date(item, dialect)
    yield "volume", _braced(escaped(item.volume))
    yield "number", _braced(escaped(number))
    if dialect.dated:
        yield "eid", _braced(escaped(article_number))
    yield "pages", _braced(pages(escaped(item.page)) or ("" if dialect.dated else escaped(article_number)))
    yield dialect.publisher.get(kind, "publisher"), _braced(escaped(item.publisher))
    yield "doi", _braced(verbatim(item.doi))
    yield "pmid", _braced(escaped(item.pmid))
    yield "pmcid", _braced(escaped(item.pmcid))
    yield "isbn", _braced(escaped(", ".join(item.isbn)))
    yield "issn", _braced(escaped(", ".join(item.issn)))
    yield "url", "" if item.doi else _braced(verbatim(item.url))


def _date(item: Item, dialect: Dialect) -> Iterator[tuple[str, str]]:
    month = item.issued[1] if len(item.issued) > 1 else 0
    if dialect.dated:
        yield "date", _braced(writing.iso(item.issued))
    else:
        yield "year", _braced(item.year)
        yield "month", normalize.MONTHS[month - 1] if 1 <= month <= 12 else ""
        yield "day", _braced(str(item.issued[2])) if 1 <= month <= 12 and len(item.issued) > 2 else ""


def _others(one: Exported, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """The fields of the reference's own file that an item has no word for; of names that BibTeX can hold."""
    joined: dict[str, list[str]] = {}
    for name, value in writing.extra(one):
        field = _NAMES.get(name, name).lower()
        if _FIELD.fullmatch(field) and field not in ("key", "crossref", "xdata", "date"):
            joined.setdefault(field, []).append(value)
    for field, values in joined.items():
        if field in VERBATIM:
            yield field, _braced(_clean("; ".join(values)).translate(_UNBRACED))
        elif field in ("editor", "translator"):
            yield field, _braced(" and ".join(_name(fields.person(value)) for value in values))
        else:
            yield field, _braced(escaped((", " if field == "keywords" else "; ").join(values)))
    if one.remark:
        yield "annote", _braced(escaped(one.remark))


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _clean(text: str) -> str:
    """`text` on one line, without control characters."""
    spaced = " ".join(text.split())
    return "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cs"))


def escaped(text: str) -> str:
    """Text as LaTeX prints it: special characters by their commands, and no two that it makes one of."""
    return _LIGATURES.sub(r"\1{}", _clean(text).translate(_ESCAPES))


def verbatim(text: str) -> str:
    return _clean(text).replace(" ", "%20").translate(_PERCENT)


def title(text: str) -> str:
    """The title with braces around each word whose capitals a style might lower."""
    first, *others = _clean(text).split() or [""]
    return " ".join([_protected(first, first=True), *(_protected(word) for word in others)])


def _protected(word: str, *, first: bool = False) -> str:
    """Braces around a word with a capital; the first word may begin with one, BibTeX keeps that.

    Punctuation stays outside: a group that begins with a backslash would be a special character,
    whose letters styles do change (Patashnik, BibTeXing, section 4).
    """
    match = re.fullmatch(r"([\W_]*)(.*?)([\W_]*)", word, re.S)
    before, core, after = match.groups() if match else ("", word, "")
    capitals = core[1:] if first else core
    if any(char.isupper() or char.istitle() for char in capitals):
        return f"{escaped(before)}{{{escaped(core)}}}{escaped(after)}"
    return escaped(word)


def _authors(item: Item) -> str:
    names = [name for name in map(_name, item.author) if name]
    return " and ".join([*names, *(["others"] if names and item.authors_cut else [])])


def _name(name: Name) -> str:
    """`Family, Given`, `Family, Jr., Given`; braces around a group and what BibTeX would take apart."""
    if name.literal:
        return _braced(escaped(name.literal))
    if not name.family or not _clean(name.given):
        lone = _clean(str(name))
        return _braced(escaped(lone)) if " " in lone else _part(lone)
    parts = (name.family, name.suffix, name.given)
    return ", ".join(part for part in map(_part, parts) if part)


def _part(text: str) -> str:
    cleaned = _clean(text)
    apart = "," in cleaned or {"and", "others"} & set(cleaned.casefold().split())
    return _braced(escaped(cleaned)) if apart else escaped(cleaned)


def pages(text: str) -> str:
    """`641-648` as `641--648`; a hyphen inside an article number (`e00322-23`) stays."""
    return ", ".join(_page_range(part) for part in re.split(r",\s+", _clean(text)))


def _page_range(text: str) -> str:
    if re.search("[–—]", text):
        return re.sub(r"\s*[–—]+\s*", "--", text)
    if normalize.pages(text)[1]:
        return re.sub(r"^([^-]*[^\s-])\s*-+\s*([^\s-][^-]*)$", r"\1--\2", text)
    return text
