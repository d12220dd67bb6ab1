"""A DataCite record (the `data` object of its JSON:API) to a Work. Tolerant: most properties are optional.

Properties: https://datacite-metadata-schema.readthedocs.io/en/4.6/properties/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from citecheck import normalize
from citecheck.model import Item, Name, Publication, Relation, Work
from citecheck.records import clean

# resourceTypeGeneral to CSL; what is missing here (Text, Other, Collection …) says nothing that CSL could.
TYPES = {
    "Preprint": "article", "JournalArticle": "article-journal", "DataPaper": "article-journal", "Dataset": "dataset",
    "Software": "software", "Dissertation": "thesis", "Report": "report", "ConferencePaper": "paper-conference",
    "ConferenceProceeding": "book", "Book": "book", "BookChapter": "chapter", "PeerReview": "review",
    "Standard": "standard", "Journal": "periodical",
}  # fmt: skip
_VERSIONS = frozenset({"IsVersionOf", "HasVersion", "IsNewVersionOf", "IsPreviousVersionOf", "IsVariantFormOf"})
_DATES = {"Issued": "other", "Available": "online"}


def work(data: Mapping[str, Any], source: str) -> Work:
    """The work that a DataCite record describes. Raises ValueError where it is no such record."""
    attributes = data.get("attributes")
    doi = _text(attributes.get("doi")).lower() if isinstance(attributes, Mapping) else ""
    if not doi or not isinstance(attributes, Mapping):
        raise ValueError("answer was not as documented")
    item = _item(attributes, doi)
    return Work(
        item=item,
        source=source,
        url=f"https://doi.org/{doi}",
        publications=tuple(dict.fromkeys(_publications(attributes))),
        relations=tuple(dict.fromkeys(_relations(attributes, preprint=item.type == "article"))),
    )


def _item(attributes: Mapping[str, Any], doi: str) -> Item:
    container = _object(attributes, "container")
    first, last = _text(container.get("firstPage")), _text(container.get("lastPage"))
    issued = next((one.date for one in _publications(attributes) if one.kind == "other"), ())
    publisher = attributes.get("publisher")
    return Item(
        type=TYPES.get(_text(_object(attributes, "types").get("resourceTypeGeneral")), ""),
        title=_title(attributes),
        author=tuple(_authors(attributes)),
        container_title=_text(container.get("title")),
        issued=issued or _date(attributes.get("publicationYear")),
        volume=_text(container.get("volume")),
        issue=_text(container.get("issue")),
        page=normalize.page_range(f"{first}-{last}") if first and last else first,
        publisher=_text(publisher.get("name") if isinstance(publisher, Mapping) else publisher),
        doi=doi,
    )


def _title(attributes: Mapping[str, Any]) -> str:
    """The main title: the one without a type. A translated or alternative one may stand before it."""
    titles = sorted(_objects(attributes, "titles"), key=lambda title: bool(title.get("titleType")))
    return next(filter(None, (_text(title.get("title")) for title in titles)), "")


def _authors(attributes: Mapping[str, Any]) -> Iterator[Name]:
    for creator in _objects(attributes, "creators"):
        family, given, name = (_text(creator.get(part)) for part in ("familyName", "givenName", "name"))
        if creator.get("nameType") == "Organizational" and name:
            yield Name(literal=name)
        elif family or given:
            yield Name(family=family or given, given=given if family else "")
        elif name:
            family, comma, given = (part.strip() for part in name.partition(","))
            yield Name(family=family, given=given) if comma else Name(literal=name)


def _publications(attributes: Mapping[str, Any]) -> Iterator[Publication]:
    for stated in _objects(attributes, "dates"):
        kind, date = _DATES.get(_text(stated.get("dateType"))), _date(stated.get("date"))
        if kind and date:
            yield Publication(kind=kind, date=date)
    if date := _date(attributes.get("publicationYear")):
        yield Publication(kind="other", date=date)


def _date(value: Any) -> tuple[int, ...]:
    """Year[, month[, day]] of an ISO 8601 date; of a range, its beginning."""
    match = re.match(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?!\d)", _text(value))
    return tuple(int(part) for part in match.groups() if part) if match else ()


def _relations(attributes: Mapping[str, Any], *, preprint: bool) -> Iterator[Relation]:
    for related in _objects(attributes, "relatedIdentifiers"):
        kind, doi = _text(related.get("relationType")), normalize.doi(_text(related.get("relatedIdentifier")))
        if kind in _VERSIONS and doi and related.get("relatedIdentifierType") == "DOI":
            # arXiv names the published article so; another version of a preprint is no article.
            published = preprint and kind == "IsVersionOf"
            yield Relation(kind="preprint-of" if published else "version-of", doi=doi)


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean.text(value) if isinstance(value, str) else ""


def _object(record: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = record.get(field)
    return value if isinstance(value, Mapping) else {}


def _objects(record: Mapping[str, Any], field: str) -> Iterator[Mapping[str, Any]]:
    values = record.get(field)
    return (value for value in (values if isinstance(values, list) else ()) if isinstance(value, Mapping))
