"""The lists that a command reads: one or several, files or standard input, each in the format that it is in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from citecheck.cli import streams
from citecheck.cli.outputs import STDOUT
from citecheck.errors import SettingsError

if TYPE_CHECKING:
    from citecheck.interfaces import Document
    from citecheck.model import Reference


def references(names: Sequence[str], format: str) -> Iterator[Reference]:
    """The references of all lists, in order."""
    return iter(document(names, format).references)


def document(names: Sequence[str], format: str) -> Document:
    """All lists as one; what was guessed of a file goes to stderr.

    Every file is opened before the first reference is taken. A key that an earlier list has gets a number, and the
    citations in a text count only where it is the one list.
    """
    from citecheck.interfaces import Document

    if names.count(STDOUT) > 1:
        raise SettingsError("stdin can be read only once", hint="name - once, and files otherwise")
    documents = [_document(name, format) for name in names]
    for one in documents:
        for note in one.notes:
            print(f"citecheck: {note}", file=sys.stderr)
    return Document(references=_all(documents)) if len(documents) > 1 else documents[0]


def _document(name: str, format: str) -> Document:
    from citecheck import api
    from citecheck.formats import choice

    if name == STDOUT:
        return choice.document(streams.stdin(), "<stdin>", format)
    return api.document(name, format=format)


def _all(documents: Sequence[Document]) -> Iterator[Reference]:
    from dataclasses import replace

    from citecheck.formats.shared import unique

    taken: dict[str, int] = {}
    for document in documents:
        for reference in document.references:
            key = unique(reference.key, taken)
            if key == reference.key:
                yield reference
            else:
                yield replace(reference, key=key, extra=(("key", reference.key), *reference.extra))
