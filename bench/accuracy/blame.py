"""What is raised of references with one thing wrong: is the work found, the right field named, a clean one blamed?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from bench.accuracy import corrupt
from bench.accuracy.corrupt import Case
from bench.accuracy.proof import is_target
from bench.accuracy.run import POLICY, catalogue, works_of
from bench.accuracy.tables import percent, table
from citecheck.csl import to_csl
from citecheck.formats import citation
from citecheck.gather.gather import gather
from citecheck.interfaces import Identifier
from citecheck.judge.judge import judge
from citecheck.match.compare import years
from citecheck.model import Item, Outcome, Reference, Severity, Verdict, Work
from citecheck.sources.catalogue import Catalogue
from citecheck.workers import Workers

_BATCH = 200
_SAME_FIELD = {"first-author": "author", "other-authors": "author"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What was raised of a case. `blamed`: the fields named with a warning or error that are as in a record."""

    found: bool
    named: bool
    blamed: tuple[str, ...]
    outcome: str
    linked: bool
    record: dict[str, Any] | None


@dataclass(kw_only=True, slots=True)
class Blame:
    """Counts of one kind of case."""

    rows: int = 0
    found: int = 0
    wrong: int = 0
    named: int = 0
    blamed: int = 0
    verified: int = 0
    linked: int = 0

    def add(self, one: Judged) -> None:
        self.rows += 1
        self.found += one.found
        self.wrong += one.linked and not one.found
        self.named += one.named
        self.blamed += bool(one.blamed)
        self.verified += one.outcome == Outcome.VERIFIED
        self.linked += one.linked

    def take_in(self, other: Blame) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def measured(
    found: dict[str, Blame], cases: Iterable[Case], folder: Path, workers: Workers
) -> Iterator[dict[str, Any]]:
    """Counts the cases into `found`, kind by kind; yields those where something is not as it should be."""
    for kind, judged in workers.map(_work, _tasks(cases, folder)):
        for one in judged:
            found.setdefault(kind, Blame()).add(one)
            if one.record:
                yield one.record


def _tasks(cases: Iterable[Case], folder: Path) -> Iterator[tuple[Path, tuple[Case, ...]]]:
    for _, alike in groupby(cases, key=lambda case: case.kind):
        while batch := tuple(islice(alike, _BATCH)):
            yield folder, batch


def _work(task: tuple[Path, tuple[Case, ...]]) -> tuple[str, list[Judged]]:
    folder, cases = task
    source = catalogue(folder)
    records = [_views(source, case) for case in cases]
    evidences = gather([_reference(case) for case in cases], [source], POLICY)
    judged = [
        _judged(case, judge(evidence, POLICY), views)
        for case, evidence, views in zip(cases, evidences, records, strict=True)
        if not any(str(case.year) in years(view) for view in views)
    ]
    return cases[0].kind, judged


def _views(source: Catalogue, case: Case) -> tuple[Work, ...]:
    if not case.target.doi:
        return ()
    asked = Identifier("doi", case.target.doi)
    return works_of(source.lookup([asked])[asked])


def _reference(case: Case) -> Reference:
    try:
        item, spans = citation.read(case.text)
    except ValueError as error:
        return Reference(key=case.key, raw=case.text, problem=str(error))
    return Reference(key=case.key, raw=case.text, item=item, spans=spans)


def _judged(case: Case, verdict: Verdict, views: tuple[Work, ...]) -> Judged:
    found = verdict.match is not None and is_target(verdict.match, case.target)
    raised = [(_SAME_FIELD.get(one.field, one.field), one.severity) for one in verdict.findings if one.field]
    named = bool(case.field) and any(field == case.field for field, _ in raised)
    loud = {field for field, severity in raised if severity >= Severity.WARNING}
    blamed = tuple(sorted(loud - {case.field})) if found else ()
    real = bool(case.target.doi)
    good = (found and (named or not case.field) and not blamed) if real else verdict.outcome != Outcome.VERIFIED
    return Judged(
        found=found,
        named=named,
        blamed=blamed,
        outcome=str(verdict.outcome),
        linked=verdict.match is not None,
        record=None if good else _record(case, verdict, blamed, named=named, views=views),
    )


def _record(
    case: Case, verdict: Verdict, blamed: tuple[str, ...], *, named: bool, views: tuple[Work, ...]
) -> dict[str, Any]:
    return {
        "what": "corrupted",
        "kind": case.kind,
        "key": case.key,
        "string": case.text,
        "outcome": str(verdict.outcome),
        "linked": verdict.match.item.doi or verdict.match.item.pmid if verdict.match else None,
        "score": verdict.match.score if verdict.match else None,
        "named": named,
        "blamed": blamed,
        "findings": [f"{one.rule}: {one.message}" for one in verdict.findings],
        "item": to_csl(verdict.reference.item or Item()),
        "records": [{"source": view.source, **to_csl(view.item)} for view in views],
    }


def section(found: dict[str, Blame]) -> str:
    """One line a kind, and one for all in which exactly one field is wrong."""
    heads = ["wrong", "rows", "found", "another work", "right field named", "clean field blamed", "verified", "linked"]
    lines = [_line(kind, one) for kind, one in found.items()]
    whole = Blame()
    for kind, one in found.items():
        if corrupt.KINDS[kind][0]:
            whole.take_in(one)
    return table(heads, [*lines, _line("any one field", whole)])


def _line(kind: str, one: Blame) -> list[str]:
    named = one.named if corrupt.KINDS.get(kind, ("field",))[0] else None
    numbers = (one.found, one.wrong, named, one.blamed, one.verified, one.linked)
    shares = [percent(None if number is None else number / max(one.rows, 1)) for number in numbers]
    return [kind, f"{one.rows:,}", *shares]
