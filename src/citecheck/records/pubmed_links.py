"""What a PubMed record says about other records: notices about it, and what it is a notice of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from citecheck import normalize
from citecheck.model import RETRACTIONS, Notice, Relation
from citecheck.model.notices import merged

# CommentsCorrections by RefType (https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrections).
_NOTICES = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "partial-retraction",
    "RetractedandRepublishedIn": "retracted-republished",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "correction",
    "UpdateIn": "version",
    "CorrectedandRepublishedIn": "corrected-republished",
}
_RELATIONS = {
    "RetractionOf": "retraction-of",
    "PartialRetractionOf": "retraction-of",
    "ExpressionOfConcernFor": "concern-of",
    "ErratumFor": "correction-of",
    "CorrectedandRepublishedFrom": "version-of",
    "RetractedandRepublishedFrom": "version-of",
    "RepublishedIn": "version-of",
    "RepublishedFrom": "version-of",
    "UpdateIn": "version-of",
    "UpdateOf": "version-of",
}
# A notice without the link to its work; the retraction's type was renamed, old records keep the old name.
_NOTICE_TYPES = {
    "Retraction Notice": "retraction-of",
    "Retraction of Publication": "retraction-of",
    "Expression of Concern": "concern-of",
    "Published Erratum": "correction-of",
}
_RETRACTED = "Retracted Publication"
_MARKS = frozenset({_RETRACTED, *_NOTICE_TYPES})
_PREPRINT_SERVERS = re.compile(r"\s*(?:arxiv|biorxiv|chemrxiv|medrxiv|psyarxiv|preprints|res sq|ssrn)\b", re.I)


def read(listed: Any, types: Sequence[str]) -> tuple[tuple[Notice, ...], tuple[Relation, ...]]:
    """Notices and relations of a record with this CommentsCorrectionsList, or None, and these publication types."""
    links = [] if listed is None else list(_links(listed))
    if not links and not _MARKS.intersection(types):
        return (), ()
    preprint = "Preprint" in types
    notices = merged(notice for kind, *link in links if (notice := _notice(kind, *link, preprint=preprint)))
    if _RETRACTED in types and not any(notice.kind in RETRACTIONS for notice in notices):
        notices += (Notice(kind="retraction", asserted_by=("pubmed",)),)
    relations = [
        Relation(kind=relation, pmid=pmid, doi=normalize.doi(source))
        for kind, pmid, source in links
        if (relation := _relation(kind, source, types))
    ]
    stated = {relation.kind for relation in relations}
    relations += [
        Relation(kind=kind) for kind in dict.fromkeys(map(_NOTICE_TYPES.get, types)) if kind and kind not in stated
    ]
    return notices, tuple(dict.fromkeys(relations))


def _links(listed: Any) -> Iterator[tuple[str, str, str]]:
    """RefType, PMID (often missing) and the source line of each link."""
    for element in listed.iterfind("CommentsCorrections"):
        source = " ".join("".join(text.itertext()) for text in element.iterfind("RefSource"))
        yield element.get("RefType", ""), (element.findtext("PMID") or "").strip(), source


def _notice(ref_type: str, pmid: str, source: str, *, preprint: bool) -> Notice | None:
    kind = _NOTICES.get(ref_type)
    if not kind or (ref_type == "UpdateIn" and preprint):
        return None
    year = re.search(r"\b(?:19|20)\d\d\b", re.sub(r"10\.\d{4,}/\S+", "", source))
    date = (int(year[0]),) if year else ()
    return Notice(kind=kind, doi=normalize.doi(source), pmid=pmid, date=date, asserted_by=("pubmed",))


def _relation(ref_type: str, source: str, types: Sequence[str]) -> str:
    if ref_type == "UpdateOf" and _PREPRINT_SERVERS.match(source):
        return "has-preprint"
    if ref_type == "UpdateIn" and "Preprint" in types:
        return "preprint-of"
    return _RELATIONS.get(ref_type, "")
