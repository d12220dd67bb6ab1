"""The index as it is written: rows in and out by their key, all of a commit or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tantivy import Document, Index, IndexWriter

from citecheck.catalogue import schema
from citecheck.errors import SettingsError

_HEAP = 200 << 20  # bytes of terms in memory before a segment is written


class Writer:
    """Puts rows into an index and takes them out; nothing of it is seen before the commit."""

    def __init__(self, inner: IndexWriter) -> None:
        self._inner = inner

    def put(self, row: Mapping[str, Any]) -> None:
        """Add a row in place of the one with its key."""
        self._inner.delete_documents_by_term("key", row["key"])
        self._inner.add_document(Document(**row))

    def remove(self, key: str) -> None:
        self._inner.delete_documents_by_term("key", schema.exact(key))

    def commit(self) -> None:
        self._inner.commit()


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """The writer of the index in this folder, which is made if need be. SettingsError where it can't be written."""
    try:
        folder.mkdir(exist_ok=True)
        inner = Index(schema.schema(), path=str(folder)).writer(_HEAP, 1)
        yield Writer(inner)
        inner.wait_merging_threads()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"can't write the index in {folder}: {str(error)[:200]}", hint="is the disk full, or the index damaged?"
        ) from None
