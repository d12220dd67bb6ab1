"""Which version of a work is meant, a preprint or what a journal published, and what is a data set."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citecheck import normalize
from citecheck.model import Item, Work

# Prefixes of DOIs that servers of preprints give, with what tells them from the journals of the same registrant.
_PREPRINT_DOI = re.compile(
    r"10\.(?:48550/arxiv|1101/(?:\d{6}$|(?:19|20)\d\d\.)|64898/|2139/ssrn|21203/rs\.|20944/preprints|26434/chemrxiv|31234/"
    r"|31235/|31219/|36227/techrxiv|22541/au\.|7287/peerj\.preprints|1590/scielopreprints|55458/neurolibre)",
    re.I,
)
# Prefixes of DOIs that archives of data and software give: Dryad, Zenodo, figshare, Mendeley Data, Dataverse, PANGAEA,
# UK Data Service, ICPSR, GBIF, 4TU, OpenNeuro.
_DATA_DOI = re.compile(r"10\.(?:5061|5281|6084|17632|7910|1594|5255|3886|15468|4121|18112)/", re.I)
_SERVER = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|eartharxiv|techrxiv|ssrn|research square|res sq|preprints?"
    r"|corr|authorea)\b",
    re.I,
)
_SERVER_ADDRESS = re.compile(
    r"\b(?:arxiv\.org|biorxiv\.org|medrxiv\.org|ssrn\.com|researchsquare\.com|openreview\.net)\b", re.I
)
_LATER = 3  # years: a preprint is published within so many


def is_data(doi: str) -> bool:
    """True for the DOI of a data set or of software."""
    return _DATA_DOI.match(doi) is not None


def is_preprint_server(name: str) -> bool:
    """True for a container title that names a server of preprints."""
    return _SERVER.search(name) is not None


def cites_preprint(claimed: Item) -> bool:
    """True where a reference names a preprint: by its server in place of a journal, or by an identifier alone."""
    if claimed.doi and not _PREPRINT_DOI.match(claimed.doi):
        return False
    names = [name for name in (claimed.container_title, claimed.container_title_short) if name]
    if names:
        return any(map(is_preprint_server, names))
    by_identifier = bool(claimed.doi or normalize.arxiv_doi(claimed.url) or _SERVER_ADDRESS.search(claimed.url))
    return by_identifier and not claimed.volume


def is_preprint(work: Work) -> bool:
    item = work.item
    if work.is_preprint or _PREPRINT_DOI.match(item.doi):
        return True
    return bool(item.container_title) and is_preprint_server(item.container_title) and not item.volume


def other_version(claimed: Item, work: Work) -> bool:
    """True where a preprint is cited and the work is what a journal made of it: its numbers are not the preprint's."""
    return cites_preprint(claimed) and not is_preprint(work)


def of_a_version(claimed: int, known: Iterable[int]) -> bool:
    """True for the year of an earlier version: servers date a preprint by its first version or by its last."""
    return any(-1 <= year - claimed <= _LATER for year in known)
