"""Evidence to verdict: what decides, what every check has to say of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from citecheck.judge.checks import all_checks
from citecheck.judge.contest import contest
from citecheck.judge.findings import Findings, filed
from citecheck.judge.wording import is_near
from citecheck.model import Candidate, Case, Contest, Evidence, Finding, Item, Outcome, Ruling, Verdict
from citecheck.settings import Policy

_SHOWN = 3  # candidates kept in a verdict


def judge(evidence: Evidence, policy: Policy) -> Verdict:
    """The verdict on one reference."""
    decided = contest(evidence.candidates, policy) if evidence.reference.item else None
    return _verdict(Case(evidence=evidence, outcome=_outcome(evidence, decided), contest=decided))


def accepted(evidence: Evidence, candidate: Candidate) -> Verdict:
    """The verdict where somebody says that this candidate is the work meant, whatever the policy says."""
    return _verdict(Case(evidence=evidence, outcome=Outcome.VERIFIED, contest=Contest(best=candidate)))


def _verdict(case: Case) -> Verdict:
    evidence = case.evidence
    findings = filed(_found(case))
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
        waived=findings.waived,
        suppressed=findings.suppressed,
    )


def _outcome(evidence: Evidence, decided: Contest | None) -> Outcome:
    """In this order: unreadable; a candidate that is accepted; two that tie; a source that was silent; not found."""
    if evidence.reference.item is None:
        return Outcome.UNREADABLE
    if decided and decided.ruling is Ruling.ACCEPTED:
        return Outcome.VERIFIED
    tied = decided is not None and decided.ruling is Ruling.TIED
    return Outcome.UNDECIDED if tied or evidence.outages or evidence.registered else Outcome.NOT_FOUND


def _found(case: Case) -> Iterator[Finding]:
    for check in all_checks():
        yield from check(case)


def _completed(case: Case, findings: Findings) -> Item:
    """The match's description, its gaps filled with what the reference states and nothing disputes."""
    stated = case.reference.item or Item()
    if case.match is None:
        return stated
    disputed = {field: "" for field, _ in stated.identifiers if field in findings.disputed}
    return case.match.item.filled_from(replace(stated, **disputed) if disputed else stated)  # type: ignore[arg-type]


def _near(candidates: Sequence[Candidate], match: Candidate | None) -> Iterator[Candidate]:
    return (one for one in candidates if one is not match and is_near(one))
