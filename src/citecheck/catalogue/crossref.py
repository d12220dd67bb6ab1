"""Crossref's public data files, and answers of its REST API that were saved to a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

import msgspec

from citecheck.catalogue import json_lines
from citecheck.catalogue.bounded import Chunk
from citecheck.catalogue.entries import Entry, Flaw
from citecheck.records import crossref

chunks = json_lines.chunks
# What `records.crossref` looks at; `message` and `items` hold the records of an answer. References, abstracts and
# licences are most of a record and of no use here: to pass over them takes a third of the time that decoding them does.
_USED = TypedDict(
    "_USED",
    {
        "message": Any, "items": Any, "DOI": Any, "type": Any, "title": Any, "subtitle": Any, "original-title": Any,
        "short-title": Any, "author": Any, "editor": Any, "container-title": Any, "short-container-title": Any,
        "volume": Any, "issue": Any, "page": Any, "article-number": Any, "publisher": Any, "ISSN": Any, "ISBN": Any,
        "issued": Any, "published": Any, "published-print": Any, "published-online": Any, "published-other": Any,
        "posted": Any, "updated-by": Any, "update-to": Any, "relation": Any,
    },
    total=False,
)  # fmt: skip
_DECODER = msgspec.json.Decoder(_USED)


def found(chunk: Chunk, file: str) -> Iterator[Entry | Flaw]:
    """The entries and flaws of a chunk, in order."""
    for position, line in json_lines.lines(chunk):
        yield from _entries(line, position, file)


def _entries(line: bytes, position: str, file: str) -> Iterator[Entry | Flaw]:
    try:
        for record in json_lines.records(line, _DECODER):
            if not isinstance(record, dict):
                yield Flaw(file, position, "not a JSON object")
                continue
            work = crossref.work(record)
            if work.item.doi:
                yield Entry(f"crossref:{work.item.doi}", work)
            else:
                yield Flaw(file, position, "the record has no DOI")
    except json_lines.UNREADABLE as error:
        yield Flaw(file, position, f"not a Crossref record: {error}"[:200])
