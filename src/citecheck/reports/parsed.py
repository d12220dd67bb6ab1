"""What was understood of a list, field by field, before anything is asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from citecheck.csl import to_csl
from citecheck.model import Item, Reference
from citecheck.reports.csv import cell
from citecheck.reports.shared import harmless, visible


def render(references: Sequence[Reference], format: str) -> str:
    """The references as `text`, `csv`, `json` (with spans) or `csl-json`."""
    return {"text": _text, "csv": _csv, "json": _json, "csl-json": _csl}[format](references)


def row(reference: Reference) -> dict[str, str]:
    """One reference as a flat record of text."""
    item = reference.item or Item()
    return {
        "key": reference.key,
        "authors": "; ".join(str(name) for name in item.author),
        "et_al": "yes" if item.authors_cut else "",
        "title": item.title,
        "journal": item.container_title,
        "year": item.year,
        "volume": item.volume,
        "issue": item.issue,
        "pages": item.locator,
        "doi": item.doi,
        "pmid": item.pmid,
        "pmcid": item.pmcid,
        "unexplained": "; ".join(reference.text_of("unexplained")),
        "problem": reference.problem,
        "location": str(reference.location),
        "reference": reference.raw,
    }


def _text(references: Sequence[Reference]) -> str:
    return "\n".join(line for reference in references for line in _lines(reference))


def _lines(reference: Reference) -> Iterator[str]:
    yield harmless(visible(f"{reference.key}  {reference.raw}".rstrip()))
    for name, value in row(reference).items():
        if value and name not in ("key", "reference", "location"):
            yield f"    {name:<12}{visible(value)}"
    yield ""


def _csv(references: Sequence[Reference]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row(Reference(key=""))), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row(reference).items()} for reference in references)
    return out.getvalue()


def _json(references: Sequence[Reference]) -> str:
    listed = [
        {
            "key": reference.key,
            "raw": reference.raw,
            "location": {"file": reference.location.file, "line": reference.location.line},
            "item": to_csl(reference.item, id=reference.key) if reference.item else None,
            "spans": [{"field": span.field, "start": span.start, "end": span.end} for span in reference.spans],
            "problem": reference.problem,
        }
        for reference in references
    ]
    return json.dumps({"schema": "citecheck-parse/1", "references": listed}, ensure_ascii=False, indent=2) + "\n"


def _csl(references: Sequence[Reference]) -> str:
    items = [to_csl(reference.item, id=reference.key) for reference in references if reference.item]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
