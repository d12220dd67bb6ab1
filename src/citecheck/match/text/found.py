"""What of one work has been found in a text so far."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from citecheck.match.text.words import Text
from citecheck.model import Level, Name, Span
from citecheck.normalize import STOP_WORDS

# Fields of an agreement by the spans that a parser makes of them.
READ_AS = {"first-author": ("author",), "other-authors": ("author",), "page": ("page", "number")}
_NUMERAL = re.compile(r"[ivx\d]+")
LONG = 12  # letters: words that long can be told also with a space lost or added


@dataclass(slots=True)
class Reading:
    """What of a work stands in a text: the words that are explained, and the level of each field that is there.

    `people`: where each author of the work stands who is there with initials (characters), and the name as written.
    """

    text: Text
    used: dict[int, str] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    people: list[tuple[int, int, Name]] = field(default_factory=list)

    def take(self, places: Iterable[int], what: str) -> None:
        for place in places:
            self.used.setdefault(place, what)

    def free(self, places: Iterable[int]) -> bool:
        return self.used.keys().isdisjoint(places)

    @property
    def years(self) -> set[str]:
        """The years that the text states."""
        return {self.text.words[place][:4] for place in self.text.read_as.get("year", ())}

    def take_person(self, places: Sequence[int], name: Name) -> None:
        """An author of the work stands at these words, written so."""
        self.people.append((self.text.at[min(places)][0], self.text.at[max(places)][1], name))
        self.take(places, "author")

    def count(self, what: str) -> int:
        """How many authors were found, or whether another field was."""
        return self.counts.get(what, 0)

    def words_of(self, field: str) -> str:
        """The text as written that was found to be this field of the work."""
        places = [place for place, what in self.used.items() if what == field]
        return self.text.raw[self.text.at[min(places)][0] : self.text.at[max(places)][1]] if places else ""

    def written(self, places: Sequence[int]) -> str:
        """The text from the first to the last of these words, as written."""
        return self.text.raw[self.text.at[places[0]][0] : self.text.at[places[-1]][1]] if places else ""

    def ahead_of_title(self) -> int:
        """Where the title begins that stands behind the first author, in characters; 0 where none does."""
        title = min((place for place, what in self.used.items() if what == "title"), default=0)
        first = min((place for place, what in self.used.items() if what == "author"), default=0)
        return self.text.at[title][0] if first < title else 0

    def explains(self, wanted: str, span: Span | None = None) -> bool:
        """True where other fields of the work explain most of what was read as this field, or of one span of it.

        Of a whole field, words that the work has in that very field are left aside.
        """
        names = READ_AS.get(wanted, (wanted,))
        text = self.text
        read: Sequence[int]
        if span:
            read = range(bisect_left(text.at, (span.start,)), bisect_left(text.at, (span.end,)))
        else:
            read = [
                place for name in names for place in text.read_as.get(name, ()) if self.used.get(place) not in names
            ]
        read = [place for place in read if text.words[place] not in STOP_WORDS]
        others = [place for place in read if self.used.get(place, names[0]) not in names]
        if not others:
            return False
        explained, length = (sum([len(text.words[place]) for place in places]) for places in (others, read))
        return explained > 0.7 * length

    def left_over(self, apart: Container[str] = ()) -> tuple[int, int]:
        """How many telling words no field explains, but for those read as fields that are set apart; of how many."""
        telling, labels = self.text.telling, self.text.labels
        left = [place for place in telling if place not in self.used]
        return sum(labels[place] not in apart for place in left) if apart else len(left), len(telling)

    def unused_numbers(self) -> list[int]:
        """Where numbers stand that nothing explains, apart from the label and from dates of access."""
        return [place for place in self.text.numerals if place not in self.used]

    def _cut(self, found: range, key: str, at: int) -> bool:
        """True where the words end within a number: part II is not part III, 2001 not 20."""
        text = self.text
        rest = text.words[found[-1]][at + len(key) - text.starts[found[-1]] :]
        return _NUMERAL.fullmatch(rest) is not None

    def place_of(self, words: Sequence[str]) -> range | None:
        """Where these words stand side by side first."""
        return next(self.places_of(words), None)

    def places_of(self, words: Sequence[str]) -> Iterator[range]:
        """Where these words stand side by side and are free; long ones also with spaces lost or added."""
        text, key = self.text, "".join(words)
        at = text.squeezed.find(key) if key else -1
        while at >= 0:
            found = text.within(at, at + len(key))
            whole = text.starts[found[0]] == at and "".join(text.words[found[0] : found[-1] + 1]) == key
            if (whole or (len(key) > LONG and not self._cut(found, key, at))) and self.free(found):
                yield found
            at = text.squeezed.find(key, at + 1)
