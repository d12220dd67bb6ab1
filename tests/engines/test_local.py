"""Verdicts in one process and in several."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck import api
from citecheck.engines import local
from citecheck.errors import SettingsError
from citecheck.interfaces import Answer, Run, Stage
from citecheck.model import Item, Outcome, Reference
from citecheck.settings import Settings
from tests.memory import Memory

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = Settings(offline=True, cache=ROOT / "cache")


def test_two_workers_give_the_verdicts_of_one_in_the_same_order() -> None:
    references = api.read(ROOT / "references.csv") * 9
    assert api.verify(references, replace(OFFLINE, workers=2)) == api.verify(references, OFFLINE)


def test_several_workers_may_not_ask_remote_sources() -> None:
    with pytest.raises(SettingsError, match="too fast"):
        next(local.run([], Run(settings=Settings(workers=2))))


def test_references_are_taken_batch_by_batch() -> None:
    taken = 0

    def references() -> Iterator[Reference]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Reference(key=str(number), problem="made for this")

    verdicts = local.run(references(), Run(settings=Settings()), sources=[Memory([])])
    next(verdicts)
    assert taken == local.BATCH


@pytest.mark.parametrize("remote", [False, True])
def test_reference_that_breaks_the_program_costs_only_itself(remote: bool) -> None:
    class Breaking(Memory):
        def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
            if any(one.key == "5" for one in references):
                raise ZeroDivisionError("poison")
            return super().search(references, stage)

    asked = [Reference(key=str(number), raw="x", item=Item(title=f"On {number}")) for number in range(10)]
    found = list(local.run(asked, Run(settings=Settings()), sources=[Breaking([], remote=remote)]))
    assert [one.reference.key for one in found] == [one.key for one in asked]
    assert [one.outcome for one in found].count(Outcome.UNREADABLE) == 1
    assert found[5].reference.problem.startswith("citecheck broke on it")
    assert "ZeroDivisionError in test_local" in found[5].reference.problem
    assert "poison" not in found[5].reference.problem


def test_an_error_that_the_user_can_mend_ends_the_run() -> None:
    class Refusing(Memory):
        def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
            raise SettingsError("the catalogue is damaged")

    with pytest.raises(SettingsError, match="damaged"):
        list(
            local.run(
                [Reference(key="1", raw="x", item=Item(title="On 1"))], Run(settings=Settings()), sources=[Refusing([])]
            )
        )


class Remote(Memory):
    """Knows nothing, and remembers how many references each search was about; `meet` runs with each."""

    def __init__(self, meet: Callable[[], object] = lambda: None) -> None:
        super().__init__([], remote=True)
        self.sizes: list[int] = []
        self._meet = meet

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        self.sizes.append(len(references))
        self._meet()
        return [()] * len(references)


def _readable(count: int) -> list[Reference]:
    return [Reference(key=str(number), item=Item(title=f"Bones {number}")) for number in range(count)]


@pytest.mark.parametrize("count", [1, 24, local.REMOTE_BATCH])
def test_short_list_is_asked_about_in_one_batch(count: int) -> None:
    source = Remote()
    assert len(list(local.run(_readable(count), Run(settings=Settings()), sources=[source]))) == count
    assert source.sizes == [count]


def test_batches_of_a_long_list_are_under_way_at_once_and_come_in_order() -> None:
    begun = threading.Semaphore(0)
    met: list[bool] = []

    def meet() -> None:
        """The first waits until all that may be under way have begun."""
        begun.release()
        if not met:
            met.append(True)
            met[0] = all(begun.acquire(timeout=10) for _ in range(local.BATCHES_AT_ONCE))

    source = Remote(meet)
    verdicts = list(local.run(_readable(200), Run(settings=Settings()), sources=[source]))
    assert met == [True]
    assert [verdict.reference.key for verdict in verdicts] == [str(number) for number in range(200)]
    first, many = int(local.REMOTE_BATCH * local.BEGINNING), local.REMOTE_BATCH
    assert sorted(source.sizes) == sorted([first, many - first, many, many, 200 - 3 * many])


def test_fault_of_ours_in_every_batch_leaves_each_reference_with_what_broke() -> None:
    def fail() -> None:
        raise RuntimeError("a mistake")

    found = list(local.run(_readable(200), Run(settings=Settings()), sources=[Remote(fail)]))
    assert [one.reference.key for one in found] == [str(number) for number in range(200)]
    assert {one.outcome for one in found} == {Outcome.UNREADABLE}
    assert all("RuntimeError in test_local" in one.reference.problem for one in found)
