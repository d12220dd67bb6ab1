"""What to say where a matched reference and its record differ: agreements to findings, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck import normalize, titles
from citecheck.interfaces import Checks
from citecheck.judge import signs
from citecheck.judge.rules import finding, own
from citecheck.match.compare import years
from citecheck.model import Agreement, Candidate, Case, Finding, Level

_ESCAPES = re.compile(r"\\[nrt](?![a-z])")
_NUMBERED = re.compile(r"[\s,]+(?:vol\w*\.?\s*)?\d+$", re.I)
_MOJIBAKE = re.compile(r"\ufffd|Ã[\u0080-\u00bf]|â€")
# A field whose rule is raised when its level is one of these: what is merely written otherwise is not raised.
_RAISED = {
    "title": ("title-mismatch", "title", (Level.CLOSE, Level.DIFFERENT)),
    "container-title": ("journal-mismatch", "journal", (Level.CLOSE, Level.DIFFERENT)),
    "volume": ("volume-mismatch", "volume", (Level.DIFFERENT,)),
    "issue": ("issue-mismatch", "issue", (Level.DIFFERENT,)),
    "page": ("page-mismatch", "page", (Level.CLOSE, Level.DIFFERENT)),
}


def fields(case: Case) -> Iterator[Finding]:
    """Title, journal and numbers that the record has otherwise."""
    match = case.match
    for field, (rule, word, raised) in _RAISED.items() if match else ():
        agreement = match.agreement(field) if match else None
        if match and agreement and agreement.level in raised and not _is_spoilt(agreement):
            yield _differs(rule, word, agreement, tuple(_signs(case, match, agreement)))


def _is_spoilt(agreement: Agreement) -> bool:
    """True where it is the record that is marked or spoilt: a retraction, a wrong encoding, a number in a name."""
    found = agreement.found
    if agreement.field == "title":
        found = _ESCAPES.sub(" ", titles.unmarked(found))
    elif agreement.field == "container-title":
        found = _NUMBERED.sub("", found)
    same = found != agreement.found and normalize.key(found) == normalize.key(agreement.claimed)
    return same or (agreement.field == "title" and _MOJIBAKE.search(found) is not None)


def _signs(case: Case, match: Candidate, agreement: Agreement) -> Iterator[str]:
    if agreement.field == "title":
        of_title = tuple(signs.of_title(agreement))
        yield from of_title
        if "misspelt" in of_title:
            return  # another version has no other letters
    elif agreement.field == "container-title":
        yield from signs.of_journal(match, agreement)
    elif agreement.field == "page":
        yield from signs.of_page(case, match, agreement)
    else:
        yield from signs.of_number(case, agreement)
    yield from signs.of_version(case, match)
    yield from signs.of_text(case)


def number(case: Case) -> Iterator[Finding]:
    """Pages or an article number that the record has and the reference has not."""
    match, claimed = case.match, case.claimed
    if not match or match.agreement("page").claimed or not (claimed.volume or claimed.container_title):
        return
    if locator := match.item.locator:
        word = "pages" if match.item.page else "article number"
        yield finding("number-added", f"the record adds the {word} {locator}", field="page", found=locator)


def _differs(rule: str, word: str, agreement: Agreement, signs: tuple[str, ...]) -> Finding:
    message = f"the reference says {word} {agreement.claimed}, the record {agreement.found}"
    return finding(rule, message, field=agreement.field, claimed=agreement.claimed, found=agreement.found, signs=signs)


def year(case: Case) -> Iterator[Finding]:
    """The year, where it is not the one that the work is known by."""
    if match := case.match:
        yield from _year(case, match)


def _year(case: Case, match: Candidate) -> Iterator[Finding]:
    agreement = match.agreement("year")
    year = agreement.claimed
    if agreement.level in (Level.CLOSE, Level.DIFFERENT):
        worded = f"the reference says {year}, the record {agreement.found}"
        explained = f"; the record’s DOI carries {year}" if year in match.item.doi else ""
        yield finding(
            "year-mismatch",
            worded + explained,
            field="year",
            claimed=year,
            found=agreement.found,
            signs=(
                *signs.of_year(match, agreement),
                *signs.of_version(case, match),
                *signs.of_meeting(case, match),
            ),
        )
    elif agreement.level is Level.EXACT and year != match.item.year:
        kinds = next((known[year] for work in match.works if year in (known := years(work))), [])
        kind = " and ".join(kinds) or "other"
        message = f"{year} is the year of {kind} publication, the record is known by {match.item.year}"
        yield finding("year-variant", message, field="year", claimed=year, found=agreement.found)


CHECKS = Checks(
    rules=own(*(rule for rule, _, _ in _RAISED.values()), "year-mismatch", "year-variant", "number-added"),
    checks=(year, fields, number),
    place=32,
)
