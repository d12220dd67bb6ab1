"""Fictitious books as Crossref, NLM's catalogue and the Bookshelf would hold them: none of them exists.

Numbers of the range 978-0-00-0 with a right check digit, DOIs under 10.5555.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from .works import Author, StandinWork

OAKES, TALLIS = Author("Oakes", "Ada B", "AB"), Author("Tallis", "Per", "P")
MARROWBY, OSTWICK = Author("Marrowby", "Ines C", "IC"), Author("Ostwick", "Mary J", "MJ")


@cache
def library() -> tuple[StandinWork, ...]:
    """Each book once; editions are books of their own."""
    return (
        # Crossref alone, under an ISBN of thirteen digits.
        _book(
            "Invented Bones: A Practical Atlas", 2014, "978000000001", doi="10.5555/library.1",
            authors=(OAKES, TALLIS),
        ),
        # NLM alone, under an ISBN of ten digits.
        _book("Imaginary marrow in clinical practice", 1998, ten="000000002", nlm="9800001", authors=(MARROWBY,)),
        # Both; two editions, of which Crossref has the first.
        _book(
            "Fabled physiology of the skeleton", 2005, "978000000003", doi="10.5555/library.3", nlm="9800003",
            authors=(OSTWICK,),
        ),
        _book(
            "Fabled physiology of the skeleton", 2013, "978000000004", nlm="9800004", edition="2nd ed.",
            authors=(OSTWICK,),
        ),
        # An edited book with a chapter that no registry describes, and one that Crossref does.
        _book(
            "Handbook of supposed osteology", 2016, "978000000005", doi="10.5555/library.5", nlm="9800005",
            editors=(TALLIS, OAKES), type="edited-book",
        ),
        _book(
            "The invention of cartilage", 2016, "978000000005", doi="10.5555/library.5.ch7", authors=(MARROWBY,),
            journal="Handbook of supposed osteology", pages="101-120", type="book-chapter",
        ),
        # A serial of the catalogue with the words of a book's title.
        _book("Imaginary marrow in clinical practice", 1990, nlm="9800007", resource="Serial"),
        # On the Bookshelf.
        _book("Made-up deficiencies of calcium", 2021, nbk="NBK990001", type="book-chapter"),
        # A review of the first book, in a journal.
        StandinWork(
            doi="10.5555/library.9", title="Invented Bones: A Practical Atlas", year=2015, authors=(TALLIS,),
            journal="Annals of Imaginary Osteology", volume="12", pages="55-56", fictitious=True,
        ),
    )  # fmt: skip


def _book(title: str, year: int, isbn: str = "", *, ten: str = "", nlm: str = "", **facts: Any) -> StandinWork:
    numbers = (isbn + _thirteenth(isbn),) if isbn else (ten + _tenth(ten),) if ten else ()
    known: dict[str, Any] = {
        "doi": "",
        "type": "monograph",
        "publisher": "Nowhere Academic Press",
        "fictitious": True,
    } | facts
    return StandinWork(
        title=title, year=year, isbn=numbers, nlm_uid=nlm, nlm_id=f"{nlm}R" if nlm else "", **known
    )  # fmt: skip


def _thirteenth(digits: str) -> str:
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10)


def _tenth(digits: str) -> str:
    return "0123456789X"[-sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11]
