"""The seams: what a source, a format and a report must be. Anything else is ordinary code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from citecheck.model import Case, Citation, Finding, Item, Outage, Reference, Report, Rule, Work


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier to look up; `kind` is doi, pmid or pmcid, `value` is normalised."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Stage(StrEnum):
    """How a search asks, cheapest first: the climb stops for a reference at its first good candidate.

    exact: the fields as stated, many references in one request; relaxed: many references in one
    request again, each with one field left out in turn; text: ranked free text, one request a reference.
    """

    EXACT = "exact"
    RELAXED = "relaxed"
    TEXT = "text"


Answer = tuple[Work, ...] | Outage
"""Works (none: "I looked, it is not here") or an outage ("I could not look")."""


@runtime_checkable
class Source(Protocol):
    """Something that can be asked for works, many questions at a time. Never raises for the world's faults."""

    name: str
    remote: bool
    identifies: frozenset[str]
    stages: tuple[Stage, ...]

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        """An answer for each identifier of a kind that this source knows (see `identifies`)."""
        ...

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        """An answer for each reference, in the order asked, at one stage of `stages`."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What a reader makes of a file: its references in order (perhaps an iterator), and the citations in its text."""

    references: Iterable[Reference]
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """One reference as it is handed to a writer.

    `extra`: fields of its own file that an item has no word for, by name; `remark`: that it has no match, in words.
    """

    key: str
    item: Item
    extra: tuple[tuple[str, str], ...] = ()
    remark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A kind of bibliography file, both ways where it can; the value behind an entry point of `citecheck.formats`.

    `recognises` looks at the first bytes of a file (at most `HEAD`) and must be quick; a `catch_all` format is taken
    only where no other recognises the file. `read(data, file)` raises InputError for a file that can't be read at
    all; a reference that can't is one with a `problem`. `write(exported, variant)` yields the file piece by piece.
    `variants`: what may stand behind the name, as in `styled:apa`. A format that recognises but does not read is
    refused by its title.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    media_type: str = "text/plain"
    recognises: Callable[[bytes], bool] = lambda head: False
    catch_all: bool = False
    read: Callable[[bytes, str], Document] | None = None
    write: Callable[[Iterable[Exported], str], Iterator[bytes]] | None = None
    variants: tuple[str, ...] = ()
    hint: str = ""


HEAD = 8192
"""So many bytes of a file are shown to `Format.recognises`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFormat:
    """A way to show a report; the value behind an entry point of `citecheck.reports`.

    `suffix`: of a file in it, with its dot; `parts` yields the report piece by piece, so that it need not fit memory.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    parts: Callable[[Report], Iterator[bytes]]


Check = Callable[[Case], Iterator[Finding]]
"""Looks at a case and says what there is to know; never at the network, never at other cases."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """Checks with the rules of what they find; the value behind an entry point of `citecheck.checks`.

    `pages`: Markdown with a section `## id` for each rule. What is found of one severity is shown by `place`, ours
    come first.
    """

    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]
    pages: Callable[[], str] = lambda: ""
    place: int = 100
