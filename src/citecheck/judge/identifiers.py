"""What to say of the identifiers that a reference states: whose they are, where not the match's."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck import normalize
from citecheck.judge.rules import finding
from citecheck.judge.wording import in_words
from citecheck.model import Candidate, Evidence, Finding, Item, Level


def disputed(stated: Item, match: Candidate | None, evidence: Evidence) -> Iterator[Finding]:
    """Stated identifiers that are not those of the match, and whose they are."""
    record = match.item if match else Item()
    yield from _preprint(stated, match, evidence)
    for field, word in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID")):
        claimed = getattr(stated, field)
        found = getattr(record, field)
        if not claimed or claimed == found or (match and match.agreement(field).level == "exact"):
            continue
        if field == "doi" and claimed in evidence.dead:
            message = f"no agency has registered the DOI {claimed}"
            yield finding("dead-doi", message, field=field, claimed=claimed, found=found)
            continue
        others = (one for one in evidence.candidates if one is not match)
        owner = next((one for one in others if getattr(one.item, field) == claimed), None)
        if owner and field != "pmcid":
            message = f"the {word} {claimed} leads to {in_words(owner)}, which does not fit the rest of the reference"
            yield finding(f"{field}-of-another-work", message, field=field, claimed=claimed, found=found)
        elif found:
            message = f"the reference says {word} {claimed}, the record {found}"
            yield finding(f"{field}-mismatch", message, field=field, claimed=claimed, found=found)


def _preprint(stated: Item, match: Candidate | None, evidence: Evidence) -> Iterator[Finding]:
    """What the arXiv identifier of a reference without a DOI names: nothing, or a work with another title."""
    doi = "" if stated.doi else normalize.arxiv_doi(stated.url)
    found = match.item.doi if match else ""
    if doi and doi in evidence.dead:
        message = f"arXiv has no preprint {stated.url}: no agency has registered its DOI {doi}"
        yield finding("dead-doi", message, field="doi", claimed=stated.url, found=found)
    owner = next((one for one in evidence.candidates if doi and one is not match and one.item.doi == doi), None)
    if owner and owner.agreement("title").level is Level.DIFFERENT:
        message = f"{stated.url} leads to {in_words(owner)}, which does not fit the rest of the reference"
        yield finding("doi-of-another-work", message, field="doi", claimed=stated.url, found=found)


def aliased(stated: Item, match: Candidate) -> Iterator[Finding]:
    """The stated DOI is a second name of the match's own."""
    claimed, found = stated.doi, match.item.doi
    names = {link.doi for work in match.works for link in work.relations if link.kind == "has-alias"}
    if claimed != found and claimed in names:
        message = f"the DOI {claimed} is an alias: the work’s record carries {found}"
        yield finding("doi-alias", message, field="doi", claimed=claimed, found=found)
