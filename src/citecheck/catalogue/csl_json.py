"""CSL-JSON: a library's own records, an array or one object a line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from citecheck import normalize
from citecheck.catalogue import json_lines
from citecheck.catalogue.bounded import Chunk
from citecheck.catalogue.entries import Entry, Flaw
from citecheck.csl import fields_of
from citecheck.model import Item, Name, Work
from citecheck.records import clean

chunks = json_lines.chunks
# A line without any of these has nothing to clean: markup, character references, escapes, anything but ASCII.
_ODD = re.compile(rb"[<&\\\x80-\xff]|  ")
_TEXTS = ("title", "container_title", "container_title_short", "volume", "issue", "page", "number", "publisher", "url")


def found(chunk: Chunk, file: str) -> Iterator[Entry | Flaw]:
    """The entries and flaws of a chunk, in order."""
    for position, line in json_lines.lines(chunk):
        yield from _entries(line, position, file)


def _entries(line: bytes, position: str, file: str) -> Iterator[Entry | Flaw]:
    try:
        for record in json_lines.records(line):
            if not isinstance(record, dict):
                yield Flaw(file, position, "not a JSON object")
                continue
            work = _work(record, tidy=not _ODD.search(line))
            yield Entry(f"library:{_key(record, work.item) or _digest(record)}", work)
    except json_lines.UNREADABLE as error:
        yield Flaw(file, position, str(error)[:200])


def _key(record: Mapping[str, Any], item: Item) -> str:
    return item.doi or item.pmid or clean.text(str(record.get("id") or ""))


def _digest(record: Mapping[str, Any]) -> str:
    """A key for a record that names itself nowhere: the same record has it again."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:16]


def _work(record: Mapping[str, Any], *, tidy: bool) -> Work:
    stated = fields_of(record)
    if not tidy:
        _clean(stated)
    _identify(stated)
    item = Item(**stated)
    return Work(item=item, source="library", url=item.url or _address(item))


def _clean(stated: dict[str, Any]) -> None:
    stated.update({field: clean.text(stated[field]) for field in _TEXTS if field in stated})
    stated["author"] = tuple(
        Name(
            family=clean.text(one.family),
            given=clean.text(one.given),
            literal=clean.text(one.literal),
            suffix=clean.text(one.suffix),
        )
        for one in stated["author"]
    )


def _identify(stated: dict[str, Any]) -> None:
    """Bare identifiers and full pages: libraries also hold identifiers as addresses."""
    doi = stated["doi"]
    if doi and not (doi.startswith("10.") and doi.isprintable()):
        stated["doi"] = normalize.doi(doi)
    for field, bare in (("pmid", normalize.pmid), ("pmcid", normalize.pmcid), ("page", normalize.page_range)):
        if value := stated.get(field):
            stated[field] = bare(value)


def _address(item: Item) -> str:
    if item.doi:
        return f"https://doi.org/{item.doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{item.pmid}/" if item.pmid else ""
