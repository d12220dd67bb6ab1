"""What a text cites, as text and JSON; shared words about places and remarks for the other reports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from citecheck.model import Citation, Location, Reference, Remark
from citecheck.reports.csv import cell
from citecheck.reports.shared import counted, visible

UNTOLD = "no citations were found in the text, or the style they are in can't be told"


def place(location: Location) -> str:
    """Where something stands, in words that people can find: `page 12`, `paragraph 310`, `line 8`."""
    line = f"line {location.line}" if location.line and not location.page and not location.path else ""
    page = f"page {location.page}" if location.page else ""
    return ", ".join(filter(None, (page, location.path, line)))


def cited_as_text(
    references: Sequence[Reference], citations: Sequence[Citation], remarks: Sequence[Remark]
) -> Iterator[str]:
    """The citations, a line each, then what there is to know about them."""
    for one in citations:
        yield visible(f"{place(one.location):<24}{one.text}  ->  {', '.join(one.targets)}") + "\n"
    if not citations:
        yield UNTOLD + "\n"
    cited = {key for one in citations for key in one.targets}
    listed = sum(one.key in cited for one in references)
    yield f"\n{counted(len(citations), 'citation')}; {listed} of {counted(len(references), 'reference')} cited\n"
    for line in remarked(remarks):
        yield line + "\n"


def remarked(remarks: Sequence[Remark]) -> Iterator[str]:
    """The remarks in words, a line each."""
    for one in remarks:
        where = place(one.location)
        beside = f": … {one.around} …" if one.around else ""
        yield visible(f"  {one.severity!s:7}  {one.rule}: {one.message}" + (f" ({where}{beside})" if where else ""))


def cited_as_json(citations: Sequence[Citation], remarks: Sequence[Remark]) -> dict[str, Any]:
    """The citations and the findings about them, for programs."""
    return {
        "citations": [
            {"text": one.text, "targets": list(one.targets), "location": asdict(one.location), "around": one.around}
            for one in citations
        ],
        "findings": [
            {
                "rule": one.rule,
                "severity": str(one.severity),
                "key": one.key,
                "message": one.message,
                "location": asdict(one.location),
                "around": one.around,
            }
            for one in remarks
        ],
    }


def extracted(references: Sequence[Reference], format: str) -> str:
    """The list as it stands in the document, with the place of each reference: `text`, `json` or `csv`."""
    if format == "json":
        listed = [
            {"key": one.key, "reference": one.raw, "location": asdict(one.location), "problem": one.problem}
            for one in references
        ]
        return json.dumps({"schema": "citecheck-list/1", "references": listed}, ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("key", "reference", "place", "page", "line", "problem"))
        for one in references:
            page, line = str(one.location.page or ""), str(one.location.line or "")
            writer.writerow([cell(text) for text in (one.key, one.raw, place(one.location), page, line, one.problem)])
        return out.getvalue()
    return "".join(
        visible(f"{one.key}  ({place(one.location)})  {one.raw}" + _problem(one)) + "\n" for one in references
    )


def _problem(reference: Reference) -> str:
    return f"  [{reference.problem}]" if reference.problem else ""
