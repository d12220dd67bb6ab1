"""The nouns of citecheck: what was cited, what exists, how they compare, what we say of it.

Every type is frozen. An empty string or an empty tuple means "not stated".
Names of fields are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from citecheck.grades import SEVERITIES as SEVERITIES
from citecheck.grades import Level as Level
from citecheck.grades import Outcome as Outcome
from citecheck.grades import Severity as Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A person (`family` with its particle, `given` as names or initials) or a group (`literal`)."""

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        return self.literal or " ".join(filter(None, (self.family, self.given, self.suffix)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """The description of one work: what a reference states, or what a record says.

    `issued` is year[, month[, day]]; `doi` is lower case without a prefix; `authors_cut` says that
    more authors exist than are listed (et al., a dangling comma, an incomplete record).
    """

    type: str = ""
    title: str = ""
    author: tuple[Name, ...] = ()
    authors_cut: bool = False
    container_title: str = ""
    container_title_short: str = ""
    issued: tuple[int, ...] = ()
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    publisher: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    url: str = ""

    @property
    def year(self) -> str:
        return str(self.issued[0]) if self.issued else ""

    @property
    def locator(self) -> str:
        """The pages, or the article number where there are none."""
        return self.page or self.number

    def filled_from(self, other: Item) -> Item:
        """This item with its gaps filled from `other`; nothing that is stated changes."""
        gaps = {
            name: value
            for name in self.__slots__
            if name != "authors_cut" and not getattr(self, name) and (value := getattr(other, name))
        }
        # A page and an article number are two ways to say one thing: never fill one beside the other.
        if self.page or self.number:
            gaps.pop("page", None)
            gaps.pop("number", None)
        if not self.author:
            gaps["authors_cut"] = other.authors_cut
        return replace(self, **gaps) if gaps else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """Where a reference stands in its list: file, line (1-based) and printed label."""

    file: str = ""
    line: int = 0
    label: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a raw reference and the field they were read as."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One entry of the list under check. Has an `item`, or a `problem` that says why not."""

    key: str
    raw: str = ""
    location: Location = Location()
    item: Item | None = None
    problem: str = ""
    spans: tuple[Span, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    def text_of(self, field: str) -> tuple[str, ...]:
        """The pieces of the raw text that were read as `field`."""
        return tuple(self.raw[span.start : span.end] for span in self.spans if span.field == field)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something said about a work after it appeared.

    `kind`: retraction, partial-retraction, retracted-republished, concern, correction, corrected-republished,
    reinstatement, version (a new one exists), or update (anything else); `asserted_by`: who says so, or "title".
    """

    kind: str
    doi: str = ""
    pmid: str = ""
    date: tuple[int, ...] = ()
    asserted_by: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """A link from a work to another one: preprint-of, has-preprint, retraction-of …; `has-alias` to its other DOI."""

    kind: str
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """A date on which a work was published, and in which form: print, online or collection."""

    kind: str
    date: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One published thing as one source describes it.

    `agency`: who registered the DOI, where no more is known than that: such a work exists but is no candidate.
    """

    item: Item
    source: str
    url: str = ""
    notices: tuple[Notice, ...] = ()
    publications: tuple[Publication, ...] = ()
    relations: tuple[Relation, ...] = ()
    agency: str = ""

    @property
    def is_notice(self) -> bool:
        """True for a notice about another work: an erratum, a retraction notice …"""
        return any(relation.kind in NOTICE_RELATIONS for relation in self.relations)

    @property
    def is_preprint(self) -> bool:
        return self.item.type == "article" or any(relation.kind == "preprint-of" for relation in self.relations)


RETRACTIONS = frozenset({"retraction", "partial-retraction", "retracted-republished"})
NOTICE_RELATIONS = frozenset({"retraction-of", "concern-of", "correction-of", "reinstatement-of", "update-of"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """How one field of a reference compares with a work, with both values in words.

    `detail` tells agreements of one level apart where they weigh differently: a rare surname, a short title.
    """

    field: str
    level: Level
    claimed: str = ""
    found: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A work offered for a reference (as every source that knows it describes it), compared and scored.

    `claimed`: what the reference states, as it reads beside this work.
    """

    works: tuple[Work, ...]
    agreements: tuple[Agreement, ...]
    score: float
    claimed: Item | None = None

    @property
    def item(self) -> Item:
        """The sources' descriptions as one; the first source wins where they differ."""
        first, *others = (work.item for work in self.works)
        for other in others:
            first = first.filled_from(other)
        return first

    @property
    def compared(self) -> tuple[Agreement, ...]:
        """The agreements on fields, without the one on what is left over."""
        return tuple(one for one in self.agreements if one.field != "rest")

    def agreement(self, field: str) -> Agreement:
        """The agreement on `field`; absent where it was not compared."""
        for one in self.agreements:
            if one.field == field:
                return one
        return Agreement(field=field, level=Level.ABSENT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outage:
    """A source that did not answer about a reference, and why."""

    source: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """All that was learned about a reference: candidates best first, and the silent sources.

    `dead`: stated DOIs that no agency knows; `registered`: works known only by their `agency`.
    """

    reference: Reference
    candidates: tuple[Candidate, ...] = ()
    outages: tuple[Outage, ...] = ()
    dead: tuple[str, ...] = ()
    registered: tuple[Work, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to know about a reference: a rule, what was claimed, what was found."""

    rule: str
    severity: Severity
    message: str
    field: str = ""
    claimed: str = ""
    found: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What we say of one reference. `match` is present exactly for verified and mismatch.

    `item` is the completed item: the match's description, its gaps filled with what the reference
    states and nothing disputes; without a match, just what the reference states. `further`: candidates that
    decided, too, but are no near ones: the best, and the next work.
    """

    reference: Reference
    outcome: Outcome
    item: Item
    match: Candidate | None = None
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    outages: tuple[Outage, ...] = ()
    further: tuple[Candidate, ...] = ()

    def with_findings(self, *more: Finding) -> Self:
        return replace(self, findings=self.findings + more)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The verdicts in input order, the sources that were asked, and our version.

    The verdicts of a long list are read from a file whenever they are gone through: go through them once.
    """

    verdicts: Sequence[Verdict]
    sources: tuple[str, ...]
    version: str
    _outcomes: Counter[Outcome] = field(default_factory=Counter, init=False, repr=False, compare=False)
    _findings: Counter[tuple[Severity, str]] = field(default_factory=Counter, init=False, repr=False, compare=False)

    def count(self, outcome: Outcome) -> int:
        """How many verdicts have this outcome."""
        self._go_through()
        return self._outcomes[outcome]

    def count_findings(self, severity: Severity) -> int:
        """How many findings have this severity."""
        self._go_through()
        return sum(number for (of, _), number in self._findings.items() if of is severity)

    def _go_through(self) -> None:
        if not self._outcomes:
            for verdict in self.verdicts:
                self._outcomes[verdict.outcome] += 1
                self._findings.update((finding.severity, finding.rule) for finding in verdict.findings)

    def exit_code(self, fail_on: str = "error", *, allow_undecided: bool = False) -> int:
        """The process exit code: 1 for a finding at or above `fail_on`, 3 for undecided, else 0.

        `fail_on` is a severity, the id of one rule, or "never".
        """
        self._go_through()
        floor = SEVERITIES.get(fail_on)
        if any(severity >= floor if floor else rule == fail_on for severity, rule in self._findings):
            return 1
        return 3 if self.count(Outcome.UNDECIDED) and not allow_undecided else 0
