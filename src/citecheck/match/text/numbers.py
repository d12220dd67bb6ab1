"""Year, pages, volume and issue of a work, looked for among the numbers of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from citecheck import normalize
from citecheck.match.compare import years
from citecheck.match.text.found import Reading
from citecheck.match.text.words import SILENT, Text, number_key
from citecheck.model import Level, Work

_DASHES = ("-", "–", "—", "‐", "‑", "--")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 3  # digits: a shorter number is easily found anywhere
_NUMERIC = ("year", "volume", "issue", "page", "number")
_ALIKE = {"page": ("page", "number"), "year": ("year", "date")}  # a text can state several dates
_FIELD_OF = {"number": "page", "year": "year", "volume": "volume", "issue": "issue", "page": "page"}


def read_numbers(reading: Reading, work: Work, levels: Mapping[str, Level]) -> None:
    """Year, pages, volume and issue, each where it was read as such, else where nothing else explains the number."""
    item = work.item
    first, last = normalize.pages(item.page)
    pages = [first] if first else []
    pages += [item.number] if item.number else []
    for wanted, values in (
        ("year", sorted(years(work))),
        ("page", pages),
        ("volume", [item.volume]),
        ("issue", [item.issue]),
    ):
        found = None
        for value in values:
            if value and (found := _number_at(reading, wanted, value, levels)) is not None:
                break
        if found is None:
            if reading.text.damaged:
                _read_damaged(reading, wanted, values)
            continue
        reading.take((found,), wanted)
        reading.levels[wanted] = Level.EXACT
        if reading.text.labels[found] not in (wanted, "number"):
            reading.details[wanted] = "loose"
        if wanted == "page" and last and last != first:
            _read_last_page(reading, found, last)


def _read_damaged(reading: Reading, wanted: str, values: Sequence[str]) -> None:
    """A number that a space parts is that number; one with a letter for a digit is close; a year is read."""
    for places, written in reading.text.damaged:
        if not reading.free(places):
            continue
        for value in values:
            if len(value) < _SHORTEST or not value.isdecimal() or not (level := _slip(written, value)):
                continue
            reading.take(places, wanted)
            reading.levels[wanted] = Level.EXACT if wanted == "year" else level
            return


def _slip(written: str, value: str) -> Level | None:
    if written == value:
        return Level.EXACT
    if len(written) == len(value) + 1 and written.rstrip(_LETTERS) == value:
        return Level.CLOSE
    if len(written) != len(value):
        return None
    wrong = [one for one, other in zip(written, value, strict=True) if one != other]
    return Level.CLOSE if len(wrong) == 1 and wrong[0].isalpha() else None


def _read_last_page(reading: Reading, first: int, last: str) -> None:
    """`1319-28` and `1319-1328` end on the same page; another number that was read as pages does not."""
    text = reading.text
    end = text.words[first + 1] if first + 1 < len(text.words) else ""
    if end[:1].isdigit() and text.labels[first + 1] in ("page", "number"):
        same = _is_last_page(text.words[first], end, last)
        reading.levels["page"] = Level.EXACT if same else Level.CLOSE
        reading.take((first + 1,), "page")


def _is_last_page(first: str, end: str, last: str) -> bool:
    """`4650-5` ends on 4655, not on 4665; but where that would end before it begins, as in `1998-03`, on 2003."""
    completed = normalize.pages(f"{first}-{end}")[1]
    if completed == last or normalize.number(last) == end:
        return True
    backwards = first.isdecimal() and completed.isdecimal() and int(completed) < int(first)
    return normalize.number(last).endswith(end) and (backwards or not completed.isdecimal())


def _number_at(reading: Reading, wanted: str, value: str, levels: Mapping[str, Level]) -> int | None:
    """Where this number stands. One that was read as another field counts only where that reading fits nowhere."""
    text = reading.text
    key = number_key(value)
    free = [place for place in text.numbers.get(key, ()) if place not in reading.used] if key else []
    if wanted == "page":
        free = [place for place in free if not _ends_range(text, place)]
    if not free:
        return None
    alike = _ALIKE.get(wanted, (wanted,))
    as_read = next((place for place in free if text.labels[place] in alike), None)
    if as_read is not None or levels.get(wanted) not in (Level.ABSENT, Level.DIFFERENT):
        return as_read
    if wanted == "year" and "year" in text.read_as:
        # A year that is printed as such beats one inside a title.
        free = [place for place in free if text.labels[place] != "title"]
    loose = [place for place in free if text.labels[place] not in _NUMERIC and text.labels[place] not in SILENT]
    amiss = [place for place in free if _misread(reading, place, wanted, levels)]
    return next(iter([*loose, *amiss]), None)


def _ends_range(text: Text, place: int) -> bool:
    """True for the 13 of `308-13`: where pages end is no first page."""
    if not place or not text.words[place - 1][-1].isdigit():
        return False
    return text.raw[text.at[place - 1][1] : text.at[place][0]].strip() in _DASHES


def _misread(reading: Reading, place: int, wanted: str, levels: Mapping[str, Level]) -> bool:
    """True for a number that fits nowhere as it was read, where what was read as `wanted` is another field's.

    `7(12)` states volume 7 also where the work has volume 12; `1988, 12` read as volume and page has them shifted; a
    lone number behind a title is the page of a work that has no volume.
    """
    text = reading.text
    fits = levels.get(_FIELD_OF.get(text.labels[place], "")) in (Level.EXACT, Level.CLOSE)
    if text.labels[place] not in _NUMERIC or fits:
        return False
    claimed = text.read_as.get(wanted, ())
    return all(one in reading.used or one == place for one in claimed)
