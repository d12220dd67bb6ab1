"""Which column of a table states what: the names people give to columns, and what we call them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from citecheck import normalize

# Ours, then what others call it, spelled without case, spaces and punctuation. PubMed, Scopus,
# Web of Science (two letters) and Zotero tables are read as they are exported.
_ALIASES = {
    "key": "key id label refid referenceid citekey citationkey",
    "reference": "reference references citation citations raw rawreference text unstructured fullreference",
    "author": "author authors authorlist authornames creator creators au",
    "first_author": "firstauthor",
    "title": "title articletitle papertitle worktitle ti",
    "container_title": "journal journaltitle journalname journalbook source sourcetitle containertitle publicationtitle"
    " publicationname container so",
    "container_title_short": "containertitleshort journalabbreviation journalabbrev abbreviatedsourcetitle",
    "issued": "year date issued publicationyear publicationdate pubyear pubdate yearofpublication py dp",
    "volume": "volume vol vl",
    "issue": "issue iss is issuenumber",
    "page": "page pages pp pagerange pagination",
    "page_first": "pagestart startpage firstpage bp",
    "page_last": "pageend endpage lastpage ep",
    "number": "articlenumber articleno artno elocation elocationid elocator ar",
    "doi": "doi di articledoi",
    "pmid": "pmid pubmedid pubmed pm",
    "pmcid": "pmcid pmc pmcidnumber",
}
_ROLES = {alias: role for role, aliases in _ALIASES.items() for alias in aliases.split()}
_UNCLEAR = {"ref", "no", "nr", "number", "num", ""}


@lru_cache
def roles(header: tuple[str, ...]) -> tuple[str, ...]:
    """What each column states; "" for a column that is unknown, or states again what one before it does.

    `ref` is the key when another column holds the reference or its fields, else the reference.
    `no` and `number` are the key in the first column when no other is, elsewhere the issue.
    """
    names = [_bare(name) for name in header]
    found = [_ROLES.get(name, "") for name in names]
    for place, name in enumerate(names):
        if name in _UNCLEAR and header[place].strip():
            found[place] = _role_of_unclear(name, place, found)
    if "author" in found:
        found = ["" if role == "first_author" else role for role in found]
    return tuple(role if role not in found[:place] else "" for place, role in enumerate(found))


def _role_of_unclear(name: str, place: int, found: Sequence[str]) -> str:
    if name == "ref":
        return "key" if set(found) - {"", "key"} and "key" not in found else "reference"
    if place == 0 and "key" not in found:
        return "key"
    return "issue" if name else ""


def useful(found: Sequence[str]) -> bool:
    """True when at least one column states a reference or a part of one."""
    return bool(set(found) - {"", "key"})


def _bare(name: str) -> str:
    """`Article_Title`, `article-title` and `Author(s)` without case, spaces and punctuation."""
    return re.sub(r"[\W_]", "", normalize.fold(name))
