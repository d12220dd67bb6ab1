"""Changes of single fields of a record in files of tag lines: a value on its line, or a line more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from citecheck.formats import fields, writing
from citecheck.formats.tagged import Dialect, Tag, records
from citecheck.interfaces import Edit
from citecheck.model import Item, Reference

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_ITEM_FIELDS = {"journal": "container_title", "pages": "page", "year": "issued"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where a dialect keeps the fields that can change.

    `tags`: of a field, in the order in which they are looked for; the first is the one that is added.
    `line`: how a line is written; `written`: how a value is, where it is not as it stands.
    """

    tags: Mapping[str, Sequence[str]]
    line: str
    written: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    ends: tuple[str, str] = ("", "")


def edits(
    text: str, reference: Reference, wanted: Mapping[str, str], *, dialect: Dialect, places: Places
) -> Mapping[str, tuple[Edit, ...]]:
    """For each field the edits that give it its value; none for one that has no place of its own."""
    where = reference.location
    record = next(records(text[where.start : where.end], dialect), None)
    if record is None:
        return {}
    tags = [tag._replace(name=tag.name.rstrip()) for tag in record.tags]
    found: dict[str, tuple[Edit, ...]] = {}
    for name, value in wanted.items():
        if name not in places.tags:
            continue
        own = [tag for one in places.tags[name] for tag in tags if tag.name == one and _is_own(tag, name)]
        if name == "pages" and places.ends[0] and (own or not _claimed(reference, name)):
            found[name] = _pages(text, tags, where.start, value=value, places=places)
        elif own:
            found[name] = (_replaced(own[0], where.start, name=name, value=_written(places, name, value)),)
        elif not _claimed(reference, name):
            found[name] = (_added(text, tags, where.start, line=_line(places, places.tags[name][0], name, value)),)
    return found


def _claimed(reference: Reference, name: str) -> bool:
    item = reference.item or Item()
    return bool(getattr(item, _ITEM_FIELDS.get(name, name))) or (name == "pages" and bool(item.number))


def _is_own(tag: Tag, name: str) -> bool:
    """False for a tag that may hold several things, where it holds another one."""
    if not tag.value and name != "pages":
        return False
    if name == "doi":
        return "10." in tag.value
    return name not in ("pmid", "pmcid") or any(char.isdigit() for char in tag.value)


def _written(places: Places, name: str, value: str) -> str:
    return places.written[name](value) if name in places.written else value


def _line(places: Places, tag: str, name: str, value: str) -> str:
    return places.line.format(tag=tag, value=_written(places, name, value))


def _replaced(tag: Tag, base: int, *, name: str, value: str) -> Edit:
    start = base + tag.start
    if name == "year" and (year := _YEAR.search(tag.value)):
        return Edit(start + year.start(), start + year.end(), value)
    if name == "doi" and (doi := re.search(r"10\.\d{4,9}/[^\s\]]+", tag.value)):
        return Edit(start + doi.start(), start + doi.end(), value.removesuffix(" [doi]"))
    return Edit(start, base + tag.end, value)


def _added(text: str, tags: Sequence[Tag], base: int, *, line: str) -> Edit:
    """A line behind the last one of the record, with the line end that the file has."""
    place = base + max(tag.end for tag in tags)
    end = re.compile(r"\r\n|\r|\n").search(text, base)
    return Edit(place, place, f"{end[0] if end else chr(10)}{line}")


def _pages(text: str, tags: Sequence[Tag], base: int, *, value: str, places: Places) -> tuple[Edit, ...]:
    """First and last page on a line each, or both on one where the record has them so."""
    begin, end = writing.page_ends(fields.tidy_pages(value))
    first = next((tag for tag in tags if tag.name == places.ends[0]), None)
    last = next((tag for tag in tags if tag.name == places.ends[1]), None)
    if first and "-" in first.value and not last:
        return (Edit(base + first.start, base + first.end, value),)
    made: list[Edit] = []
    for tag, name, new in ((first, places.ends[0], begin), (last, places.ends[1], end)):
        if tag:
            made.append(Edit(base + tag.start, base + tag.end, new))
        elif new:
            made.append(_added(text, tags, base, line=places.line.format(tag=name, value=new)))
    return tuple(made)
