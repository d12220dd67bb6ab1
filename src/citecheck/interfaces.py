"""The seams: what a source, an engine, a format and a report must be. Anything else is ordinary code."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from citecheck.model import Case, Citation, Finding, Item, Outage, Reference, Report, Rule, Verdict, Work
from citecheck.settings import Settings


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier to look up; `kind` is doi, pmid, pmcid or url, `value` is normalised."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Stage(StrEnum):
    """How a search asks, cheapest first: the climb stops for a reference at its first good candidate.

    exact: the fields as stated, many references in one request; relaxed: many references in one
    request again, each with one field left out in turn; text: ranked free text, one request a reference;
    book: only for what reads as a book or a part of one, by ISBN and by title.
    """

    EXACT = "exact"
    RELAXED = "relaxed"
    TEXT = "text"
    BOOK = "book"


@dataclass(frozen=True, kw_only=True, slots=True)
class Incomplete(Outage):
    """An outage before which the source has named some works, which may not be all."""

    works: tuple[Work, ...]


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


STOPPED = "not asked: stopped"


def _nobody_watches(service: str, seconds: float) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Run:
    """What one run shares. Two runs in one process don't meet.

    `stop`: set when nothing more is to be asked. `notes`: what the user should hear whatever the answers are, each
    with a hint. `progress`: called with a service's title and seconds where it makes us wait. `answers`: see `heard`.
    `until`: when the time for the run is over, on the clock of `now`.
    """

    settings: Settings
    stop: threading.Event = field(default_factory=threading.Event)
    notes: dict[str, str] = field(default_factory=dict)
    progress: Callable[[str, float], None] = _nobody_watches
    answers: set[tuple[str, str, str]] = field(default_factory=set)
    now: Callable[[], float] = time.monotonic
    until: float = field(init=False)

    def __post_init__(self) -> None:
        budget = self.settings.budget
        object.__setattr__(self, "until", float("inf") if budget is None else self.now() + budget)

    def heard(self, source: str, answered: datetime, provenance: str) -> None:
        """Keep of an answer who gave it, on which day, and where it came from if not from the service itself."""
        self.answers.add((source, provenance.partition(";")[0], answered.date().isoformat()))

    def refusal(self) -> str:
        """Why nothing more is asked; "" while we ask."""
        if self.stop.is_set():
            return STOPPED
        return self.time_over if self.now() > self.until else ""

    @property
    def time_over(self) -> str:
        """What is said of a question that the time for the run leaves no room for."""
        return f"not asked: the {self.settings.budget:g} s for the run are over"


class Unanswered(Exception):
    """A service gave no answer; `reason` is safe to show to anybody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Request:
    """One question to a service: GET, or POST where there is `data`. It may hold an address or a key, so it does not
    show itself. `kind`: of question, as in `Limits.per_second`."""

    kind: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a service answered: 200, 400 or 404, header names in lower case, the body decompressed."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Inspection = Callable[[Response], str]
"""Says what is wrong with an answer that arrived whole ("" for nothing): HTML under 200, a cut body."""


class Client(Protocol):
    """The way to one service: paced, bounded, retried a little."""

    @property
    def in_flight(self) -> int:
        """How many requests may run at the same time."""
        ...

    def send(self, request: Request, inspect: Inspection | None = None) -> Response:
        """The answer, with status 200, 400 or 404. Raises Unanswered for everything else."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How fast one pool of clients may ask: starts a second for each kind of question, and how many at once."""

    per_second: Mapping[str, float]
    in_flight: int
    pool: str = "public"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedLimits:
    """What a service says of our limits in its headers: so many requests in so many seconds, so many at once."""

    pool: str = ""
    requests: float = 0.0
    seconds: float = 1.0
    in_flight: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """One service that a source asks. What anybody else needs to know of it stands here.

    `setting`: its name in `Settings.addresses` and in the variable `CITECHECK_<SETTING>_URL`; `title`: as it writes
    itself. `limits` hold until it says otherwise in headers that `stated` understands. `words` names the kind of a
    request for people; `empty` is the answer to it of a service that has nothing, `bare` of one that has what is asked
    for and tells nothing of it (where that leads to other requests). `probe`: one cheap request, answered even where
    nothing is known. `denied`: why, by this answer, it will not talk to us at all, "" where it does.
    `large_jobs`: what it asks of those who send hundreds of requests. `used`: whether these settings leave it any use.
    `opens`: makes its client, where it is not one service that the usual one could ask.
    """

    setting: str
    title: str
    default: str
    limits: Callable[[Settings], Limits]
    words: Callable[[Request], str]
    empty: Callable[[Request], Response]
    probe: Callable[[Settings], Request]
    bare: Callable[[Request], Response] | None = None
    headers: Callable[[Settings], Mapping[str, str]] = lambda settings: {}
    stated: Callable[[Mapping[str, str]], StatedLimits] = lambda headers: StatedLimits()
    denied: Callable[[Response], str] = lambda answer: ""
    large_jobs: str = ""
    used: Callable[[Settings], bool] = lambda settings: True
    opens: Callable[[Run], Client] | None = None

    def address(self, settings: Settings) -> str:
        """Where it is asked, without a slash at the end."""
        return settings.addresses.get(self.setting, self.default).rstrip("/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """An environment variable that a source reads; its value is never shown. `without`: what it costs not to set it."""

    variable: str
    title: str
    without: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceInfo:
    """A source; the value behind an entry point of `citecheck.sources`.

    `title`: as it writes itself in a sentence. `identifies`: the kinds of identifiers that it knows. One without
    `endpoints` is on this machine. `batch`: as many references as it is best asked about at a time. `reader`: the
    version of what reads its records, raised with each change of what is read, so that it reaches answers that are
    kept. `wanted`: whether it is asked where no source is named; `rank`: its place among the others, whose views of a
    work are kept in that order. `connect` loads and sends nothing; it raises SettingsError where the settings leave
    nothing to ask.
    """

    name: str
    title: str
    identifies: frozenset[str]
    connect: Callable[[Run, Callable[[Endpoint], Client]], Source]
    endpoints: tuple[Endpoint, ...] = ()
    keys: tuple[Key, ...] = ()
    batch: int = 60
    reader: int = 1
    rank: int = 100
    wanted: Callable[[Settings], bool] = lambda settings: False


Engine = Callable[[Iterable[Reference], Run], Iterator[Verdict]]
"""The verdicts in input order, one by one; the value behind an entry point of `citecheck.engines`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What a reader makes of a file: its references in order (perhaps an iterator), and the citations in its text.

    `notes`: what a person should know of how it was read, as that its encoding was guessed.
    """

    references: Iterable[Reference]
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """One reference as it is handed to a writer.

    `extra`: fields of its own file that an item has no word for, by name; `remark`: that it has no match, in words.
    """

    key: str
    item: Item
    extra: tuple[tuple[str, str], ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """New text for the characters `start` to `end` (exclusive) of a file."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A kind of bibliography file, both ways where it can; the value behind an entry point of `citecheck.formats`.

    `recognises` looks at the first bytes of a file (at most `HEAD`) and must be quick; a `catch_all` format is taken
    only where no other recognises the file. `read(data, file)` raises InputError for a file that can't be read at
    all; a reference that can't is one with a `problem`. `write(exported, variant)` yields the file piece by piece.
    `variants`: what may stand behind the name, as in `styled:apa`. A format that recognises but does not read is
    refused by its title. `edit(text, reference, values)` gives for each field (doi, pmid, pmcid, title, journal, year,
    volume, issue, pages) the edits that give it its new value, and none where the file has no place for it.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    media_type: str = "text/plain"
    recognises: Callable[[bytes], bool] = lambda head: False
    catch_all: bool = False
    read: Callable[[bytes, str], Document] | None = None
    write: Callable[[Iterable[Exported], str], Iterator[bytes]] | None = None
    edit: Callable[[str, Reference, Mapping[str, str]], Mapping[str, tuple[Edit, ...]]] | None = None
    variants: tuple[str, ...] = ()
    hint: str = ""


HEAD = 8192
"""So many bytes of a file are shown to `Format.recognises`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFormat:
    """A way to show a report; the value behind an entry point of `citecheck.reports`.

    `suffix`: of a file in it, with its dot; `parts` yields the report piece by piece, so that it need not fit memory.
    `variants`: other forms by what stands behind the name, as in `sarif:github`. `needs`: libraries that are loaded
    when it is made, each with the extra of ours that installs it.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    parts: Callable[[Report], Iterator[bytes]]
    variants: Mapping[str, Callable[[Report], Iterator[bytes]]] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)


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
