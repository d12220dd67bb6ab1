"""A Crossref work object to a Work. Tolerant: fields are missing, empty or of an odd type in real records.

Format: https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from citecheck import normalize, titles
from citecheck.model import NOTICE_RELATIONS, RETRACTIONS, Item, Name, Notice, Publication, Relation, Work
from citecheck.model.notices import TITLE, merged
from citecheck.records import clean

TYPES = {
    "journal-article": "article-journal", "posted-content": "article", "proceedings-article": "paper-conference",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter", "book-track": "chapter",
    "reference-entry": "entry", "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book",
    "book-set": "book", "book-series": "book", "proceedings": "book", "dissertation": "thesis", "report": "report",
    "report-component": "report", "dataset": "dataset", "database": "dataset", "peer-review": "review",
    "standard": "standard", "journal": "periodical", "journal-issue": "periodical", "journal-volume": "periodical",
}  # fmt: skip
# Spelled without separators; anything unknown is an "update": somebody should look at it.
_UPDATES = {
    "retraction": "retraction", "withdrawal": "retraction", "removal": "retraction",
    "partialretraction": "partial-retraction", "retractionandreplacement": "retracted-republished",
    "expressionofconcern": "concern", "correction": "correction", "corrigendum": "correction", "err": "correction",
    "erratum": "correction", "reinstatement": "reinstatement", "newversion": "version", "newedition": "version",
}  # fmt: skip
_RELATIONS = {
    "is-preprint-of": "preprint-of",
    "has-preprint": "has-preprint",
    "is-version-of": "version-of",
    "has-version": "version-of",
}
# What a notice is to the work that it is about, where that is not just "<kind>-of".
_RELATION_OF = {"partial-retraction": "retraction-of", "retracted-republished": "retraction-of"}
# `issued` comes last: it is the deposit date where a record states no other.
_DATES = ("published-print", "published", "published-online", "issued")
_PUBLICATIONS = {
    "published-print": "print",
    "published-online": "online",
    "posted": "online",
    "published-other": "other",
}
_NO_PAGES = frozenset({"n/a", "n/a-n/a", "no", "no-no", "na-na", "null", "-"})


def work(record: Mapping[str, Any]) -> Work:
    """The work that a Crossref record describes."""
    item = _item(record)
    notices, relations = _updates(record, item.doi)
    relations += _relations(record)
    is_notice = any(relation.kind in NOTICE_RELATIONS for relation in relations)
    retracted = any(notice.kind in RETRACTIONS for notice in notices)
    if titles.is_retracted(item.title) and not retracted and not is_notice:
        notices += (Notice(kind="retraction", asserted_by=(TITLE,)),)
    return Work(
        item=item,
        source="crossref",
        url=f"https://doi.org/{item.doi}" if item.doi else "",
        notices=notices,
        publications=tuple(dict.fromkeys(_publications(record))),
        relations=tuple(dict.fromkeys(relations)),
    )


def _item(record: Mapping[str, Any]) -> Item:
    number = _text(record.get("article-number"))
    page = _text(record.get("page"))
    page = "" if page.lower() in _NO_PAGES else normalize.page_range(page)
    if number and normalize.number(page) == normalize.number(number):
        page = ""
    return Item(
        type=TYPES.get(_text(record.get("type")), ""),
        title=_title(record),
        author=tuple(_authors(record)),
        container_title=_text(record.get("container-title")),
        container_title_short=_text(record.get("short-container-title")),
        issued=next(filter(None, (_date(record.get(field)) for field in _DATES)), ()),
        volume=_text(record.get("volume")),
        issue=_text(record.get("issue")),
        page=page,
        number=number,
        publisher=_text(record.get("publisher")),
        doi=_doi(record.get("DOI")),
        issn=_codes(record.get("ISSN")),
        isbn=_codes(record.get("ISBN")),
    )


def _text(value: Any) -> str:
    """A value as clean text; of a list, the first that says something."""
    if isinstance(value, str):
        return clean.text(value)
    if isinstance(value, list | tuple):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def _doi(value: Any) -> str:
    """A DOI as deposited, in lower case: its last character may well be a full stop or a slash."""
    return normalize.printable(value).strip().lower() if isinstance(value, str) else ""


def _codes(value: Any) -> tuple[str, ...]:
    """ISSNs and ISBNs; old answers give them as URLs."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(code for code in (_text(one).rpartition("/")[2] for one in values) if code))


def _title(record: Mapping[str, Any]) -> str:
    title = next(filter(None, (_text(record.get(field)) for field in ("title", "original-title", "short-title"))), "")
    subtitle = _text(record.get("subtitle"))
    if not title or not subtitle or normalize.key(subtitle) in normalize.key(title):
        return title or subtitle
    return f"{title} {subtitle}" if title[-1] in ":?!" else f"{title}: {subtitle}"


def _authors(record: Mapping[str, Any]) -> Iterator[Name]:
    # An edited book has no author.
    authors = record.get("author") or record.get("editor")
    for author in authors if isinstance(authors, list) else ():
        if not isinstance(author, dict):
            continue
        family, given, suffix = (_text(author.get(part)) for part in ("family", "given", "suffix"))
        if family or given:
            # A single name is sometimes deposited as a given name; it is what the work is filed under.
            yield Name(family=family or given, given=given if family else "", suffix=suffix)
        elif literal := _text(author.get("name")) or _text(author.get("literal")):
            yield Name(literal=literal)


def _date(value: Any) -> tuple[int, ...]:
    """Year[, month[, day]] of `{"date-parts": [[…]]}`, as far as the parts make sense; often `[[null]]`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    parts = parts[0] if isinstance(parts, list) and parts else None
    date: list[int] = []
    for part, (least, most) in zip(parts if isinstance(parts, list) else (), _BOUNDS, strict=False):
        text = str(part)
        if not text.isdecimal() or not least <= int(text) <= most:
            break
        date.append(int(text))
    return tuple(date)


_BOUNDS = ((1000, 2999), (1, 12), (1, 31))


def _publications(record: Mapping[str, Any]) -> Iterator[Publication]:
    for field, kind in _PUBLICATIONS.items():
        if date := _date(record.get(field)):
            yield Publication(kind=kind, date=date)


def _updates(record: Mapping[str, Any], doi: str) -> tuple[tuple[Notice, ...], tuple[Relation, ...]]:
    """Notices about this work (`updated-by`) and, where this work is a notice, what it is about (`update-to`).

    An `update-to` that names the work itself is a notice published in its place. Some publishers deposit a
    link in both directions; then Retraction Watch or the title says which of the two is the notice.
    """
    events, links = list(_entries(record, "updated-by")), list(_entries(record, "update-to"))
    if not events and not links:
        return (), ()
    events += [link for link in links if _doi(link.get("DOI")) == doi]
    others = {_doi(link.get("DOI")): link for link in sorted(links, key=_by_retraction_watch)}
    both_ways = {_doi(event.get("DOI")) for event in events} & set(others) - {doi}
    title = _text(record.get("title"))
    wrong = {target for target in both_ways if not _by_retraction_watch(others[target]) and not titles.is_notice(title)}
    # A title like "Retracted: Bones" stands above retracted works, but above some publishers' notices, too.
    retracted = titles.is_retracted(title) and any(_kind(event) in RETRACTIONS for event in events)
    relations = [
        Relation(kind=_RELATION_OF.get(_kind(link), f"{_kind(link)}-of"), doi=target)
        for link in links
        if (target := _doi(link.get("DOI"))) != doi and target not in wrong and not retracted
    ]
    said = [event for event in events if _doi(event.get("DOI")) not in both_ways - wrong or retracted]
    return merged(map(_notice, said), own=(doi,)), tuple(relations)


def _by_retraction_watch(update: Mapping[str, Any]) -> bool:
    return _text(update.get("source")) == "retraction-watch"


def _notice(event: Mapping[str, Any]) -> Notice:
    return Notice(
        kind=_kind(event),
        doi=_doi(event.get("DOI")),
        date=_date(event.get("updated")),
        asserted_by=(_text(event.get("source")) or "publisher",),
    )


def _kind(update: Mapping[str, Any]) -> str:
    return _UPDATES.get(re.sub(r"[^a-z]", "", _text(update.get("type")).lower()), "update")


def _relations(record: Mapping[str, Any]) -> tuple[Relation, ...]:
    stated = record.get("relation")
    if not isinstance(stated, Mapping):
        return ()
    found = []
    for theirs, ours in _RELATIONS.items():
        for target in _entries(stated, theirs):
            if target.get("id-type") == "doi" and (doi := normalize.doi(_text(target.get("id")))):
                found.append(Relation(kind=ours, doi=doi))
            elif target.get("id-type") == "pmid" and (pmid := normalize.pmid(_text(target.get("id")))):
                found.append(Relation(kind=ours, pmid=pmid))
    return tuple(found)


def _entries(record: Mapping[str, Any], field: str) -> Iterator[Mapping[str, Any]]:
    """The objects under `field`, which should be a list of objects."""
    values = record.get(field)
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and value:
            yield value
