"""Real files of other people, where they are at hand: none is a crash, and nearly every field is read as elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import formats
from citecheck import api
from citecheck.errors import CitecheckError

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CITECHECK_FORMATS", ROOT.parent / "shared" / "formats"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="CITECHECK_FORMATS is not at hand")
# The least share of each field, where that is not 99 %: in docs/evaluation.md stands who is right about the rest.
LEAST = {("ris", "container title"): 0.98, ("endnote", "first page"): 0.9}


@pytest.mark.parametrize("kind", ["bibtex", "ris", "endnote", "nbib", "csl", "tagged"])
def test_every_file_is_references_or_a_clear_error(kind: str) -> None:
    files = [path for path in (FOLDER / kind).iterdir() if not path.name.endswith(".json") or kind == "csl"]
    assert files
    outcomes = [outcome(path) for path in files if not path.name.endswith(".truth.json")]
    assert all(outcomes)


def outcome(path: Path) -> object:
    """The references, or the hint of the error."""
    try:
        return api.read(path)
    except CitecheckError as error:
        return error.hint


@pytest.mark.parametrize("kind", formats.KINDS)
def test_fields_are_read_as_other_programs_read_them(kind: str) -> None:
    counted = formats.measure(FOLDER / kind)
    below = {
        field: counted.share(field) for field in formats.FIELDS if counted.share(field) < LEAST.get((kind, field), 0.99)
    }
    assert below == {}


def test_every_entry_is_there() -> None:
    for kind in ("bibtex", "ris"):
        for path, truth in formats.truths(FOLDER / kind):
            if path.name not in ("asysd-zotero.ris", "jabref-risimportertest1.ris"):
                assert len(api.read(path)) == truth["count"], path.name
