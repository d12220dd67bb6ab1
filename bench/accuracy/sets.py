"""References whose work is known, or known not to be held, set by set and style by style.

A row is in one of two parts by the first byte of the SHA-256 of its work's DOI, else PMID, else its own text: below
171 (two thirds) it may have been looked at while tuning, the others only count. So no work is in both parts,
however many sets and styles it occurs in.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from citecheck import normalize
from citecheck.model import Item, Name

_TUNED = 171
REPORT, TUNE = PARTS = "report", "tune"
WORDS = {REPORT: "The part that only counts", TUNE: "The part for tuning"}

# The records of these styles' works were rebuilt from the first three: as questions they would prove nothing.
_SOURCES = frozenset({"chicago-author-date", "american-chemical-society", "degraded_all_authors"})
_UNTITLED = frozenset({"american-chemical-society", "american-institute-of-physics", "elsevier-without-titles"})


_NOTHING = Item()


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The work that a row means: its identifiers, and its title where it has none of them."""

    doi: str = ""
    pmid: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A reference, as text or (without one) as fields, and what it means.

    `held`: the catalogue has the work, so that no link is a miss; else any link is a false one. `gold`: what
    the set itself says about the work: first author, title, journal, volume and first page.
    """

    set: str
    style: str
    key: str
    part: str
    text: str = ""
    fields: Item | None = None
    target: Target = Target()
    held: bool = False
    gold: Item = _NOTHING
    empty: bool = False
    shared: bool = False


_FRAME = re.compile(
    r"^\W*\d{1,4}(?=\W|$)|\b(?:n\.\s?d\b|n\. pag|no date|online|internet|available from|retrieved|anon|doi)", re.I
)


def manner(style: str) -> str:
    """titled, untitled or noisy: what a style does to a reference."""
    return "noisy" if style.endswith("-noise") else "untitled" if style in _UNTITLED else "titled"


def part_of(key: str) -> str:
    return TUNE if hashlib.sha256(key.encode()).digest()[0] < _TUNED else REPORT


def rows(name: str, corpus: Path, part: str) -> Iterator[Row]:
    """One part of one of SETS, styles one after the other. Empty strings (a rendering that failed) are left out."""
    return (row for row in SETS[name](name, corpus) if row.part == part)


def sampled(found: Iterator[Row], number: int) -> Iterator[Row]:
    """At most `number` rows of each style, the same ones every time (the least of a hash of the key)."""
    styles: dict[str, list[Row]] = {}
    for row in found:
        styles.setdefault(row.style, []).append(row)
    for of_style in styles.values():
        of_style.sort(key=lambda row: hashlib.sha256(f"sample|{row.key}".encode()).digest())
        yield from of_style[:number]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _real(name: str, corpus: Path) -> Iterator[Row]:
    titles = _titles(corpus / "records" / "works.csl.jsonl.gz")
    for row in read_lines(_file(name, corpus)):
        target, fields = row["target"], of_fields(row.get("fields") or {})
        own = normalize.key(row.get("string") or fields.title)
        yield Row(
            set=name,
            style="with title" if row["title_in_string"] else "no title",
            key=str(row["key"]),
            part=part_of((row.get("given_doi") or row.get("given_pmid") or own).lower()),
            text=row.get("string") or "",
            fields=None if row.get("string") else fields,
            target=Target(
                doi=(target.get("doi") or "").lower(),
                pmid=target.get("pmid") or "",
                title=titles.get(target.get("key") or target.get("openalex") or "", ""),
            ),
            held=True,
        )


def _styled(name: str, corpus: Path) -> Iterator[Row]:
    found = list(read_lines(_file(name, corpus)))
    for style in dict.fromkeys(style for row in found for style in row["strings"]):
        if style in _SOURCES and not name.endswith("_negative"):
            continue
        works = Counter(row["strings"].get(style) for row in found)
        for row in found:
            key, texts = row["doi"] or row["id"], [text for text in row["strings"].values() if text]
            # Where most renderings state nothing, a style that adds the publisher's name states no more.
            hollow = 2 * sum(map(says_nothing, texts)) > len(texts)
            if text := row["strings"].get(style):
                yield Row(
                    set=name,
                    style=style,
                    key=key,
                    part=part_of(key),
                    text=text,
                    target=Target(doi=(row["doi"] or "").lower()),
                    held=bool(row.get("target_held")),
                    empty=hollow or says_nothing(text),
                    shared=works[text] > 1,
                )


def says_nothing(text: str) -> bool:
    """Nothing but a label and what a style puts where fields are missing."""
    return not re.search(r"\w", _FRAME.sub("", text))


def _found(name: str, corpus: Path) -> Iterator[Row]:
    """Sets with one reference a line and the DOI or PMID of the work it means."""
    for number, row in enumerate(read_lines(_file(name, corpus))):
        key = str(row.get("id") or f"{row.get('citing_pmid') or row.get('citing')}#{number}")
        fields = of_fields(row["fields"]) if row.get("fields") else None
        target = Target(doi=(row.get("doi") or "").lower(), pmid=row.get("pmid") or "")
        yield Row(
            set=name,
            style="",
            key=key,
            part=part_of(target.doi or target.pmid or key),
            text=row.get("string") or "",
            fields=None if row.get("string") else fields,
            target=target,
            held=bool(row["target_held"]),
            gold=fields or _parsed(row.get("parsed") or {}),
        )


def _file(name: str, corpus: Path) -> Path:
    return corpus / "matching" / f"{name}.jsonl.gz"


def of_fields(fields: Mapping[str, Any]) -> Item:
    """An item of JATS fields or of a reference as deposited with Crossref."""
    year = str(fields.get("year") or "")[:4]
    people = tuple(Name(family=one[0] or "", given=one[1] or "") for one in fields.get("authors") or ())
    if not people and fields.get("author"):
        people = (Name(family=fields["author"]),)
    first, last = _first(fields, "fpage", "first-page"), _first(fields, "lpage")
    return Item(
        author=people,
        title=_first(fields, "title", "article-title", "volume-title"),
        container_title=_first(fields, "container", "journal-title"),
        issued=(int(year),) if year.isdecimal() else (),
        volume=_first(fields, "volume"),
        issue=_first(fields, "issue"),
        page=normalize.page_range(f"{first}-{last}" if first and last else first),
    )


def _parsed(parsed: Mapping[str, Any]) -> Item:
    surname = parsed.get("firstAuthor") or ""
    return Item(
        author=(Name(family=surname),) if surname else (),
        title=parsed.get("atitle") or "",
        container_title=parsed.get("jtitle") or "",
        volume=parsed.get("volume") or "",
        page=parsed.get("firstPage") or "",
    )


def _first(fields: Mapping[str, Any], *names: str) -> str:
    return next((str(fields[name]) for name in names if fields.get(name)), "")


@cache
def _titles(path: Path) -> dict[str, str]:
    """The titles of records without DOI and PMID, by their id."""
    return {
        str(record["id"]): normalize.key(record.get("title") or "")
        for record in read_lines(path)
        if record.get("id") and not record.get("DOI") and not record.get("PMID")
    }


SETS: Mapping[str, Callable[[str, Path], Iterator[Row]]] = {
    "real_refs_with_held_target": _real,
    "crossref_styles11": _styled,
    "crossref_styles8": _styled,
    "crossref_styles17": _styled,
    "crossref_styles8_negative": _styled,
    "pmc_glutton_17015": _found,
    "crossref_real_2000": _found,
    "pubmed_reflist_refs": _found,
    "jats_refs": _found,
}
