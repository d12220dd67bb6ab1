"""BibTeX out: keys that stay the same, capitals that survive, braces that balance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from citecheck import normalize
from citecheck.interfaces import Exported, Format
from citecheck.model import Item, Name

_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "book": "book",
    "thesis": "phdthesis",
    "report": "techreport",
}
_CONTAINER = {"inproceedings": "booktitle", "incollection": "booktitle"}
_PUBLISHER = {"phdthesis": "school", "techreport": "institution"}
_ESCAPES = str.maketrans({
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "\\": r"\textbackslash{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
})  # fmt: skip
# TeX would not print these in a DOI or URL, and a lone brace would break the file.
_PERCENT = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_WHOLE_LETTERS = str.maketrans({
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ß": "ss", "æ": "ae", "Æ": "Ae",
    "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th",
})  # fmt: skip
_ARTICLES = frozenset({"a", "an", "the"})


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """A .bib file in the order given (UTF-8, for LaTeX of 2018 or later, or biber).

    The keys are made of author and year, not of the reference's key: `Mosca2022`, `Mosca2022a` …
    """
    taken: dict[str, int] = {}
    for number, one in enumerate(exported):
        yield (("\n" if number else "") + _entry(one.item, _unique(_key(one.item), taken))).encode()


def _entry(item: Item, key: str) -> str:
    kind = _TYPES.get(item.type) or ("article" if not item.type and item.volume else "misc")
    lines = [f"  {name} = {value}," for name, value in _fields(item, kind) if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _fields(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    month = item.issued[1] if len(item.issued) > 1 else 0
    number = item.issue or (item.number if kind == "techreport" else "")
    yield "author", _braced(_authors(item))
    yield "title", _braced(_title(item.title))
    yield _CONTAINER.get(kind, "journal"), _braced(_text(item.container_title or item.container_title_short))
    yield "year", _braced(item.year)
    yield "month", normalize.MONTHS[month - 1] if 1 <= month <= 12 else ""
    yield "volume", _braced(_text(item.volume))
    yield "number", _braced(_text(number))
    yield "pages", _braced(_text(_pages(item.page) or ("" if number == item.number else item.number)))
    yield _PUBLISHER.get(kind, "publisher"), _braced(_text(item.publisher))
    yield "doi", _braced(_verbatim(item.doi))
    yield "pmid", _braced(_text(item.pmid))
    yield "pmcid", _braced(_text(item.pmcid))
    yield "isbn", _braced(_text(", ".join(item.isbn)))
    yield "issn", _braced(_text(", ".join(item.issn)))
    yield "url", "" if item.doi else _braced(_verbatim(item.url))


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _clean(text: str) -> str:
    """`text` on one line, without control characters."""
    spaced = " ".join(text.split())
    return "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cs"))


def _text(text: str) -> str:
    return _clean(text).translate(_ESCAPES)


def _verbatim(text: str) -> str:
    return _clean(text).replace(" ", "%20").translate(_PERCENT)


def _title(text: str) -> str:
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
        return f"{_text(before)}{{{_text(core)}}}{_text(after)}"
    return _text(word)


def _authors(item: Item) -> str:
    names = [name for name in map(_name, item.author) if name]
    return " and ".join([*names, *(["others"] if names and item.authors_cut else [])])


def _name(name: Name) -> str:
    """`Family, Given`, `Family, Jr., Given`; braces around a group and what BibTeX would take apart."""
    if name.literal:
        return _braced(_text(name.literal))
    if not name.family or not _clean(name.given):
        lone = _clean(str(name))
        return _braced(_text(lone)) if " " in lone else _part(lone)
    parts = (name.family, name.suffix, name.given)
    return ", ".join(part for part in map(_part, parts) if part)


def _part(text: str) -> str:
    cleaned = _clean(text)
    apart = "," in cleaned or {"and", "others"} & set(cleaned.casefold().split())
    return _braced(_text(cleaned)) if apart else _text(cleaned)


def _pages(text: str) -> str:
    """`641-648` as `641--648`; a hyphen inside an article number (`e00322-23`) stays."""
    return ", ".join(_page_range(part) for part in re.split(r",\s+", _clean(text)))


def _page_range(text: str) -> str:
    if re.search("[–—]", text):
        return re.sub(r"\s*[–—]+\s*", "--", text)
    if normalize.pages(text)[1]:
        return re.sub(r"^([^-]*[^\s-])\s*-+\s*([^\s-][^-]*)$", r"\1--\2", text)
    return text


def _key(item: Item) -> str:
    """First author and year in ASCII letters and digits; a title word where there is no author."""
    year = item.year or "nd"
    return f"{_author_word(item) or _first_word(item.title) or 'ref'}{year}"


def _author_word(item: Item) -> str:
    if not item.author:
        return ""
    name = item.author[0]
    return _first_word(name.literal) if name.literal else _ascii(name.family or name.given)


def _first_word(text: str) -> str:
    words = [word for word in map(_ascii, text.split()) if word]
    return next((word for word in words if word.lower() not in _ARTICLES), "".join(words[:1]))


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_WHOLE_LETTERS))
    return re.sub(r"[^A-Za-z0-9]", "", decomposed)


def _unique(key: str, taken: dict[str, int]) -> str:
    """`key`, then with a, b … z, aa … behind it. BibTeX does not tell the case of keys apart."""
    answer, count = key, taken.get(key.casefold(), 0)
    while answer.casefold() in taken:
        count += 1
        answer = key + _letters(count)
    taken[key.casefold()] = count
    taken.setdefault(answer.casefold(), 0)
    return answer


def _letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    above, place = divmod(count - 1, 26)
    return (_letters(above) if above else "") + chr(ord("a") + place)


FORMAT = Format(
    name="bibtex",
    title="BibTeX",
    suffixes=(".bib",),
    media_type="application/x-bibtex",
    recognises=lambda head: bool(re.search(rb"(?m)^\s*@\s*[A-Za-z]+\s*[{(]", head)),
    write=write,
    hint="export the list as CSL-JSON or CSV",
)
