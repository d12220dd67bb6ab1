"""Counts of what became of rows: precision, recall, F1, false links, calibration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.accuracy.run import Result

_BINS = 10


@dataclass(kw_only=True, slots=True)
class Calibration:
    """How often candidates of about one score are right, in ten bins of equal width."""

    number: list[int] = field(default_factory=lambda: [0] * _BINS)
    right: list[int] = field(default_factory=lambda: [0] * _BINS)
    score: list[float] = field(default_factory=lambda: [0.0] * _BINS)

    def add(self, score: float, right: bool) -> None:
        place = min(int(score * _BINS), _BINS - 1)
        self.number[place] += 1
        self.right[place] += right
        self.score[place] += score

    @classmethod
    def together(cls, several: Iterable[Calibration]) -> Calibration:
        whole = cls()
        for one in several:
            whole.number = [a + b for a, b in zip(whole.number, one.number, strict=True)]
            whole.right = [a + b for a, b in zip(whole.right, one.right, strict=True)]
            whole.score = [a + b for a, b in zip(whole.score, one.score, strict=True)]
        return whole

    @property
    def error(self) -> float:
        """The mean distance of score and share right, each bin by its number (ECE)."""
        total = sum(self.number) or 1
        return sum(abs(right - score) for right, score in zip(self.right, self.score, strict=True)) / total


@dataclass(kw_only=True, slots=True)
class Count:
    """Rows of one kind. `held`: rows whose work the catalogue has; `indistinct`: rows whose work nothing tells
    from others; `wrong`: links to a work that is not meant; `false`: such links where the catalogue has no right one;
    `alone`: the calibration of those that are not said to be ambiguous.
    """

    rows: int = 0
    held: int = 0
    right: int = 0
    found: int = 0
    indistinct: int = 0
    found_indistinct: int = 0
    wrong: int = 0
    false: int = 0
    proven: int = 0
    seconds: float = 0.0
    calibration: Calibration = field(default_factory=Calibration)
    alone: Calibration = field(default_factory=Calibration)

    def add(self, result: Result) -> None:
        self.rows += 1
        self.held += result.held
        self.found += result.held and result.right
        self.indistinct += result.indistinct
        self.found_indistinct += result.held and result.right and result.indistinct
        self.right += result.right
        self.wrong += result.linked and not result.right
        self.false += result.linked and not result.right and not result.held
        self.proven += bool(result.proven)
        if result.score is not None:
            self.calibration.add(result.score, result.best_right)
            if not result.tied:
                self.alone.add(result.score, result.best_right)

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.found, self.held)

    @property
    def recall_alone(self) -> float:
        """The recall of rows that can mean one work only."""
        return _share(self.found - self.found_indistinct, self.held - self.indistinct)

    @property
    def f1(self) -> float:
        if not self.found:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    @property
    def false_rate(self) -> float:
        """Links of rows whose work is not held, in parts of such rows."""
        return _share(self.false, self.rows - self.held)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def counted(results: Iterable[Result]) -> Count:
    count = Count()
    for result in results:
        count.add(result)
    return count
