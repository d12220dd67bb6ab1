"""Evidence to verdict: the whole policy, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from citecheck.differences import differences, unexplained
from citecheck.model import Candidate, Evidence, Finding, Item, Level, Outcome, Severity, Verdict
from citecheck.rules import finding
from citecheck.score import weigh
from citecheck.settings import Policy

_SHOWN = 3  # candidates kept in a verdict
_TELLING = ("first-author", "other-authors", "title", "doi", "pmid", "pmcid")
_NOTICE_TITLE = re.compile(r"\W*(?:erratum|corrigendum|correction|retraction|expression of concern|addendum)\b", re.I)


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
    best, rival = _best(evidence.candidates, policy)
    if best is None or best.score < policy.threshold:
        outcome, findings = _unmatched(evidence)
    elif rival is not None:
        outcome, findings = Outcome.UNDECIDED, [_ambiguous(best, rival)]
    else:
        return _matched(base, best, evidence, notes)
    strangers = (*_unheld(evidence), *_identifiers(stated, None, evidence))
    nearest = tuple(_near(evidence.candidates))[:_SHOWN]
    return replace(base, outcome=outcome, candidates=nearest, findings=(*strangers, *findings, *notes))


def _matched(base: Verdict, match: Candidate, evidence: Evidence, notes: tuple[Finding, ...]) -> Verdict:
    stated = base.item
    disputed = tuple(_identifiers(stated, match, evidence))
    differing = tuple(differences(evidence.reference, match))
    contradicted = any(one.severity >= Severity.WARNING for one in (*disputed, *differing))
    findings = (*_notices(match), *disputed, *differing, *_one_registry(match, evidence), *notes)
    undisputed = stated
    for one in disputed:
        undisputed = replace(undisputed, **{one.field: ""})  # type: ignore[arg-type]  # doi, pmid and pmcid are text
    return replace(
        base,
        outcome=Outcome.MISMATCH if contradicted else Outcome.VERIFIED,
        match=match,
        item=match.item.filled_from(undisputed),
        findings=tuple(sorted(findings, key=lambda one: -one.severity)),
        candidates=tuple(one for one in _near(evidence.candidates) if one is not match)[:_SHOWN],
    )


def _best(candidates: Sequence[Candidate], policy: Policy) -> tuple[Candidate | None, Candidate | None]:
    """The best candidate, and the other work (if any) that comes too close to it to decide.

    A preprint, an erratum or another notice does not compete with its article: where they come
    close to one another, the article is meant.
    """
    if not candidates:
        return None, None
    top = weigh(candidates[0].agreements)
    close = [one for one in candidates if weigh(one.agreements) > top - policy.lead]
    best = next((one for one in close if not _companion(one)), close[0])
    rivals = (one for one in close if one is not best and not _belong_together(best, one))
    return best, next(rivals, None)


def _companion(candidate: Candidate) -> bool:
    """True for something that goes with another work: a preprint, an erratum, a retraction notice."""
    return _is_notice(candidate) or any(work.is_preprint for work in candidate.works)


def _is_notice(candidate: Candidate) -> bool:
    linked = any(work.is_notice for work in candidate.works)
    return linked or any(_NOTICE_TITLE.match(work.item.title) for work in candidate.works)


def _belong_together(one: Candidate, other: Candidate) -> bool:
    linked = {name for work in (*one.works, *other.works) for link in work.relations for name in (link.doi, link.pmid)}
    names = ({name for work in each.works for name in (work.item.doi, work.item.pmid)} for each in (one, other))
    return any(linked & theirs - {""} for theirs in names) or _companion(one) != _companion(other)


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


def _ambiguous(best: Candidate, rival: Candidate) -> Finding:
    return finding("ambiguous", f"two works fit about equally well: {in_words(best)}, and {in_words(rival)}")


def in_words(candidate: Candidate) -> str:
    """A candidate in one phrase: `Mosca C 2022, “Newly Diagnosed …” (10.1007/s00223-021-00938-w)`."""
    item = candidate.item
    name = str(item.author[0]) if item.author else "an unnamed author"
    identifier = item.doi or (f"PMID {item.pmid}" if item.pmid else "no identifier")
    return f"{name} {item.year}, “{item.title}” ({identifier})".replace("  ", " ")


def _identifiers(stated: Item, match: Candidate | None, evidence: Evidence) -> Iterator[Finding]:
    """Stated identifiers that are not those of the match, and whose they are."""
    for field, word in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID")):
        claimed = getattr(stated, field)
        found = getattr(match.item, field) if match else ""
        if not claimed or claimed == found or (match and match.agreement(field).level == "exact"):
            continue
        if field == "doi" and claimed in evidence.dead:
            message = f"no agency has registered the DOI {claimed}"
            yield finding("dead-doi", message, field=field, claimed=claimed, found=found)
            continue
        owner = next(
            (one for one in evidence.candidates if one is not match and getattr(one.item, field) == claimed), None
        )
        if owner and field != "pmcid":
            message = f"the {word} {claimed} leads to {in_words(owner)}, which does not fit the rest of the reference"
            yield finding(f"{field}-of-another-work", message, field=field, claimed=claimed, found=found)
        elif found:
            message = f"the reference says {word} {claimed}, the record {found}"
            yield finding(f"{field}-mismatch", message, field=field, claimed=claimed, found=found)


def _notices(match: Candidate) -> Iterator[Finding]:
    """What was said about the work after it appeared; a later reinstatement undoes a retraction."""
    notices = [notice for work in match.works for notice in work.notices]
    reinstated = max((notice.date for notice in notices if notice.kind == "reinstatement"), default=None)
    for kind, rule, words in (
        ("retraction", "retracted", "the work was retracted"),
        ("concern", "concern", "an expression of concern about the work was published"),
        ("correction", "corrected", "a correction of the work was published"),
    ):
        said = [
            one for one in notices if one.kind == kind and (kind != "retraction" or not _undone(one.date, reinstated))
        ]
        if said:
            where = next((f" (doi {one.doi})" for one in said if one.doi), "")
            where = where or next((f" (PMID {one.pmid})" for one in said if one.pmid), "")
            date = next((f" on {'-'.join(f'{part:02}' for part in one.date)}" for one in said if one.date), "")
            yield finding(rule, f"{words}{date}{where}")
    if _is_notice(match):
        yield finding("notice-cited", f"the reference names a notice: {in_words(match)}")


def _undone(retracted: tuple[int, ...], reinstated: tuple[int, ...] | None) -> bool:
    return reinstated is not None and reinstated >= retracted


def _one_registry(match: Candidate, evidence: Evidence) -> Iterator[Finding]:
    seen = {work.source for work in match.works}
    silent = [outage for outage in evidence.outages if outage.source not in seen]
    if silent:
        reasons = "; ".join(f"{outage.source} did not answer ({outage.reason})" for outage in silent)
        yield finding("one-registry", f"seen in {' and '.join(sorted(seen))} only, {reasons}")
