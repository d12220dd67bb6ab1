"""What was measured as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.accuracy.counts import Calibration, Count
from bench.accuracy.parsing import Parsed

Kind = tuple[str, str]
"""A set and a style of it."""


def links(counts: Mapping[Kind, Count]) -> str:
    """One line for each set and style."""
    heads = "set style rows held precision recall F1 wrong false-links proven ECE refs/s".split()
    rows = [
        (
            name,
            style,
            f"{one.rows:,}",
            f"{one.held:,}",
            percent(one.precision if one.held and one.right + one.wrong else None),
            percent(one.recall if one.held else None),
            percent(one.f1 if one.held else None),
            f"{one.wrong:,}",
            percent(one.false_rate if one.rows > one.held else None),
            f"{one.proven:,}",
            f"{one.calibration.error:.4f}",
            f"{one.rows / one.seconds:,.0f}" if one.seconds else "",
        )
        for (name, style), one in counts.items()
    ]
    return table([head.replace("-", " ") for head in heads], rows)


def calibration(found: Calibration) -> str:
    """One line a bin, and the error."""
    rows = [
        (f"{place / 10:.1f} to {place / 10 + 0.1:.1f}", f"{number:,}", f"{score / number:.3f}", f"{right / number:.3f}")
        for place, (number, score, right) in enumerate(zip(found.number, found.score, found.right, strict=True))
        if number
    ]
    told = f"Calibration error (ECE, ten bins) over {sum(found.number):,} best candidates: {found.error:.4f}."
    return table(["score", "candidates", "mean score", "share right"], rows) + "\n\n" + told


def parsing(found: Mapping[str, Parsed]) -> str:
    """One line for each set and field."""
    rows = [
        (
            name,
            field,
            f"{of_set.rows:,}",
            f"{one.labelled:,}",
            percent(one.share),
            f"{one.missing:,}",
            f"{one.labelled - one.exact - one.missing:,}",
            f"{one.extra:,}",
        )
        for name, of_set in found.items()
        for field, one in of_set.fields.items()
    ]
    return table(
        ["set", "field", "rows", "labelled", "exact", "not read", "read otherwise", "read, not labelled"], rows
    )


def percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.2f} %"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
