"""The works which the stand-ins hold: the established ones and fictitious decoys around them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).with_name("records.json")


@dataclass(frozen=True)
class Author:
    """A person, or a group when only `name` is given."""

    family: str = ""
    given: str = ""
    initials: str = ""
    name: str = ""
    pubmed_initials: str = ""


@dataclass(frozen=True)
class Update:
    """A retraction, correction, erratum or expression of concern, seen from either side.

    `doi` and `pmid` name the other side: the notice for the updated work, the updated work for the notice.
    """

    type: str
    doi: str
    pmid: str
    date: tuple[int, ...]
    source: str = "publisher"


@dataclass(frozen=True)
class StandinWork:
    """One work. An empty string, empty tuple or None means: not known, so no answer shows the field.

    `nlm_uid` is its number in Entrez' `nlmcatalog`, `nlm_id` NLM's own, `nbk` its number on the Bookshelf.
    """

    doi: str
    title: str
    year: int
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    journal: str = ""
    journal_abbrev: str = ""
    issn: tuple[str, ...] = ()
    month: int | None = None
    day: int | None = None
    online: tuple[int, ...] = ()
    medline_date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article_number: str = ""
    medline_pagination: str = ""
    pmid: str = ""
    pmcid: str = ""
    type: str = "journal-article"
    subtype: str = ""
    types: tuple[str, ...] = ()
    updated_by: tuple[Update, ...] = ()
    update_to: tuple[Update, ...] = ()
    relation: tuple[tuple[str, str], ...] = ()
    cites: tuple[tuple[str, str], ...] = ()
    publisher: str = ""
    editors: tuple[Author, ...] = ()
    isbn: tuple[str, ...] = ()
    edition: str = ""
    nlm_uid: str = ""
    nlm_id: str = ""
    resource: str = "Book"
    nbk: str = ""
    number: int | None = None
    provenance: str = ""
    fictitious: bool = False

    @property
    def date(self) -> tuple[int, ...]:
        """The date of the volume and issue, as far as it is known."""
        if self.month is None:
            return (self.year,)
        return (self.year, self.month) if self.day is None else (self.year, self.month, self.day)

    @property
    def dates(self) -> tuple[tuple[int, ...], ...]:
        return (self.date, self.online) if self.online else (self.date,)

    @property
    def pagination(self) -> str:
        """What PubMed prints after the colon; empty for journals that number their articles."""
        return self.medline_pagination or abbreviated_pages(self.pages)

    @property
    def first_page(self) -> str:
        return first_page(self.pages)


def first_page(pages: str) -> str:
    return re.split(r"[-,;\u2013]", pages, maxsplit=1)[0].strip()


def abbreviated_pages(pages: str) -> str:
    """Drop the leading digits of the last page that repeat those of the first: 1319-1328 to 1319-28."""
    match = re.fullmatch(r"(\D*)(\d+)-(\D*)(\d+)", pages)
    if not match or match[1] != match[3] or len(match[2]) != len(match[4]):
        return pages
    first, last = match[2], match[4]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first) - 1)
    return f"{match[1]}{first}-{last[same:]}"


@lru_cache(maxsize=20_000)  # each search folds the same fields of every work
def fold(text: str) -> str:
    """Lower case without diacritics or apostrophes, every other mark a single space."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ø", "o").replace("ß", "ss"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'\u2019")
    return " ".join(re.findall(r"[^\W_]+", plain))


def filed(text: str) -> str:
    """A name as it is filed: the same, but with its own hyphens and apostrophes."""
    parts = re.split(r"(?<=\w)(['\u2019-])(?=\w)", text)
    return "".join("'" if part == "\u2019" else part if part in ("'", "-") else _spaced(part) for part in parts).strip()


def _spaced(text: str) -> str:
    """Folded, with the blanks at its ends."""
    return f"{' ' * (text[:1] == ' ')}{fold(text)}{' ' * (text[-1:] == ' ')}"


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value


@cache
def established() -> tuple[StandinWork, ...]:
    """The works whose bibliographic facts are established, and the preprint of one of them."""
    return tuple(_from_record(record) for record in json.loads(RECORDS.read_text(encoding="utf-8")))


def _from_record(record: dict[str, Any]) -> StandinWork:
    known = {field.name for field in fields(StandinWork)}
    values = {key: _tupled(value) for key, value in record.items() if key in known}
    return StandinWork(**values | {"authors": tuple(Author(**author) for author in record["authors"])})


@cache
def works() -> tuple[StandinWork, ...]:
    """All works, the established ones first; the same ones in the same order in every run."""
    from .decoys import decoys  # a decoy is a work, so that module needs this one first
    from .probe import probe_works

    return established() + decoys() + probe_works()


def by_doi(doi: str, held: Iterable[StandinWork] | None = None) -> StandinWork | None:
    wanted = doi.lower()
    return next((work for work in (works() if held is None else held) if work.doi.lower() == wanted), None)


def by_pmid(pmid: str, held: Iterable[StandinWork] | None = None) -> StandinWork | None:
    return next((work for work in (works() if held is None else held) if pmid and work.pmid == pmid), None)
