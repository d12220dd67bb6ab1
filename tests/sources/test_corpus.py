"""Real records, recorded at the services by others: all are read, and all survive the cache."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from citecheck import csl
from citecheck.model import Work
from citecheck.records import crossref as crossref_record
from citecheck.records import pubmed as pubmed_record
from citecheck.records import store


def content(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def survive_the_cache(works: Iterable[Work]) -> None:
    for work in works:
        assert csl.from_csl(csl.to_csl(work.item)) == work.item
        json.dumps(store.to_json(work), ensure_ascii=False).encode()


@pytest.mark.slow
def test_every_crossref_record_is_read(corpus: Path) -> None:
    lines = content(corpus / "records" / "crossref_items.jsonl.gz").splitlines()
    works = [crossref_record.work(json.loads(line)) for line in lines]
    assert len(works) == 9585
    survive_the_cache(works)
    assert sum(bool(work.item.title) for work in works) > 9400
    assert {notice.kind for work in works for notice in work.notices} >= {"retraction", "correction", "version"}


@pytest.mark.slow
def test_every_record_of_a_pubmed_update_is_read(corpus: Path) -> None:
    works = list(pubmed_record.works(content(corpus / "records" / "pubmed21n1298_slice.xml.gz")))
    assert len(works) == 3001
    survive_the_cache(works)
    assert all(work.item.pmid and work.item.title and work.item.issued for work in works)
    assert all(work.item.container_title_short for work in works)


def test_every_recorded_pubmed_answer_is_read_and_nothing_else(corpus: Path) -> None:
    read, refused = 0, 0
    for path in sorted((corpus / "api" / "fixtures").rglob("*.xml*")):
        try:
            works = list(pubmed_record.works(content(path)))
        except ValueError:
            refused += 1
            assert b"<PubmedArticleSet>" not in content(path) or "Malformed" in path.name
            continue
        read += len(works)
        survive_the_cache(works)
    assert (read, refused) == (150, 29)
