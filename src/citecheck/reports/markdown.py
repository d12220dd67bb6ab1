"""The report for a pull request: what must be looked at, in a table, cut to the size that a comment may have."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import ReportFormat
from citecheck.model import Outcome, Report, Verdict
from citecheck.reports import page
from citecheck.reports.shared import (
    OUTCOME_WORDS,
    as_bytes,
    clipped,
    counted,
    encodable,
    glance,
    markdown,
    source_words,
    summary,
    weight,
)
from citecheck.reports.terminal import origin

LARGEST = 60_000  # characters; a comment on GitHub may have 65,536
_BEGINNING = 100


def parts(report: Report) -> Iterator[str]:
    """A heading, a sentence, a table of the worst first, and where the answers are from."""
    pressing = [one for one in report.verdicts if one.outcome is not Outcome.VERIFIED or glance(one)]
    pressing.sort(key=lambda one: -weight(one))
    yield encodable(
        f"## {markdown(page.title(report))}\n\n{page.sentence(report, len(pressing))}\n\n{summary(report)}\n\n"
    )
    left = LARGEST
    if pressing:
        yield "| reference | outcome | look at | as claimed |\n| --- | --- | --- | --- |\n"
    for place, verdict in enumerate(pressing):
        row = encodable(_row(verdict))
        left -= len(row)
        if left < 0:
            rest = counted(len(pressing) - place, "reference")
            yield f"\n{rest} more: the HTML or JSON report has them all.\n"
            break
        yield row
    for remark in report.waivers:
        yield f"\n{encodable(markdown(f'{remark.severity} {remark.rule}: {remark.message}'))}\n"
    yield f"\nAsked: {', '.join(map(markdown, source_words(report.sources))) or 'nobody'}.  \n"
    yield "".join(f"{encodable(markdown(line))}  \n" for line in origin(report))


def _row(verdict: Verdict) -> str:
    reference = verdict.reference
    line = f" (line {reference.location.line})" if reference.location.line else ""
    cells = (
        f"{reference.key}{line}",
        OUTCOME_WORDS[verdict.outcome],
        "; ".join(glance(verdict)),
        clipped(reference.raw, _BEGINNING),
    )
    return f"| {' | '.join(map(markdown, cells))} |\n"


REPORT = ReportFormat(
    name="markdown",
    title="Markdown, for a pull request",
    suffix=".md",
    media_type="text/markdown",
    parts=as_bytes(parts),
)
