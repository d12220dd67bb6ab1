"""Evidence to verdict: what decides, what every check has to say of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from citecheck.formats.citation import kinds
from citecheck.judge.checks import all_checks
from citecheck.judge.contest import contest, states_enough
from citecheck.judge.findings import Findings, filed
from citecheck.judge.wording import is_near
from citecheck.model import Candidate, Case, Contest, Evidence, Finding, Item, Outcome, Ruling, Verdict
from citecheck.settings import Policy

_SHOWN = 3  # candidates kept in a verdict


def judge(evidence: Evidence, policy: Policy) -> Verdict:
    """The verdict on one reference."""
    return _verdict(case_of(evidence, policy))


def accepted(evidence: Evidence, candidate: Candidate) -> Verdict:
    """The verdict where somebody says that this candidate is the work meant, whatever the policy says."""
    kind = kinds.kind(evidence.reference)
    contest = Contest(best=candidate)
    return _verdict(Case(evidence=evidence, outcome=Outcome.VERIFIED, contest=contest, kind=kind))


def _verdict(case: Case) -> Verdict:
    evidence = case.evidence
    findings = filed(found(case))
    contradicted = case.match is not None and findings.contradict
    return Verdict(
        reference=evidence.reference,
        outcome=Outcome.MISMATCH if contradicted else case.outcome,
        item=_completed(case, findings),
        match=case.match,
        findings=findings.kept,
        candidates=tuple(_near(evidence.candidates, case.match))[:_SHOWN],
        outages=evidence.outages,
        contest=case.contest,
        kind=case.kind or (case.match.item.type if case.match else ""),
        waived=findings.waived,
        suppressed=findings.suppressed,
    )


def case_of(evidence: Evidence, policy: Policy) -> Case:
    """What every check looks at: the evidence, and what it decides before anything is checked."""
    kind = kinds.kind(evidence.reference)
    decided = contest(evidence.candidates, policy, kind) if evidence.reference.item else None
    return Case(evidence=evidence, outcome=_outcome(evidence, decided, kind), contest=decided, kind=kind)


def _outcome(evidence: Evidence, decided: Contest | None, kind: str) -> Outcome:
    """In this order: unreadable; a candidate that is accepted; two that tie; a source that was silent; not found.

    That nobody knows a work of a kind of which the registries hold a part only, or one of which too little is stated,
    decides nothing, unless its DOI is dead.
    """
    if evidence.reference.item is None:
        return Outcome.UNREADABLE
    if decided and decided.ruling is Ruling.ACCEPTED:
        return Outcome.VERIFIED
    tied = decided is not None and decided.ruling is Ruling.TIED
    unknowable = (kind in kinds.PARTLY_HELD or not states_enough(evidence.reference.item)) and not evidence.dead
    return Outcome.UNDECIDED if tied or evidence.outages or evidence.registered or unknowable else Outcome.NOT_FOUND


def found(case: Case) -> Iterator[Finding]:
    """All that the checks have to say of a case, before it is filed."""
    for check in all_checks():
        yield from check(case)


def _completed(case: Case, findings: Findings) -> Item:
    """The match's description, its gaps filled with what the reference states and nothing disputes."""
    claimed = case.reference.item or Item()
    if case.match is None:
        return claimed
    disputed = {field: "" for field, _ in claimed.identifiers if field in findings.disputed}
    return case.match.item.filled_from(replace(claimed, **disputed) if disputed else claimed)  # type: ignore[arg-type]


def _near(candidates: Sequence[Candidate], match: Candidate | None) -> Iterator[Candidate]:
    return (one for one in candidates if one is not match and is_near(one))
