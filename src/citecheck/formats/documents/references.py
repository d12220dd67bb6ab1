"""From entries to references: keys, what is read of each, and a word about text that is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from citecheck import normalize
from citecheck.errors import InputError
from citecheck.formats import citation, shared
from citecheck.formats.documents import headings
from citecheck.formats.documents.blocks import Entry
from citecheck.formats.documents.likeness import likeness, says_nothing
from citecheck.model import Citation, Item, Reference

NO_REFERENCE = "it does not read as a reference"


def references(entries: Iterable[Entry], *, least: int = 0) -> Iterator[Reference]:
    """One reference for each entry (or two, where it holds two), with its label or its place in the list as key.

    Text that reads less like a reference than `least` (see `likeness`) has a problem instead, and is never asked about.
    """
    return chain.from_iterable(by_entry(entries, least=least))


def by_entry(entries: Iterable[Entry], *, least: int = 0) -> Iterator[list[Reference]]:
    """The references of each entry, which are one or two."""
    taken: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        texts = citation.parted(entry.text)
        found = []
        for text in texts:
            key = shared.unique(entry.first.key or entry.label or str(number), taken)
            blank = Reference(key=key, raw=text, location=replace(entry.first.location, label=entry.label))
            found.append(_read(blank, entry if len(texts) == 1 else None, least))
        yield found


def _read(blank: Reference, entry: Entry | None, least: int) -> Reference:
    """With what is read of its text, and of the entry that is this reference and no other."""
    if problem(blank.raw, least):
        return replace(blank, problem=NO_REFERENCE)
    try:
        item, spans = citation.read(blank.raw)
    except ValueError as error:
        return replace(blank, problem=str(error))
    return replace(blank, item=_completed(item, entry) if entry else item, spans=spans)


def problem(text: str, least: int = 0) -> bool:
    """Is this clearly no reference: nothing that one has, prose, or a caption?"""
    return says_nothing(text) or likeness(text) < least or bool(headings.ends_list(text) and likeness(text) < 4)


def _completed(item: Item, entry: Entry) -> Item:
    """With what the format holds of it (COinS), and the DOI behind a link (`[Crossref]`) where the text has none."""
    if entry.first.item:
        item = item.filled_from(entry.first.item)
    if item.doi:
        return item
    dois = {doi for link in entry.links if (doi := normalize.doi(link))}
    return replace(item, doi=dois.pop()) if len(dois) == 1 else item


def lost(cited: Iterable[Citation], known: Iterable[str], failed: Sequence[InputError]) -> Iterator[Reference]:
    """What a text cites of libraries that could not be read: one reference with a problem for each key, and its place.

    `known`: the keys of those that could.
    """
    if not failed:
        return
    why = "; ".join(str(one) for one in failed)
    seen = set(known)
    for one in cited:
        for key in one.targets:
            if key not in seen and key != "*":
                seen.add(key)
                yield Reference(
                    key=key, location=one.location, problem=f"it is in no library that could be read: {why}"
                )


def cited_of(listed: Sequence[Reference], cited: Sequence[str]) -> list[Reference]:
    """Those of a library that a text cites, in the order of first citation; all where it cites none, or `*`."""
    if "*" in cited:
        return list(listed)
    by_key: dict[str, Reference] = {}
    for one in listed:
        by_key.setdefault(one.key, one)
    return [by_key[key] for key in dict.fromkeys(cited) if key in by_key] or list(listed)
