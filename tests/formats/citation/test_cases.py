"""References of many kinds, one TOML file a kind: each case gives a text and what is to be read in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from citecheck.formats import citation
from citecheck.model import Item

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def _read(item: Item, field: str) -> Any:
    """A field as the cases write it: `page` may be an article number, names are without a last full stop."""
    match field:
        case "authors":
            return [str(name).rstrip(".") for name in item.author]
        case "cut":
            return item.authors_cut
        case "container":
            return item.container_title
        case "page":
            return item.locator
        case "issued" | "isbn":
            return list(getattr(item, field))
    return getattr(item, field)


@pytest.mark.parametrize("case", CASES)
def test_a_reference_of_each_kind_is_read_field_by_field(case: dict[str, Any]) -> None:
    item, spans = citation.read(case["text"])
    expected = {field: value for field, value in case.items() if field not in ("name", "text")}
    assert {field: _read(item, field) for field in expected} == expected
    assert all(0 <= span.start < span.end <= len(case["text"]) for span in spans)
