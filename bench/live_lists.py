"""Works for the stand-ins, from real records, and reference lists that cite them the terse way."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from citecheck import api, names, normalize
from citecheck.model import Item, Name, Reference, Work
from citecheck.records import crossref, pubmed
from standins.works import Author, StandinWork

_PUBMED = "records/pubmed20n0014.xml.gz"
_CROSSREF = ("records/crossref_public_2021_part0.json.gz", "records/crossref_public_2021_part1.json.gz")


def in_pubmed(corpus: Path, count: int) -> list[StandinWork]:
    """So many works that both registries have, spread over the file; no two that a terse reference can't tell apart."""
    with gzip.open(corpus / _PUBMED) as file:
        return _chosen(pubmed.works(file.read()), count, step=7)


def without_doi(corpus: Path, count: int) -> list[StandinWork]:
    """So many works whose real PubMed record states no DOI, spread over the file; the DOIs are made up, and every
    third title is in capitals, as Crossref has many of that time."""
    with gzip.open(corpus / _PUBMED) as file:
        bare = (work for work in pubmed.works(file.read()) if not work.item.doi)
        numbered = (replace(work, item=replace(work.item, doi=f"10.5555/bench.{n}")) for n, work in enumerate(bare))
        chosen = _chosen(numbered, count, step=7)
    return [replace(one, title=one.title.upper()) if place % 3 == 0 else one for place, one in enumerate(chosen)]


def in_crossref(corpus: Path, count: int) -> list[StandinWork]:
    """So many works that Crossref alone has."""
    records = (
        item for name in _CROSSREF for item in json.loads(gzip.decompress((corpus / name).read_bytes()))["items"]
    )
    return _chosen(map(crossref.work, records), count, step=1)


def references(works: Iterable[StandinWork]) -> list[Reference]:
    """A list that gives authors, year, volume, issue and pages of each work, as text."""
    return list(api.stream_bytes("\n".join(map(_cited, works)).encode(), "bench", format="text"))


def _chosen(works: Iterable[Work], count: int, *, step: int) -> list[StandinWork]:
    fit: dict[tuple[str, ...], StandinWork] = {}
    for work in islice(works, 0, None, step):
        item = work.item
        if item.doi and item.issued and item.volume and item.page[:1].isdecimal() and _people(item):
            fit.setdefault((item.author[0].family, item.year, item.volume, item.page), _held(item))
            if len(fit) == count:
                return list(fit.values())
    raise SystemExit(f"the corpus has only {len(fit)} works of the kind that is needed")


def _people(item: Item) -> bool:
    return bool(item.author) and all(name.family and name.given for name in item.author)


def _held(item: Item) -> StandinWork:
    return StandinWork(
        doi=item.doi,
        title=normalize.plain(item.title) or "Untitled",
        year=item.issued[0],
        month=item.issued[1] if len(item.issued) > 1 else None,
        authors=tuple(map(_author, item.author)),
        journal=item.container_title,
        journal_abbrev=item.container_title_short,
        issn=item.issn,
        volume=item.volume,
        issue=item.issue,
        pages=item.page,
        pmid=item.pmid,
    )


def _author(name: Name) -> Author:
    return Author(family=name.family, given=name.given, initials="".join(names.initials(name.given)).upper())


def _cited(work: StandinWork) -> str:
    return f"{', '.join(_names(work))}. {work.year};{work.volume}{f'({work.issue})' * bool(work.issue)}:{work.pages}."


def _names(work: StandinWork) -> Iterator[str]:
    yield from (f"{author.family} {author.initials}" for author in work.authors[:3])
    if len(work.authors) > 3:
        yield "et al"
