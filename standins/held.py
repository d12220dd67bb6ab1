"""What the stand-ins hold, as the two registries would describe it and our readers read it."""

from __future__ import annotations

from functools import cache

from citecheck.model import Work
from citecheck.records import crossref as crossref_record
from citecheck.records import pubmed as pubmed_record

from .crossref_json import crossref_work
from .pubmed_xml import article_set
from .works import works


@cache
def held_by_crossref() -> tuple[Work, ...]:
    return tuple(crossref_record.work(crossref_work(work)) for work in works() if work.doi)


@cache
def held_by_pubmed() -> tuple[Work, ...]:
    return tuple(pubmed_record.works(article_set(work for work in works() if work.pmid)))
