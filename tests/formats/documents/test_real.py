"""Real documents with a known truth, where they are present: CITECHECK_FORMATS names their folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.documents import cited
from bench.documents.__main__ import BESIDE, _references
from bench.documents.truth import known, score
from citecheck.errors import CitecheckError
from tests.conftest import ROOT

FORMATS = Path(os.environ.get("CITECHECK_FORMATS", ROOT.parent / "shared" / "formats"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FORMATS.is_dir(), reason="the real documents are not here"),
]
LEAST = {"docx": 0.98, "jats": 0.98, "tei": 0.98, "html": 0.98, "latex": 0.98, "pdf": 0.95}


@pytest.mark.parametrize("kind", LEAST)
def test_references_of_real_documents_come_out_whole_and_separate(kind: str) -> None:
    good = whole = 0
    for path in sorted((FORMATS / kind).iterdir()):
        items = [] if path.suffix == ".json" else known(path)
        if items and (path.name in BESIDE or _is_readable(path)):
            one = score(items, _references(path, FORMATS))
            good, whole = good + one.good, whole + one.known
    assert good >= LEAST[kind] * whole


def _is_readable(path: Path) -> bool:
    try:
        return bool(_references(path, FORMATS))
    except CitecheckError:
        return False


def test_links_of_real_articles_are_all_found_and_none_invented() -> None:
    tally = cited.linked(FORMATS)
    assert (tally.precision, tally.recall) == (1.0, 1.0)
