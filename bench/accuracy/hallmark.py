"""Bibliography entries that are valid, perturbed or invented, whose real works (by title or DOI) the catalogue holds.

An entry counts as detected when it is a mismatch or not found; undecided is shown apart, for nothing is claimed then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.accuracy.run import POLICY, catalogue, works_of
from bench.accuracy.sets import read_lines
from bench.accuracy.tables import percent, table
from citecheck import normalize
from citecheck.gather.gather import gather
from citecheck.interfaces import Stage
from citecheck.judge.judge import judge
from citecheck.model import Item, Name, Outcome, Reference, Verdict
from citecheck.sources.catalogue import Catalogue

_NUMBERED = re.compile(r"\s\d{4}$")  # DBLP tells people of one name apart by a number
_ORIGINAL = re.compile(r"original:? '([^']{20,})'", re.I)

Found = dict[str, Counter[str]]


def measured(found: Found, corpus: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """Counts outcomes by type into `found`; yields valid entries that were not verified and others that were."""
    source = catalogue(folder)
    for row in read_lines(corpus / "hallucinated" / "hallmark.jsonl.gz"):
        item = _item(row["fields"])
        reference = Reference(key=row["bibtex_key"], item=item)
        if not _is_held(source, item, row.get("explanation") or ""):
            continue
        (evidence,) = gather([reference], [source], POLICY)
        verdict = judge(evidence, POLICY)
        kind = row.get("hallucination_type") or "valid"
        found.setdefault(kind, Counter())[verdict.outcome] += 1
        if (verdict.outcome is Outcome.VERIFIED) != (kind == "valid"):
            yield _record(row, kind, verdict)


def _item(fields: Mapping[str, str]) -> Item:
    year = fields.get("year") or ""
    names = [_NUMBERED.sub("", name.strip()) for name in re.split(r"\s+and\s+", fields.get("author") or "")]
    return Item(
        title=_text(fields, "title"),
        author=tuple(_name(name) for name in names if name and name != "others"),
        authors_cut="others" in names,
        container_title=_text(fields, "journal") or _text(fields, "booktitle"),
        issued=(int(year),) if year.isdecimal() else (),
        volume=fields.get("volume") or "",
        issue=fields.get("number") or "",
        page=normalize.page_range(fields.get("pages") or ""),
        doi=normalize.doi(fields.get("doi") or ""),
    )


def _text(fields: Mapping[str, str], name: str) -> str:
    """A field without the braces that keep capitals in BibTeX."""
    return normalize.plain((fields.get(name) or "").translate({ord("{"): None, ord("}"): None}))


def _name(text: str) -> Name:
    family, comma, given = text.partition(",")
    if comma:
        return Name(family=family.strip(), given=given.strip())
    *first, last = text.split()
    return Name(family=last, given=" ".join(first))


def _is_held(source: Catalogue, item: Item, explanation: str) -> bool:
    """A record has the title, the original title that the explanation quotes, or the DOI."""
    original = match[1] if (match := _ORIGINAL.search(explanation)) else ""
    for title in filter(None, (item.title, original)):
        (answer,) = source.search([Reference(key="", raw=title, item=Item(title=title))], Stage.EXACT)
        if any(normalize.key(work.item.title) == normalize.key(title) for work in works_of(answer)):
            return True
    return False


def _record(row: Mapping[str, Any], kind: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "what": "hallmark",
        "kind": kind,
        "key": row["bibtex_key"],
        "fields": row["fields"],
        "explanation": row.get("explanation"),
        "outcome": str(verdict.outcome),
        "findings": [f"{one.rule}: {one.message}" for one in verdict.findings],
    }


def section(found: Found) -> str:
    heads = ["type", "entries", "verified", "mismatch", "not found", "undecided", "detected", "false alarms"]
    lines = []
    for kind, outcomes in sorted(found.items(), key=lambda pair: (pair[0] != "valid", pair[0])):
        total = outcomes.total()
        alarmed = (outcomes[Outcome.MISMATCH] + outcomes[Outcome.NOT_FOUND]) / total
        shares = ("", percent(alarmed)) if kind == "valid" else (percent(alarmed), "")
        order = (Outcome.VERIFIED, Outcome.MISMATCH, Outcome.NOT_FOUND, Outcome.UNDECIDED)
        lines.append([kind, f"{total:,}", *(f"{outcomes[outcome]:,}" for outcome in order), *shares])
    return table(heads, lines)
