"""What was measured as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.lists import Verified
from bench.rates import Build, Question
from bench.recall import Count, Table


def builds(built: Iterable[Build]) -> str:
    rows = [
        (
            ", ".join(one.files),
            f"{one.records:,}",
            f"{one.seconds:.1f}",
            f"{one.records / one.seconds:,.0f}",
            f"{one.processor / one.records * 1e6:.0f}",
            f"{one.peak / 1e6:,.0f}",
            f"{one.size / one.records:.0f}",
        )
        for one in built
    ]
    return markdown(
        [
            "built of",
            "records",
            "seconds",
            "records/s",
            "processor µs a record",
            "peak MB, all processes",
            "bytes a record",
        ],
        rows,
    )


def questions(asked: Iterable[Question]) -> str:
    rows = [(one.name, f"{one.asked:,}", f"{one.median:.2f}", f"{one.p95:.2f}") for one in asked]
    return markdown(["question", "asked", "median ms", "95th percentile ms"], rows)


def lists(verified: Iterable[Verified]) -> str:
    rows = [
        (
            f"{one.references:,}",
            f"{one.run.seconds:.1f}",
            f"{one.references / (one.run.seconds - one.startup):,.0f}",
            f"{one.references / one.run.seconds:,.0f}",
            f"{one.run.processor / one.references * 1e3:.2f}",
            f"{one.run.peak / 1e6:,.0f}",
        )
        for one in verified
    ]
    heads = [
        "references verified",
        "seconds",
        "a second",
        "a second, start-up included",
        "processor ms a reference",
        "peak MB, all processes",
    ]
    return markdown(heads, rows)


def recalls(table: Table) -> str:
    rows = [(name, *_share(tuned), *_share(other)) for name, (tuned, other) in sorted(table.items())]
    return markdown(["the right work is among ten", "tuned on", "rows", "others", "rows"], rows) + "\n\n" + _poor(table)


def _share(count: Count) -> tuple[str, str]:
    return (f"{100 * count.found / count.rows:.2f} %" if count.rows else "", f"{count.rows:,}")


def _poor(table: Table) -> str:
    counts = [count for parts in table.values() for count in parts]
    return (
        f"Of the references without title that were missed, {sum(count.poor for count in counts)} mean a work "
        "whose records state neither volume nor page, so that nothing but its journal and year is left to find it by."
    )


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
