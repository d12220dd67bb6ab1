"""Questions to the index: the fields a reference states, and all the words and numbers of its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query, Schema

from citecheck import normalize
from citecheck.catalogue import schema
from citecheck.model import Item

# What a list of references says everywhere; these words cost most and tell least.
_STOP_WORDS = frozenset(
    "a al an and as at available by de der des die doi et for from https http in is la le les no of on or org pp"
    " retrieved s the to und vol with".split()
)
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# Where extraction has lost a space: a capital after a small letter, a digit beside a letter.
_SEAM = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_MOST_WORDS, _LONGEST = 80, 40
# Measured on references whose work is known (docs/evaluation.md): more words or journal stems add time and no
# work; the first words are most often surnames; a number in more than this part of all works says too little.
_RAREST, _STEMS, _PEOPLE, _COMMON = 12, 6, 6, 0.02
_JOURNAL_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Clues:
    """The words and numbers of a text, folded, each once, in the order they stand."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def years(self) -> tuple[str, ...]:
        return tuple(number for number in self.numbers if _YEAR.fullmatch(number))


def clues(text: str) -> Clues:
    """What there is to ask for in `text`; words that a lost or a stray space has changed are told both ways."""
    as_written = normalize.words(text)
    apart = normalize.words(_SEAM.sub(" ", text))
    told = dict.fromkeys(one for one in (*as_written, *apart) if one not in _STOP_WORDS and len(one) <= _LONGEST)
    numbers = tuple(one for one in told if any(char.isdecimal() for char in one))
    words = tuple(one for one in told if one not in set(numbers))
    return Clues(words[:_MOST_WORDS], numbers[:_MOST_WORDS])


def text_of(item: Item) -> str:
    """The fields of an item as one text, for references that have no text of their own."""
    people = (name.family or name.literal for name in item.author)
    journal = item.container_title or item.container_title_short
    return " ".join((*people, item.title, journal, item.year, item.volume, item.issue, item.page, item.number))


def stated(tongue: Schema, item: Item) -> Iterator[Query]:
    """Boolean questions of the fields an item states, surest first; each that it can't fill is left out."""
    years = [str(item.issued[0] + near) for near in (0, -1, 1)] if item.issued else []
    imprint = [
        any_of(tongue, name, values)
        for name, values in (
            ("year", years),
            ("volume", normalize.words(item.volume)[:1]),
            ("page", sorted(schema.locators(normalize.pages(item.page)[0], item.number, ""))),
        )
        if values
    ]
    if len(imprint) == 3:
        if first := _surname(item):
            yield _all_of([_term(tongue, "names", first), *imprint])
        elif stems := schema.stems(item.container_title or item.container_title_short):
            yield _all_of([*(_term(tongue, "journal", stem) for stem in stems), *imprint])


def ranked(tongue: Schema, found: Clues, frequency: Callable[[str, str], float]) -> Query:
    """One question of everything: rare words and numbers count most, and more where they stand as in a record.

    `frequency(field, term)` is the part of all works that have the term, 0 to 1.
    """
    numbers, people = found.numbers, [word for word in found.words if len(word) > 1][:_PEOPLE]
    stems = dict.fromkeys(word[: schema.STEM] for word in found.words)
    told: list[tuple[str, Iterable[str]]] = [
        ("text", _rarest("text", found.words, frequency)[:_RAREST]),
        ("text", [one for one in numbers if 0 < frequency("text", one) < _COMMON]),
        ("names", people),
        ("year", found.years),
        ("volume", numbers),
        ("page", dict.fromkeys(form for one in numbers for form in schema.forms(one))),
    ]
    parts = [_term(tongue, field, value) for field, values in told for value in values]
    journal = [_term(tongue, "journal", stem) for stem in _rarest("journal", stems, frequency)[:_STEMS]]
    parts += [Query.boost_query(stem, _JOURNAL_WEIGHT) for stem in journal]
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def _rarest(field: str, terms: Iterable[str], frequency: Callable[[str, str], float]) -> list[str]:
    """The terms that some work has, the rarest first."""
    known = {term: often for term in terms if (often := frequency(field, term))}
    return sorted(known, key=known.__getitem__)


def any_of(tongue: Schema, field: str, values: Sequence[str]) -> Query:
    """Works that have one of these terms in a field."""
    if len(values) == 1:
        return _term(tongue, field, values[0])
    return Query.boolean_query([(Occur.Should, _term(tongue, field, value)) for value in values])


def _all_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _term(tongue: Schema, field: str, value: str) -> Query:
    return Query.term_query(tongue, field, value, schema.detail(field))


def _surname(item: Item) -> str:
    return normalize.surname(item.author[0].family) if item.author else ""
