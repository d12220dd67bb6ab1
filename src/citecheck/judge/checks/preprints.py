"""A preprint and the version that was published: the other one is offered, never substituted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.interfaces import Checks
from citecheck.judge.related import cites_another_version
from citecheck.judge.rules import finding, own
from citecheck.judge.wording import in_words
from citecheck.model import Candidate, Case, Finding, Relation

_MOST = 3


def preprints(case: Case) -> Iterator[Finding]:
    """A note where the match is a preprint whose published version is known, from either of the two records."""
    published = _published(case.match, case.evidence.candidates) if case.match else ()
    versions = list(dict.fromkeys(published))[:_MOST]
    if versions:
        message = f"the reference leads to a preprint; it was published as {' and as '.join(versions)}"
        yield finding("preprint-cited", message)


def published(case: Case) -> Iterator[Finding]:
    """A preprint is cited, and the record that was found is that of the version which was published."""
    if case.match and cites_another_version(case):
        message = f"the reference cites a preprint; what was found is its published version, {in_words(case.match)}"
        yield finding("published-version", message, found=case.match.item.doi or case.match.item.pmid)


def _published(match: Candidate, candidates: Sequence[Candidate]) -> Iterator[str]:
    own = _names(match)
    links = [link for work in match.works for link in work.relations if link.kind == "preprint-of"]
    ahead = {name for link in links for name in (link.doi, link.pmid) if name}
    for one in candidates:
        back = (link for work in one.works for link in work.relations if link.kind == "has-preprint")
        if one is not match and (_names(one) & ahead or any({link.doi, link.pmid} & own for link in back)):
            ahead -= _names(one)
            yield in_words(one)
            links = [link for link in links if not {link.doi, link.pmid} & _names(one)]
    yield from (_worded(link) for link in links if link.doi or link.pmid)


def _names(candidate: Candidate) -> set[str]:
    """The DOIs and PMIDs of a candidate."""
    return {name for work in candidate.works for name in (work.item.doi, work.item.pmid) if name}


def _worded(link: Relation) -> str:
    return f"doi {link.doi}" if link.doi else f"PMID {link.pmid}"


CHECKS = Checks(rules=own("preprint-cited", "published-version"), checks=(preprints, published), place=40)
