"""Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.2f} %"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
