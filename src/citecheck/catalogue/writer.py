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
_MARKS = 32 << 20  # bytes; with 36 million keys (all of PubMed) one new key in 25 is taken for a known one


class Writer:
    """Puts rows into an index and takes them out; nothing of it is seen before the commit.

    `fresh`: nothing is in the index yet, so that only keys put in here can be there already.
    """

    def __init__(self, inner: IndexWriter, *, fresh: bool) -> None:
        self._inner = inner
        self._known = _Marks() if fresh else None

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

    def __init__(self) -> None:
        self._marks = bytearray(_MARKS)

    def add(self, key: str) -> bool:
        """Remember the key; True where it may have been here before."""
        number, known = hash(key), True
        for _ in range(3):
            place, bit = (number >> 3) % _MARKS, 1 << (number & 7)
            known = known and bool(self._marks[place] & bit)
            self._marks[place] |= bit
            number >>= 20
        return known


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """The writer of the index in this folder, which is made if need be. SettingsError where it can't be written."""
    try:
        folder.mkdir(exist_ok=True)
        index = Index(schema.schema(), path=str(folder))
        inner = index.writer(_HEAP, 1)
        yield Writer(inner, fresh=not index.searcher().num_docs)
        inner.wait_merging_threads()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"can't write the index in {folder}: {str(error)[:200]}", hint="is the disk full, or the index damaged?"
        ) from None
