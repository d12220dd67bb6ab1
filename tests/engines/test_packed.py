from __future__ import annotations

import gc

from citecheck.engines import packed
from citecheck.workers import collecting_rarely
from tests.reports.sample import SAMPLE


def test_verdicts_and_references_come_back_whole() -> None:
    verdicts = list(SAMPLE.verdicts)
    assert packed.verdicts(packed.pack(verdicts)) == verdicts
    assert [packed.verdict(packed.pack(one)) for one in verdicts] == verdicts
    references = [verdict.reference for verdict in verdicts]
    assert packed.references(packed.pack(references)) == references


def test_collector_is_as_it_was_after_a_run() -> None:
    before = gc.get_threshold()
    with collecting_rarely():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
