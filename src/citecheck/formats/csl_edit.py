"""Changes of single members of an object in a CSL-JSON file; all else stays, letter by letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from citecheck.interfaces import Edit
from citecheck.model import Item, Reference

_NAMES = {
    "doi": ("DOI", "doi"), "pmid": ("PMID", "pmid"), "pmcid": ("PMCID", "pmcid"), "title": ("title",),
    "journal": ("container-title",), "year": ("issued",), "volume": ("volume",), "issue": ("issue",),
    "pages": ("page", "number"),
}  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n]*")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"\\]+")
_ITEM_FIELDS = {"journal": "container_title", "pages": "page", "year": "issued"}


class _Member(NamedTuple):
    """A name and the places of its value; `before`: what stands between the one before it and its name."""

    name: str
    start: int
    end: int
    before: str
    between: str


def edit(text: str, reference: Reference, wanted: Mapping[str, str]) -> Mapping[str, tuple[Edit, ...]]:
    """For each field the edits that give it its value; none where the object has it in a note or another form."""
    where = reference.location
    try:
        members = list(_members(text, where.start, where.end))
    except (ValueError, IndexError):
        return {}
    known = {member.name: member for member in reversed(members)}
    found: dict[str, tuple[Edit, ...]] = {}
    for field, value in wanted.items():
        own = next((known[name] for name in _NAMES[field] if name in known), None)
        if own:
            changed = _replaced(text, own, field, value)
            found[field] = (changed,) if changed else ()
        elif members and not _claimed(reference, field):
            found[field] = (_added(members[-1], field, value),)
    return found


def _claimed(reference: Reference, field: str) -> bool:
    item = reference.item or Item()
    return bool(getattr(item, _ITEM_FIELDS.get(field, field))) or (field == "pages" and bool(item.number))


def _members(text: str, start: int, end: int) -> Iterator[_Member]:
    """The members of the object at `start`. ValueError where there is none."""
    decoder = json.JSONDecoder()
    place = start + 1
    if text[start] != "{":
        raise ValueError("no object")
    while True:
        space = _SPACE.match(text, place)
        before, place = (space[0], space.end()) if space else ("", place)
        if text[place] == "}" or place >= end:
            return
        name, after = decoder.raw_decode(text, place)
        colon = re.compile(r"[ \t\r\n]*:[ \t\r\n]*").match(text, after)
        if not colon:
            raise ValueError("no value")
        _, last = decoder.raw_decode(text, colon.end())
        yield _Member(str(name), colon.end(), last, before, colon[0])
        comma = re.compile(r"[ \t\r\n]*,").match(text, last)
        place = comma.end() if comma else last


def _replaced(text: str, own: _Member, field: str, value: str) -> Edit | None:
    before = text[own.start : own.end]
    if field == "year":
        year = _YEAR.search(before)
        return Edit(own.start + year.start(), own.start + year.end(), value) if year else None
    if field == "doi" and (doi := _DOI.search(before)):
        return Edit(own.start + doi.start(), own.start + doi.end(), _string(value)[1:-1])
    if before[:1] in ("[", "{"):
        return None
    as_number = before[:1] != '"' and value.isdecimal()
    return Edit(own.start, own.end, value if as_number else _string(value))


def _added(last: _Member, field: str, value: str) -> Edit:
    """One more member behind the last one, laid out as that is."""
    made = f'{{"date-parts":[[{value}]]}}' if field == "year" else _string(value)
    return Edit(last.end, last.end, f',{last.before}"{_NAMES[field][0]}"{last.between}{made}')


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
