"""The citation matcher of PubMed: journal, volume and first page; author and year hardly count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .entrez_index import FIELDS
from .works import StandinWork

LONGEST_LIST = 5  # more candidates than this are only counted


def matched(works: Iterable[StandinWork], bdata: str) -> str:
    """The lines sent, each with its outcome after the last pipe.

    The answer ends at the first line that has neither a journal nor a candidate: that line and all
    after it are missing from it.
    """
    held = [work for work in works if work.pmid]
    answers: list[str] = []
    for line in _lines(bdata):
        values = line.split("|") + [""] * 6
        outcome = _outcome(held, values)
        if outcome is None:
            break
        answers.append("|".join([*values[:6], outcome]))
    return "".join(f"{answer}\n" for answer in answers)


def _lines(bdata: str) -> Iterator[str]:
    return (line for line in re.split(r"[\r\n]+", bdata) if line.strip())


def _outcome(held: Sequence[StandinWork], values: list[str]) -> str | None:
    journal, year, volume, page, author = (value.strip() for value in values[:5])
    in_journal = FIELDS["ta"][1]
    if journal and not any(in_journal(work, journal, False) for work in held):
        return "NOT_FOUND;INVALID_JOURNAL"
    found = [work for work in held if not journal or in_journal(work, journal, False)]
    for value, wanted in ((volume, "vi"), (page, "pg")):
        found = [work for work in found if not value or FIELDS[wanted][1](work, value, False)]
    if not volume and not page:
        found = []
    if not found:
        return "NOT_FOUND" if journal else None
    return _chosen(found, year, author)


def _chosen(found: Sequence[StandinWork], year: str, author: str) -> str:
    """Author and year only choose among several; they never rule the last one out."""
    for field, value in (("au", author), ("dp", year)):
        better = [work for work in found if value and FIELDS[field][1](work, value, False)]
        found = better or found
    if len(found) == 1:
        return found[0].pmid
    pmids = ",".join(work.pmid for work in found)
    return f"AMBIGUOUS {pmids}" if len(found) <= LONGEST_LIST else f"AMBIGUOUS ({len(found)} citations)"
