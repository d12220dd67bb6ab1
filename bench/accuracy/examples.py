"""What weights are learnt from: for each reference of the part for tuning, every candidate and whether it is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench.accuracy import sets
from bench.accuracy.proof import is_target, proof
from bench.accuracy.run import POLICY, Task, batches, catalogue, reference
from citecheck.gather.gather import gather
from citecheck.model import Candidate, Item, Reference
from citecheck.workers import Workers


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A reference and its candidates, best first, each with whether it is the work meant.

    `held`: the catalogue has the work, so that no right candidate means that it was not offered.
    """

    set: str
    style: str
    key: str
    held: bool
    reference: Reference
    candidates: tuple[tuple[Candidate, bool], ...]


def examples(
    corpus: Path, folder: Path, workers: Workers, *, names: Iterable[str] = sets.SETS, sample: int | None = None
) -> Iterator[Example]:
    """The references of the part for tuning, set by set; at most `sample` of each set and style."""
    rows = chain.from_iterable(_tuned(name, corpus, sample) for name in names)
    tasks = (Task(folder=folder, rows=batch) for batch in batches(rows))
    yield from chain.from_iterable(workers.map(_work, tasks))


def _tuned(name: str, corpus: Path, sample: int | None) -> Iterator[sets.Row]:
    rows = (row for row in sets.rows(name, corpus, sets.TUNE) if not row.empty)
    return sets.sampled(rows, sample) if sample else rows


def _work(task: Task) -> list[Example]:
    evidences = gather([reference(row) for row in task.rows], [catalogue(task.folder)], POLICY)
    return [
        Example(
            set=row.set,
            style=row.style,
            key=row.key,
            held=row.held,
            reference=evidence.reference,
            candidates=tuple(
                (one, is_right(row, evidence.reference.item or Item(), one)) for one in evidence.candidates
            ),
        )
        for row, evidence in zip(task.rows, evidences, strict=True)
    ]


def is_right(row: sets.Row, item: Item, candidate: Candidate) -> bool:
    """The work that the row means, by its identifier or provably."""
    return is_target(candidate, row.target) or bool(proof(row, item, candidate))
