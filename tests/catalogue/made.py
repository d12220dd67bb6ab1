"""Small files of records made up for the tests of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from citecheck.catalogue.index import Catalogue
from citecheck.model import Work

TOPICS = "tides glaciers lichens beetles volcanoes pollen otters magnets comets ferns".split()
PEOPLE = "Abara Brandt Castillo Dvořák Eriksen Fontaine Grimaldi Haddad Ivanova Jóhannsdóttir".split()


def record(number: int, **changes: Any) -> dict[str, Any]:
    """CSL-JSON of a made-up article; everything about it follows from its number."""
    return {
        "id": f"work-{number}",
        "type": "article-journal",
        "title": f"Observations of {TOPICS[number % 10]} in season {number}",
        "author": [
            {"family": PEOPLE[number % 10], "given": "Ada"},
            {"family": PEOPLE[number // 10 % 10], "given": "Ben"},
        ],
        "container-title": "Journal of Invented Observations",
        "container-title-short": "J Invent Obs",
        "issued": {"date-parts": [[1960 + number % 60]]},
        "volume": str(1 + number % 90),
        "page": f"{100 + 7 * number}-{105 + 7 * number}",
        "DOI": f"10.5555/obs.{number}",
        **changes,
    }


def library(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """A file of CSL-JSON, one record a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def pubmed(path: Path, articles: Sequence[tuple[str, str, str]], *, deleted: Sequence[str] = ()) -> Path:
    """A PubMed file of articles told by PMID, version and title, and the PMIDs it deletes."""
    bodies = "".join(
        f'<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID><Article><Journal><JournalIssue>'
        f"<Volume>3</Volume><PubDate><Year>2001</Year></PubDate></JournalIssue><Title>Acta Inventa</Title></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>{pmid}</MedlinePgn></Pagination>"
        f"</Article></MedlineCitation></PubmedArticle>\n"
        for pmid, version, title in articles
    )
    gone = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted)
    deletion = f"<DeleteCitation>{gone}</DeleteCitation>" if gone else ""
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n{bodies}{deletion}</PubmedArticleSet>\n',
        encoding="utf-8",
    )
    return path


def retractions(path: Path, rows: Iterable[tuple[str, str, str, str]]) -> Path:
    """The Retraction Watch table: work's DOI, work's PMID, notice's DOI, nature."""
    lines = ["Record ID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDOI,RetractionPubMedID,RetractionDate,"
             "RetractionNature"]  # fmt: skip
    lines += [
        f"{n},{doi},{pmid},{notice},0,3/1/2020 0:00,{nature}" for n, (doi, pmid, notice, nature) in enumerate(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def held(folder: Path, records: Iterable[int]) -> list[tuple[Work, ...]]:
    """What the catalogue says of the made-up articles with these numbers."""
    catalogue = Catalogue.open(folder)
    return [catalogue.lookup("doi", f"10.5555/obs.{number}") for number in records]
