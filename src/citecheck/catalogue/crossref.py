"""Crossref's public data files, and answers of its REST API that were saved to a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.catalogue import json_lines
from citecheck.catalogue.bounded import Chunk
from citecheck.catalogue.entries import Entry, Flaw
from citecheck.records import crossref

chunks = json_lines.chunks
# References and abstracts are most of a record and of no use here. A quotation mark within a string is escaped, so
# this only matches a field; where a string within it holds a bracket, the record is decoded as it is.
_UNUSED = re.compile(rb'"reference":\[\{[^\[\]]*\}\],|"abstract":"[^"\\]*",')


def found(chunk: Chunk, file: str) -> Iterator[Entry | Flaw]:
    """The entries and flaws of a chunk, in order."""
    for position, line in json_lines.lines(chunk):
        yield from _entries(line, position, file)


def _entries(line: bytes, position: str, file: str) -> Iterator[Entry | Flaw]:
    try:
        for record in _records(line):
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


def _records(line: bytes) -> list[object]:
    try:
        return list(json_lines.records(_UNUSED.sub(b"", line)))
    except json_lines.UNREADABLE:
        return list(json_lines.records(line))
