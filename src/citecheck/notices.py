"""What was said about a work after it appeared, and works that are themselves such notices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.model import Candidate, Finding
from citecheck.rules import finding
from citecheck.wording import in_words

_TITLE = re.compile(r"\W*(?:erratum|corrigendum|correction|retraction|expression of concern|addendum)\b", re.I)


def notices(match: Candidate) -> Iterator[Finding]:
    """What was said about the work after it appeared; a later reinstatement undoes a retraction."""
    said_of = [notice for work in match.works for notice in work.notices]
    reinstated = max((notice.date for notice in said_of if notice.kind == "reinstatement"), default=None)
    for kind, rule, words in (
        ("retraction", "retracted", "the work was retracted"),
        ("concern", "concern", "an expression of concern about the work was published"),
        ("correction", "corrected", "a correction of the work was published"),
    ):
        said = [
            one for one in said_of if one.kind == kind and (kind != "retraction" or not _undone(one.date, reinstated))
        ]
        if said:
            where = next((f" (doi {one.doi})" for one in said if one.doi), "")
            where = where or next((f" (PMID {one.pmid})" for one in said if one.pmid), "")
            date = next((f" on {'-'.join(f'{part:02}' for part in one.date)}" for one in said if one.date), "")
            yield finding(rule, f"{words}{date}{where}")
    if is_notice(match):
        yield finding("notice-cited", f"the reference names a notice: {in_words(match)}")


def is_notice(candidate: Candidate) -> bool:
    """True for a notice about another work: an erratum, a retraction notice …"""
    linked = any(work.is_notice for work in candidate.works)
    return linked or any(_TITLE.match(work.item.title) for work in candidate.works)


def _undone(retracted: tuple[int, ...], reinstated: tuple[int, ...] | None) -> bool:
    return reinstated is not None and reinstated >= retracted
