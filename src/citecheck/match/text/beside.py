"""The raw text of a reference read against one work: which of its fields stand in the text, and what is left over.

Reading a text blind goes wrong where a style is odd, a space is lost or there is no title. With a work at hand it is
only asked whether the work's own surnames, title, journal and numbers are there. Each word of the text is explained
by one field at the most, so that an issue that happens to equal the record's volume does not vouch for the volume.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from citecheck.match.text.containers import read_journal
from citecheck.match.text.found import READ_AS, Reading
from citecheck.match.text.numbers import read_numbers
from citecheck.match.text.people import read_authors
from citecheck.match.text.titles import read_title
from citecheck.match.text.words import Text, quick_score, text_of
from citecheck.model import Agreement, Item, Level, Name, Reference, Work

__all__ = ["Read", "Text", "beside", "quick_score", "read", "text_of"]

_LITTLE, _MUCH = 0.12, 0.4  # parts of the words that no field explains
_TITLE_LIKE = ("", "title", "container-title", "unexplained")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
_VOLUME = frozenset("vol volume no issue number".split())
_ALWAYS = frozenset({"first-author", "container-title", "year"})
_TITLE_WORDS = 4  # so many words in front of a journal are a title
_ITEM_FIELD = {"title": "title", "container-title": "container_title", "volume": "volume", "issue": "issue"}


@dataclass(frozen=True, slots=True)
class Read:
    """What a reference states, read beside one work: the parsed item corrected, and how it compares."""

    claimed: Item
    agreements: tuple[Agreement, ...]


def beside(reference: Reference, works: Sequence[Work], agreements: Sequence[Agreement]) -> Read:
    """The parsed item and its agreements, corrected by what the raw text states of these descriptions of a work.

    A field that stands in the text agrees, whatever the parser made of it; a parsed value whose words another field
    of the work explains was misread and says nothing. `rest`, added, is what no field explains: nothing (exact), a
    little (close), much (different).
    """
    readings = _readings(reference, works, agreements)
    levels = {one.field: one.level for one in agreements}
    best = min(readings, key=lambda reading: reading.left_over()[0])
    seen: dict[str, Level] = {}
    for reading in readings:
        for name, level in reading.levels.items():
            if name not in seen or level.rank < seen[name].rank:
                seen[name] = level
    item = reference.item or Item()
    people = _people(reference, best)
    if "other-authors" in seen and best.count("author") < len(people):
        seen["other-authors"] = Level.CLOSE
    corrected = [_corrected(one, best, seen.get(one.field)) for one in agreements]
    levels |= {one.field: Level.EXACT for one in agreements if one.level is Level.ABSENT and one.manner}
    if "page" not in seen and (number := _other_page(best, works[0].item, levels)):
        corrected = [_differing(one, "page", number) for one in corrected]
    if "title" not in seen and (title := _other_title(best, works[0].item, levels)):
        corrected = [_differing(one, "title", title) for one in corrected]
    claimed = {one.field: one.claimed for one in corrected if one.field in _ITEM_FIELD}
    changed: dict[str, Any] = {
        _ITEM_FIELD[name]: value for name, value in claimed.items() if value != getattr(item, _ITEM_FIELD[name])
    }
    located = bool(works[0].item.locator) and "page" not in seen
    if not item.authors_cut and _cut(reference):
        changed["authors_cut"] = True
    if changed or people != item.author:
        item = replace(item, author=people, **changed)
    return Read(item, (*corrected, _rest(best, corrected, located=located)))


def rest(reference: Reference, works: Sequence[Work], agreements: Sequence[Agreement]) -> Agreement:
    """What no field of a work explains of a reference that has its fields in columns: nothing was misread there."""
    best = min(_readings(reference, works, agreements), key=lambda reading: reading.left_over()[0])
    return _rest(best, agreements, located=bool(works[0].item.locator) and "page" not in best.levels)


def _readings(reference: Reference, works: Sequence[Work], agreements: Sequence[Agreement]) -> list[Reading]:
    text, readings = text_of(reference), []
    levels = {one.field: one.level for one in agreements}
    for work in works:
        readings.append(read(text, work, levels))
        if len(readings) < len(works) and _explains_all(readings[0], works):
            break  # no other description can add to it
    return readings


def _explains_all(reading: Reading, works: Sequence[Work]) -> bool:
    """True where nothing of the text is left over, and each field that any description has stands in it."""
    exact = {field for field, level in reading.levels.items() if level is Level.EXACT}
    if reading.left_over()[0] or not exact >= _ALWAYS:
        return False
    items = [work.item for work in works]
    return (
        ("title" in exact or not any(item.title for item in items))
        and ("volume" in exact or not any(item.volume for item in items))
        and ("issue" in exact or not any(item.issue for item in items))
        and ("page" in exact or not any(item.locator for item in items))
        and ("other-authors" in exact or not any(item.author[1:] for item in items))
    )


def _people(reference: Reference, reading: Reading) -> tuple[Name, ...]:
    """The authors as they read beside the work: those of it as it parts their names, the others as they were parsed.

    A parsed author whose words belong to another field of the work was misread.
    """
    names = (reference.item or Item()).author
    spans = [span for span in reference.spans if span.field == "author"]
    if len(spans) != len(names) or not names:
        return names
    end = max(spans[-1].end, reading.ahead_of_title())
    known = [one for one in reading.people if spans[0].start <= one[0] < end]
    others = [
        (span.start, span.end, name)
        for name, span in zip(names, spans, strict=True)
        if not any(span.start < end and start < span.end for start, end, _ in known)
        and not reading.explains("author", span)
    ]
    return tuple(name for _, _, name in sorted([*known, *others], key=lambda one: one[0]))


def _cut(reference: Reference) -> bool:
    """True where an ellipsis stands for authors: `A, B, … Z`."""
    spans = [span for span in reference.spans if span.field == "author"]
    return len(spans) > 1 and _ELLIPSIS.search(reference.raw, spans[-2].start, spans[-1].start) is not None


def _other_page(reading: Reading, found: Item, levels: Mapping[str, Level]) -> str:
    """The one number behind title and journal that nothing explains, where the work's page is not in the text."""
    missing = bool(found.locator) and levels["page"] is Level.ABSENT
    if not missing or "volume" not in (reading.levels if found.volume else reading.text.read_as):
        return ""
    text = reading.text
    behind = max((place for place, what in reading.used.items() if what in ("title", "container-title")), default=-1)
    loose = [place for place in reading.unused_numbers() if place > behind >= 0 and text.labels[place] != "date"]
    if len(loose) != 1 or text.words[loose[0]] in reading.years or text.words[loose[0] - 1] in _VOLUME:
        return ""
    return text.words[loose[0]]


def _other_title(reading: Reading, found: Item, levels: Mapping[str, Level]) -> str:
    """What stands in front of the journal that nothing explains, where the work has a title that is not in the text."""
    journal = [place for place, what in reading.used.items() if what == "container-title"]
    if not found.title or not journal or levels["title"] is not Level.ABSENT:
        return ""
    text = reading.text
    loose = [
        place
        for place in text.telling
        if place < min(journal) and place not in reading.used and text.labels[place] in _TITLE_LIKE
    ]
    return reading.written(loose) if len(loose) >= _TITLE_WORDS else ""


def _differing(agreement: Agreement, field: str, claimed: str) -> Agreement:
    if agreement.field != field:
        return agreement
    return replace(agreement, level=Level.DIFFERENT, claimed=claimed, detail="")


def _corrected(agreement: Agreement, reading: Reading, seen: Level | None) -> Agreement:
    level, claimed, manner = agreement.level, agreement.claimed, agreement.manner
    detail = reading.details.get(agreement.field, agreement.detail)
    if seen is not None and seen.rank < level.rank:
        level, claimed, manner = seen, reading.words_of(agreement.field) or claimed, ""
    elif level is Level.DIFFERENT and reading.explains(agreement.field):
        level, claimed, manner = Level.ABSENT, "", ""
    if level is agreement.level and detail == agreement.detail:
        return agreement
    return replace(agreement, level=level, claimed=claimed, detail=detail, manner=manner)


def _rest(reading: Reading, agreements: Sequence[Agreement], *, located: bool) -> Agreement:
    """What no field explains; `located`: the work has a page or article number that is not in the text.

    Words of a field that differs have spoken already.
    """
    differing = {
        name for one in agreements if one.level is Level.DIFFERENT for name in READ_AS.get(one.field, (one.field,))
    }
    left, total = reading.left_over(differing)
    part = left / max(total, 1)
    level = Level.EXACT if part <= _LITTLE or left <= 1 else Level.CLOSE if part <= _MUCH else Level.DIFFERENT
    detail = "" if not reading.unused_numbers() else "locator" if located else "numbers"
    return Agreement(field="rest", level=level, claimed=f"{left} of {total} words", detail=detail)


def read(text: Text, work: Work, levels: Mapping[str, Level]) -> Reading:
    """The fields of this work that the text states; `levels`: how the parsed fields compare with it."""
    reading = Reading(text)
    item = work.item
    read_title(reading, item.title)
    read_journal(reading, [item.container_title, item.container_title_short])
    read_authors(reading, item.author)
    read_numbers(reading, work, levels)
    return reading
