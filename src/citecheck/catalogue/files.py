"""Files of records in: what each holds, one thing at a time, whatever its kind.

The seam to the index: `read_packed` gives each work as a `Packed`, whose `row` is what `schema.row` makes of it. That
is made where the record is parsed, in another process when there are several, so that only plain strings cross over.
Give `workers` a number, or one `Workers` for a whole list of files, so that its processes start only once.

Bounds: see `bounded`; lines of more than 64 MiB and Retraction Watch tables of more than 256 MiB are refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from citecheck.catalogue import bounded, crossref, csl_json, kinds, notices, pubmed, schema
from citecheck.catalogue.bounded import Broken, Chunk
from citecheck.catalogue.entries import Deletion, Entry, Flaw, Remark
from citecheck.errors import InputError
from citecheck.workers import Workers

__all__ = ["Packed", "Workers", "fingerprint", "in_order", "read", "read_packed", "recognise"]

Found: TypeAlias = Entry | Deletion | Remark | Flaw
recognise = kinds.recognise
PUBMED, CROSSREF, CSL, NOTICES = kinds.PUBMED, kinds.CROSSREF, kinds.CSL, kinds.NOTICES
_READERS = {kinds.PUBMED: pubmed, kinds.CROSSREF: crossref, kinds.CSL: csl_json, kinds.NOTICES: notices}
_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[tuple[str, int, dict[str, Any]]])
_PUBMED_NAME = re.compile(r"pubmed(\d{2})n(\d{4,})", re.I)


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry made ready for the index: its key, its version and `schema.row` of it."""

    key: str
    version: int
    row: Mapping[str, Any]


def read(path: Path, *, workers: int | Workers = 1) -> Iterator[Found]:
    """What a file holds, in its order. A broken record is a Flaw, and so is a file that is cut, after all before it.

    Raises InputError where the file can't be read at all.
    """
    return _read(path, workers, _entries)


def read_packed(path: Path, *, workers: int | Workers = 1) -> Iterator[Packed | Deletion | Remark | Flaw]:
    """As `read`, each entry packed."""
    for entries, others in _read(path, workers, _packed):
        rows = iter(_DECODER.decode(entries))
        for other in others:
            yield Packed(*next(rows)) if other is None else other


def in_order(paths: Iterable[Path]) -> list[Path]:
    """PubMed's files by year and number, the order they must be applied in; the others after them as given."""
    given = list(paths)
    numbered = {path: match for path in given if (match := _PUBMED_NAME.match(path.name))}
    ordered = sorted(numbered, key=lambda path: (int(numbered[path][1]), int(numbered[path][2])))
    return ordered + [path for path in given if path not in numbered]


def fingerprint(path: Path) -> str:
    """The SHA-256 of the bytes of a file, as they are."""
    return _digest(path, "sha256")


def _read(path: Path, workers: int | Workers, work: Callable[[str, str, Chunk], list]) -> Iterator:  # type: ignore[type-arg]
    kind = recognise(path)
    if flaw := _damaged(path):
        yield flaw
        return
    workers = workers if isinstance(workers, Workers) else Workers(workers)
    chunks = _closing(_READERS[kind].chunks(bounded.blocks(path)))
    try:
        for found in workers.map(partial(work, kind, path.name), chunks):
            yield from found
    finally:
        if workers is not workers:
            workers.close()


def _closing(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The chunks, and one with the problem where the rest can't be read."""
    try:
        yield from chunks
    except (Broken, OSError) as error:
        yield Chunk(0, b"", str(error))


def _entries(kind: str, file: str, chunk: Chunk) -> list[Found]:
    if chunk.problem:
        return [Flaw(file, f"record {chunk.number}" if chunk.number else "the rest of the file", chunk.problem)]
    return list(_READERS[kind].found(chunk, file))


def _packed(kind: str, file: str, chunk: Chunk) -> list[tuple[bytes, list[Deletion | Remark | Flaw | None]]]:
    """All rows as one block of msgpack, which crosses over to the writing process fast; None where one belongs."""
    found = _entries(kind, file, chunk)
    rows = [(one.key, one.version, schema.row(one.key, one.work)) for one in found if isinstance(one, Entry)]
    return [(_ENCODER.encode(rows), [None if isinstance(one, Entry) else one for one in found])]


def _damaged(path: Path) -> Flaw | None:
    """The flaw of a file that is not the one its `.md5` beside it was made of."""
    beside = path.with_name(path.name + ".md5")
    try:
        stated = re.search(r"\b[0-9a-f]{32}\b", beside.read_text("ascii", "replace")[:4096], re.I)
    except OSError:
        return None
    if stated and stated[0].lower() != _digest(path, "md5"):
        return Flaw(path.name, "the whole file", f"its MD5 is not the one in {beside.name}: fetch it again")
    return None


def _digest(path: Path, algorithm: str) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}", hint="check the path") from None
