"""Fictitious works that resemble the established ones without being any of the cited works.

Every DOI has the prefix 10.5555 and every PMID is 99000001 or above, so none can be taken for a real one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from .special_decoys import OUTSIDE_PUBMED, special_works
from .works import Author, StandinWork, established

SEED = 20261123
FIRST_PMID = 99_000_001
# (volume, issue, page, year) of the three references that no record answers; other people wrote here
UNANSWERED = (
    ("93", "9", "1483-1490", 1998),
    ("13", "12", "e20602", 2021),
    ("11", "3", "e00322-23", 2023),
)
TOPICS = [
    "calcium balance",
    "serum folate",
    "barrier function",
    "marrow density",
    "bile acid flow",
    "spore counts",
]
PATIENTS = [
    "imaginary twins",
    "invented cohorts",
    "model ferrets",
    "made-up volunteers",
    "simulated households",
]
METHODS = [
    "A registry study",
    "An exploratory trial",
    "A model",
    "Notes on",
    "A survey of",
    "Repeated measures of",
]
PEOPLE = (
    ("Oakes", "Ada B"), ("Quillfeather", "Tom"), ("Marrowby", "Ines C"), ("Tallis", "Per"),
    ("Vantongeren", "Lea"), ("Ostwick", "Mary J"), ("Brindlecombe", "Otto"), ("Zefirelli", "Nina"),
)  # fmt: skip
JOURNALS = (
    ("Annals of Imaginary Osteology", "Ann Imag Osteol", "0000-0019"),
    ("Fabled Gastroenterology Letters", "Fabl Gastroenterol Lett", "0000-0027"),
    ("Journal of Supposed Nutrition", "J Suppos Nutr", "0000-0035"),
    ("Invented Microbiome Reports", "Invent Microbiome Rep", "0000-0043"),
    ("Archive of Hypothetical Medicine", "Arch Hypothet Med", "0000-0051"),
)


@cache
def decoys() -> tuple[StandinWork, ...]:
    chance = random.Random(SEED)
    cited = [work for work in established() if work.number is not None]
    drafts = [*special_works(cited)]
    for work in cited:
        drafts += [*_same_first_author(work, chance), *_by_coauthors(work, chance), _neighbour(work, chance)]
    places = [(w.volume, w.issue, w.pages or w.article_number, w.year) for w in cited]
    for volume, issue, page, year in (*places, *UNANSWERED):
        drafts += [*_same_place(volume, issue, page, year, chance)]
    drafts += [_invented(chance) for _ in range(40)]
    return tuple(_numbered(drafts))


def _numbered(drafts: list[StandinWork]) -> Iterator[StandinWork]:
    """Give each draft without identifiers its own."""
    for index, draft in enumerate(drafts):
        doi = draft.doi or f"10.5555/standin.{index:04d}"
        pmid = "" if draft.pmid == OUTSIDE_PUBMED else draft.pmid or str(FIRST_PMID + index)
        yield replace(draft, doi=doi, pmid=pmid, fictitious=True, provenance="Invented for tests.")


def _title(chance: random.Random) -> str:
    return f"{chance.choice(METHODS)} {chance.choice(TOPICS)} in {chance.choice(PATIENTS)}"


def _pages(chance: random.Random) -> str:
    first = chance.randint(2100, 8900)
    return f"{first}-{first + chance.randint(3, 14)}"


def _person(chance: random.Random) -> Author:
    family, given = chance.choice(PEOPLE)
    return Author(family, given, "".join(part[0] for part in given.split()))


def _invented(chance: random.Random, **facts: Any) -> StandinWork:
    journal, abbrev, issn = chance.choice(JOURNALS)
    first, other = _person(chance), _person(chance)
    values: dict[str, Any] = {
        "doi": "", "pmid": OUTSIDE_PUBMED if chance.random() < 0.1 else "",
        "title": _title(chance), "year": chance.randint(1996, 2024),
        "month": chance.randint(1, 12), "authors": (first,) if first == other else (first, other),
        "journal": journal, "journal_abbrev": abbrev, "issn": (issn,),
        "volume": str(chance.randint(140, 290)), "issue": str(chance.randint(1, 12)), "pages": _pages(chance),
    }  # fmt: skip
    return StandinWork(**values | facts)


def _in_journal_of(work: StandinWork) -> dict[str, Any]:
    return {"journal": work.journal, "journal_abbrev": work.journal_abbrev, "issn": work.issn}


def _shifted(volume: str, by: int) -> str:
    return str(int(volume) + by)


def _same_first_author(work: StandinWork, chance: random.Random) -> Iterator[StandinWork]:
    """Three other works by the first author: in the same journal, in the same year, and much earlier."""
    authors = (work.authors[0], _person(chance))
    year_before = {"year": work.year - 1, "volume": _shifted(work.volume, 150)}
    yield _invented(chance, authors=authors, **_in_journal_of(work), **year_before)
    yield _invented(chance, authors=authors, year=work.year, volume=_shifted(work.volume, 171))
    yield _invented(chance, authors=authors[:1], year=work.year - 6, volume=_shifted(work.volume, 33))


def _by_coauthors(work: StandinWork, chance: random.Random) -> Iterator[StandinWork]:
    for author in dict.fromkeys((work.authors[1], work.authors[-1])):
        yield _invented(chance, authors=(author, work.authors[0]), year=work.year)


def _neighbour(work: StandinWork, chance: random.Random) -> StandinWork:
    """Other people in the same journal, year, volume and issue, on other pages."""
    same = {"year": work.year, "volume": work.volume, "issue": work.issue, "month": work.month}
    return _invented(chance, **_in_journal_of(work), **same)


def _same_place(volume: str, issue: str, page: str, year: int, chance: random.Random) -> Iterator[StandinWork]:
    """Other people in other journals at the same volume and page: once in the same year, once not."""
    number = {} if "-" in page and page[0].isdigit() else {"pages": "", "article_number": page}
    place = {"volume": volume, "issue": issue, "pages": page} | number
    printed = {"medline_pagination": page} if page.startswith("e") else {}  # so a search by page finds it
    yield _invented(chance, year=year, **place, **printed)
    yield _invented(chance, year=year - 3, **place)
