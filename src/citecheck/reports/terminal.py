"""The report as plain text: an aligned row per reference, a summary, then the findings in words.

No colour, no escape sequence: the same bytes for a terminal, a pipe and a log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model import Report, Severity, Verdict
from citecheck.reports.shared import by_weight, clipped, counted, glance, summary, untold, visible, width

WIDTH = 132
"""Columns of the table, the widest that common terminals and logs show on one line."""

_HEADINGS = ("key", "outcome", "DOI", "PMID", "journal", "look at")
_WIDEST = (16, 10, 36, 9, 26)
_GAP = "  "


def render(report: Report) -> str:
    """Text of lines without trailing blanks, ending with a newline."""
    paragraphs = [
        "\n".join(_table(report.verdicts)),
        summary(report),
        *("\n".join(lines) for lines in map(_told, report.verdicts) if lines),
        visible(f"sources: {', '.join(report.sources) or 'none'} (citecheck {report.version})"),
    ]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if not verdicts:
        return
    rows = [_HEADINGS, *map(_row, verdicts)]
    columns = [
        [clipped(cell, widest) for cell in column] for column, widest in zip(_columns(rows), _WIDEST, strict=True)
    ]
    widths = [max(map(width, column)) for column in columns]
    room = WIDTH - sum(widths) - len(_GAP) * len(widths)
    lines = [
        [*(cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True)), clipped(row[-1], room)]
        for cells, row in zip(zip(*columns, strict=True), rows, strict=True)
    ]
    lines.insert(1, ["-" * wide for wide in (*widths, room)])
    yield from (_GAP.join(line).rstrip() for line in lines)


def _columns(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """All columns but the last, which takes the room that is left."""
    return list(zip(*rows, strict=True))[:-1]


def _row(verdict: Verdict) -> tuple[str, ...]:
    item = verdict.item
    journal = item.container_title_short or item.container_title
    return verdict.reference.key, verdict.outcome, item.doi, item.pmid, journal, _look_at(verdict)


def _look_at(verdict: Verdict) -> str:
    notes = sum(finding.severity is Severity.NOTE for finding in verdict.findings)
    return "; ".join(glance(verdict)) or (f"({counted(notes, 'note')})" if notes else "")


def _told(verdict: Verdict) -> list[str]:
    """The findings of a reference in words under its key, and the sources that were silent; empty without any."""
    lines = [
        f"  {finding.severity!s:7}  {finding.rule}: {finding.message}" for finding in by_weight(verdict.findings)
    ] + [f"  {'silent':7}  {outage.source} did not answer: {outage.reason}" for outage in untold(verdict)]
    if not lines:
        return []
    place = str(verdict.reference.location)
    heading = f"{verdict.reference.key}  {verdict.outcome}" + (f"  ({place})" if place else "")
    return [visible(line) for line in (heading, *lines)]
