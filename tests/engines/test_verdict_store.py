"""Verdicts of long lists in a file, and what is said of a list as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from citecheck import api
from citecheck.engines import verdict_store
from citecheck.judge.duplicates import duplicates
from citecheck.model import Candidate, Item, Outcome, Reference, Verdict, Work
from citecheck.settings import Settings
from tests.memory import Memory


def _verdict(key: str, *, stated: str = "", matched: str = "") -> Verdict:
    work = Work(item=Item(doi=matched), source="memory")
    return Verdict(
        reference=Reference(key=key, item=Item(doi=stated, title=f"Work {key}")),
        outcome=Outcome.VERIFIED if matched else Outcome.NOT_FOUND,
        item=Item(doi=matched),
        match=Candidate(works=(work,), agreements=(), score=1.0) if matched else None,
    )


def test_long_list_reads_back_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_store, "KEPT", 10)
    verdicts = [_verdict(str(number), matched=f"10.5555/{number}") for number in range(25)]
    kept = verdict_store.collected(iter(verdicts))
    assert isinstance(kept, verdict_store.Overflowing)
    assert list(kept) == verdicts
    assert (kept[3], kept[-1], kept[4:6]) == (verdicts[3], verdicts[-1], verdicts[4:6])


def test_report_of_a_long_list_is_that_of_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def references() -> Iterator[Reference]:
        for number in range(30):
            yield Reference(key=str(number), item=Item(title="A work that nobody has", doi="10.5555/same"))

    short = api.verify(references(), Settings(), sources=[Memory([])])
    monkeypatch.setattr(verdict_store, "KEPT", 10)
    long = api.verify(references(), Settings(), sources=[Memory([])])
    for name in ("json", "csv", "html", "terminal"):
        assert api.render(long, name) == api.render(short, name)
    assert long.exit_code() == short.exit_code() == 1


def test_same_work_and_shared_identifiers_are_told_apart() -> None:
    verdicts = [
        _verdict("a", matched="10.5555/x"),
        _verdict("b", stated="10.5555/x", matched="10.5555/x"),
        _verdict("c", stated="10.5555/y", matched="10.5555/z"),
        _verdict("d", stated="10.5555/y"),
        _verdict("e", matched="10.5555/w"),
        _verdict("f", stated="10.5555/w", matched="10.5555/v"),
    ]
    found = {place: [(one.rule, one.claimed) for one in findings] for place, findings in duplicates(verdicts).items()}
    assert found == {
        0: [("duplicate", "b")],
        1: [("duplicate", "a")],
        2: [("shared-identifier", "d")],
        3: [("shared-identifier", "c")],
        5: [("shared-identifier", "e")],
    }


def test_many_duplicates_are_counted_and_some_named() -> None:
    found = duplicates([_verdict(str(number), matched="10.5555/x") for number in range(200)])
    assert len(found) == 200
    assert found[0][0].claimed == "1, 2, 3, 4, 5 and 194 more"
