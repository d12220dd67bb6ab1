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
    try:
        return _item(csl)
    except (TypeError, AttributeError, IndexError, KeyError) as error:
        raise ValueError(f"not a CSL-JSON item: {error}") from None


def _item(csl: Mapping[str, Any]) -> Item:
    texts = {ours: _text(csl.get(theirs)) for ours, theirs in _TEXTS.items()}
    texts["container_title_short"] = texts["container_title_short"] or _text(csl.get("journalAbbreviation"))
    texts["doi"] = texts["doi"].lower()
    return Item(
        type="" if csl.get("type") == "document" else _text(csl.get("type")),
        author=tuple(_name_from_csl(name) for name in csl.get("author") or ()),
        authors_cut=bool((csl.get("custom") or {}).get("authors-cut")),
        issued=_date(csl.get("issued")),
        issn=_many(csl.get("ISSN")),
        isbn=_many(csl.get("ISBN")),
        **texts,
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _many(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _text(value).split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _date(value: Any) -> tuple[int, ...]:
    parts = (value or {}).get("date-parts") or [[]]
    return tuple(int(part) for part in parts[0] or () if part)


def _name_to_csl(name: Name) -> dict[str, str]:
    pairs = (("family", name.family), ("given", name.given), ("literal", name.literal), ("suffix", name.suffix))
    return {key: value for key, value in pairs if value}


def _name_from_csl(name: Mapping[str, Any]) -> Name:
    particles = [name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family")]
    return Name(
        family=" ".join(_text(part) for part in particles if part),
        given=_text(name.get("given")),
        literal=_text(name.get("literal")),
        suffix=_text(name.get("suffix")),
    )
