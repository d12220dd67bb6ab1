"""Verdicts in one process and in several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck import api
from citecheck.engines import local
from citecheck.errors import SettingsError
from citecheck.model import Reference
from citecheck.settings import Settings
from tests.memory import Memory

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = Settings(offline=True, cache=ROOT / "cache")


def test_two_workers_give_the_verdicts_of_one_in_the_same_order() -> None:
    references = api.read(ROOT / "references.csv") * 9
    assert api.verify(references, replace(OFFLINE, workers=2)) == api.verify(references, OFFLINE)


def test_several_workers_may_not_ask_remote_sources() -> None:
    with pytest.raises(SettingsError, match="too fast"):
        next(local.run([], Settings(workers=2)))


def test_references_are_taken_batch_by_batch() -> None:
    taken = 0

    def references() -> Iterator[Reference]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Reference(key=str(number), problem="made for this")

    verdicts = local.run(references(), Settings(), sources=[Memory([])])
    next(verdicts)
    assert taken == local.BATCH
