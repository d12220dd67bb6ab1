"""Real records with notices, their facts restated by hand in tests/notices, as registries write them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from citecheck.judge.checks.notices import notices
from citecheck.model import Candidate, Work
from citecheck.records import crossref, pubmed
from tests.judge.tools import case as judged

CASES = sorted(Path(__file__).with_name("notices").glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_restated_record_has_these_findings(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    match = Candidate(works=tuple(_works(case)), agreements=(), score=1.0)
    found = list(notices(judged(match)))
    assert [one.rule for one in found] == [one["rule"] for one in case["expected"]]
    for finding, expected in zip(found, case["expected"], strict=True):
        assert [words for words in expected["says"] if words not in finding.message] == []
        assert [words for words in expected.get("says_not", ()) if words in finding.message] == []


def test_cases_are_here() -> None:
    assert len(CASES) >= 9


def _works(case: Mapping[str, Any]) -> Iterator[Work]:
    if "crossref" in case:
        yield crossref.work(case["crossref"])
    if "pubmed" in case:
        yield from pubmed.works(_xml(case["pubmed"]).encode())


def _xml(record: Mapping[str, Any]) -> str:
    types = "".join(f"<PublicationType>{escape(one)}</PublicationType>" for one in record["types"])
    links = "".join(
        f"<CommentsCorrections RefType={quoteattr(link['type'])}><RefSource>{escape(link['source'])}.</RefSource>"
        f"<PMID>{link['pmid']}</PMID></CommentsCorrections>"
        for link in record["links"]
    )
    doi = f"<ArticleId IdType='doi'>{escape(record['doi'])}</ArticleId>" if "doi" in record else ""
    return (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{record['pmid']}</PMID><Article>"
        f"<ArticleTitle>{escape(record['title'])}</ArticleTitle>"
        f"<PublicationTypeList>{types}</PublicationTypeList></Article>"
        f"<CommentsCorrectionsList>{links}</CommentsCorrectionsList></MedlineCitation>"
        f"<PubmedData><ArticleIdList>{doi}</ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"
    )
