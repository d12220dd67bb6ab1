"""Whether a record that a set does not name is provably the work that a row means.

Sets name one identifier; a work can be held under another one (the Crossref record of an article whose PMID the set
gives, the new DOI of an old article). What is proven here does not count as a false link and is listed.
"""

from __future__ import annotations

import re

from bench.accuracy.sets import Row, Target
from citecheck import normalize
from citecheck.match.compare import compare
from citecheck.model import Candidate, Item, Level

_TITLE = 20  # letters: a shorter title is no proof


def is_target(candidate: Candidate, target: Target) -> bool:
    """Does a description of this candidate carry an identifier of the target (or its title, if it has neither)?"""
    for work in candidate.works:
        if work.item.doi and work.item.doi == target.doi:
            return True
        if work.item.pmid and work.item.pmid == target.pmid:
            return True
    return bool(target.title) and any(normalize.key(work.item.title) == target.title for work in candidate.works)


def proof(row: Row, item: Item, candidate: Candidate) -> str:
    """Why the candidate is the work that the row means though no identifier says so; "" where that is not proven.

    title: the record's title stands whole in the text, with its first author and a year of it; numbers: journal,
    volume, first page and year agree with what the set or the text states, and the first author; numbers, no
    author: the same where the reference has no author, with the last page too. Never where the work itself is held
    (another record is then another work), where both have a PMID and these differ, or where the volume, first page
    or year that the reference states is another one.
    """
    found = candidate.item
    if row.held:
        return ""
    if found.pmid and row.target.pmid and found.pmid != row.target.pmid:
        return ""
    levels = {one.field: one.level for one in compare(row.gold.filled_from(item), candidate.works)}
    if Level.DIFFERENT in (levels["volume"], levels["page"], levels["year"]):
        return ""
    if _has_title(row, item, found) and levels["year"] is Level.EXACT and levels["first-author"] in _AGREED:
        return "title"
    agreed = all(levels[field] is Level.EXACT for field in ("container-title", "volume", "page", "year"))
    if agreed and levels["first-author"] in _AGREED:
        return "numbers"
    if agreed and levels["first-author"] is Level.ABSENT and all(normalize.pages(item.page)):
        return "numbers, no author"
    return ""


_AGREED = (Level.EXACT, Level.CLOSE)


def _has_title(row: Row, item: Item, found: Item) -> bool:
    title = normalize.key(found.title)
    unbroken = re.sub(r"-\s*\n\s*", "", row.text)
    claimed = (normalize.key(text) for text in (unbroken, row.text, item.title, row.gold.title))
    return len(title) >= _TITLE and any(title in text for text in claimed)
