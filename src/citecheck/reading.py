"""The raw text of a reference read against one work: which of its fields stand in the text, and what is left over.

Reading a text blind goes wrong where a style is odd, a space is lost or there is no title. With a work at hand it is
only asked whether the work's own surnames, title, journal and numbers are there. Each word of the text is explained
by one field at the most, so that an issue that happens to equal the record's volume does not vouch for the volume.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from citecheck import authors, normalize
from citecheck.compare import years
from citecheck.model import Agreement, Item, Level, Name, Reference, Span, Work

_WORD = re.compile(r"<[/a-zA-Z][^<>]*>|&#?\w+;|(?P<word>[^\W_]+(?:['’][^\W_]+)*)")
_SEAM = re.compile(r"(?<=\d)(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})(?=\d)")
_NUMERIC = ("year", "volume", "issue", "page", "number")
_SILENT = frozenset({"doi", "pmid", "pmcid", "url", "et-al", "month", "day"})
# Words of a reference that name no work: what introduces a field, kinds of documents, editors, places of access.
_GLUE = frozenset(
    "accessed ahead al and article available by doi ed edited editor editors eds edition epub et for from has hrsg http"
    " https internet issue issn isbn number online org page pages part pmid press print publ published publisher"
    " publishers published retrieved see series suppl supplement the und university url vol volume with www".split()
)
_SHORT_TITLE, _LONG_KEY = 2, 12
_OVERLAP, _CLOSE_TITLE, _CLOSE_JOURNAL = 0.8, 82.0, 85.0
_LITTLE, _MUCH = 0.12, 0.4  # parts of the words that no field explains
_ORDER = (Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT)
_READ_AS = {"first-author": ("author",), "other-authors": ("author",), "page": ("page", "number"), "author": ("author",)}
_STEM = 3  # letters of a word that its abbreviation keeps
_MOST_AUTHORS = 12
_HEAD = 14  # words at the start of a text among which a mistyped surname is looked for
_FIELD_OF = {"number": "page", "year": "year", "volume": "volume", "issue": "issue", "page": "page"}


@dataclass(frozen=True, slots=True)
class Text:
    """A raw text ready to be read: its folded words, as which field each was read, and all of it without spaces."""

    raw: str
    at: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    labels: tuple[str, ...]
    squeezed: str
    starts: tuple[int, ...]
    places: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, tuple[int, ...]]
    stems: frozenset[str]

    def within(self, start: int, end: int) -> range:
        """The words that characters `start` to `end` of `squeezed` touch."""
        return range(bisect_right(self.starts, start) - 1, bisect_left(self.starts, end))


@lru_cache(maxsize=64)
def text_of(reference: Reference) -> Text:
    """The text of a reference, with what a parser made of it."""
    raw = reference.raw if reference.spans else _told(reference.item or Item())
    at, words, labels = [], [], []
    for start, end, word in _words(raw):
        at.append((start, end))
        words.append(word)
        labels.append(next((span.field for span in reference.spans if span.start <= start < span.end), ""))
    starts = [*accumulate(map(len, words), initial=0)][:-1]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    return Text(
        raw=raw,
        at=tuple(at),
        words=tuple(words),
        labels=tuple(labels),
        squeezed="".join(words),
        starts=tuple(starts),
        places={word: tuple(found) for word, found in places.items()},
        numbers=_numbers(words),
        stems=frozenset(word[:_STEM] for word in words),
    )


def _told(item: Item) -> str:
    """The fields of a reference that has them in columns, as one text."""
    people = (f"{name.family or name.literal} {name.given}" for name in item.author)
    journal = item.container_title or item.container_title_short
    return " ".join((*people, item.title, journal, item.year, item.volume, item.issue, item.page, item.number))


def promise(text: Text, work: Work) -> float:
    """A quick look at how much of a work stands in a text: what to compare first when many works are offered."""
    item = work.item
    title = normalize.words(item.title)
    found = sum(word in text.places for word in title) / len(title) if title else 0.0
    person = item.author[0] if item.author else Name()
    first, _, _ = item.page.partition("-")
    journal = normalize.journal_words(item.container_title_short or item.container_title)
    stems = sum(word[:_STEM] in text.stems for word in journal) / len(journal) if journal else 0.0
    return (
        6.0 * found
        + 3.0 * stems
        + 3.0 * ((normalize.surname(person.family) or "?") in text.places)
        + 2.0 * ((first or item.number or "?").lower() in text.numbers)
        + 1.5 * ((item.volume or "?").lower() in text.numbers)
        + 1.5 * ((item.year or "?") in text.numbers)
    )


def _numbers(words: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Where each number stands, also one that has lost the space before or behind it."""
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        if word.isalpha() and len(word) > 4:
            continue
        for key in dict.fromkeys((_key(word), *(map(_key, _SEAM.split(word)) if not word.isdigit() else ()))):
            found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}


def _words(raw: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(raw):
        if match["word"]:
            yield *match.span(), _folded(match["word"])


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower().replace("'", "")
    return "".join(normalize.words(word))


@dataclass(slots=True)
class Reading:
    """What of a work stands in a text: the words that are explained, and the level of each field that is there."""

    text: Text
    used: dict[int, str] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, places: Iterable[int], what: str) -> None:
        for place in places:
            self.used.setdefault(place, what)

    def free(self, places: Iterable[int]) -> bool:
        return not any(place in self.used for place in places)

    def count(self, what: str) -> int:
        """How many authors were found, or whether another field was."""
        return self.counts.get(what, 0)

    def words_of(self, field: str) -> str:
        """The text as written that was found to be this field of the work."""
        places = [place for place, what in self.used.items() if what == field]
        return self.text.raw[self.text.at[min(places)][0] : self.text.at[max(places)][1]] if places else ""

    def explains(self, wanted: str, span: Span | None = None) -> bool:
        """True where other fields of the work explain most of what was read as this field, or of one span of it."""
        names = _READ_AS.get(wanted, (wanted,))
        text = self.text
        if span:
            read = [place for place, (start, _) in enumerate(text.at) if span.start <= start < span.end]
        else:
            read = [place for place, label in enumerate(text.labels) if label in names]
        length = sum(len(text.words[place]) for place in read)
        explained = sum(len(text.words[place]) for place in read if self.used.get(place, wanted) not in names)
        return bool(read) and explained > 0.7 * length

    def left_over(self) -> tuple[int, int]:
        """How many telling words of the text no field explains, and how many there are."""
        telling = [
            place
            for place, word in enumerate(self.text.words)
            if len(word) > 2 and not word[0].isdigit() and word not in _GLUE and self.text.labels[place] not in _SILENT
        ]
        return sum(place not in self.used for place in telling), len(telling)


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
    text = text_of(reference)
    levels = {one.field: one.level for one in agreements}
    readings = [read(text, work, levels) for work in works]
    best = min(readings, key=lambda reading: reading.left_over()[0])
    seen: dict[str, Level] = {}
    for reading in readings:
        for name, level in reading.levels.items():
            seen[name] = min(level, seen.get(name, Level.ABSENT), key=_ORDER.index)
    item = reference.item or Item()
    people = _people(reference, best)
    if "other-authors" in seen and best.count("author") < len(people):
        seen["other-authors"] = Level.CLOSE
    corrected = [_corrected(one, best, seen.get(one.field)) for one in agreements]
    stated = {one.field: one.claimed for one in corrected if one.field in _ITEM_FIELD}
    changed = {_ITEM_FIELD[name]: value for name, value in stated.items() if value != getattr(item, _ITEM_FIELD[name])}
    return Read(replace(item, author=people, **changed), (*corrected, _rest(best)))


_ITEM_FIELD = {"title": "title", "container-title": "container_title", "volume": "volume", "issue": "issue"}


def _people(reference: Reference, reading: Reading) -> tuple[Name, ...]:
    """The parsed authors without those that are words of another field."""
    names = (reference.item or Item()).author
    spans = [span for span in reference.spans if span.field == "author"]
    if len(spans) != len(names):
        return names
    return tuple(name for name, span in zip(names, spans, strict=True) if not reading.explains("author", span))


def _corrected(agreement: Agreement, reading: Reading, seen: Level | None) -> Agreement:
    level, claimed = agreement.level, agreement.claimed
    if seen is not None and _ORDER.index(seen) < _ORDER.index(level):
        level, claimed = seen, reading.words_of(agreement.field) or claimed
    elif level is Level.DIFFERENT and reading.explains(agreement.field):
        level, claimed = Level.ABSENT, ""
    detail = reading.details.get(agreement.field, agreement.detail)
    return replace(agreement, level=level, claimed=claimed, detail=detail)


def _unused_numbers(reading: Reading) -> bool:
    """True where a number of the text, apart from its label and dates of access, is explained by nothing."""
    text = reading.text
    return any(
        word[0].isdigit() and place and place not in reading.used and text.labels[place] not in _SILENT
        for place, word in enumerate(text.words)
    )


def _rest(reading: Reading) -> Agreement:
    left, total = reading.left_over()
    part = left / max(total, 1)
    level = Level.EXACT if part <= _LITTLE or left <= 1 else Level.CLOSE if part <= _MUCH else Level.DIFFERENT
    detail = "numbers" if _unused_numbers(reading) else ""
    return Agreement(field="rest", level=level, claimed=f"{left} of {total} words", detail=detail)


def read(text: Text, work: Work, levels: Mapping[str, Level]) -> Reading:
    """The fields of this work that the text states; `levels`: how the parsed fields compare with it."""
    reading = Reading(text)
    item = work.item
    _read_title(reading, item.title)
    _read_journal(reading, [item.container_title, item.container_title_short])
    _read_authors(reading, item.author)
    _read_numbers(reading, work, levels)
    return reading


def _read_title(reading: Reading, title: str) -> None:
    words = normalize.words(title)
    key = "".join(words)
    if not key:
        return
    if found := _place_of(reading, key, words):
        reading.take(found, "title")
        reading.levels["title"] = Level.EXACT
        return
    main = normalize.words(title.partition(":")[0]) if ":" in title else ()
    if len(main) > _SHORT_TITLE and (found := _place_of(reading, "".join(main), main)):
        reading.take(found, "title")
        reading.levels["title"] = Level.EXACT if len(main) > 3 else Level.CLOSE
        return
    _read_garbled_title(reading, words, key)


def _read_garbled_title(reading: Reading, words: Sequence[str], key: str) -> None:
    """Words in another order, or with typing errors."""
    text = reading.text
    here = [word for word in words if word in text.places]
    share = sum(map(len, here)) / max(len(key), 1)
    if share >= _OVERLAP and len(words) > _SHORT_TITLE:
        reading.take((place for word in here for place in text.places[word]), "title")
        reading.levels["title"] = Level.CLOSE
    elif share >= 0.3 and len(key) > _LONG_KEY:
        best = fuzz.partial_ratio_alignment(key, text.squeezed, score_cutoff=_CLOSE_TITLE)
        if best and best.dest_end - best.dest_start > 0.8 * len(key):
            reading.take(text.within(best.dest_start, best.dest_end), "title")
            reading.levels["title"] = Level.CLOSE


def _place_of(reading: Reading, key: str, words: Sequence[str]) -> range | None:
    """Where these words stand side by side; long ones also with spaces lost or added."""
    text = reading.text
    at = text.squeezed.find(key)
    while at >= 0:
        found = text.within(at, at + len(key))
        whole = text.starts[found[0]] == at and "".join(text.words[found[0] : found[-1] + 1]) == key
        if (whole or len(key) > _LONG_KEY) and reading.free(found):
            return found
        at = text.squeezed.find(key, at + 1)
    return None


def _read_journal(reading: Reading, names: Sequence[str]) -> None:
    for name in dict.fromkeys(filter(None, names)):
        words = normalize.journal_words(name)
        if not words:
            continue
        whole = normalize.words(name)
        found = _place_of(reading, "".join(whole), whole) or _place_of(reading, "".join(words), words)
        if found := found or _abbreviated(reading, words):
            reading.take(found, "container-title")
            reading.levels["container-title"] = Level.EXACT
            return
    _read_garbled_journal(reading, names)


def _read_garbled_journal(reading: Reading, names: Sequence[str]) -> None:
    text = reading.text
    for name in dict.fromkeys(filter(None, names)):
        key = normalize.key(name)
        if len(key) <= _LONG_KEY:
            continue
        best = fuzz.partial_ratio_alignment(key, text.squeezed, score_cutoff=_CLOSE_JOURNAL)
        if best and best.dest_end > best.dest_start:
            found = text.within(best.dest_start, best.dest_end)
            if sum(place not in reading.used for place in found) * 2 > len(found):
                reading.take(found, "container-title")
                reading.levels["container-title"] = Level.CLOSE
                return


def _abbreviated(reading: Reading, full: Sequence[str]) -> list[int] | None:
    """The words of the text that abbreviate these, one after the other; stop words between them don't count."""
    text = reading.text
    for start, word in enumerate(text.words):
        if word[0] == full[0][0] and start not in reading.used and _shortens(word, full[0], alone=len(full) == 1):
            places, at = [start], start + 1
            for wanted in full[1:]:
                while at < len(text.words) and text.words[at] in normalize.STOP_WORDS and text.words[at] != wanted:
                    at += 1
                if at >= len(text.words) or at in reading.used or not _shortens(text.words[at], wanted):
                    break
                places.append(at)
                at += 1
            else:
                return places
    return None


def _shortens(short: str, full: str, *, alone: bool = False) -> bool:
    if short == full:
        return True
    if alone and len(short) < 4:
        return False
    return not short[0].isdigit() and normalize.abbreviates_word(short, full)


def _read_authors(reading: Reading, names: Sequence[Name]) -> None:
    # Only where something else of the work is there is it worth looking for a mistyped name.
    typos = bool(reading.levels)
    found = [_author(reading, name, typos=typos and not place) for place, name in enumerate(names[:_MOST_AUTHORS])]
    if found and found[0]:
        level, places = found[0]
        reading.levels["first-author"] = Level.CLOSE if _others_before(reading, min(places)) else level
    others = [one[0] for one in found[1:] if one]
    reading.counts["author"] = sum(one is not None for one in found)
    if others:
        reading.levels["other-authors"] = Level.EXACT if Level.EXACT in others else Level.CLOSE
        reading.details["other-authors"] = str(min(len(others), 3))


def _others_before(reading: Reading, place: int) -> bool:
    """True where somebody whom the work does not name stands before its first author."""
    text = reading.text
    before = (one for one in range(place) if one not in reading.used and text.labels[one] == "author")
    return any(len(text.words[one]) > 2 for one in before)


def _author(reading: Reading, name: Name, *, typos: bool = False) -> tuple[Level, Sequence[int]] | None:
    """How this person stands in the text, with the initials or without them, and where; None: not at all."""
    if not name.family:
        words = normalize.words(name.literal)
        if words and (found := _place_of(reading, "".join(words), words)):
            reading.take(found, "author")
            return Level.EXACT, found
        name = authors.spoken(name)
        if not name.family:
            return None
    key = normalize.surname(name.family)
    best: Level | None = None
    taken: list[int] = []
    for found in _surnames(reading, key):
        level, beside = _with_initials(reading, found, name.given)
        if level is Level.EXACT or (best is None and level is Level.CLOSE):
            best, taken = level, [*found, *beside]
        if best is Level.EXACT:
            break
    if best is None and typos and len(key) > 4 and (misspelled := _misspelled(reading, key)):
        best, taken = Level.CLOSE, [*misspelled]
    if best is None:
        return None
    reading.take(taken, "author")
    return best, taken


def _surnames(reading: Reading, key: str) -> Iterator[range]:
    text = reading.text
    for place in text.places.get(key, ()):
        if place not in reading.used:
            yield range(place, place + 1)
    at = text.squeezed.find(key) if len(key) > 5 and key not in text.places else -1
    while at >= 0:
        found = text.within(at, at + len(key))
        if reading.free(found):
            yield found
        at = text.squeezed.find(key, at + 1)


def _with_initials(reading: Reading, found: range, given: str) -> tuple[Level | None, list[int]]:
    """Whether the given name or its initials stand beside a surname; None where only those of somebody else do."""
    wanted = normalize.initials(given)
    if not wanted:
        return Level.EXACT, []
    first, others = normalize.words(given)[:1], False
    for step, near in ((1, found[-1] + 1), (-1, found[0] - 1)):
        beside = _beside(reading, near, step, first)
        spelled = "".join(reading.text.words[place] for place in sorted(beside))
        if spelled and (spelled[0] == wanted[0]):
            return Level.EXACT, beside
        others = others or bool(spelled)
    return (None if others else Level.CLOSE), []


def _beside(reading: Reading, near: int, step: int, first: Sequence[str]) -> list[int]:
    """Up to three free words on one side of a surname that can be initials, or the given name."""
    text, beside = reading.text, []
    for place in range(near, near + 3 * step, step):
        word = text.words[place] if 0 <= place < len(text.words) else ""
        if not word or place in reading.used or word[0].isdigit() or not (len(word) <= 2 or word in first):
            break
        if word in normalize.STOP_WORDS and len(word) > 1:
            break
        beside.append(place)
    return beside


def _misspelled(reading: Reading, key: str) -> range | None:
    """A free word at the head of the text, or two that a stray space parted, with a letter or two mistyped."""
    text = reading.text
    allowed = 1 if len(key) < 9 else 2
    for place in range(min(_HEAD, len(text.words))):
        for end in (place + 1, place + 2):
            found = range(place, min(end, len(text.words)))
            word = "".join(text.words[place:end])
            near = abs(len(word) - len(key)) <= allowed and reading.free(found)
            if near and OSA.distance(word, key, score_cutoff=allowed) <= allowed:
                return found
    return None


def _read_numbers(reading: Reading, work: Work, levels: Mapping[str, Level]) -> None:
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
        found = next((place for value in values if (place := _number_at(reading, wanted, value, levels)) is not None), None)
        if found is None:
            continue
        reading.take((found,), wanted)
        reading.levels[wanted] = Level.EXACT
        if reading.text.labels[found] not in (wanted, "number"):
            reading.details[wanted] = "loose"
        if wanted == "page" and last and last != first:
            _read_last_page(reading, found, last)


def _read_last_page(reading: Reading, first: int, last: str) -> None:
    """`1319-28` and `1319-1328` end on the same page; another number that was read as pages does not."""
    text = reading.text
    end = text.words[first + 1] if first + 1 < len(text.words) else ""
    if end[:1].isdigit() and text.labels[first + 1] in ("page", "number"):
        same = normalize.number(last).endswith(end) or normalize.pages(f"{text.words[first]}-{end}")[1] == last
        reading.levels["page"] = Level.EXACT if same else Level.CLOSE
        reading.take((first + 1,), "page")


def _number_at(reading: Reading, wanted: str, value: str, levels: Mapping[str, Level]) -> int | None:
    """Where this number stands. One that was read as another field counts only where that reading fits nowhere."""
    text = reading.text
    key = _key(value)
    if not key:
        return None
    free = [place for place in text.numbers.get(key, ()) if place not in reading.used]
    alike = (wanted, "number") if wanted == "page" else (wanted,)
    as_read = [place for place in free if text.labels[place] in alike]
    loose = [place for place in free if text.labels[place] not in _NUMERIC and text.labels[place] not in _SILENT]
    amiss = [
        place
        for place in free
        if text.labels[place] in _NUMERIC and levels.get(_FIELD_OF.get(text.labels[place], "")) is Level.DIFFERENT
    ]
    if levels.get(wanted) is Level.ABSENT or levels.get(wanted) is Level.DIFFERENT:
        return next(iter([*as_read, *loose, *amiss]), None)
    return next(iter(as_read), None)


def _key(value: str) -> str:
    return re.sub(r"^([a-z]*)0+(?=\d)", r"\1", "".join(normalize.words(value)))
