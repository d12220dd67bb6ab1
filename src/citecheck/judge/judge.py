"""Evidence to verdict: the whole policy, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from citecheck.judge.contest import Contest, contest, names_a_work, registered_twice
from citecheck.judge.differences import differences, unexplained
from citecheck.judge.identifiers import aliased, disputed
from citecheck.judge.notices import notices
from citecheck.judge.preprints import preprints
from citecheck.judge.rules import finding
from citecheck.judge.wording import in_words
from citecheck.model import Candidate, Evidence, Finding, Item, Level, Outcome, Severity, Verdict
from citecheck.settings import Policy

_SHOWN = 3  # candidates kept in a verdict
_TELLING = ("first-author", "other-authors", "title", "doi", "pmid", "pmcid")


def judge(evidence: Evidence, policy: Policy) -> Verdict:
    """The verdict on one reference.

    In this order: unreadable; a candidate above the threshold and clearly ahead of the next work;
    two that tie; a source that was silent; not found.
    """
    reference = evidence.reference
    stated = reference.item or Item()
    base = Verdict(
        reference=reference,
        outcome=Outcome.UNREADABLE,
        item=stated,
        outages=evidence.outages,
    )
    if reference.item is None:
        return base.with_findings(finding("unreadable", reference.problem or "nothing could be read"))
    notes = tuple(unexplained(reference))
    decided = contest(evidence.candidates, policy)
    if decided is None or decided.best.score < policy.threshold or not names_a_work(decided.best):
        outcome, findings = _unmatched(evidence)
    elif decided.runner_up is not None and decided.margin < policy.margin:
        outcome, findings = Outcome.UNDECIDED, [_ambiguous(decided.best, decided.runner_up)]
    else:
        return _keeping(_matched(base, decided.best, evidence, notes), evidence, decided)
    disputed_identifiers = (*_unheld(evidence), *disputed(stated, None, evidence))
    verdict = replace(base, outcome=outcome, findings=(*disputed_identifiers, *findings, *notes))
    return _keeping(verdict, evidence, decided)


def _keeping(verdict: Verdict, evidence: Evidence, decided: Contest | None) -> Verdict:
    """The verdict with the near candidates, and with those that decided."""
    near = tuple(one for one in _near(evidence.candidates) if one is not verdict.match)[:_SHOWN]
    decisive = (evidence.candidates[0], decided.best, decided.runner_up) if decided else ()
    others = {id(one): one for one in decisive if one and not any(one is kept for kept in (verdict.match, *near))}
    return replace(verdict, candidates=near, further=tuple(others.values()))


def _matched(base: Verdict, match: Candidate, evidence: Evidence, notes: tuple[Finding, ...]) -> Verdict:
    stated = base.item
    doubted = tuple(disputed(stated, match, evidence))
    differing = tuple(differences(evidence.reference, match))
    contradicted = any(one.severity >= Severity.WARNING for one in (*doubted, *differing))
    findings = (
        *notices(match),
        *doubted,
        *aliased(stated, match),
        *differing,
        *preprints(match, evidence.candidates),
        *_registered_twice(match, evidence.candidates),
        *_one_registry(match, evidence),
        *notes,
    )
    undisputed = stated
    for one in doubted:
        undisputed = replace(undisputed, **{one.field: ""})  # type: ignore[arg-type]  # doi, pmid and pmcid are text
    return replace(
        base,
        outcome=Outcome.MISMATCH if contradicted else Outcome.VERIFIED,
        match=match,
        item=match.item.filled_from(undisputed),
        findings=tuple(sorted(findings, key=lambda one: -one.severity)),
    )


def _registered_twice(match: Candidate, candidates: Sequence[Candidate]) -> Iterator[Finding]:
    for one in candidates:
        if one is not match and registered_twice(match, one):
            other = one.item.doi or one.item.pmid
            yield finding("registered-twice", f"the registries also hold the work as {other}", found=other)


def _unmatched(evidence: Evidence) -> tuple[Outcome, list[Finding]]:
    if evidence.outages:
        silent = " and ".join(f"{outage.source} ({outage.reason})" for outage in evidence.outages)
        return Outcome.UNDECIDED, [finding("source-silent", f"no answer from {silent}")]
    if evidence.registered:
        return Outcome.UNDECIDED, []
    nearest = next(_near(evidence.candidates), None)
    message = "every source answered, none knows a work that fits"
    if nearest:
        message += f"; the nearest is {in_words(nearest)}"
    return Outcome.NOT_FOUND, [finding("not-found", message)]


def _unheld(evidence: Evidence) -> Iterator[Finding]:
    """Stated DOIs that exist, though nobody who was asked describes the work."""
    for work in evidence.registered:
        message = f"the DOI {work.item.doi} exists, registered with {work.agency}, whose records are not read"
        yield finding("registered-elsewhere", message, field="doi", claimed=work.item.doi)


def _near(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates worth showing beside a reference that has no match: some people or the title agree."""
    for one in candidates:
        if any(one.agreement(field).level in (Level.EXACT, Level.CLOSE) for field in _TELLING):
            yield one


def _ambiguous(best: Candidate, runner_up: Candidate) -> Finding:
    return finding("ambiguous", f"two works fit about equally well: {in_words(best)}, and {in_words(runner_up)}")


def _one_registry(match: Candidate, evidence: Evidence) -> Iterator[Finding]:
    seen = {work.source for work in match.works}
    silent = [outage for outage in evidence.outages if outage.source not in seen]
    if silent:
        reasons = "; ".join(f"{outage.source} did not answer ({outage.reason})" for outage in silent)
        yield finding("one-registry", f"seen in {' and '.join(sorted(seen))} only, {reasons}")
