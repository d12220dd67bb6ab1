"""What the page shows of a report: plain values for the templates, which do nothing but lay them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from urllib.parse import quote

from citecheck.judge import rules
from citecheck.judge.wording import source_word
from citecheck.model import Agreement, Candidate, Finding, Item, Level, Outcome, Remark, Report, Severity, Verdict, Work
from citecheck.reports import queries, written
from citecheck.reports.in_text import place
from citecheck.reports.shared import (
    OUTCOME_WORDS,
    by_weight,
    clipped,
    compared,
    counted,
    field_word,
    glance,
    joined,
    level_word,
    source_words,
    spans_of,
    untold,
    why,
)

_NEAREST, _BEGINNING = 3, 110
OUTCOME_MEANINGS = {
    Outcome.VERIFIED: "the work was found, and nothing that the reference claims is contradicted",
    Outcome.MISMATCH: "the work was found; at least one field differs from its record",
    Outcome.NOT_FOUND: "every source answered and none knows the work as described; a work may exist all the same",
    Outcome.UNDECIDED: "a source gave no answer, or several works fit; nothing is said for or against the reference",
    Outcome.UNREADABLE: "the entry could not be read as a reference",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text; `about` says why it is marked, "" when it is not."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    address: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """A field as claimed and as each registry has it; `level` is that of the finding, not of the comparison."""

    field: str
    claimed: str
    found: tuple[tuple[str, str], ...]
    word: str
    level: str


@dataclass(frozen=True, slots=True)
class Record:
    """A work as a reference, with what differs marked, its links, who describes it, and why it is the one."""

    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    sources: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """All that is shown of one reference. `number` counts from 1; `fine` ones fold to a line."""

    number: int
    name: str
    place: str
    outcome: Outcome
    words: str
    fine: bool
    grave: bool
    glance: str
    beginning: str
    claimed: tuple[Part, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    silent: tuple[tuple[str, str], ...]
    record: Record | None
    rows: tuple[Row, ...]
    nearest: tuple[Record, ...]
    question: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Entries to look at for one reason."""

    title: str
    entries: tuple[Entry, ...]


def title(report: Report) -> str:
    """`Reference check: references.csv`."""
    names = dict.fromkeys(PurePath(one.reference.location.file).name for one in report.verdicts)
    named = joined([name for name in names if name])
    return f"Reference check: {named}" if named else "Reference check"


def made(report: Report) -> str:
    """`26 November 2026, 01:12 UTC`; empty when nobody noted it."""
    try:
        time = datetime.fromisoformat(report.made)
    except ValueError:
        return report.made
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


def entries(report: Report) -> Iterator[Entry]:
    """Each reference in the order of the list."""
    words = queries.wording()
    for number, verdict in enumerate(report.verdicts, start=1):
        query = queries.query_of(verdict, report, words)
        yield _entry(number, verdict, " ".join(query.questions) if query else "")


def groups(shown: Sequence[Entry]) -> Iterator[Group]:
    """What must be looked at, a retracted work first; an entry stands in one group only."""
    kinds: tuple[tuple[str, Callable[[Entry], bool]], ...] = (
        ("Retracted or doubted", lambda one: any(f.rule in ("retracted", "concern") for f in one.findings)),
        ("Not found", lambda one: one.outcome is Outcome.NOT_FOUND),
        ("Found, but differs", lambda one: one.outcome is Outcome.MISMATCH),
        ("Undecided", lambda one: one.outcome is Outcome.UNDECIDED),
        ("Could not be read", lambda one: one.outcome is Outcome.UNREADABLE),
        ("Found, with a warning", lambda one: not one.fine),
    )
    left = [one for one in shown if not one.fine]
    for name, fits in kinds:
        if here := tuple(one for one in left if fits(one)):
            yield Group(title=name, entries=here)
        left = [one for one in left if one not in here]


def remarks(all: Sequence[Remark]) -> Iterator[tuple[Remark, str]]:
    """Remarks, the heaviest first, each with its place and the words beside it."""
    for one in sorted(all, key=lambda one: -one.severity):
        yield one, ": … ".join(filter(None, (place(one.location), one.around)))


def sentence(report: Report, pressing: int) -> str:
    """The verdict on the list in one sentence."""
    number = len(report.verdicts)
    if not number:
        return "The list has no references."
    fine = number - pressing
    counts = f"{fine:,} of {counted(number, 'reference')}" if pressing else f"All {counted(number, 'reference')}"
    agree = f"{counts} {'agrees' if fine == 1 else 'agree'} with the record"
    return f"{agree}; {pressing:,} {'needs' if pressing == 1 else 'need'} a look." if pressing else f"{agree}."


def rule_list(shown: Sequence[Entry], report: Report) -> list[tuple[str, str, str]]:
    """Id, severity and summary of each rule that something was found by, the heaviest first."""
    found = {one.rule: one.severity for entry in shown for one in (*entry.findings, *entry.waived)}
    found |= {one.rule: one.severity for one in (*report.remarks, *report.waivers)}
    known = rules.known()
    ordered = sorted(found, key=lambda rule: (-found[rule], rule))
    return [(rule, str(found[rule]), known[rule].summary if rule in known else "") for rule in ordered]


def _entry(number: int, verdict: Verdict, question: str) -> Entry:
    reference, match = verdict.reference, verdict.match
    looked_at = glance(verdict)
    marked = _differing(verdict)
    graves = [one.rule.replace("-", " ") for one in verdict.findings if one.severity is Severity.ERROR]
    words = OUTCOME_WORDS[verdict.outcome]
    if verdict.outcome is Outcome.VERIFIED and graves:
        words = f"{words}, but {joined(graves)}"
    fine = verdict.outcome is Outcome.VERIFIED and not looked_at
    return Entry(
        number=number,
        name=reference.key or f"reference {number}",
        place=_place(verdict),
        outcome=verdict.outcome,
        words=words,
        fine=fine,
        grave=bool(graves),
        glance="; ".join(looked_at),
        beginning=clipped(reference.raw or written.text(reference.item or Item()), _BEGINNING),
        claimed=tuple(_claimed(verdict, marked)),
        findings=tuple(by_weight(verdict.findings)),
        waived=verdict.waived,
        silent=tuple((source_word(one.source), one.reason) for one in untold(verdict)),
        record=_record(match, marked, compared(verdict)) if match else None,
        rows=() if fine or not match else tuple(_rows(verdict, match)),
        nearest=() if match else tuple(_record(one, {}, ()) for one in verdict.candidates[:_NEAREST]),
        question=question,
    )


def _place(verdict: Verdict) -> str:
    where = verdict.reference.location
    return ", ".join(filter(None, (where.label, place(where))))


def _differing(verdict: Verdict) -> dict[str, str]:
    """Fields that differ from the record, each with the sentence that is shown over it."""
    differing: dict[str, str] = {}
    for finding in verdict.findings:
        if finding.severity >= Severity.WARNING and finding.field:
            for field in spans_of(finding.field):
                differing.setdefault(field, finding.message)
    return differing


def _claimed(verdict: Verdict, marked: dict[str, str]) -> Iterator[Part]:
    """The raw text; what was read as a differing field is marked."""
    reference, position = verdict.reference, 0
    if not reference.raw:
        yield from _written(reference.item or Item(), marked)
        return
    for span in sorted(reference.spans, key=lambda span: span.start):
        if span.field in marked and position <= span.start < span.end:
            yield Part(reference.raw[position : span.start])
            yield Part(reference.raw[span.start : span.end], marked[span.field])
            position = span.end
    yield Part(reference.raw[position:])


def _written(item: Item, marked: dict[str, str]) -> Iterator[Part]:
    for piece in written.pieces(item):
        yield Part(piece.text, marked.get(piece.field, ""))


def _record(candidate: Candidate, marked: dict[str, str], agreements: Sequence[Agreement]) -> Record:
    return Record(
        parts=tuple(_written(candidate.item, marked)) or (Part("Nothing is stated."),),
        links=tuple(_links(candidate.item)),
        sources=joined(source_words([work.source for work in candidate.works])),
        why=why(candidate, agreements),
    )


def _links(item: Item) -> Iterator[Link]:
    if item.doi.startswith("10."):
        yield Link(f"doi:{item.doi}", f"https://doi.org/{quote(item.doi, safe='/:;(),', errors='replace')}", "doi")
    if re.fullmatch(r"[0-9]+", item.pmid):
        yield Link(f"PMID {item.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{item.pmid}/", "pmid")
    if re.fullmatch(r"PMC[0-9]+", item.pmcid):
        yield Link(item.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{item.pmcid}/", "pmcid")


def _rows(verdict: Verdict, match: Candidate) -> Iterator[Row]:
    for one in compared(verdict):
        if one.level is not Level.ABSENT:
            found = tuple(_found(one.field, one.found, match.works))
            yield Row(field_word(one.field), one.claimed, found, level_word(one), str(one.level))


def _found(field: str, found: str, works: Sequence[Work]) -> Iterator[tuple[str, str]]:
    """What the record has, and from whom; each registry for itself where they differ."""
    values: dict[str, list[str]] = {}
    for work in works:
        if value := _value(work.item, field):
            values.setdefault(value, []).append(source_word(work.source))
    if len(values) > 1:
        yield from ((value, joined(names)) for value, names in values.items())
    else:
        yield found, joined(next(iter(values.values()), []))


def _value(item: Item, field: str) -> str:
    if field in ("first-author", "other-authors"):
        names = item.author[:1] if field == "first-author" else item.author[1:]
        return ", ".join(map(written.short, names))
    if field == "container-title":
        return item.container_title or item.container_title_short
    return item.locator if field == "page" else str(getattr(item, field, ""))
