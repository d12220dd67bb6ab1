"""Reference strings whose fields people have labelled, with the labels brought to our fields.

What a set labels as one is taken apart: the volume out of AnyStyle's `volume` ("12(3):"), the year out of a date, the
first surname out of an author list. The section letter of a journal is labelled as the end of its name (`Phys. Rev. D`)
or the start of the volume (`D43`), in one set too: where the volume has it, the name is right with it or without. What
announces a container (`in`, `paper presented at the`) belongs to no name. Where a set labels a field twice (two works
in one string, a reprint) either value is right. A label that holds no such value ("No. 3" as volume, "231 p." as
pages) counts as not labelled.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.accuracy.sets import part_of, read_lines
from citecheck import names, normalize

FIELDS = ("year", "volume", "first page", "first author", "title", "container")

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_ISSUE_ONLY = re.compile(r"\W*(?:et\s+)?(?:no|nos|n°|nº|nr|issue|num|number|heft|suppl)\b\.?|.*\bvols\b", re.I)
_VOLUME = re.compile(r"\b(?:volume|vol|v|bd|band|tome|t)\b[.:]?\s*", re.I)
_TOTAL = re.compile(r"\W*[\dxvil]+\s*(?:pp?|pages|seiten|s)\b\W*", re.I)
_PAGE = re.compile(r"\b(?:(?:pages?|pp?|pg|seiten?|s)\b\.?\s*|pp(?=\d))", re.I)
_TOKEN = re.compile(r"[^\W_]+")
_SECTION = re.compile(r"\W*([A-H])\s*\d")
_IN = re.compile(r"\W*(?:in|(?:(?:paper|poster)\s+(?:session\s+)?)?presented at(?:\s+the)?|dans)\b\W*", re.I)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?)?[^\W\d_]|(?:[^\W\d_]\.-?)+[^\W\d_]?|[A-Z]{1,4}")
_BEFORE_PAGES = re.compile(r"\W*\d+\s*(?:\([^()]*\))?\s*:")
_NEXT_AUTHOR = re.compile(r"\s*(?:[,;]|\b(?:and|AND|And|et|und|y)\b(?!\.)|&)\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A string and, for each field that is labelled, the values that are right, comparable as `normal` makes them."""

    set: str
    key: str
    part: str
    text: str
    values: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]


def labelled(name: str, corpus: Path) -> Iterator[Labelled]:
    """The rows of one of PARSING; a string that occurs in several sets is in one part in all of them."""
    read, text_of = PARSING[name]
    for number, row in enumerate(read_lines(corpus / "parsing" / f"{name}.jsonl.gz")):
        labels = {field: tuple(texts) for field, texts in read(row).items() if texts}
        text = text_of(row)
        yield Labelled(
            set=name,
            key=str(row.get("id") or number),
            part=part_of(normalize.key(text)),
            text=text,
            labels=labels,
            values=_comparable(labels),
        )


def _comparable(labels: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found = {field: values for field, texts in labels.items() if (values := _values(field, texts))}
    section = next((match[1].lower() for text in labels.get("volume", ()) if (match := _SECTION.match(text))), "")
    if section and "container" in found:
        found["container"] += tuple(f"{name}{section}" for name in found["container"])
    return found


def _values(field: str, texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for text in texts for value in _VALUES[field](text) if value))


def normal(field: str, text: str) -> str:
    """One value in the form in which values of this field are compared."""
    return next(iter(_VALUES[field](text)), "")


def _years(text: str) -> list[str]:
    return _YEAR.findall(text)


def _volumes(text: str) -> list[str]:
    if _ISSUE_ONLY.match(text):
        return []
    text = text.rpartition(";")[2] if re.match(r"\W*(?:1[5-9]|20)\d\d;", text) else text
    found = _TOKEN.search(text, match.end() if (match := _VOLUME.search(text)) else 0)
    return [normalize.number(found[0]).lstrip("0")] if found else []


def _pages(text: str) -> list[str]:
    if _TOTAL.fullmatch(text):
        return []
    found = _TOKEN.search(text, match.end() if (match := _PAGE.search(text) or _BEFORE_PAGES.match(text)) else 0)
    return [normalize.number(found[0]).lstrip("0")] if found else []


def _titles(text: str) -> list[str]:
    return [normalize.key(text)]


def _containers(text: str) -> list[str]:
    return [normalize.key(_IN.sub("", text, count=1) if _IN.match(text) else text)]


def _surnames(text: str) -> list[str]:
    """The first author of a list that a set labels as one: the surname, and the whole name if it may be a group's.

    `Aspy, D. N.`, `Fobert PR`, `J. P. Collman`, `William G. Cochran`; of two words without initials either.
    """
    head, *rest = [piece.strip(" .()[]") for piece in _NEXT_AUTHOR.split(text.strip()) if piece.strip(" .()[]")] or [""]
    words = head.split()
    bare = [word for word in words if not _INITIALS.fullmatch(word.strip("."))]
    candidates = [head]
    if len(bare) == 1 or (rest and _INITIALS.fullmatch(rest[0])):
        candidates.insert(0, " ".join(bare) or head)
    elif len(bare) < len(words) and bare:
        first_is_initial = bool(_INITIALS.fullmatch(words[0].strip(".")))
        last_is_initial = bool(_INITIALS.fullmatch(words[-1].strip(".")))
        candidates[:0] = [" ".join(bare)] if first_is_initial or last_is_initial else [bare[-1]]
    elif words:
        # Names in full, or nothing but capitals: the surname may stand at either end.
        candidates[:0] = [words[-1], words[0], " ".join(words[1:])]
    return [names.surname(one) for one in candidates] + [normalize.key(text)]


_VALUES: Mapping[str, Callable[[str], list[str]]] = {
    "year": _years,
    "volume": _volumes,
    "first page": _pages,
    "first author": _surnames,
    "title": _titles,
    "container": _containers,
}

Labels = dict[str, Sequence[str]]


def _of_segments(segments: Sequence[Sequence[str]]) -> Labels:
    """AnyStyle's and ParsCit's labels. A book whose only title is labelled as a container has that title."""
    marked: dict[str, list[str]] = {}
    for label, text in segments:
        marked.setdefault(label, []).append(text)
    container = marked.get("journal", []) + marked.get("container-title", []) + marked.get("booktitle", [])
    title = marked.get("title", [])
    return {
        "year": marked.get("date", []),
        "volume": marked.get("volume", []),
        "first page": marked.get("pages", []),
        "first author": marked.get("author", [])[:1],
        "title": title or ([] if "journal" in marked else container),
        "container": container if title or "journal" in marked else [],
    }


def _anystyle(row: Mapping[str, Any]) -> Labels:
    return _of_segments(row["segments"])


def _parscit(row: Mapping[str, Any]) -> Labels:
    runs = groupby(zip(row["tags"], row["tokens"], strict=True), key=lambda pair: pair[0])
    return _of_segments([(tag, " ".join(token for _, token in pairs)) for tag, pairs in runs])


def _grobid(row: Mapping[str, Any]) -> Labels:
    text = row["tei"]
    article, monograph = (_elements(text, rf'title level="{level}" ?') for level in "am")
    journal = _elements(text, 'title level="j" ?')
    return {
        "year": _elements(text, "date"),
        "volume": _elements(text, r'biblScope (?:type|unit) ?="vol(?:ume)?"'),
        "first page": _elements(text, r'biblScope (?:type|unit) ?="(?:pp|page)"'),
        "first author": _elements(text, "author")[:1],
        "title": article or ([] if journal else monograph),
        "container": journal + monograph if article or journal else [],
    }


def _umass(row: Mapping[str, Any]) -> Labels:
    text = row["xml"]
    title, journal, book = (_elements(text, tag) for tag in ("title", "journal", "booktitle"))
    return {
        "year": _elements(text, "year") or _elements(text, "date"),
        "volume": _elements(text, "volume"),
        "first page": _elements(text, "pages"),
        "first author": [name + ", X." for name in _elements(text, "person-last")[:1]],
        "title": title or ([] if journal else book),
        "container": journal + book if title or journal else [],
    }


def _elements(xml: str, opening: str) -> list[str]:
    name = opening.split(" ")[0]
    found = re.findall(rf"<{opening}(?: [^>]*)?>(.*?)</{name}>", xml, re.S)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split()) for text in found]


def _string(row: Mapping[str, Any]) -> str:
    return str(row["string"])


def _tokens(row: Mapping[str, Any]) -> str:
    return " ".join(row["tokens"])


def _rejoined(row: Mapping[str, Any]) -> str:
    """The UMass strings were taken apart at every punctuation mark; as they were printed, `J.-P.` too."""
    text = re.sub(r"\s+([.,;:)\]’”?!])", r"\1", row["string"])
    text = re.sub(r"(?<=\b[A-Z]\.) (?=-[A-Z]\.)", "", text)
    return re.sub(r"([(\[‘“`])\s+", r"\1", text)


PARSING: Mapping[str, tuple[Callable[[Mapping[str, Any]], Labels], Callable[[Mapping[str, Any]], str]]] = {
    "anystyle_gold": (_anystyle, _string),
    "anystyle_core": (_anystyle, _string),
    "grobid_citations": (_grobid, _string),
    "umass_citations": (_umass, _rejoined),
    "parscit_tokens": (_parscit, _tokens),
}
