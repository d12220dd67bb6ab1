"""Changes of single fields of an entry in a .bib file; everything around their values stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from citecheck.formats.tex import write
from citecheck.formats.tex.read import MEANINGS, TYPES, values_of
from citecheck.formats.tex.scan import Entry, Field, Scanner
from citecheck.interfaces import Edit
from citecheck.model import Item, Reference

_ITEM_FIELDS = {"journal": "container_title", "pages": "page"}
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_BEFORE = re.compile(r"((?:\r\n|\r|\n)?[ \t]*)([^\s,={}]+)([ \t]*)=(\s*)\Z")
_COMMA = re.compile(r"[ \t]*,")
_ALIGNED = 2  # so many blanks before an equals sign are there to line them up
_ADDRESS = re.compile(r"\s*(https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)


def edit(text: str, reference: Reference, wanted: Mapping[str, str]) -> Mapping[str, tuple[Edit, ...]]:
    """For each field the edits that give it its value; none for one that the entry has from elsewhere."""
    where = reference.location
    entry = next(Scanner(text[where.start : where.end]).entries(), None)
    if entry is None or entry.problem or not entry.fields:
        return {}
    style = _Style(text, entry, where.start)
    found: dict[str, tuple[Edit, ...]] = {}
    for field, value in wanted.items():
        own = _own(entry, field)
        if own:
            found[field] = (_replaced(text, own, where.start, value=_written(field, value)),)
        elif not _claimed(reference, field):
            found[field] = (style.added(_name(entry, field), _written(field, value)),)
    return found


def _claimed(reference: Reference, field: str) -> bool:
    """True where the reference has a value all the same: inherited, or told by another field."""
    item = reference.item or Item()
    if field == "year":
        return bool(item.issued)
    if field == "pages":
        return bool(item.page or item.number)
    return bool(getattr(item, _ITEM_FIELDS.get(field, field)))


def _own(entry: Entry, field: str) -> Field | None:
    """The field of the entry whose value is the one claimed."""
    own = values_of(entry)
    names: Sequence[str] = MEANINGS.get(_ITEM_FIELDS.get(field, field), ())
    if field == "year":
        names = ("year", "date")
    elif field == "pages":
        names = (*MEANINGS["page"], *MEANINGS["number"])
    elif field == "issue":
        names = () if TYPES.get(entry.kind) in ("book", "chapter", "thesis", "report") else ("number", "issue")
    return next((own[name] for name in names if name in own), None)


def _name(entry: Entry, field: str) -> str:
    """What a new field is called: as in BibTeX, or as in biblatex where the entry has fields of its own."""
    known = values_of(entry)
    if field == "journal":
        return "journaltitle" if "date" in known else "journal"
    return {"issue": "number", "pages": "pages"}.get(field, field)


def _written(field: str, value: str) -> str:
    """The value as it stands between delimiters."""
    if field == "title":
        return write.title(value)
    if field in ("doi", "pmid", "pmcid"):
        return write.verbatim(value)
    return write.pages(write.escaped(value)) if field == "pages" else write.escaped(value)


def _replaced(text: str, own: Field, base: int, *, value: str) -> Edit:
    """The value in the delimiters that it had; of a date and of an address only the part that changes."""
    start, end = base + own.start, base + own.end
    before = text[start:end]
    if own.name == "date" or (own.name == "year" and _YEAR.search(before)):
        year = _YEAR.search(before)
        return Edit(start + year.start(), start + year.end(), value) if year else Edit(start, end, f"{{{value}}}")
    if own.name == "doi" and (address := _ADDRESS.match(before[1:])):
        value = address[0] + value
    opening, closing = (before[0], before[-1]) if before[:1] in ('"', "{") and "#" not in before else ("{", "}")
    inner = before[1:-1]
    twice = inner.startswith("{") and inner.endswith("}") and inner.count("{") == 1
    return Edit(start, end, f"{opening}{{{value}}}{closing}" if twice else f"{opening}{value}{closing}")


class _Style:
    """How an entry writes its last field: indent, the blanks around the equals sign, delimiters, a comma behind it."""

    def __init__(self, text: str, entry: Entry, base: int) -> None:
        last = max(entry.fields, key=lambda field: field.end)
        match = _BEFORE.search(text, base, base + last.start)
        self._line, self._name, self._before, self._behind = match.groups() if match else ("\n  ", "doi", " ", " ")
        quoted = text[base + last.start] == '"'
        self._opening, self._closing = ('"', '"') if quoted else ("{", "}")
        comma = _COMMA.match(text, base + last.end)
        self._trailing = comma is not None
        self._place = comma.end() if comma else base + last.end

    def added(self, name: str, value: str) -> Edit:
        """The edit that puts one more field behind the last one."""
        width = len(self._name) + len(self._before)
        before = self._before if len(self._before) < _ALIGNED else " " * max(width - len(name), 1)
        shown = name.upper() if self._name.isupper() else name.title() if self._name.istitle() else name
        line = f"{self._line}{shown}{before}={self._behind}{self._opening}{value}{self._closing}"
        return Edit(self._place, self._place, f"{line}," if self._trailing else f",{line}")
