"""The list that is shipped, from the answers that are shipped: the outcomes must stay as they are."""

from __future__ import annotations

from pathlib import Path

from bench.accuracy.tables import table
from citecheck import api
from citecheck.settings import Settings

_HERE = Path(__file__).resolve().parents[2]


def section() -> str:
    settings = Settings(cache=_HERE / "cache", offline=True)
    report = api.verify(api.stream(_HERE / "references.csv"), settings)
    keys: dict[str, list[str]] = {}
    for verdict in report.verdicts:
        keys.setdefault(verdict.outcome, []).append(verdict.reference.key)
    lines = [(outcome, f"{len(found)}", ", ".join(found)) for outcome, found in sorted(keys.items())]
    return table(["outcome", "references", "which"], lines)
