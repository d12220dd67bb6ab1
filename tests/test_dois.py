"""A DOI that is nothing but a DOI is known by a short way, which must say what the long one says."""

from __future__ import annotations

import re
from itertools import product

import pytest

from citecheck import normalize

STARTS = (
    "10.1016/j.x.2020.01.001",
    "10.1016/S0140-6736(97)11096-0",
    "10.1101/2020.01.02",
    "10.1093/jxb/ery",
    "10.5555/A_1",
)
ENDS = (
    "", "x", "9", ".", ".v2", "v2", ".2", "-", "_", "(", ")", "(b)", ".(b)", "/12345", "/full", ".full", ".PDF",
    ".pdfs", ".html", ".htm", ".epub", ".pmcid", ".PMID", ".pubmed", ".http", ".arxiv.", "..1", " 1", "\n", "é", "٣",
    "%20", "&amp;", ";2-#", "?a=b", "#x", "<b", '"',
)  # fmt: skip


def test_short_way_to_a_doi_says_what_the_long_one_says(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [before + start + end for before, start, end in product(("", "doi:", "1", " "), STARTS, ENDS)]
    short = {text for text in texts if normalize._PLAIN_DOI.fullmatch(text)}
    assert {"10.1016/j.x.2020.01.001", "10.1016/S0140-6736(97)11096-0", "10.5555/A_1.v2"} <= short
    found = [normalize.doi(text) for text in texts]
    monkeypatch.setattr(normalize, "_PLAIN_DOI", re.compile("(?!)"))
    assert found == [normalize.doi(text) for text in texts]
