"""What each PubMed search field holds for a work, and when a value in it matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from .works import Author, StandinWork, filed, first_page, fold

Matches = Callable[[StandinWork, str, bool], bool]


@cache
def indexed_name(author: Author) -> str:
    if author.name:
        return ""
    return f"{filed(author.family)} {fold(author.pubmed_initials or author.initials).replace(' ', '')}"


def title_for_pubmed(title: str) -> str:
    return re.sub(r"</?\w+>", "", title)


def publication_types(work: StandinWork) -> tuple[str, ...]:
    return work.types if "Notice" in "".join(work.types) else ("Journal Article", *work.types)


def article_identifiers(work: StandinWork) -> Iterator[str]:
    yield work.doi
    if work.article_number:
        yield work.article_number


def _named(authors: Sequence[Author], value: str, quoted: bool) -> bool:
    """Unquoted, initials may be cut short or left out: 'smith j' also finds 'smith ja'. Hyphens and apostrophes stay:
    whether PubMed folds them is not known, so whoever asks must be right either way."""
    wanted = filed(value.replace(",", " "))
    for name in map(indexed_name, authors):
        rest = name.removeprefix(wanted)
        family_alone = rest.startswith(" ") and " " not in rest.strip()
        cut_short = " " in wanted and " " not in rest
        if name == wanted or (not quoted and rest != name and (family_alone or cut_short)):
            return True
    return False


def holds_word(work: StandinWork, word: str) -> bool:
    """One word of an author's name, on its own."""
    return any(filed(word) in indexed_name(author).split() for author in work.authors)


def _words(text: str, value: str, quoted: bool) -> bool:
    """A quoted value as a phrase; otherwise all of its words, a trailing asterisk cutting the last one."""
    held = f" {fold(text)} "
    if quoted:
        return f" {fold(value)} " in held
    return all(f" {word}{'' if value.endswith('*') else ' '}" in held for word in fold(value).split())


def _journal(work: StandinWork, value: str, quoted: bool) -> bool:
    names = {fold(work.journal), fold(work.journal).removeprefix("the "), fold(work.journal_abbrev)}
    return bool(fold(value)) and fold(value) in names | {fold(issn) for issn in work.issn}


def _bounds(value: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """First and last day of '2019', '2019/05' or of a range of such dates with a colon."""
    if not re.fullmatch(r"\d{4}(/\d{1,2}){0,2}(:\d{4}(/\d{1,2}){0,2})?", value):
        return None
    first, _, last = value.partition(":")
    start, end = (tuple(int(part) for part in date.split("/")) for date in (first, last or first))
    return (*start, 1, 1)[:3], (*end, *(12, 31)[len(end) - 1 :])


def _dated(dates: Sequence[tuple[int, ...]], value: str) -> bool:
    bounds = _bounds(value.strip())
    return bounds is not None and any(bounds[0] <= (*date, 1, 1)[:3] <= bounds[1] for date in dates)


def _same(held: str, value: str) -> bool:
    return bool(held) and fold(held) == fold(value)


@cache
def everything(work: StandinWork) -> str:
    people = [f"{author.name or author.family} {author.initials}" for author in work.authors]
    places = [work.journal, work.journal_abbrev, work.volume, work.issue, str(work.year)]
    return " ".join([title_for_pubmed(work.title), *people, *places, *article_identifiers(work)])


FIELDS: dict[str, tuple[str, Matches]] = {
    "au": ("Author", lambda work, value, quoted: _named(work.authors, value, quoted)),
    "1au": ("Author - First", lambda work, value, quoted: _named(work.authors[:1], value, quoted)),
    "lastau": ("Author - Last", lambda work, value, quoted: _named(work.authors[-1:], value, quoted)),
    "cn": (
        "Author - Corporate",
        lambda work, value, quoted: any(a.name and _words(a.name, value, quoted) for a in work.authors),
    ),
    "dp": ("Date - Publication", lambda work, value, quoted: _dated(work.dates, value)),
    "ppdat": ("Date - Publication", lambda work, value, quoted: _dated((work.date,), value)),
    "epdat": ("Date - Electronic", lambda work, value, quoted: _dated((work.online,), value)),
    "vi": ("Volume", lambda work, value, quoted: _same(work.volume, value)),
    "ip": ("Issue", lambda work, value, quoted: _same(work.issue, value)),
    # the first page as printed; a range is not the first page, and a number outside the pagination is none
    "pg": (
        "Pagination",
        lambda work, value, quoted: first_page(work.pagination).lower() == value.lower() != "",
    ),
    "ta": ("Journal", _journal),
    "ti": ("Title", lambda work, value, quoted: _words(title_for_pubmed(work.title), value, quoted)),
    "tiab": (
        "Title/Abstract",
        lambda work, value, quoted: _words(title_for_pubmed(work.title), value, quoted),
    ),
    "aid": (
        "Article Identifier",
        lambda work, value, quoted: any(_same(held, value) for held in article_identifiers(work)),
    ),
    "lid": (
        "Location ID",
        lambda work, value, quoted: any(_same(held, value) for held in article_identifiers(work)),
    ),
    "doi": ("DOI", lambda work, value, quoted: work.doi.lower() == value.lower()),
    "uid": ("UID", lambda work, value, quoted: work.pmid == value),
    "pt": (
        "Publication Type",
        lambda work, value, quoted: any(_same(held, value) for held in publication_types(work)),
    ),
    "all": ("All Fields", lambda work, value, quoted: _words(everything(work), value, quoted)),
}
SYNONYMS = {
    "author": "au", "first author": "1au", "author - first": "1au", "last author": "lastau",
    "author - last": "lastau", "corporate author": "cn", "author - corporate": "cn", "pdat": "dp",
    "publication date": "dp", "date - publication": "dp", "volume": "vi", "issue": "ip", "page": "pg",
    "pagination": "pg", "journal": "ta", "title": "ti", "title/abstract": "tiab", "pmid": "uid",
    "publication type": "pt", "all fields": "all", "article identifier": "aid", "location id": "lid",
}  # fmt: skip


def field_named(tag: str) -> tuple[str, Matches] | None:
    name = tag.strip().lower()
    return FIELDS.get(SYNONYMS.get(name, name))
