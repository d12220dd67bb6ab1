"""How often the right work is among those that the catalogue offers, before anything is scored."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bench.accuracy.sets import of_fields
from citecheck import normalize
from citecheck.catalogue.index import Catalogue
from citecheck.formats import citation
from citecheck.model import Item, Work

LIMIT = 10
_TUNED = 171


@dataclass
class Count:
    """Rows of one part of a set, and those whose work was offered.

    `poor`: the work was missed and no record of it has a volume or page, while the reference states no title.
    """

    rows: int = 0
    found: int = 0
    poor: int = 0


@dataclass(frozen=True)
class Row:
    """A reference and what it means."""

    set: str
    key: str
    text: str
    item: Item
    target: Mapping[str, str]


Table = dict[str, tuple[Count, Count]]


def measure(folder: Path, records: Path, matching: Path) -> Table:
    """For each set the counts of the tuned part and of the other one."""
    catalogue, titles = Catalogue.open(folder), _titles(records / "works.csl.jsonl.gz")
    table: Table = {}
    for row in chain(_real(matching), _styled(matching)):
        tuned, other = table.setdefault(row.set, (Count(), Count()))
        count = tuned if hashlib.sha256(row.key.encode()).digest()[0] < _TUNED else other
        works = catalogue.shortlist(row.item, row.text, limit=LIMIT)
        found = any(_is(work, row.target, titles) for work in works)
        count.rows += 1
        count.found += found
        count.poor += not found and "no title" in row.set and _poor(catalogue, row.target)
    return table


def _real(matching: Path) -> Iterator[Row]:
    for row in _lines(matching / "real_refs_with_held_target.jsonl.gz"):
        name = "real, with title" if row["title_in_string"] else "real, no title"
        text = row.get("string") or ""
        item = _read(text) if text else of_fields(row.get("fields") or {})
        yield Row(name, str(row["key"]), text, item, row["target"])


def _styled(matching: Path) -> Iterator[Row]:
    for row in _lines(matching / "crossref_styles11.jsonl.gz"):
        for style, text in row["strings"].items():
            if not text or not row["target_held"]:
                continue
            yield Row(style, row["doi"], text, _read(text), {"doi": row["doi"]})


def _read(text: str) -> Item:
    try:
        return citation.read(text)[0]
    except citation.Unreadable:
        return Item()


def _is(work: Work, target: Mapping[str, str], titles: Mapping[str, str]) -> bool:
    item = work.item
    if item.doi and item.doi == (target.get("doi") or "").lower():
        return True
    if item.pmid and item.pmid == target.get("pmid"):
        return True
    title = titles.get(target.get("key") or target.get("openalex") or "")
    return bool(title) and title == normalize.key(item.title)


def _poor(catalogue: Catalogue, target: Mapping[str, str]) -> bool:
    works = [work for kind in ("doi", "pmid") for work in catalogue.lookup(kind, target.get(kind) or "")]
    return not any(work.item.volume or work.item.locator for work in works)


def _titles(path: Path) -> dict[str, str]:
    """The titles of records without DOI and PMID, by their id."""
    return {
        str(record["id"]): normalize.key(record.get("title") or "")
        for record in _lines(path)
        if record.get("id") and not record.get("DOI") and not record.get("PMID")
    }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
