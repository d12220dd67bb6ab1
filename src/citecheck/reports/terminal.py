"""The report as plain text: an aligned row per reference, a summary, then the findings in words.

Without a wish for anything else the same bytes for a terminal, a pipe and a log: no colour, no escape sequence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citecheck.interfaces import ReportFormat
from citecheck.model import Outcome, Report, Severity, Verdict
from citecheck.reports.in_text import remarked
from citecheck.reports.shared import (
    as_bytes,
    by_weight,
    clipped,
    compared,
    counted,
    glance,
    harmless,
    summary,
    untold,
    visible,
    weight,
    why,
    width,
)

WIDTH = 132
"""Columns of the table, the widest that common terminals and logs show on one line."""

_HEADINGS = ("key", "outcome", "DOI", "PMID", "journal", "look at")
_WIDEST = (16, 10, 36, 9, 26)
_GAP = "  "
_LEAST = 28  # columns for what to look at
_RED = 31
_COLOURS = {
    Outcome.VERIFIED: 32,
    Outcome.MISMATCH: 33,
    Outcome.NOT_FOUND: _RED,
    Outcome.UNDECIDED: 36,
    Outcome.UNREADABLE: 35,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How it is wanted: columns, colour, the worst first, less (nothing that is fine, no words), or more (why)."""

    width: int = WIDTH
    colour: bool = False
    worst_first: bool = False
    less: bool = False
    more: bool = False


def parts(report: Report, look: Look | None = None) -> Iterator[str]:
    """Text of lines without trailing blanks, ending with a newline."""
    look = look or Look()
    verdicts = _chosen(report.verdicts, look)
    yield from (f"{harmless(line)}\n" for line in _table(verdicts, look))
    yield ("\n" if verdicts else "") + summary(report) + "\n"
    if not look.less:
        noted = (_noted(one, look) for one in verdicts)
        yield from ("\n" + "\n".join(lines) + "\n" for lines in noted if lines)
        if report.citations or report.remarks:
            yield "\n" + "".join(f"{line}\n" for line in _cited(report))
        if report.waivers:
            yield "\nwaivers:\n" + "".join(f"{line}\n" for line in remarked(report.waivers))
        yield "\n" + "".join(f"{visible(line)}\n" for line in origin(report))


def _chosen(verdicts: Sequence[Verdict], look: Look) -> Sequence[Verdict]:
    if look.less:
        verdicts = [one for one in verdicts if one.outcome is not Outcome.VERIFIED or glance(one)]
    return sorted(verdicts, key=lambda one: -weight(one)) if look.worst_first else verdicts


def _cited(report: Report) -> Iterator[str]:
    """What there is to know about the citations in the text."""
    remarks = counted(len(report.remarks), "remark") if report.remarks else "nothing to look at"
    yield f"in the text: {counted(len(report.citations), 'citation')}, {remarks}"
    yield from remarked(report.remarks)


def origin(report: Report) -> Iterator[str]:
    """Whom we asked, when, with what; and who gave the answers, and when."""
    made = f", {report.made}" if report.made else ""
    yield f"sources: {', '.join(report.sources) or 'none'} (citecheck {report.version}{made})"
    for one in report.answers:
        days = one.first if one.first == one.last else f"{one.first} to {one.last}"
        yield f"answers: {one.source}, {days}{f', {one.provenance}' if one.provenance else ''}"
    if report.settings:
        yield f"settings: {', '.join(f'{name} {value}' for name, value in report.settings)}"


def _table(verdicts: Sequence[Verdict], look: Look) -> Iterator[str]:
    """The rows, aligned: the widths are measured in a first round. The last column takes the room that is left."""
    if not verdicts:
        return
    widths = [width(heading) for heading in _HEADINGS[:-1]]
    for cells in map(_cells, map(_row, verdicts)):
        widths = [max(wide, width(cell)) for wide, cell in zip(widths, cells, strict=True)]
    while (room := look.width - sum(widths) - len(_GAP) * len(widths)) < _LEAST and max(widths) > _LEAST // 2:
        widths[widths.index(max(widths))] -= 1
    yield _line(_HEADINGS, widths, max(room, 1))
    yield _GAP.join("-" * wide for wide in (*widths, max(room, 1)))
    for verdict in verdicts:
        line = _line(_row(verdict), widths, max(room, 1))
        yield _coloured(line, verdict) if look.colour else line


def _cells(row: tuple[str, ...]) -> list[str]:
    return [clipped(cell, widest) for cell, widest in zip(row, _WIDEST, strict=False)]


def _line(row: tuple[str, ...], widths: Sequence[int], room: int) -> str:
    fitting = [clipped(cell, wide) for cell, wide in zip(_cells(row), widths, strict=True)]
    cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(fitting, widths, strict=True)]
    return _GAP.join([*cells, clipped(row[-1], room)]).rstrip()


def _row(verdict: Verdict) -> tuple[str, ...]:
    item = verdict.item
    journal = item.container_title_short or item.container_title
    return verdict.reference.key, verdict.outcome, item.doi, item.pmid, journal, _look_at(verdict)


def _look_at(verdict: Verdict) -> str:
    notes = sum(finding.severity is Severity.NOTE for finding in verdict.findings)
    return "; ".join(glance(verdict)) or (f"({counted(notes, 'note')})" if notes else "")


def _coloured(line: str, verdict: Verdict) -> str:
    """The line in the colour of its outcome, which its words say, too."""
    colour = _RED if weight(verdict) >= Severity.ERROR else _COLOURS[verdict.outcome]
    return f"\x1b[{colour}m{line}\x1b[0m"


def _noted(verdict: Verdict, look: Look) -> list[str]:
    """What is to be told of a reference under its key; empty without anything."""
    lines = told(verdict)
    if look.more:
        lines += [f"  {'hidden':7}  {one.rule}: {visible(one.message)} ({one.waiver})" for one in verdict.suppressed]
        lines += [f"  {'why':7}  {visible(why(verdict.match, compared(verdict)))}"] if verdict.match else []
    return [heading(verdict), *lines] if lines else []


def heading(verdict: Verdict) -> str:
    """`7  mismatch  (references.csv:8)`."""
    place = str(verdict.reference.location)
    return harmless(visible(f"{verdict.reference.key}  {verdict.outcome}" + (f"  ({place})" if place else "")))


def told(verdict: Verdict) -> list[str]:
    """The findings of a reference in words, and the sources that were silent."""
    lines = [
        f"  {finding.severity!s:7}  {finding.rule}: {finding.message}" for finding in by_weight(verdict.findings)
    ] + [f"  {'waived':7}  {one.rule}: {one.message} ({one.waiver})" for one in verdict.waived]
    lines += [f"  {'silent':7}  {outage.source} did not answer: {outage.reason}" for outage in untold(verdict)]
    return [visible(line) for line in lines]


REPORT = ReportFormat(
    name="terminal",
    title="text, for a terminal or a log",
    suffix=".txt",
    media_type="text/plain",
    parts=as_bytes(parts),
)
