"""The raw text of a reference made ready: folded words with their places, as what each was read, numbers, no spaces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from citecheck import names, normalize
from citecheck.model import Item, Name, Reference, Span, Work

_WORD = re.compile(r"<[/a-zA-Z][^<>]*>|&#?\w+;|(?P<word>[^\W_]+(?:['’][^\W_]+)*)")
# Where a number has lost the space before or behind it.
_SEAM = re.compile(r"(?<=\d)(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})(?=\d)")
_GLUED = re.compile(r"[^\W\d_A-Z][A-Z]")
_JOURNAL_LIKE = ("container-title", "unexplained", "title")
_MOST_KEPT = 256  # texts
_FIRST = 14  # words at the start of a text among which a mistyped surname is looked for
_YEAR = 4  # digits: a shorter number in front is the label
_LONGEST_NUMERAL = 4  # letters: a longer word is no number, such as viii is
_STEM = 3  # letters of a word that its abbreviation keeps
SILENT = frozenset(
    {"doi", "pmid", "pmcid", "arxiv", "url", "et-al", "month", "day", "repeated", "citation-number", "no-date", "aside"}
)
# Words of a reference that name no work: what introduces a field, kinds of documents, editors, places of access.
_GLUE = frozenset(
    "accessed ahead al and article available by doi ed edited editor editors eds edition epub et for from has hrsg http"
    " https internet issue issn isbn number online org page pages part pmid press print publ published publisher"
    " publishers published retrieved see series suppl supplement the und university url vol volume with www".split()
)


@dataclass(frozen=True)
class Text:
    """A raw text ready to be read: its words folded, where each stands, and as which field it was read.

    All else is made when it is first asked for: for most texts some of it never is.
    """

    raw: str
    at: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    labels: tuple[str, ...]

    @cached_property
    def squeezed(self) -> str:
        """All words without spaces."""
        return "".join(self.words)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each word begins in `squeezed`."""
        return tuple(accumulate(map(len, self.words[:-1]), initial=0)) if self.words else ()

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where each word stands."""
        return _places(self.words)

    @cached_property
    def numbers(self) -> Mapping[str, Sequence[int]]:
        """Where each number stands."""
        return _numbers(self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset([word[:_STEM] for word in self.words])

    @cached_property
    def heads(self) -> Mapping[str, Sequence[int]]:
        """Where words with each first letter stand."""
        return _places([word[:1] for word in self.words])

    @cached_property
    def read_as(self) -> Mapping[str, Sequence[int]]:
        """Where the words of each field stand."""
        return _places(self.labels)

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """Where words stand that can name a work."""
        return tuple([place for place in self._loud if is_telling(self.words[place])])

    @cached_property
    def numerals(self) -> tuple[int, ...]:
        """Where numbers stand, apart from the label and from dates of access."""
        return tuple([place for place in self._loud if place and self.words[place][0].isdigit()])

    @cached_property
    def capitals(self) -> tuple[int, ...]:
        """Where words all in capitals stand that can be a journal."""
        like = (place for place in self._loud if self.labels[place] in _JOURNAL_LIKE)
        return tuple([place for place in like if self.raw[slice(*self.at[place])].isupper()])

    @cached_property
    def glued(self) -> bool:
        """Whether an author has a capital behind a small letter, as in `RoeJ`."""
        spans = (span for span, label in zip(self.at, self.labels, strict=True) if label == "author")
        return any(_GLUED.search(self.raw, *span) for span in spans)

    @cached_property
    def damaged(self) -> tuple[tuple[range, str], ...]:
        """Numbers with a space or a letter within, and what they read without the space: `20 16`, `2z16`."""
        return tuple(_damaged(self.raw, self.at, self.words))

    @cached_property
    def first(self) -> tuple[tuple[range, str], ...]:
        """Each of the first words, alone and with the next one."""
        words = self.words
        return tuple(
            [
                (range(place, end), "".join(words[place:end]))
                for place in range(min(_FIRST, len(words)))
                for end in range(place + 1, min(place + 2, len(words)) + 1)
            ]
        )

    @cached_property
    def _loud(self) -> tuple[int, ...]:
        return tuple([place for place, label in enumerate(self.labels) if label not in SILENT])

    def written(self, place: int) -> str:
        """A word as it is written."""
        return self.raw[slice(*self.at[place])]

    def within(self, start: int, end: int) -> range:
        """The words that characters `start` to `end` of `squeezed` touch."""
        return range(bisect_right(self.starts, start) - 1, bisect_left(self.starts, end))


def text_of(reference: Reference) -> Text:
    """The text of a reference, with what a parser made of it; kept, by the very reference, for its next candidate."""
    kept = _KEPT.get(id(reference))
    if kept and kept[0] is reference:
        return kept[1]
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.clear()
    text = _made_ready(reference)
    _KEPT[id(reference)] = (reference, text)
    return text


_KEPT: dict[int, tuple[Reference, Text]] = {}


def _made_ready(reference: Reference) -> Text:
    spans: Sequence[Span]
    raw, spans = (reference.raw, reference.spans) if reference.spans else _in_columns(reference.item or Item())
    # Of some letters nothing is left, such as of a lone iota subscript.
    folded = ((match.span(), _folded(match[0])) for match in _WORD.finditer(raw) if match.lastgroup)
    found = [one for one in folded if one[1]]
    at, words = tuple([span for span, _ in found]), [word for _, word in found]
    fields = _fields(raw, spans)
    labels = [fields[start] for start, _ in at]
    if len(words) > 1 and words[0].isdigit() and len(words[0]) < _YEAR and labels[0] in ("", "unexplained"):
        labels[0] = "citation-number"
    return Text(raw=raw, at=at, words=tuple(words), labels=tuple(labels))


def _damaged(raw: str, at: Sequence[tuple[int, int]], words: Sequence[str]) -> Iterator[tuple[range, str]]:
    for place, word in enumerate(words):
        if not word[0].isdigit() and not word[-1].isdigit():
            continue
        if not word.isdigit():
            yield range(place, place + 1), word
        elif place + 1 < len(words) and words[place + 1].isdigit() and raw[at[place][1] : at[place + 1][0]].isspace():
            yield range(place, place + 2), word + words[place + 1]


def _fields(raw: str, spans: Sequence[Span]) -> list[str]:
    """As which field each character was read; the first of several spans counts."""
    fields = [""] * len(raw)
    for span in reversed(spans):
        fields[span.start : span.end] = [span.field] * (span.end - span.start)
    return fields


def _places(values: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    return places


def is_telling(word: str) -> bool:
    """True for a word that can name a work."""
    return len(word) > 2 and not word[0].isdigit() and word not in _GLUE


def _in_columns(item: Item) -> tuple[str, list[Span]]:
    """The fields of a reference that has them in columns, as one text, and where each stands."""
    people = [("author", f"{name.family or name.literal} {name.given}") for name in item.author]
    journal = item.container_title or item.container_title_short
    numbers = [("year", item.year), ("volume", item.volume), ("issue", item.issue), ("page", item.page)]
    parts = [*people, ("title", item.title), ("container-title", journal), *numbers, ("number", item.number)]
    spans, end = [], 0
    for field, value in parts:
        spans.append(Span(field=field, start=end, end=end + len(value)))
        end += len(value) + 1
    return " ".join(value for _, value in parts), spans


def quick_score(text: Text, work: Work) -> float:
    """A quick look at how much of a work stands in a text: what to compare first when many works are offered."""
    item = work.item
    title = normalize.words(item.title)
    found = sum(map(text.places.__contains__, title)) / len(title) if title else 0.0
    person = item.author[0] if item.author else Name()
    first, _, _ = item.page.partition("-")
    journal = normalize.journal_words(item.container_title_short or item.container_title)
    stems = sum([word[:_STEM] in text.stems for word in journal]) / len(journal) if journal else 0.0
    return (
        6.0 * found
        + 3.0 * stems
        + 3.0 * ((names.surname(person.family) or "?") in text.places)
        + 2.0 * ((first or item.number or "?").lower() in text.numbers)
        + 1.5 * ((item.volume or "?").lower() in text.numbers)
        + 1.5 * ((item.year or "?") in text.numbers)
    )


def _numbers(words: Sequence[str]) -> dict[str, list[int]]:
    """Where each number stands, also one that has lost the space before or behind it."""
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        if len(word) <= _LONGEST_NUMERAL or not word.isalpha():
            for key in _number_keys(word):
                found.setdefault(key, []).append(place)
    return found


@lru_cache(maxsize=8192)
def _number_keys(word: str) -> tuple[str, ...]:
    """What number a word can be; none for a plain word. A number beside letters may have lost a space."""
    if word.isalpha():
        return (number_key(word),) if len(word) <= _LONGEST_NUMERAL else ()
    return tuple(dict.fromkeys(map(number_key, (word, *_SEAM.split(word)))))


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower().replace("'", "")
    return "".join(normalize.words(word))


@lru_cache(maxsize=8192)
def number_key(value: str) -> str:
    """A number or locator as compared: folded, without zeros that only pad."""
    return normalize.unpadded(normalize.key(value))
