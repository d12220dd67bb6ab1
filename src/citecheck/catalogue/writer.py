"""The index as it is written: rows in and out by their key, all of a commit or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tantivy import Document, Index, IndexWriter

from citecheck.catalogue import schema
from citecheck.errors import SettingsError

_HEAP = 200 << 20  # bytes of terms in memory before a segment is written; fewer segments are asked faster
# Bytes of marks: as many as works are expected, which take a thousand bytes each of a packed file. One new key in
# 25 is then taken for a known one.
_LEAST_MARKS, _MOST_MARKS, _BYTES_OF_A_WORK = 32 << 20, 512 << 20, 1000


class Writer:
    """Puts rows into an index and takes them out; nothing of it is seen before the commit.

    `fresh`: nothing is in the index yet, so that only keys put in here can be there already. `expected`: bytes of
    the files that will go in.
    """

    def __init__(self, inner: IndexWriter, *, fresh: bool, expected: int = 0) -> None:
        self._inner = inner
        self._known = _Marks(expected // _BYTES_OF_A_WORK) if fresh else None

    def put(self, row: Mapping[str, Any]) -> None:
        """Add a row in place of the one with its key."""
        # To remove what was never there costs a third of the writing.
        if self._known is None or self._known.add(row["key"]):
            self._inner.delete_documents_by_term("key", row["key"])
        self._inner.add_document(Document(**row))

    def remove(self, key: str) -> None:
        self._inner.delete_documents_by_term("key", schema.exact(key))

    def commit(self) -> None:
        self._inner.commit()


class _Marks:
    """Remembers keys in bounded memory (a Bloom filter): none is forgotten, a few new ones are taken for known."""

    def __init__(self, size: int = 0) -> None:
        self._marks = bytearray(min(max(size, _LEAST_MARKS), _MOST_MARKS))

    def add(self, key: str) -> bool:
        """Remember the key; True where it may have been here before."""
        number, known, size = hash(key), True, 8 * len(self._marks)
        step = number >> 29 | 1
        for _ in range(3):
            place, bit = divmod(number % size, 8)
            known = known and bool(self._marks[place] & 1 << bit)
            self._marks[place] |= 1 << bit
            number += step
        return known


@contextmanager
def writing(folder: Path, *, expected: int = 0) -> Iterator[Writer]:
    """The writer of the index in this folder, which is made if need be. SettingsError where it can't be written.

    `expected`: bytes of the files that will go in.
    """
    try:
        folder.mkdir(exist_ok=True)
        index = Index(schema.schema(), path=str(folder))
        inner = index.writer(_HEAP, 1)
        try:
            yield Writer(inner, fresh=not index.searcher().num_docs, expected=expected)
        finally:
            # Also where nothing will be committed: whoever holds the error must not hold the index, too.
            inner.wait_merging_threads()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"can't write the index in {folder}: {str(error)[:200]}", hint="is the disk full, or the index damaged?"
        ) from None
