"""Files of records in: what each holds, one thing at a time, whatever its kind.

The seam to the index: `read_packed` gives each work as a `Packed`, whose `row` is what `schema.row` makes of it. That
is made where the record is parsed, in another process when there are several, so that only plain strings cross over.
Many files go through the processes as one stream: none waits at the end of a small file.

Bounds: see `bounded`; lines of more than 64 MiB and Retraction Watch tables of more than 256 MiB are refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePath
from typing import Any, TypeAlias

import msgspec

from citecheck.catalogue import bounded, crossref, csl_json, kinds, notices, pubmed, schema
from citecheck.catalogue.bounded import Broken, Chunk
from citecheck.catalogue.entries import Deletion, Entry, Flaw, Remark
from citecheck.catalogue.inputs import Input
from citecheck.errors import InputError
from citecheck.workers import Workers

__all__ = ["Packed", "Workers", "fingerprint", "in_order", "read", "read_packed", "recognise"]

_Task: TypeAlias = tuple[int, str, str, Chunk]  # the place of a file in the list, its kind, its name, a part of it
_Rows: TypeAlias = tuple[bytes, list["Deletion | Remark | Flaw | None"]]
Found: TypeAlias = Entry | Deletion | Remark | Flaw
recognise = kinds.recognise
PUBMED, CROSSREF, CSL, NOTICES = kinds.PUBMED, kinds.CROSSREF, kinds.CSL, kinds.NOTICES
_READERS = {kinds.PUBMED: pubmed, kinds.CROSSREF: crossref, kinds.CSL: csl_json, kinds.NOTICES: notices}
_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[tuple[str, int, dict[str, Any]]])
_WHOLE, _REST = -1, 0
_POSITIONS = {_WHOLE: "the whole file", _REST: "the rest of the file"}
_PUBMED_NAME = re.compile(r"pubmed(\d{2})n(\d{4,})", re.I)


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry made ready for the index: its key, its version and `schema.row` of it."""

    key: str
    version: int
    row: Mapping[str, Any]


def read(path: Input, *, workers: int | Workers = 1) -> Iterator[Found]:
    """What a file holds, in its order. A broken record is a Flaw, and so is a file that is cut, after all before it.

    Raises InputError where the file can't be read at all.
    """
    for _, found in _read([path], workers, _entries, lambda count: None):
        yield from found


def read_packed(
    paths: Iterable[Input], *, workers: int | Workers = 1, consumed: Callable[[int], None] = lambda count: None
) -> Iterator[tuple[int, Iterator[Packed | Deletion | Remark | Flaw]]]:
    """As `read`, each entry packed: for each file in turn its place in the list, from 0, and what it holds.

    `consumed` is called with each number of bytes that have been read, as they are in the files.
    """
    results = _read(paths, workers, _packed, consumed)
    for place, of_one_file in groupby(results, itemgetter(0)):
        yield place, (one for _, rows in of_one_file for one in _unpacked(rows))


def in_order(paths: Iterable[Input]) -> list[Input]:
    """PubMed's files by year and number, the order they must be applied in; the others after them as given."""
    given = list(paths)
    numbered = {path: match for path in given if (match := _PUBMED_NAME.match(PurePath(path.name).name))}
    ordered = sorted(numbered, key=lambda path: (int(numbered[path][1]), int(numbered[path][2])))
    return ordered + [path for path in given if path not in numbered]


def fingerprint(path: Input) -> str:
    """The SHA-256 of the bytes of a file, as they are."""
    return _digest(path, "sha256")


def _read(
    paths: Iterable[Input], workers: int | Workers, work: Callable[[_Task], Any], consumed: Callable[[int], None]
) -> Iterator[tuple[int, Any]]:
    """The place of a file and what `work` makes of a part of it, for all parts of all files in their order."""
    pool = workers if isinstance(workers, Workers) else Workers(workers)
    try:
        yield from pool.map(partial(_placed, work), _tasks(paths, consumed))
    finally:
        if pool is not workers:
            pool.close()


def _placed(work: Callable[[_Task], Any], task: _Task) -> tuple[int, Any]:
    return task[0], work(task)


def _tasks(paths: Iterable[Input], consumed: Callable[[int], None]) -> Iterator[_Task]:
    for place, path in enumerate(paths):
        kind = recognise(path)
        for chunk in _closing(_chunks(path, kind, consumed)):
            yield place, kind, path.name, chunk


def _chunks(path: Input, kind: str, consumed: Callable[[int], None]) -> Iterator[Chunk]:
    """The parts of a file; the last is empty, so that a file with nothing in it is one, too."""
    if problem := _damaged(path):
        yield Chunk(_WHOLE, b"", problem)
    else:
        yield from _READERS[kind].chunks(bounded.blocks(path, consumed))
    yield Chunk(_REST, b"")


def _closing(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The chunks, and one with the problem where the rest can't be read."""
    try:
        yield from chunks
    except (Broken, OSError) as error:
        yield Chunk(_REST, b"", str(error))


def _entries(task: _Task) -> list[Found]:
    _, kind, file, chunk = task
    if chunk.problem:
        return [Flaw(file, _POSITIONS.get(chunk.number, f"record {chunk.number}"), chunk.problem)]
    return list(_READERS[kind].found(chunk, file)) if chunk.data else []


def _packed(task: _Task) -> _Rows:
    """All rows as one block of msgpack, which crosses over to the writing process fast; None where one belongs."""
    found = _entries(task)
    rows = [(one.key, one.version, schema.row(one.key, one.work)) for one in found if isinstance(one, Entry)]
    return _ENCODER.encode(rows), [None if isinstance(one, Entry) else one for one in found]


def _unpacked(packed: _Rows) -> Iterator[Packed | Deletion | Remark | Flaw]:
    entries, others = packed
    rows = iter(_DECODER.decode(entries))
    for other in others:
        yield Packed(*next(rows)) if other is None else other


def _damaged(path: Input) -> str:
    """What is wrong with a file that is not the one its `.md5` beside it was made of."""
    if not isinstance(path, Path):
        return ""
    beside = path.with_name(path.name + ".md5")
    try:
        stated = re.search(r"\b[0-9a-f]{32}\b", beside.read_text("ascii", "replace")[:4096], re.I)
    except OSError:
        return ""
    if stated and stated[0].lower() != _digest(path, "md5"):
        return f"its MD5 is not the one in {beside.name}: fetch it again"
    return ""


def _digest(path: Input, algorithm: str) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}", hint="check the path") from None
