"""Evidence to verdict: the whole policy, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from citecheck import normalize
from citecheck.differences import differences, unexplained
from citecheck.identifiers import aliased, disputed
from citecheck.model import Candidate, Evidence, Finding, Item, Level, Outcome, Severity, Verdict
from citecheck.notices import is_notice, notices
from citecheck.preprints import preprints
from citecheck.rules import finding
from citecheck.score import probability, weigh
from citecheck.settings import Policy
from citecheck.wording import in_words

_NAMING = ("title", "doi", "pmid", "pmcid")
_PLACING = ("first-author", "other-authors", "page")
_ENOUGH = 3  # fields
_DIFFERING = (Level.CLOSE, Level.DIFFERENT)
_SHOWN = 3  # candidates kept in a verdict
_TELLING = ("first-author", "other-authors", "title", "doi", "pmid", "pmcid")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """The best candidate, the next work that competes with it, and the bits between the two: infinite without one.

    The bits are counted from the candidate on top, which may be a preprint or notice of the best.
    """

    best: Candidate
    rival: Candidate | None = None
    lead: float = math.inf


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
    if decided is None or decided.best.score < policy.threshold or not _telling(decided.best):
        outcome, findings = _unmatched(evidence)
    elif decided.rival is not None and decided.lead < policy.lead:
        outcome, findings = Outcome.UNDECIDED, [_ambiguous(decided.best, decided.rival)]
    else:
        return _keeping(_matched(base, decided.best, evidence, notes), evidence, decided)
    strangers = (*_unheld(evidence), *disputed(stated, None, evidence))
    verdict = replace(base, outcome=outcome, findings=(*strangers, *findings, *notes))
    return _keeping(verdict, evidence, decided)


def _keeping(verdict: Verdict, evidence: Evidence, decided: Contest | None) -> Verdict:
    """The verdict with the near candidates, and with those that decided."""
    near = tuple(one for one in _near(evidence.candidates) if one is not verdict.match)[:_SHOWN]
    decisive = (evidence.candidates[0], decided.best, decided.rival) if decided else ()
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
        *_twins(match, evidence.candidates),
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


def contest(candidates: Sequence[Candidate], policy: Policy) -> Contest | None:
    """Which of the candidates, likeliest first, is best, and how far behind the next work is; None without any.

    A preprint, an erratum or another notice does not compete with its article: where they come
    close to one another, the article is meant. Below the threshold nothing competes.
    """
    if not candidates:
        return None
    if candidates[0].score < policy.threshold:
        return Contest(best=candidates[0])
    top = weigh(candidates[0].agreements)
    limit = top - policy.lead
    # The score tells most of them apart already, near 1 it is too coarse.
    near = (one for one in candidates[1:] if one.score >= probability(limit))
    close = [candidates[0], *(one for one in near if weigh(one.agreements) > limit)]
    best = next((one for one in close if not _companion(one)), close[0])
    rivals = (
        one
        for one in candidates
        if one is not best and not (_belong_together(best, one) or _part_of(one, best) or _outdone(one, best))
    )
    rival = next(rivals, None)
    return Contest(best=best, rival=rival, lead=top - weigh(rival.agreements) if rival else math.inf)


def _telling(candidate: Candidate) -> bool:
    """True where what agrees can name a work: its title or an identifier, or three fields with people or a page.

    A journal, a year and a volume are those of many works, though they are all that some references state.
    """
    agreed = {one.field for one in candidate.agreements if one.level in (Level.EXACT, Level.CLOSE)} - {"rest"}
    return not agreed.isdisjoint(_NAMING) or (
        len(agreed) >= _ENOUGH and (not agreed.isdisjoint(_PLACING) or not candidate.agreement("page").claimed)
    )


def _outdone(rival: Candidate, best: Candidate) -> bool:
    """True where the best agrees in all that the reference states, and the rival differs in some of it."""
    if rival.score >= best.score:
        return False
    levels = {one.field: one.level for one in rival.agreements}
    stated = [one for one in best.agreements if one.level is not Level.ABSENT]
    agreed = all(one.level is Level.EXACT and (one.field != "rest" or not one.detail) for one in stated)
    return agreed and any(levels[one.field] in _DIFFERING for one in stated if one.field != "rest")


def _part_of(rival: Candidate, best: Candidate) -> bool:
    """True for a chapter of the book that is cited: neither its own title nor its pages are in the reference."""
    same = normalize.key(rival.item.container_title) == normalize.key(best.item.title) != ""
    stated = (rival.agreement(field).level for field in ("title", "page"))
    return same and best.agreement("title").level is Level.EXACT and Level.EXACT not in stated


def _companion(candidate: Candidate) -> bool:
    """True for something that goes with another work: a preprint, an erratum, a retraction notice."""
    return is_notice(candidate) or any(work.is_preprint for work in candidate.works)


def _belong_together(one: Candidate, other: Candidate) -> bool:
    linked = {name for work in (*one.works, *other.works) for link in work.relations for name in (link.doi, link.pmid)}
    names = ({name for work in each.works for name in (work.item.doi, work.item.pmid)} for each in (one, other))
    linked_to = any(linked & theirs - {""} for theirs in names)
    return linked_to or _companion(one) != _companion(other) or registered_twice(one, other)


def registered_twice(one: Candidate, other: Candidate) -> bool:
    """One work under two identifiers: title, journal, volume and first page are all the same, and what else both state.

    The year and the first author may be missing in one of them, or the surname be part of the other's.
    """
    ours, theirs = _description(one.item), _description(other.item)
    if "" in ours or ours != theirs:
        return False
    years = {one.item.year, other.item.year} - {""}
    return len(years) < 2 and _same_person(one.item, other.item)


def _same_person(one: Item, other: Item) -> bool:
    ours, theirs = (
        {word for name in item.author[:1] for word in normalize.words(name.family or name.literal)}
        for item in (one, other)
    )
    return not ours or not theirs or ours <= theirs or theirs <= ours


def _twins(match: Candidate, candidates: Sequence[Candidate]) -> Iterator[Finding]:
    for one in candidates:
        if one is not match and registered_twice(match, one):
            other = one.item.doi or one.item.pmid
            yield finding("registered-twice", f"the registries also hold the work as {other}", found=other)


def _description(item: Item) -> tuple[str, ...]:
    journal = " ".join(normalize.journal_words(item.container_title or item.container_title_short))
    first, _ = normalize.pages(item.locator)
    return (normalize.key(item.title), journal, item.volume, first)


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


def _one_registry(match: Candidate, evidence: Evidence) -> Iterator[Finding]:
    seen = {work.source for work in match.works}
    silent = [outage for outage in evidence.outages if outage.source not in seen]
    if silent:
        reasons = "; ".join(f"{outage.source} did not answer ({outage.reason})" for outage in silent)
        yield finding("one-registry", f"seen in {' and '.join(sorted(seen))} only, {reasons}")
