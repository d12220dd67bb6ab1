"""Item to and from CSL-JSON, the one neutral form: cache, catalogue, JSON report, export.

Schema: https://github.com/citation-style-language/schema (csl-data.json, 1.0.2). What CSL has no
word for stands under its `custom` object.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citecheck.model import Item, Name

_TEXTS = {
    "title": "title",
    "container_title": "container-title",
    "container_title_short": "container-title-short",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "number": "number",
    "publisher": "publisher",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
}


def to_csl(item: Item, *, id: str = "") -> dict[str, Any]:
    """A CSL-JSON object; fields that are not stated are left out."""
    csl: dict[str, Any] = {"id": id} if id else {}
    csl["type"] = item.type or "document"
    if item.author:
        csl["author"] = [_name_to_csl(name) for name in item.author]
    if item.issued:
        csl["issued"] = {"date-parts": [list(item.issued)]}
    for ours, theirs in _TEXTS.items():
        if value := getattr(item, ours):
            csl[theirs] = value
    for ours, theirs in (("issn", "ISSN"), ("isbn", "ISBN")):
        if values := getattr(item, ours):
            csl[theirs] = ", ".join(values)
    if item.authors_cut:
        csl["custom"] = {"authors-cut": True}
    return csl


def from_csl(csl: Mapping[str, Any]) -> Item:
    """The item that `to_csl` wrote, or any CSL-JSON object of others. Raises ValueError when malformed."""
    return Item(**fields_of(csl))


def fields_of(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the item, for who has more to say of them before it is made. Raises ValueError when malformed."""
    try:
        return _fields(csl)
    except (TypeError, AttributeError, IndexError, KeyError) as error:
        raise ValueError(f"not a CSL-JSON item: {error}") from None


def _fields(csl: Mapping[str, Any]) -> dict[str, Any]:
    get = csl.get
    stated: dict[str, Any] = {
        ours: value if type(value) is str else _text(value)
        for ours, theirs in _TEXTS.items()
        if (value := get(theirs)) is not None
    }
    if not stated.get("container_title_short"):
        stated["container_title_short"] = _text(get("journalAbbreviation"))
    stated["doi"] = stated.get("doi", "").lower()
    return {
        **stated,
        "type": "" if get("type") == "document" else _text(get("type")),
        "author": tuple(map(_name_from_csl, get("author") or ())),
        "authors_cut": bool((get("custom") or {}).get("authors-cut")),
        "issued": _date(get("issued")),
        "issn": _many(get("ISSN")),
        "isbn": _many(get("ISBN")),
    }


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    return "" if value is None else str(value)


def _many(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    parts = value if isinstance(value, list) else _text(value).split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _date(value: Any) -> tuple[int, ...]:
    parts = (value or {}).get("date-parts") or [[]]
    return tuple(int(part) for part in parts[0] or () if part)


def _name_to_csl(name: Name) -> dict[str, str]:
    pairs = (("family", name.family), ("given", name.given), ("literal", name.literal), ("suffix", name.suffix))
    return {key: value for key, value in pairs if value}


def _name_from_csl(name: Mapping[str, Any]) -> Name:
    get = name.get
    family = get("family")
    if "dropping-particle" in name or "non-dropping-particle" in name:
        particles = [get("dropping-particle"), get("non-dropping-particle"), family]
        family = " ".join(_text(part) for part in particles if part)
    return Name(
        family=_text(family), given=_text(get("given")), literal=_text(get("literal")), suffix=_text(get("suffix"))
    )
