"""What was said about a work after it appeared, and works that are themselves such notices.

Registries differ in what they carry, and tell one event twice: notices are merged before they are worded.
That nothing was said is never a finding: registries lag behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck import titles
from citecheck.interfaces import Checks
from citecheck.judge.related import is_linked_notice, is_notice
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import in_words
from citecheck.model import RETRACTIONS, Candidate, Case, Finding, Notice
from citecheck.model.notices import TITLE, merged

_WORDING = {
    "retraction": ("retracted", "the work was retracted"),
    "partial-retraction": ("retracted", "a part of the work was retracted"),
    "retracted-republished": ("retracted", "the work was retracted and republished"),
    "concern": ("concern", "an expression of concern about the work was published"),
    "correction": ("corrected", "a correction of the work was published"),
    "corrected-republished": ("corrected", "the work was corrected and republished"),
    "reinstatement": ("reinstated", "the work was retracted and later reinstated"),
    "version": ("updated", "a newer version of the work was published"),
    "update": ("updated", "the record names something published later about the work"),
}


def notices(case: Case) -> Iterator[Finding]:
    """A finding for each event in the later life of the work, by date; or that the work is itself a notice."""
    if match := case.match:
        yield from _notices(match)


def _notices(match: Candidate) -> Iterator[Finding]:
    for event in events(match):
        rule, words = _WORDING.get(event.kind, _WORDING["update"])
        yield finding(rule, _its_title(words) if event.asserted_by == (TITLE,) else words + _worded(event))
    if is_notice(match):
        weak = "" if is_linked_notice(match) else "its title says so: "
        yield finding(
            "notice-cited", f"the reference names a notice, not the work it is about: {weak}{in_words(match)}"
        )


def events(match: Candidate) -> tuple[Notice, ...]:
    """What all registries together say of the work, each event once, by date; an undone retraction left out."""
    heard = [notice for work in match.works for notice in work.notices]
    if not is_notice(match) and any(titles.is_retracted(work.item.title) for work in match.works):
        heard.append(Notice(kind="retraction", asserted_by=(TITLE,)))
    return tuple(_standing(merged(heard, own={work.item.doi for work in match.works})))


def _standing(heard: Sequence[Notice]) -> Iterator[Notice]:
    """All but the retractions that a later reinstatement undid. A reinstatement that undid none is left out."""
    reinstated = max((notice.date for notice in heard if notice.kind == "reinstatement"), default=None)
    undone = [one for one in heard if one.kind in RETRACTIONS and reinstated is not None and reinstated >= one.date]
    for notice in heard:
        if notice not in undone and (notice.kind != "reinstatement" or (undone and notice.date == reinstated)):
            yield notice


def _worded(event: Notice) -> str:
    """When, by which notice and who says so: ` on 2010-02-06 (doi 10.1016/…, PMID 1; says publisher)`."""
    date = f" on {'-'.join(f'{part:02}' for part in event.date)}" if len(event.date) == 3 else ""
    date = date or (f" in {'-'.join(f'{part:02}' for part in event.date)}" if event.date else "")
    names = ", ".join(filter(None, (event.doi and f"doi {event.doi}", event.pmid and f"PMID {event.pmid}")))
    who = " and ".join(_SPEAKERS.get(one, one) for one in event.asserted_by)
    where = "; ".join(filter(None, (names, who and f"says {who}")))
    return f"{date} ({where})" if where else date


_SPEAKERS = {"publisher": "the publisher", "retraction-watch": "Retraction Watch", "pubmed": "PubMed"}


def _its_title(words: str) -> str:
    return f"{words}: its title says so, no notice is known"


CHECKS = Checks(
    rules=own(*dict.fromkeys(rule for rule, _ in _WORDING.values()), "notice-cited"),
    checks=(notices,),
    place=10,
)
