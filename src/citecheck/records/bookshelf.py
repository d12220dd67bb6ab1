"""Summaries of NCBI's Bookshelf (ESummary, `db=books`) to Works: a title, a date, an accession number.

They name no authors. An accession number (`NBK1234`) is no PMID; it is kept in the address of the work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from citecheck.model import Item, Publication, Work
from citecheck.records import clean
from citecheck.records.nlm import SOURCE

ADDRESS = "https://www.ncbi.nlm.nih.gov/books/"
_WHOLE = {"book": "book", "chapter": "chapter", "part": "chapter", "appendix": "chapter"}  # no figure, no table


def works(body: Any) -> tuple[Work, ...]:
    """The books and chapters of an answer. ValueError where it is none."""
    result = body.get("result") if isinstance(body, Mapping) else None
    numbers = result.get("uids") if isinstance(result, Mapping) else None
    if not isinstance(result, Mapping) or not isinstance(numbers, list):
        raise ValueError("answer was not a list of summaries")
    records = (result.get(str(number)) for number in numbers)
    return tuple(work for one in records if isinstance(one, Mapping) and (work := _work(one)))


def _work(record: Mapping[str, Any]) -> Work | None:
    kind = _WHOLE.get(_text(record, "rtype").lower(), "")
    number = _text(record, "chapteraccessionid" if kind == "chapter" else "bookaccessionid") or _text(
        record, "accessionid"
    )
    title = _text(record, "title").removesuffix(".")
    if not kind or not title or not re.fullmatch(r"NBK\d+", number):
        return None
    year = re.search(r"(?:1[89]|20)\d\d", _text(record, "pubdate"))
    issued = (int(year[0]),) if year else ()
    return Work(
        item=Item(type=kind, title=title, issued=issued, url=f"{ADDRESS}{number}/"),
        source=SOURCE,
        url=f"{ADDRESS}{number}/",
        publications=(Publication(kind="online", date=issued),) if issued else (),
    )


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name, "")
    return clean.text(value) if isinstance(value, str) else ""
