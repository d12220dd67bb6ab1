"""What the index holds of a work.

`fields(work)` turns a work into one string a field, terms parted by spaces, ready for the index: a dict
of plain strings, cheap to hand from a reading process to the writing one. Everything is folded by
`citecheck.normalize`, so that the index only has to split at spaces and questions fold the same way.
`row(key, work)` is that with the key, as the writing process takes it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from citecheck import names, normalize
from citecheck.model import Item, Name, Work

if TYPE_CHECKING:
    from tantivy import Schema

FORMAT = 4
"""The number of this layout; a catalogue with another one is not read."""

BARE = "-"
"""The volume of a work whose record states neither volume nor page nor number."""

STEM = 4
"""Letters of a journal word that its abbreviation almost always keeps."""

_EXACT = ("key", "source", "doi", "pmid", "pmcid", "remark")
_TERMS = ("names", "year", "volume", "page", "imprint", "byline", "journal", "text")
_WORD = re.compile(r"\w+")
_SIGNED = 3  # authors whose surnames are paired: what a shortened list states
_TAIL = re.compile(r"(\d{3,})\D?$")
_WORK, _ITEM, _NAME = (tuple(one.name for one in dataclasses.fields(kind)) for kind in (Work, Item, Name))
_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(Work)


def schema() -> Schema:
    """The tantivy schema: exact identifiers, look-up terms, all words in `text`, the work as JSON in `work`."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for name in (*_EXACT, *_TERMS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=detail(name))
    builder.add_bytes_field("work", stored=True)
    return builder.build()


def detail(field: str) -> str:
    """What the index keeps of a field's terms, as tantivy's queries must be told."""
    return "basic" if field in _EXACT else "freq"


def row(key: str, work: Work) -> dict[str, Any]:
    """All that the index is told of a work."""
    return {"key": exact(key), **fields(work)}


def fields(work: Work) -> dict[str, Any]:
    """The terms of each field, parted by spaces, and the work as JSON; empty fields are left out."""
    item = work.item
    surnames = [_surnames(name) for name in item.author]
    spoken = [word for forms_of_one in surnames for word in forms_of_one]
    signed = [word for forms_of_one in surnames[:_SIGNED] for word in forms_of_one]
    journal = [_journal(name) for name in {item.container_title, item.container_title_short} if name]
    journal_stems = {stem for known, _ in journal for stem in known}
    first, last = _pages(item.page)
    dated = years(work)
    volume, issue = words(item.volume), words(item.issue)
    is_bare = not (volume or item.page or item.number)
    # What a bare record has of an imprint is its journal and year.
    imprint = journal_stems if is_bare else locators(first, item.number, "")
    text = [*spoken, *words(item.title), *(word for _, spelt in journal for word in spelt)]
    found = {
        "source": exact(work.source),
        "doi": exact(item.doi),
        "pmid": item.pmid,
        "pmcid": item.pmcid.lower(),
        "names": spoken,
        "year": dated,
        "volume": BARE if is_bare else volume,
        "page": places(item),
        "imprint": [pair(one, place) for one in (*volume[:1], *dated) for place in imprint],
        "byline": [pair(name, one) for name in signed for one in (*volume[:1], *dated)],
        "journal": journal_stems,
        "text": [*text, *dated, *volume, *issue, *words(f"{first} {last} {item.number}")],
    }
    stated = {name: value if isinstance(value, str) else " ".join(value) for name, value in found.items() if value}
    return {**stated, "work": dumped(work)}


def matched(work: Work, asked: Collection[str]) -> tuple[str, ...]:
    """The fields of a work that hold one of these words."""
    item = work.item
    held = {
        "author": " ".join(map(str, item.author)),
        "title": item.title,
        "journal": f"{item.container_title} {item.container_title_short}",
        "year": item.year,
        "volume": item.volume,
        "issue": item.issue,
        "page": f"{item.page} {item.number}",
    }
    return tuple(name for name, value in held.items() if not set(normalize.words(value)).isdisjoint(asked))


@lru_cache(maxsize=8192)
def _journal(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The stems and the words of a journal's name: the same few come over and over."""
    return frozenset(stems(name)), tuple(words(name))


def _pages(page: str) -> tuple[str, str]:
    """`normalize.pages` of pages in full, as records have them."""
    first, _, last = page.partition("-")
    if page.isascii() and first.isdecimal() and (last.isdecimal() or not last):
        return first, last
    return normalize.pages(page)


def stems(journal: str) -> set[str]:
    """The first letters of each word of a journal's name or abbreviation."""
    return {word[:STEM] for word in normalize.journal_words(journal)}


def exact(value: str) -> str:
    """An identifier as one term: white space can't part it."""
    return value.replace(" ", "_")


def years(work: Work) -> set[str]:
    """The years in which a work was published, in whatever form."""
    return {str(date[0]) for date in (work.item.issued, *(one.date for one in work.publications)) if date}


def places(item: Item) -> set[str]:
    """The terms of first page and article number."""
    return locators(_pages(item.page)[0], item.number, item.doi)


def locators(first: str, number: str, doi: str) -> set[str]:
    """First page and article number with and without letters, and the number at the end of the DOI."""
    tail = _TAIL.search(doi[-16:])
    stated = {first, number, tail[1] if tail else ""} - {""}
    return {form for one in stated for form in forms(one if one.isdecimal() else normalize.number(one))}


def pair(one: str, other: str) -> str:
    """A volume or a year with a first page or article number, or a surname with either of them: together they are rare
    however large the index is.
    """
    return f"{one}:{other}"


def forms(locator: str) -> set[str]:
    """A page or article number as it stands and its bare number: `e0123` is also found as `123`."""
    bare = locator if locator.isdecimal() else re.sub(r"\D", "", locator)
    return {form for form in (locator, bare.lstrip("0")) if form}


def words(text: str) -> Sequence[str]:
    """`normalize.words`, by a short way for plain ASCII: most of a record is."""
    if not text.isascii() or "<" in text or "&" in text:
        return normalize.words(text)
    return _WORD.findall(text.lower().replace("'", ""))


def _surnames(name: Name) -> tuple[str, ...]:
    """A surname joined, and its parts where it has several; the words of a group's name."""
    if name.family.isascii() and name.family.isalpha():
        return (name.family.lower(),)
    if not name.family:
        return normalize.words(name.literal)
    return tuple(dict.fromkeys((names.surname(name.family), *normalize.words(name.family))))


def dumped(work: Work) -> bytes:
    """The work as compact JSON, nothing lost: what is not stated is left out."""
    stated = _stated(work, _WORK)
    stated["source"] = work.source
    stated["item"] = item = _stated(work.item, _ITEM)
    if work.item.author:
        item["author"] = [_spelt(name) for name in work.item.author]
    return _ENCODER.encode(stated)


def _stated(part: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(part, name))}


def _spelt(name: Name) -> dict[str, str]:
    if name.family and name.given and not name.suffix:
        return {"family": name.family, "given": name.given}
    return _stated(name, _NAME)


def loaded(text: bytes) -> Work:
    """The work that `dumped` wrote. Raises ValueError for anything else."""
    try:
        return _DECODER.decode(text)
    except msgspec.ValidationError:
        return msgspec.convert(_listed(msgspec.json.decode(text)), Work)


def _listed(work: Any) -> Any:
    """A work as it was written when who asserts a notice was one text with commas, as it is written now."""
    for notice in work.get("notices", ()) if isinstance(work, dict) else ():
        if isinstance(notice, dict) and isinstance(said_by := notice.get("asserted_by", ()), str):
            notice["asserted_by"] = said_by.split(", ")
    return work
