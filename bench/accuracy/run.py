"""Rows through parse, gather, score and judge, in worker processes; what became of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from bench.accuracy.baseline import link
from bench.accuracy.proof import is_target, proof
from bench.accuracy.sets import Row
from citecheck import names, normalize
from citecheck.csl import to_csl
from citecheck.formats import citation
from citecheck.gather.gather import gather
from citecheck.interfaces import Answer, Identifier
from citecheck.judge.judge import judge
from citecheck.model import Candidate, Evidence, Item, Reference, Verdict, Work
from citecheck.settings import Policy
from citecheck.sources.catalogue import Catalogue
from citecheck.workers import Workers

POLICY = Policy()
_BATCH = 200
_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Rows of one set and style, and the catalogue to ask."""

    folder: Path
    rows: tuple[Row, ...]
    baseline: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of a row. `score` and `best_right` are those of the match, else of the best candidate.
    `indistinct`: nothing tells the work from others, because another one has the same text, because a reference
    without title means a record without volume and page, or because another record has all that it states.
    `tied`: said to be ambiguous. `proven`: why a match that the set does not name is the right work all the same.
    `record`: how it looked, for rows to be looked at: wrong, missed, or right by proof.
    """

    set: str
    style: str
    part: str
    held: bool
    linked: bool
    right: bool
    score: float | None
    best_right: bool
    indistinct: bool = False
    tied: bool = False
    proven: str = ""
    record: dict[str, Any] | None = None


@dataclass(kw_only=True, slots=True)
class Done:
    """The results of a task and the processor seconds they took: parse, gather, score and judge; the yardstick's."""

    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0
    baseline: list[Result] = field(default_factory=list)
    baseline_seconds: float = 0.0


def run(rows: Iterable[Row], folder: Path, workers: Workers, *, baseline: bool = False) -> Iterator[Done]:
    """The rows, batch by batch, in order; with `baseline` also what the yardstick makes of them."""
    yield from workers.map(work, (Task(folder=folder, rows=batch, baseline=baseline) for batch in batches(rows)))


def batches(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Rows of one set, style and part together, a bounded number."""
    for _, alike in groupby(rows, key=lambda row: (row.set, row.style, row.part)):
        while batch := tuple(islice(alike, _BATCH)):
            yield batch


def work(task: Task) -> Done:
    """One batch: the part that counts is timed, the comparison with the truth is not."""
    source = catalogue(task.folder)
    start = time.process_time()
    references = [reference(row) for row in task.rows]
    evidences = gather(references, [source], POLICY)
    verdicts = [judge(evidence, POLICY) for evidence in evidences]
    seconds = time.process_time() - start
    judged = zip(task.rows, evidences, verdicts, strict=True)
    results = [_result(*one, alike=_is_alike(one[0], one[1], source)) for one in judged]
    done = Done(results=results, seconds=seconds)
    if task.baseline:
        items = [one.item or Item() for one in references]
        start = time.process_time()
        linked = [link(task.folder, row.text, item) for row, item in zip(task.rows, items, strict=True)]
        done.baseline_seconds = time.process_time() - start
        done.baseline = [_linked(*one) for one in zip(task.rows, items, linked, strict=True)]
    return done


def reference(row: Row) -> Reference:
    """The reference of a row, its text read as a list in plain text would be."""
    if row.fields is not None:
        return Reference(key=row.key, raw=row.text, item=row.fields)
    try:
        item, spans = citation.read(row.text)
    except ValueError as error:
        return Reference(key=row.key, raw=row.text, problem=str(error))
    return Reference(key=row.key, raw=row.text, item=item, spans=spans)


@cache
def catalogue(folder: Path) -> Catalogue:
    """One for each process."""
    return Catalogue(folder)


def _is_alike(row: Row, evidence: Evidence, source: Catalogue) -> bool:
    """Does a reference without title mean a record without volume and pages, or has another record all it states?"""
    target = row.target
    named = [Identifier(kind, value) for kind, value in (("doi", target.doi), ("pmid", target.pmid)) if value]
    meant = [work.item for answer in source.lookup(named).values() for work in works_of(answer)]
    if row.untitled and named and not any(item.volume or item.locator for item in meant):
        return True
    others = [one.item for one in evidence.candidates if not is_target(one, target)]
    claimed = _stated(evidence.reference.item or Item(), untitled=row.untitled)
    return any(_same(one, other, claimed) for one in meant for other in others)


def _stated(item: Item, *, untitled: bool) -> list[str]:
    """What a reference states, of what tells works apart."""
    parts = _parts(item)
    return [name for name, value in parts.items() if value and not (untitled and name == "title")]


def _same(one: Item, other: Item, claimed: Sequence[str]) -> bool:
    parts, others = _parts(one), _parts(other)
    return bool(claimed) and all(parts[name] == others[name] for name in claimed)


def _parts(item: Item) -> dict[str, str]:
    return {
        "author": names.surname(item.author[0].family or item.author[0].literal) if item.author else "",
        "title": normalize.key(item.title),
        "container": normalize.key(item.container_title),
        "year": item.year,
        "volume": item.volume,
        "page": normalize.pages(item.page)[0],
        "number": item.number,
    }


def works_of(answer: Answer) -> tuple[Work, ...]:
    """The works of an answer; none where the catalogue could not be read."""
    return answer if isinstance(answer, tuple) else ()


def _result(row: Row, evidence: Evidence, verdict: Verdict, *, alike: bool) -> Result:
    item = evidence.reference.item or Item()
    best = verdict.match or next(iter(evidence.candidates), None)
    named = best is not None and is_target(best, row.target)
    proven = proof(row, item, best) if best and not named else ""
    linked, right = verdict.match is not None, named or bool(proven)
    good = linked and named if row.held else not linked
    return Result(
        set=row.set,
        style=row.style,
        part=row.part,
        held=row.held,
        indistinct=row.shared or alike,
        tied=any(one.rule == "ambiguous" for one in verdict.findings),
        linked=linked,
        right=linked and right,
        score=best.score if best else None,
        best_right=right,
        proven=proven if linked else "",
        record=None if good else _record(row, evidence, verdict, alike=alike, right=linked and right, proven=proven),
    )


def _linked(row: Row, item: Item, match: Candidate | None) -> Result:
    named = match is not None and is_target(match, row.target)
    proven = proof(row, item, match) if match and not named else ""
    right = named or bool(proven)
    return Result(
        set=row.set,
        style=row.style,
        part=row.part,
        held=row.held,
        indistinct=row.shared,
        linked=match is not None,
        right=right,
        score=match.score if match else None,
        best_right=right,
        proven=proven,
    )


def _record(row: Row, evidence: Evidence, verdict: Verdict, *, alike: bool, right: bool, proven: str) -> dict[str, Any]:
    what = "missed" if not verdict.match else f"right by {proven}" if right else "wrong"
    expected = row.target if row.held else None
    near = sorted(evidence.candidates, key=lambda one: (one is not verdict.match, -one.score))[:_SHOWN]
    return {
        "what": what,
        "set": row.set,
        "style": row.style,
        "part": row.part,
        "key": row.key,
        "string": row.text or to_csl(row.fields or Item()),
        "held": row.held,
        "indistinct": row.shared or alike,
        "expected": {"doi": row.target.doi, "pmid": row.target.pmid, "title": row.target.title},
        "offered": any(is_target(one, expected) for one in evidence.candidates) if expected else None,
        "outcome": str(verdict.outcome),
        "linked": _named(verdict.match),
        "score": near[0].score if near else None,
        "item": to_csl(evidence.reference.item or Item()),
        "findings": [f"{one.rule}: {one.message}" for one in verdict.findings],
        "candidates": [_shown(one, row) for one in near],
    }


def _named(candidate: Candidate | None) -> dict[str, str] | None:
    return {"doi": candidate.item.doi, "pmid": candidate.item.pmid} if candidate else None


def _shown(candidate: Candidate, row: Row) -> dict[str, Any]:
    return {
        "score": candidate.score,
        "right": is_target(candidate, row.target),
        "item": to_csl(candidate.item),
        "agreements": {
            one.field: f"{one.level}: {one.claimed} | {one.found}"
            for one in candidate.agreements
            if one.level != "absent"
        },
    }
