"""Our reading of labelled references beside the labels, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.accuracy.labels import FIELDS, Labelled, normal
from bench.accuracy.tables import percent, table
from citecheck import names
from citecheck.formats import citation
from citecheck.model import Item

HEAD = """\
Compared without case, accents and marks. The section letter of a journal may stand at the end of its name (`Phys. Rev.
D`) or in front of the volume (`D43`), and what announces a container (`in`, `paper presented at the`) belongs to no
name: the sets differ about both, and within themselves. The model learned from the part for tuning of AnyStyle and
GROBID, whose figures there tell how well it remembers; UMass and ParsCit taught it nothing, but their part for tuning
was looked at to choose the rules that mend its runs.

Not all of the rest are misreadings. Of 120 titles and containers of UMass and GROBID (part for tuning, read by a model
that had not seen them, drawn at random among those that differ) 16 are matters of the label: a publisher, volume or
year labelled as part of a container (`World Scientific`, `Acta Appl. Math. 19`), `Proc Natl Acad Sci` without `USA`,
a container's beginning labelled as the end of the title, `(with discussion)` in one title and out of another.
"""


@dataclass(kw_only=True, slots=True)
class Field:
    """One field of a set: rows with a label, those read exactly so, not at all, and read where nothing is labelled."""

    labelled: int = 0
    exact: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def share(self) -> float:
        return self.exact / self.labelled if self.labelled else 0.0


@dataclass(kw_only=True, slots=True)
class Parsed:
    """What became of the strings of a set."""

    rows: int = 0
    unreadable: int = 0
    fields: Mapping[str, Field] = field(default_factory=lambda: {name: Field() for name in FIELDS})


def measured(rows: Iterable[Labelled], found: Parsed) -> Iterator[dict[str, Any]]:
    """Counts the rows into `found`; yields one object for each field that reads otherwise than its label."""
    for row in rows:
        item = _read(row.text)
        found.rows += 1
        found.unreadable += item is None
        claimed = _claimed(item or Item())
        for name, count in found.fields.items():
            yield from _compared(row, name, claimed[name], count)


def _compared(row: Labelled, name: str, claimed: str, count: Field) -> Iterator[dict[str, Any]]:
    right = row.values.get(name, ())
    # What we state is one surname or one group, not a list to be taken apart.
    read = names.surname(claimed) if name == "first author" else normal(name, claimed)
    if not right:
        count.extra += bool(read)
        return
    count.labelled += 1
    count.missing += not read
    if read in right:
        count.exact += 1
        return
    yield {
        "what": "parsing",
        "set": row.set,
        "key": row.key,
        "part": row.part,
        "field": name,
        "label": list(row.labels[name]),
        "read": claimed,
        "string": row.text,
    }


def _read(text: str) -> Item | None:
    try:
        return citation.read(text)[0]
    except ValueError:
        return None


def _claimed(item: Item) -> dict[str, str]:
    first = item.author[0] if item.author else None
    return {
        "year": item.year,
        "volume": item.volume,
        "first page": item.locator,
        "first author": (first.family or first.literal) if first else "",
        "title": item.title,
        "container": item.container_title,
    }


def section(found: Mapping[str, Parsed]) -> str:
    """One line for each set and field."""
    lines = [
        (
            name,
            of_field,
            f"{of_set.rows:,}",
            f"{one.labelled:,}",
            percent(one.share),
            f"{one.missing:,}",
            f"{one.labelled - one.exact - one.missing:,}",
            f"{one.extra:,}",
        )
        for name, of_set in found.items()
        for of_field, one in of_set.fields.items()
    ]
    return table(
        ["set", "field", "rows", "labelled", "exact", "not read", "read otherwise", "read, not labelled"], lines
    )
