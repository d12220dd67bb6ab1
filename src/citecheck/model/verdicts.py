"""How a reference compares with what exists, and what we say of it. Every type is frozen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from citecheck.errors import SettingsError, among
from citecheck.model.bibliography import Citation, Item, Location, Reference, Work
from citecheck.model.enums import SEVERITIES, Level, Outcome, Ruling, Severity

_NOWHERE = Location()


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """How one field of a reference compares with a work, with both values in words.

    `detail` tells agreements of one level apart where they weigh differently: a rare surname, a short title.
    `manner` says in a word how two values differ, where it is known: a number that is near, a name in another script.
    `bits`: what it adds to the evidence that the work is the one meant; set when the candidate is scored.
    """

    field: str
    level: Level
    claimed: str = ""
    found: str = ""
    detail: str = ""
    manner: str = ""
    bits: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A work offered for a reference (as every source that knows it describes it), compared and scored.

    `claimed`: what the reference states, as it reads beside this work. `bits`: all the evidence, of which the score is
    the probability; `prior`: the part that is known before anything is compared.
    """

    works: tuple[Work, ...]
    agreements: tuple[Agreement, ...]
    score: float
    claimed: Item | None = None
    bits: float = 0.0
    prior: float = 0.0

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
class Link:
    """An address that a reference cites, and what is there: something, nothing (`gone`), or nobody could look
    (`unseen` says why)."""

    url: str
    gone: bool = False
    unseen: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """All that was learned about a reference: candidates best first, and the silent sources.

    `dead`: stated DOIs that no agency knows; `registered`: works known only by their `agency`; `links`: the addresses
    that somebody wanted to be visited.
    """

    reference: Reference
    candidates: tuple[Candidate, ...] = ()
    outages: tuple[Outage, ...] = ()
    dead: tuple[str, ...] = ()
    registered: tuple[Work, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """The best candidate, the next work that competes with it, what the policy says, and the bits between the two.

    The margin is infinite without a runner-up. It is counted from the candidate on top, which may be a preprint or
    notice of the best.
    """

    best: Candidate
    runner_up: Candidate | None = None
    margin: float = math.inf
    ruling: Ruling = Ruling.ACCEPTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A reference with all that decides about it: what every check looks at.

    `outcome`: before anything is checked, so never a mismatch. `contest` is None without any candidate. `kind`: CSL's
    type of what the reference means, "" where nothing tells.
    """

    evidence: Evidence
    outcome: Outcome
    contest: Contest | None = None
    kind: str = ""

    @property
    def reference(self) -> Reference:
        return self.evidence.reference

    @property
    def match(self) -> Candidate | None:
        """The accepted candidate."""
        return self.contest.best if self.contest and self.outcome is Outcome.VERIFIED else None

    @property
    def claimed(self) -> Item:
        """What the reference claims, as it reads beside its match where there is one."""
        beside = self.match.claimed if self.match else None
        return beside or self.reference.item or Item()


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding, with one sentence about it.

    A finding of a rule that `disputes` contradicts the reference: at warning or above, the outcome is a mismatch.
    `doubted`: the severity of a finding that is not likely enough to be true; None where it is not shown at all.
    """

    id: str
    severity: Severity
    summary: str
    disputes: bool = False
    doubted: Severity | None = Severity.NOTE


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to know about a reference: a rule, what was claimed, what was found.

    `signs`: what tells how likely it is true, in words; `probability` that it is, where that is known.
    `waiver`: why somebody accepts it, and until when, where somebody does.
    """

    rule: str
    severity: Severity
    message: str
    field: str = ""
    claimed: str = ""
    found: str = ""
    signs: tuple[str, ...] = ()
    probability: float | None = None
    waiver: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One thing to know about the citations in a text, or the numbers of its list.

    `key`: of the reference that it is about, or what the text cites in its place; `location` and `around`: where the
    text says so, and the words beside it.
    """

    rule: str
    severity: Severity
    message: str
    key: str = ""
    location: Location = _NOWHERE
    around: str = ""


def by_severity(*findings: Finding) -> tuple[Finding, ...]:
    """The findings in the order in which they are shown: the heaviest first, otherwise as they came."""
    return tuple(sorted(findings, key=lambda one: -one.severity))


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What we say of one reference. `match` is present exactly for verified and mismatch.

    `item` is the completed item: the match's description, its gaps filled with what the reference
    states and nothing disputes; without a match, just what the reference states. `contest`: what decided.
    `waived` and `suppressed` findings are shown where somebody asks for them, and decide nothing. `kind`: CSL's type
    of the work that is meant, as the reference tells it, else its match.
    """

    reference: Reference
    outcome: Outcome
    item: Item
    match: Candidate | None = None
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    outages: tuple[Outage, ...] = ()
    contest: Contest | None = None
    kind: str = ""
    waived: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()

    def with_findings(self, *more: Finding) -> Self:
        return replace(self, findings=by_severity(*self.findings, *more)) if more else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """Answers that a report rests on: those of one source, given from the day `first` to `last` (ISO 8601).

    `provenance`: where they came from, if not from the service itself.
    """

    source: str
    first: str
    last: str
    provenance: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The verdicts in input order, the sources that were asked, our version, and the ids of all rules.

    `made`: when, in ISO 8601; `answers`: what it rests on; `settings`: those that bear on it, by name; `citations`
    and `remarks`: what the text of the document cites, and what there is to know about that; `waivers`: what there is
    to know about the waivers themselves.

    The verdicts of a long list are read from a file whenever they are gone through: go through them once.
    """

    verdicts: Sequence[Verdict]
    sources: tuple[str, ...]
    version: str
    rules: tuple[str, ...] = ()
    made: str = field(default="", compare=False)
    answers: tuple[Answers, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    citations: tuple[Citation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    waivers: tuple[Remark, ...] = ()
    _outcomes: Counter[Outcome] = field(default_factory=Counter, init=False, repr=False, compare=False)
    _aside: Counter[str] = field(default_factory=Counter, init=False, repr=False, compare=False)
    _findings: Counter[tuple[Severity, str]] = field(default_factory=Counter, init=False, repr=False, compare=False)

    def count(self, outcome: Outcome) -> int:
        """How many verdicts have this outcome."""
        self._go_through()
        return self._outcomes[outcome]

    def count_findings(self, severity: Severity) -> int:
        """How many findings have this severity."""
        self._go_through()
        return sum(number for (of, _), number in self._findings.items() if of is severity)

    def count_waived(self) -> int:
        """How many findings somebody accepts."""
        self._go_through()
        return self._aside["waived"]

    def count_suppressed(self) -> int:
        """How many findings are switched off or not new."""
        self._go_through()
        return self._aside["suppressed"]

    def _go_through(self) -> None:
        if not self._outcomes:
            for verdict in self.verdicts:
                self._outcomes[verdict.outcome] += 1
                self._aside.update(waived=len(verdict.waived), suppressed=len(verdict.suppressed))
                self._findings.update((finding.severity, finding.rule) for finding in verdict.findings)
            self._findings.update((remark.severity, remark.rule) for remark in (*self.remarks, *self.waivers))

    def exit_code(self, fail_on: str = "error", *, allow_undecided: bool = False) -> int:
        """The process exit code: 1 for a finding that `fail_on` names, 3 for undecided, else 0.

        `fail_on` is a severity (it and all above), the id of a rule, or "never"; several are parted by commas.
        Raises SettingsError for any other word.
        """
        self._go_through()
        words = [word.strip() for word in fail_on.split(",")]
        for word in words:
            if word not in {*SEVERITIES, *self.rules, "never", *(rule for _, rule in self._findings)}:
                raise SettingsError(f"{word!r} is neither a severity nor a rule", hint=among(word, SEVERITIES))
        floor = min((SEVERITIES[word] for word in words if word in SEVERITIES), default=None)
        if any((floor and severity >= floor) or rule in words for severity, rule in self._findings):
            return 1
        return 3 if self.count(Outcome.UNDECIDED) and not allow_undecided else 0
