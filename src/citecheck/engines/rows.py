"""Rows of tables: one is read into a reference, a verdict is written as one. No library of tables is needed.

What a row becomes depends on nothing but the row, so that it is the same wherever and beside whatever it is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from citecheck.csl import from_csl, to_csl
from citecheck.errors import SettingsError
from citecheck.formats import csl_json, csv, csv_columns
from citecheck.judge.duplicates import duplicates
from citecheck.model import (
    SEVERITIES,
    Candidate,
    Finding,
    Item,
    Location,
    Outcome,
    Reference,
    Verdict,
    Work,
)

LIST, CSL = "list_id", "csl"
"""Columns of the input beside those of the CSV reader: whose list a reference is in, and an item as CSL-JSON text."""

BATCH = 500

_FINDING = ("rule", "severity", "field", "claimed", "found", "message")
_LISTS: dict[str, tuple[str, ...]] = {
    "findings": _FINDING,
    "works": ("source", "url", "item"),
    "outages": ("source", "reason"),
}
COLUMNS = (
    *(LIST, "key", "outcome", "score", "doi", "pmid", "pmcid", "item"),
    *(*_LISTS, "raw", "claimed", "problem"),
)
"""The columns of verdicts. Items are CSL-JSON text; `claimed` is what the reference states, before it is completed."""

SCHEMA = ", ".join(
    f"{name} {'double' if name == 'score' else 'string'}"
    if name not in _LISTS
    else f"{name} array<struct<{','.join(f'{part}:string' for part in _LISTS[name])}>>"
    for name in COLUMNS
)
"""The same with their types, as Spark writes them."""


def arrow_schema() -> Any:
    """The same for pyarrow."""
    import pyarrow

    text = pyarrow.string()
    lists = {name: pyarrow.list_(pyarrow.struct([(part, text) for part in parts])) for name, parts in _LISTS.items()}
    types = {"score": pyarrow.float64(), **lists}
    return pyarrow.schema([(name, types.get(name, text)) for name in COLUMNS])


Judge = Callable[[Sequence[Reference]], Iterable[Verdict]]


def check_columns(columns: Sequence[str]) -> None:
    """SettingsError where no column states a reference."""
    if CSL not in columns and not csv_columns.useful(csv_columns.roles(tuple(columns))):
        raise SettingsError(
            "no column states a reference",
            hint=f"name the columns reference, or {CSL}, or authors, title, journal, year, volume, pages, doi, pmid",
        )


def reference(row: Mapping[str, Any]) -> Reference:
    """The reference that a row states. A row that can't be read is a reference with a problem, never an error.

    A row without a key gets one that follows from what it holds.
    """
    cells = {name: "" if value is None else str(value) for name, value in row.items() if name != LIST}
    in_list = str(row.get(LIST) or "")
    try:
        read = _from_csl(cells[CSL], in_list) if cells.get(CSL) else next(csv.from_records([cells], in_list))
    except Exception as error:
        read = Reference(key="", raw=_text(cells), problem=f"the row can't be read: {type(error).__name__}: {error}")
    key = str(row.get("key") or "") or (read.key if cells.get(CSL) and read.key != "1" else "")
    where = replace(read.location, file=in_list, line=0)
    return replace(read, key=key or _digest(cells), location=where, extra=())


def _from_csl(text: str, file: str) -> Reference:
    return next(iter(csl_json.read(text.encode("utf-8", "replace"), file).references))


def _text(cells: Mapping[str, str]) -> str:
    return ", ".join(value for value in cells.values() if value)


def _digest(cells: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:16]


def judged(references: Iterable[Reference], judge: Judge) -> Iterator[dict[str, Any]]:
    """A row of SCHEMA for each reference."""
    remaining = iter(references)
    while batch := list(islice(remaining, BATCH)):
        yield from map(row, judge(batch))


def row(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a row of SCHEMA."""
    item, match, asked = verdict.item, verdict.match, verdict.reference
    return {
        LIST: asked.location.file,
        "key": asked.key,
        "outcome": str(verdict.outcome),
        "score": round(match.score, 4) if match else None,
        "doi": item.doi,
        "pmid": item.pmid,
        "pmcid": item.pmcid,
        "item": _csl(item, asked.key),
        "findings": [_finding(one) for one in verdict.findings],
        "works": [_work(one) for one in match.works] if match else [],
        "outages": [{"source": one.source, "reason": one.reason} for one in verdict.outages],
        "raw": _written(asked.raw),
        "claimed": _csl(asked.item, asked.key) if asked.item else "",
        "problem": _written(asked.problem),
    }


def _work(work: Work) -> dict[str, str]:
    return {"source": work.source, "url": work.url, "item": _csl(work.item, "")}


def _finding(one: Finding) -> dict[str, str]:
    return {
        "rule": one.rule,
        "severity": str(one.severity),
        "field": one.field,
        "claimed": _written(one.claimed),
        "found": _written(one.found),
        "message": _written(one.message),
    }


def _csl(item: Item, key: str) -> str:
    return _written(json.dumps(to_csl(item, id=key), ensure_ascii=False, separators=(",", ":")))


def _written(text: str) -> str:
    """Half a character can be read from a file and never written to one."""
    return text.encode("utf-8", "replace").decode()


def with_duplicates(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of one list, ordered by key, with findings about those that name one work.

    The order they come in changes nothing.
    """
    ordered = sorted(rows, key=lambda one: (_natural(one["key"]), one["raw"], one["claimed"]))
    added = duplicates([_verdict(one) for one in ordered])
    for place, one in enumerate(ordered):
        more = [_finding(finding) for finding in added.get(place, ())]
        yield {**one, "findings": sorted([*one["findings"], *more], key=lambda each: -SEVERITIES[each["severity"]])}


def _natural(key: str) -> tuple[int, int, str]:
    """Numbers in their order, then the others."""
    return (0, int(key), "") if key.isascii() and key.isdecimal() and len(key) < 19 else (1, 0, key)


def _verdict(row: Mapping[str, Any]) -> Verdict:
    """As much of the verdict as tells which references name one work."""
    claimed = from_csl(json.loads(row["claimed"])) if row["claimed"] else None
    works = tuple(Work(item=from_csl(json.loads(one["item"])), source=one["source"]) for one in row["works"])
    match = Candidate(works=works, agreements=(), score=row["score"] or 0.0) if works else None
    return Verdict(
        reference=Reference(key=row["key"], item=claimed, location=Location(file=row[LIST])),
        outcome=Outcome(row["outcome"]),
        item=Item(),
        match=match,
    )
