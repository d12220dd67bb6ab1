"""Every set and style through the program, and beside it through the yardstick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from bench.accuracy import sets as gold
from bench.accuracy.counts import Calibration, Count
from bench.accuracy.run import run
from bench.accuracy.tables import percent, table
from citecheck.workers import Workers

Kind = tuple[str, str, str]
"""A set, a style of it and a part of both."""

STYLED = ("crossref_styles11", "crossref_styles8", "crossref_styles17")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which rows: sets, styles (none: all), parts, and how many of each (None: all)."""

    sets: tuple[str, ...]
    styles: tuple[str, ...] = ()
    parts: tuple[str, ...] = gold.PARTS
    sample: int | None = None


@dataclass(kw_only=True, slots=True)
class Links:
    """What was counted: ours, the yardstick's, and the links that are right by proof only, by set and proof."""

    ours: dict[Kind, Count] = field(default_factory=dict)
    baseline: dict[Kind, Count] = field(default_factory=dict)
    proven: Counter[tuple[str, str]] = field(default_factory=Counter)
    empty: Counter[Kind] = field(default_factory=Counter)


def rows(choice: Choice, corpus: Path, found: Links) -> Iterator[gold.Row]:
    """The rows to ask; those that state nothing are only counted."""
    for row in _chosen(choice, corpus):
        if row.empty:
            found.empty[row.set, row.style, row.part] += 1
        else:
            yield row


def _chosen(choice: Choice, corpus: Path) -> Iterator[gold.Row]:
    for name in choice.sets:
        for part in choice.parts:
            found = gold.rows(name, corpus, part)
            if choice.styles:
                found = (row for row in found if row.style in choice.styles)
            yield from gold.sampled(found, choice.sample) if choice.sample else found


def measured(
    choice: Choice, corpus: Path, folder: Path, workers: Workers, found: Links, *, baseline: bool
) -> Iterator[dict[str, Any]]:
    """Counts the rows into `found`; yields those to be looked at: wrong, missed, right by proof."""
    for done in run(rows(choice, corpus, found), folder, workers, baseline=baseline):
        for counts, results, seconds in (
            (found.ours, done.results, done.seconds),
            (found.baseline, done.baseline, done.baseline_seconds),
        ):
            for result in results:
                counts.setdefault((result.set, result.style, result.part), Count()).add(result)
            if results:
                counts[results[0].set, results[0].style, results[0].part].seconds += seconds
        for result in done.results:
            found.proven[result.set, result.proven] += bool(result.proven)
            if result.record:
                yield result.record


def sections(found: Links) -> Iterator[str]:
    """The tables: each set and style, the means of the styles, false links, what was proven, calibration."""
    for part, told in gold.WORDS.items():
        ours = {kind: count for kind, count in found.ours.items() if kind[2] == part}
        if not ours:
            continue
        yield f"{told}:\n\n{_each(ours, found)}"
        if found.baseline:
            yield f"Crossref's validation rule on the same rows:\n\n{_beside(ours, found.baseline)}"
        if means := _means(ours, found.baseline):
            yield f"Mean F1 of the styles:\n\n{means}"
        calibration, alone = (
            Calibration.together(getattr(count, name) for count in ours.values()) for name in ("calibration", "alone")
        )
        yield _calibration(calibration, alone)
    if false := _false(found):
        yield f"False links, all rows of both parts whose work is not held:\n\n{false}"
    if proven := +found.proven:
        lines = [(name, proof, f"{number:,}") for (name, proof), number in sorted(proven.items())]
        head = "Links to a record that the set does not name, provably of the same work (not counted as false):"
        yield f"{head}\n\n{table(['set', 'proof', 'links'], lines)}"


def _each(ours: Mapping[Kind, Count], found: Links) -> str:
    lines = []
    for kind, one in ours.items():
        precision, recall, f1, wrong, false = _grades(one)
        counts = [f"{number:,}" for number in (one.rows, one.held, found.empty[kind], one.indistinct)]
        alone = percent(one.recall_alone) if one.indistinct and one.held else recall
        last = [f"{one.calibration.error:.4f}", _speed(one)]
        lines.append([*kind[:2], *counts, precision, recall, alone, f1, wrong, false, *last])
    heads = [
        "rows",
        "held",
        "empty",
        "indistinct",
        "precision",
        "recall",
        "of the others",
        "F1",
        "wrong",
        "false links",
    ]
    return table(["set", "style", *heads, "ECE", "refs/s"], lines)


def _beside(ours: Mapping[Kind, Count], baseline: Mapping[Kind, Count]) -> str:
    lines = [
        [*kind[:2], percent(one.f1 if one.held else None), *_grades(theirs), _speed(theirs)]
        for kind, one in ours.items()
        if (theirs := baseline.get(kind))
    ]
    heads = ["our F1", "precision", "recall", "F1", "wrong", "false links", "refs/s"]
    return table(["set", "style", *heads], lines)


def _false(found: Links) -> str:
    """Ours and the yardstick's, for sets that have such rows."""
    lines = []
    for name, style in dict.fromkeys(kind[:2] for kind in found.ours):
        ours, theirs = (
            [count for kind, count in counts.items() if kind[:2] == (name, style)]
            for counts in (found.ours, found.baseline)
        )
        rows = sum(count.rows - count.held for count in ours)
        if rows:
            wrong = [sum(count.false for count in counts) for counts in (ours, theirs)]
            beside = [f"{wrong[1]:,}", percent(wrong[1] / rows)] if theirs else ["", ""]
            lines.append([name, style, f"{rows:,}", f"{wrong[0]:,}", percent(wrong[0] / rows), *beside])
    return table(["set", "style", "rows", "links", "share", "their links", "share"], lines) if lines else ""


def _grades(one: Count) -> list[str]:
    return [
        percent(one.precision if one.held and one.right + one.wrong else None),
        percent(one.recall if one.held else None),
        percent(one.f1 if one.held else None),
        f"{one.wrong:,}",
        percent(one.false_rate if one.rows > one.held else None),
    ]


def _speed(one: Count) -> str:
    return f"{one.rows / one.seconds:,.0f}" if one.seconds else ""


def _means(ours: Mapping[Kind, Count], baseline: Mapping[Kind, Count]) -> str:
    lines = []
    for name in STYLED:
        for manner in ("titled", "untitled", "noisy"):
            kinds = [kind for kind in ours if kind[0] == name and gold.manner(kind[1]) == manner]
            if kinds:
                theirs = _mean(baseline[kind] for kind in kinds if kind in baseline)
                lines.append([name, manner, f"{len(kinds)}", _mean(ours[kind] for kind in kinds), theirs])
    return table(["set", "styles", "number", "mean F1", "theirs"], lines) if lines else ""


def _mean(counts: Iterable[Count]) -> str:
    values = [count.f1 for count in counts]
    return percent(mean(values)) if values else ""


def _calibration(found: Calibration, alone: Calibration) -> str:
    """The bins, the error over all best candidates and over those (`alone`) that no other work comes near."""
    lines = [
        (f"{place / 10:.1f} to {place / 10 + 0.1:.1f}", f"{number:,}", f"{score / number:.3f}", f"{right / number:.3f}")
        for place, (number, score, right) in enumerate(zip(found.number, found.score, found.right, strict=True))
        if number
    ]
    told = (
        f"Calibration error (ECE, ten bins) over {sum(found.number):,} best candidates: {found.error:.4f}; "
        f"over the {sum(alone.number):,} that are not said to be ambiguous: {alone.error:.4f}."
    )
    return table(["score", "candidates", "mean score", "share right"], lines) + "\n\n" + told
