"""What a verdict lets us change in a reference: gaps that its match fills, values that its record has otherwise.

Only where a match was accepted, and never to a value over which the registries differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citecheck import normalize
from citecheck.model import Candidate, Finding, Item, Verdict, Work

FIELDS = ("doi", "pmid", "pmcid", "title", "journal", "year", "volume", "issue", "pages")
# Names of fields as people say them, with those of an item, in the order in which they are looked at.
_OF_ITEM = {"pages": "page", "journal": "container_title", "year": "issued"}
_OF_FINDING = {"pages": "page", "journal": "container-title"}
# Rules that say that the claimed value is wrong, and whose found value may take its place.
_CORRECTED = frozenset(
    "doi-mismatch doi-of-another-work dead-doi pmid-mismatch pmid-of-another-work pmcid-mismatch title-mismatch"
    " journal-mismatch year-mismatch volume-mismatch issue-mismatch page-mismatch".split()
)
_OF_VERSIONS = frozenset({"preprint-cited"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One field of one reference: what it claims ("" where nothing), what the record has, and who says so."""

    field: str
    claimed: str
    found: str
    sources: tuple[str, ...]

    def __str__(self) -> str:
        how = f"{self.claimed} becomes {self.found}" if self.claimed else f"{self.found} is added"
        return f"{self.field}: {how} ({' and '.join(self.sources)})"


def changes(verdict: Verdict, fields: Sequence[str] = FIELDS) -> Iterator[Change]:
    """The changes that this verdict allows, of these fields."""
    claimed, match = verdict.reference.item, verdict.match
    if claimed is None or match is None:
        return
    every = (*verdict.findings, *verdict.waived, *verdict.suppressed)
    torn = {finding.field for finding in every if finding.rule == "registries-differ"}
    disputed = {finding.field: finding for finding in verdict.findings if finding.rule in _CORRECTED}
    of_version = any(finding.rule in _OF_VERSIONS for finding in every)
    for field in fields:
        name = _OF_FINDING.get(field, field)
        if name in torn or (of_version and field in ("journal", "year", "volume", "issue", "pages")):
            continue
        old = _value(claimed, field)
        if old and name not in disputed:
            continue
        found, sources = _agreed(match.works, field)
        if found and found != old and _fits(field, claimed, disputed.get(name)):
            yield Change(field=field, claimed=old, found=found, sources=sources)


_OF_A_VERSION = ("doi", "journal", "year", "volume", "issue", "pages")


def published_as(verdict: Verdict) -> str:
    """The DOI of what a journal made of the preprint that a reference leads to, or ""."""
    match = verdict.match
    if match is None or not any(finding.rule in _OF_VERSIONS for finding in verdict.findings):
        return ""
    own = {work.item.doi for work in match.works}
    ahead = [link.doi for work in match.works for link in work.relations if link.kind == "preprint-of"]
    back = (
        one.item.doi
        for one in verdict.candidates
        for work in one.works
        if any(link.kind == "has-preprint" and link.doi in own for link in work.relations)
    )
    return next((doi for doi in (*ahead, *back) if doi), "")


def replaced(claimed: Item, published: Candidate) -> Iterator[Change]:
    """The changes that make the published version of a reference to a preprint."""
    for field in _OF_A_VERSION:
        old, (found, sources) = _value(claimed, field), _agreed(published.works, field)
        if found and found != old:
            yield Change(field=field, claimed=old, found=found, sources=sources)


def _value(item: Item, field: str) -> str:
    if field == "year":
        return item.year
    if field == "pages":
        return item.page or item.number
    if field == "journal":
        return item.container_title or item.container_title_short
    return str(getattr(item, _OF_ITEM.get(field, field)))


def _agreed(works: Sequence[Work], field: str) -> tuple[str, tuple[str, ...]]:
    """The value that every source which has one has, as the first of them writes it, and their names."""
    said = [(work.source, value) for work in works if (value := _value(work.item, field))]
    if len({_folded(field, value) for _, value in said}) != 1:
        return "", ()
    return said[0][1], tuple(dict.fromkeys(source for source, _ in said))


def _folded(field: str, value: str) -> str:
    if field == "pages":
        return normalize.number("-".join(normalize.pages(value)))
    if field == "journal":
        return "".join(normalize.journal_words(value))
    return normalize.key(value) if field == "title" else value.casefold()


def _fits(field: str, claimed: Item, finding: Finding | None) -> bool:
    """False for a gap that is none: an article number stands for pages, and a book has no issue to fill."""
    if finding or field in ("doi", "pmid", "pmcid", "year", "title"):
        return True
    return claimed.type in ("", "article-journal", "article-magazine", "article-newspaper")
