"""All works that a folder of answers holds: offline each may answer any question, not just the one it was given to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from citecheck import names, normalize
from citecheck.interfaces import Identifier
from citecheck.match.score import candidate
from citecheck.model import Item, Reference, Work
from citecheck.sources.stored import from_json

_MOST_FILES = 20_000  # about as many seconds as a thousand of them take milliseconds
_COMPARED = 8
_SURE = 0.75


class Held:
    """The works under one source's folder, read when the first question comes."""

    def __init__(self, folder: Path, source: str) -> None:
        self._folder, self._source = folder, source

    def named(self, identifier: Identifier) -> tuple[Work, ...]:
        """The work of this identifier; none says nothing about the registry."""
        return tuple(self._by_identifier.get((identifier.kind, identifier.value.lower()), ())[:1])

    def meant(self, reference: Reference) -> tuple[Work, ...]:
        """The works that this reference very likely means; none says nothing about the registry."""
        item = reference.item or Item()
        near = dict.fromkeys(work for clue in _clues(item) for work in self._by_clue.get(clue, ())[:_COMPARED])
        return tuple(work for work in near if candidate(reference, (work,)).score >= _SURE)

    @cached_property
    def _works(self) -> tuple[Work, ...]:
        files = sorted(self._folder.glob("*.json"))[:_MOST_FILES]
        return tuple(dict.fromkeys(work for file in files for work in self._read(file)))

    def _read(self, file: Path) -> tuple[Work, ...]:
        try:
            stored: Any = json.loads(file.read_text(encoding="utf-8"))
            return from_json(stored, asked=stored["question"], source=self._source).works
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            return ()  # told when its own question is asked

    @cached_property
    def _by_identifier(self) -> dict[tuple[str, str], list[Work]]:
        found: defaultdict[tuple[str, str], list[Work]] = defaultdict(list)
        for work in self._works:
            for kind, value in work.item.identifiers:
                found[kind, value.lower()].append(work)
        return found

    @cached_property
    def _by_clue(self) -> dict[tuple[str, ...], list[Work]]:
        found: defaultdict[tuple[str, ...], list[Work]] = defaultdict(list)
        for work in self._works:
            for clue in _clues(work.item):
                found[clue].append(work)
        return found


def _clues(item: Item) -> Iterator[tuple[str, ...]]:
    """What a reference and the record that it means have in common: the title, or first author and a number."""
    if title := normalize.key(item.title):
        yield "title", title
    author = next((names.surname(name.family) for name in item.author if name.family), "")
    for number in (item.volume, normalize.pages(item.locator)[0]):
        if author and normalize.key(number):
            yield author, normalize.key(number)
