"""References a second of processor time through parse, gather, score and judge, and where the time goes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bench.accuracy import sets
from bench.accuracy.run import POLICY, reference
from bench.accuracy.tables import table
from citecheck.gather.gather import gather
from citecheck.interfaces import Answer, Stage
from citecheck.judge.judge import judge
from citecheck.model import Reference
from citecheck.sources.catalogue import Catalogue
from citecheck.workers import collecting_rarely as rarely

_BATCH = 100
_SETS = ("real_refs_with_held_target", "crossref_styles17", "pubmed_reflist_refs", "jats_refs")


def section(corpus: Path, folder: Path, number: int) -> str:
    """`number` references of each of some sets, of the part that only counts."""
    lines = []
    for name in _SETS:
        rows = sorted(sets.rows(name, corpus, sets.REPORT), key=_shuffled)[:number]
        with rarely():  # as a run of the command does
            lines.append([name, f"{len(rows):,}", *_timed(rows, folder)])
    heads = ["set", "references", "parse µs", "search µs", "the rest of gather, with score µs", "judge µs", "refs/s"]
    return table(heads, lines)


def _shuffled(row: sets.Row) -> bytes:
    """An order that mixes the styles, the same every time."""
    return hashlib.sha256(f"{row.style}|{row.key}".encode()).digest()


def _timed(rows: Sequence[sets.Row], folder: Path) -> list[str]:
    """Microseconds of processor time a reference, for each stage, and references a second for all of them."""
    source = _Timed(folder)
    source.search([Reference(key="")], Stage.EXACT)  # opens it
    source.seconds = 0.0
    spent = dict.fromkeys(("parse", "gather", "judge"), 0.0)
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        times = [time.process_time()]
        references = [reference(row) for row in batch]
        times.append(time.process_time())
        evidences = gather(references, [source], POLICY)
        times.append(time.process_time())
        for evidence in evidences:
            judge(evidence, POLICY)
        times.append(time.process_time())
        for name, start, end in zip(spent, times, times[1:], strict=False):
            spent[name] += end - start
    stages = (spent["parse"], source.seconds, spent["gather"] - source.seconds, spent["judge"])
    return [*(f"{1e6 * seconds / len(rows):,.0f}" for seconds in stages), f"{len(rows) / sum(stages):,.0f}"]


class _Timed(Catalogue):
    """A catalogue that counts the seconds of processor time of its searches, which are a part of gather."""

    seconds = 0.0

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        start = time.process_time()
        answers = super().search(references, stage)
        self.seconds += time.process_time() - start
        return answers
