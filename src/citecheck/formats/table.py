"""Items as rows of a table, with names of columns that the reader of tables knows, for CSV, TSV and workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citecheck.formats import writing
from citecheck.interfaces import Exported
from citecheck.model import Item, Name

COLUMNS = (
    *("key", "type", "authors", "title", "journal", "journal abbreviation", "year", "date", "volume", "issue", "pages"),
    *("article number", "publisher", "doi", "pmid", "pmcid", "issn", "isbn", "url"),
)


def table(exported: Iterable[Exported]) -> Iterator[list[str]]:
    """The names of the columns, then a row for each item; fields of the references' own files have columns, too."""
    rows = list(exported)
    names = list(dict.fromkeys(name for one in rows for name, _ in writing.extra(one) if name not in COLUMNS))
    remarked = any(one.remark for one in rows)
    yield [*COLUMNS, *names, *(["remark"] if remarked else [])]
    for one in rows:
        found: dict[str, list[str]] = {}
        for name, value in writing.extra(one):
            found.setdefault(name, []).append(value)
        extra = ["; ".join(found.get(name, ())) for name in names]
        yield [*map(writing.one_line, _cells(one, one.item)), *extra, *([one.remark] if remarked else [])]


def _cells(one: Exported, item: Item) -> Iterator[str]:
    yield one.key
    yield "preprint" if item.type == "article" else item.type
    yield "; ".join([*map(_name, item.author), *(["et al."] if item.author and item.authors_cut else [])])
    yield item.title
    yield item.container_title
    yield item.container_title_short
    yield item.year
    yield writing.iso(item.issued) if len(item.issued) > 1 else ""
    yield from (item.volume, item.issue, item.page, item.number, item.publisher, item.doi, item.pmid, item.pmcid)
    yield ", ".join(item.issn)
    yield ", ".join(item.isbn)
    yield item.url


def _name(name: Name) -> str:
    parts = (name.family, name.given, name.suffix)
    return (name.literal or ", ".join(part for part in parts if part)).replace(";", ",")
