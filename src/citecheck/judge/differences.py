"""What to say where a matched reference and its record differ: agreements to findings, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from citecheck import normalize
from citecheck.judge.rules import finding
from citecheck.match import authors
from citecheck.match.compare import compare, years
from citecheck.model import Agreement, Candidate, Finding, Item, Level, Reference, Work

# A field whose rule is raised when its level is one of these: what is merely written otherwise is not raised.
_RAISED = {
    "title": ("title-mismatch", "title", (Level.CLOSE, Level.DIFFERENT)),
    "container-title": ("journal-mismatch", "journal", (Level.CLOSE, Level.DIFFERENT)),
    "volume": ("volume-mismatch", "volume", (Level.DIFFERENT,)),
    "issue": ("issue-mismatch", "issue", (Level.DIFFERENT,)),
    "page": ("page-mismatch", "page", (Level.CLOSE, Level.DIFFERENT)),
}
_COMPARED_REGISTRIES = ("first-author", "title", "container-title", "year", "volume", "issue", "page")
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")


def differences(reference: Reference, match: Candidate) -> Iterator[Finding]:
    """The findings about a match: where the reference differs, what was added, where the registries differ."""
    claimed = match.claimed or reference.item or Item()
    yield from _authors(reference, match)
    yield from _year(match)
    for field, (rule, word, raised) in _RAISED.items():
        agreement = match.agreement(field)
        if agreement.level in raised:
            yield _differs(rule, word, agreement)
    if (
        not match.agreement("page").claimed
        and (locator := match.item.locator)
        and (claimed.volume or claimed.container_title)
    ):
        word = "pages" if match.item.page else "article number"
        yield finding("number-added", f"the record adds the {word} {locator}", field="page", found=locator)
    yield from _registries(match)


def unexplained(reference: Reference) -> Iterator[Finding]:
    """One note for each part of the raw text that no field explains."""
    for text in reference.text_of("unexplained"):
        yield finding("unexplained-text", f"not understood: “{text}”", claimed=text)


def _differs(rule: str, word: str, agreement: Agreement) -> Finding:
    message = f"the reference says {word} {agreement.claimed}, the record {agreement.found}"
    return finding(rule, message, field=agreement.field, claimed=agreement.claimed, found=agreement.found)


def _year(match: Candidate) -> Iterator[Finding]:
    agreement = match.agreement("year")
    year = agreement.claimed
    if agreement.level in (Level.CLOSE, Level.DIFFERENT):
        said = f"the reference says {year}, the record {agreement.found}"
        explained = f"; the record’s DOI carries {year}" if year in match.item.doi else ""
        yield finding("year-mismatch", said + explained, field="year", claimed=year, found=agreement.found)
    elif agreement.level is Level.EXACT and year != match.item.year:
        kinds = next((known[year] for work in match.works if year in (known := years(work))), [])
        kind = " and ".join(kinds) or "other"
        message = f"{year} is the year of {kind} publication, the record is known by {match.item.year}"
        yield finding("year-variant", message, field="year", claimed=year, found=agreement.found)


def _authors(reference: Reference, match: Candidate) -> Iterator[Finding]:
    claimed = match.claimed or reference.item or Item()
    listed = [work.item for work in match.works if work.item.author]
    if not claimed.author or not listed:
        return
    compared = [(list(authors.pairs(claimed, item)), item) for item in listed]
    described = [(list(_author_words(pairs)), pairs, item) for pairs, item in compared]
    words, pairs, item = min(described, key=lambda one: len(one[0]))
    if words:
        yield finding(
            "author-mismatch",
            "; ".join(words),
            field="author",
            claimed="; ".join(map(str, claimed.author)),
            found="; ".join(map(str, item.author[: len(claimed.author)])),
        )
    yield from _given_names(pairs)
    fullest = max(listed, key=lambda item: len(item.author))
    # In running text a cut list without et al. ends in a comma; a column that is cut has said so.
    said_so = claimed.authors_cut and bool(reference.text_of("et-al") or not reference.spans)
    if len(fullest.author) > len(claimed.author) and not said_so:
        total = f"at least {len(fullest.author)}" if fullest.authors_cut else f"{len(fullest.author)}"
        message = f"the author list stops after {len(claimed.author)} without et al., the record has {total}"
        yield finding("author-list-cut", message, field="author")


def _given_names(pairs: Iterable[authors.Pair]) -> Iterator[Finding]:
    for pair in pairs:
        if pair.found and pair.level is Level.EXACT and authors.named_otherwise(pair.claimed, pair.found):
            message = f"the reference names {pair.claimed}, the record {pair.found}"
            yield finding("given-name", message, field="author", claimed=str(pair.claimed), found=str(pair.found))


def _author_words(pairs: Iterable[authors.Pair]) -> Iterator[str]:
    for pair in pairs:
        place = _PLACES[pair.place] if pair.place < len(_PLACES) else f"{pair.place + 1}th"
        if pair.level is Level.DIFFERENT and pair.found_at >= 0:
            yield f"{pair.claimed} is the {place} author of the reference, number {pair.found_at + 1} in the record"
        elif pair.level is Level.DIFFERENT:
            instead = f"the record has {pair.found}" if pair.found else "the record has no such author"
            yield f"the {place} author is {pair.claimed}, {instead}"
        elif (
            pair.found
            and pair.level is not Level.EXACT
            and _written_otherwise(str(pair.claimed.family), pair.found.family)
        ):
            yield f"the {place} author is written {pair.claimed}, the record has {pair.found}"


def _written_otherwise(ours: str, theirs: str) -> bool:
    return authors.spelling(ours) != authors.spelling(theirs)


def _registries(match: Candidate) -> Iterator[Finding]:
    for ours, theirs in combinations(match.works, 2):
        for agreement in compare(ours.item, (theirs,)):
            if agreement.field in _COMPARED_REGISTRIES and _really_differs(agreement, ours, theirs):
                message = f"{ours.source} says {agreement.claimed}, {theirs.source} says {agreement.found}"
                yield finding(
                    "registries-differ",
                    message,
                    field=agreement.field,
                    claimed=agreement.claimed,
                    found=agreement.found,
                )


def _really_differs(agreement: Agreement, ours: Work, theirs: Work) -> bool:
    if agreement.field == "year":
        return not years(ours).keys() & years(theirs).keys() and bool(years(ours)) and bool(years(theirs))
    if agreement.field == "title" and agreement.level is Level.CLOSE:
        return normalize.key(ours.item.title) != normalize.key(theirs.item.title)
    return agreement.level is Level.DIFFERENT
