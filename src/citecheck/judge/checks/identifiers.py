"""What to say of the identifiers that a reference states: whose they are, where not the match's."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck import normalize
from citecheck.formats.citation import kinds
from citecheck.interfaces import Checks
from citecheck.judge import signs
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import in_words
from citecheck.match import books
from citecheck.model import Case, Finding, Item, Level


def elsewhere(case: Case) -> Iterator[Finding]:
    """Stated DOIs that exist, though nobody who was asked describes the work."""
    for work in case.evidence.registered if case.match is None and case.reference.item else ():
        message = f"the DOI {work.item.doi} exists, registered with {work.agency}, whose records are not read"
        yield finding("registered-elsewhere", message, field="doi", claimed=work.item.doi)


def disputed(case: Case) -> Iterator[Finding]:
    """Stated identifiers that are not those of the match, and whose they are."""
    claims, match = case.reference.item or Item(), case.match
    yield from _preprint(claims, case)
    record = dict(match.item.identifiers) if match else {}
    for field, claimed in claims.identifiers:
        found = record.get(field, "")
        if claimed != found and not (match and match.agreement(field).level is Level.EXACT):
            yield from _identifier(case, field, claimed=claimed, found=found)


def _identifier(case: Case, field: str, *, claimed: str, found: str) -> Iterator[Finding]:
    if field == "doi" and claimed in case.evidence.dead:
        message = f"no agency has registered the DOI {claimed}"
        yield finding("dead-doi", message, field=field, claimed=claimed, found=found)
        return
    others = (one for one in case.evidence.candidates if one is not case.match)
    owner = next((one for one in others if (field, claimed) in one.item.identifiers), None)
    if owner and field != "pmcid":
        whose = f"leads to {in_words(owner)}, which does not fit the rest of the reference"
        message = f"the {field.upper()} {claimed} {whose}"
        yield finding(f"{field}-of-another-work", message, field=field, claimed=claimed, found=found)
    elif found:
        message = f"the reference says {field.upper()} {claimed}, the record {found}"
        worded = (*signs.of_identifier(claimed, found), *(signs.of_version(case, case.match) if case.match else ()))
        yield finding(f"{field}-mismatch", message, field=field, claimed=claimed, found=found, signs=worded)


def _preprint(claims: Item, case: Case) -> Iterator[Finding]:
    """What the arXiv identifier of a reference without a DOI names: nothing, or a work with another title."""
    doi = "" if claims.doi else normalize.arxiv_doi(claims.url)
    match, evidence = case.match, case.evidence
    found = match.item.doi if match else ""
    if doi and doi in evidence.dead:
        message = f"arXiv has no preprint {claims.url}: no agency has registered its DOI {doi}"
        yield finding("dead-doi", message, field="doi", claimed=claims.url, found=found)
    owner = next((one for one in evidence.candidates if doi and one is not match and one.item.doi == doi), None)
    if owner and owner.agreement("title").level is Level.DIFFERENT:
        message = f"{claims.url} leads to {in_words(owner)}, which does not fit the rest of the reference"
        yield finding("doi-of-another-work", message, field="doi", claimed=claims.url, found=found)


def aliased(case: Case) -> Iterator[Finding]:
    """The stated DOI is a second name of the match's own."""
    claimed, found = (case.reference.item or Item()).doi, case.match.item.doi if case.match else ""
    links = (link for work in case.match.works for link in work.relations) if case.match else ()
    if claimed != found and claimed in {link.doi for link in links if link.kind == "has-alias"}:
        message = f"the DOI {claimed} is an alias: the work’s record carries {found}"
        yield finding("doi-alias", message, field="doi", claimed=claimed, found=found)


def other_book(case: Case) -> Iterator[Finding]:
    """A stated ISBN under which only books of another title by other people are known. One binding's number may be
    missing in a record, so it disputes nothing."""
    claims = case.reference.item or Item()
    if case.kind in kinds.IN_BOOKS or (case.match and books.shares_isbn(claims, case.match.works)):
        return  # the number of a chapter is its book's
    for one in case.evidence.candidates if claims.isbn else ():
        differing = one.agreement("title").level is one.agreement("first-author").level is Level.DIFFERENT
        if one is not case.match and differing and books.shares_isbn(claims, one.works):
            isbn = next(number for number in claims.isbn if normalize.isbn(number) in books.isbns(one.item))
            message = f"the ISBN {isbn} is that of {in_words(one)}, which does not fit the rest of the reference"
            yield finding("isbn-of-another-book", message, field="isbn", claimed=isbn)
            return


CHECKS = Checks(
    rules=own(
        "registered-elsewhere",
        "dead-doi",
        "doi-of-another-work",
        "doi-mismatch",
        "pmid-of-another-work",
        "pmid-mismatch",
        "pmcid-mismatch",
        "doi-alias",
        "isbn-of-another-book",
    ),
    checks=(elsewhere, disputed, aliased, other_book),
    place=20,
)
