"""Works in the form of Crossref's JSON. A field that is not known is absent."""

from __future__ import annotations

import html
import re
from typing import Any

from .crossref_search import issued
from .works import Author, StandinWork, Update

# every name that Crossref's route for works takes in `select`; `subtype` and `language` are not among them
SELECTABLE = frozenset(re.findall(r"\S+", """
    abstract URL resource member posted score created degree update-policy short-title license ISSN
    container-title issued update-to issue prefix approved indexed article-number clinical-trial-number
    accepted author group-title DOI is-referenced-by-count updated-by event chair standards-body
    original-title funder translator published archive published-print alternative-id subject subtitle
    published-online publisher-location content-domain reference title link type publisher volume
    references-count ISBN issn-type assertion deposited page contributor content-created
    short-container-title relation editor
"""))  # fmt: skip
PUBLISHER_OF_DECOYS = "Fictitious Works Press (invented for tests)"
LABELS = {"expression_of_concern": "Expression of concern"}


def crossref_work(work: StandinWork, score: float = 1) -> dict[str, Any]:
    values = {
        "DOI": work.doi.lower(),  # Crossref answers in lower case whatever was deposited
        "URL": f"https://doi.org/{work.doi.lower()}",
        "prefix": work.doi.split("/")[0],
        "source": "Crossref",
        "type": work.type,
        "subtype": work.subtype,
        "publisher": work.publisher or (PUBLISHER_OF_DECOYS if work.fictitious else ""),
        "title": [_title(work.title)],
        "container-title": [work.journal] if work.journal else [],
        "short-container-title": [work.journal_abbrev] if work.journal_abbrev else [],
        "ISSN": list(work.issn),
        "ISBN": list(work.isbn),
        "editor": [_author(author, first=index == 0) for index, author in enumerate(work.editors)],
        "author": [_author(author, first=index == 0) for index, author in enumerate(work.authors)],
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "article-number": work.article_number,
        "relation": _relation(work),
        "updated-by": [_update(update) for update in work.updated_by],
        "update-to": [_update(update) for update in work.update_to],
        "score": round(score, 6),
    }
    return {name: value for name, value in (values | _dates(work)).items() if value}


def _title(title: str) -> str:
    """Face markup stays as it is; other special characters are entities, as deposited."""
    return title if re.search(r"</\w+>", title) else html.escape(title, quote=False)


def _author(author: Author, *, first: bool) -> dict[str, Any]:
    person = {
        "given": author.given or ". ".join(author.initials) + "." * bool(author.initials),
        "family": author.family,
        "name": author.name,
        "sequence": "first" if first else "additional",
    }
    return {name: value for name, value in person.items() if value} | {"affiliation": []}


def _dates(work: StandinWork) -> dict[str, Any]:
    """Print and online dates only where both are known; `issued` is the earlier one."""
    found = {"issued": issued(work), "published": issued(work)}
    if work.online:
        found["published-online"] = work.online
        if work.month is not None:
            found["published-print"] = work.date
    if work.type == "posted-content":
        found["posted"] = work.date
    return {name: {"date-parts": [list(date)]} for name, date in found.items()}


def _relation(work: StandinWork) -> dict[str, Any]:
    return {kind: [{"id-type": "doi", "id": doi, "asserted-by": "subject"}] for kind, doi in work.relation}


def _update(update: Update) -> dict[str, Any]:
    return {
        "updated": {"date-parts": [list(update.date)]},
        "DOI": update.doi.lower(),
        "type": update.type,
        "source": update.source,
        "label": LABELS.get(update.type, update.type.capitalize()),
    }
