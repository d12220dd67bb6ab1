"""The people of a reference beside those of the record: who is another, who stands elsewhere, who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.match import authors
from citecheck.model import Case, Finding, Item, Level

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")


def people(case: Case) -> Iterator[Finding]:
    """The authors that differ, beside the record that fits best, and given names that do."""
    claimed, listed = case.claimed, _listed(case)
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


def cut(case: Case) -> Iterator[Finding]:
    """A list of authors that stops early and does not say so."""
    claimed, listed, reference = case.claimed, _listed(case), case.reference
    if not claimed.author or not listed:
        return
    fullest = max(listed, key=lambda item: len(item.author))
    # In running text a cut list without et al. ends in a comma; a column that is cut has said so.
    said_so = claimed.authors_cut and bool(reference.text_of("et-al") or not reference.spans)
    if len(fullest.author) > len(claimed.author) and not said_so:
        total = f"at least {len(fullest.author)}" if fullest.authors_cut else f"{len(fullest.author)}"
        message = f"the author list stops after {len(claimed.author)} without et al., the record has {total}"
        yield finding("author-list-cut", message, field="author")


def _listed(case: Case) -> list[Item]:
    """The records of the match that name people."""
    return [work.item for work in case.match.works if work.item.author] if case.match else []


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
            and authors.spelling(pair.claimed.family) != authors.spelling(pair.found.family)
        ):
            yield f"the {place} author is written {pair.claimed}, the record has {pair.found}"


CHECKS = Checks(rules=own("author-mismatch", "given-name", "author-list-cut"), checks=(people, cut), place=30)
