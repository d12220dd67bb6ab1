"""Questions to the index: the fields a reference states, and all the words and numbers of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice

from tantivy import Occur, Query, Schema

from citecheck.catalogue import schema
from citecheck.catalogue.clues import Clues, is_year
from citecheck.catalogue.stated import Stated
from citecheck.catalogue.terms import all_of, one_of, term
from citecheck.model import Work

# Measured on references whose work is known (docs/evaluation.md): more words or journal stems add time and no
# work; the first words are most often surnames.
_RAREST, _STEMS, _PEOPLE = 10, 4, 6
_JOURNAL_WEIGHT = 0.5
_NUMBERS_PAIRED = 8  # volume, issue, year, pages and some that are none of these
# Where there is a title: words of at most this part of all works, but so many words at the least.
_RARE, _RARE_WORDS = 0.005, 4
_FEWER = 10  # so many times fewer works may have a volume and page that is asked for alone
_ALWAYS = 2  # words of any text that are asked for however many works have them
# So many words of a title, and no two works of one author within three years share them all but a work and its twin.
_TITLE_WORDS, _TITLE_WORDS_ASKED = 4, 6
# A slip of one letter in a shorter word makes too many others of it.
_SHORTEST_SLIP, _MOST_SLIPS = 5, 3

Frequency = Callable[[str, str], float]
"""`frequency(field, term)` is the part of all works that have the term, 0 to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settling:
    """A question whose few answers, where there are some that fit, are all that a reference can mean.

    A runner-up that agrees with it as well is among them; a work that agrees less is none. `narrow` asks for those that
    fit alone: to look at a few works is quicker than to go through all works of three years, so it is asked only
    where the answers are many.
    """

    question: Query
    fits: Callable[[Work], bool]
    narrow: Query


def settling(index_schema: Schema, said: Stated, frequency: Frequency) -> Iterator[Settling]:
    """Three questions at most: who, where and when; who, what and when; and about when."""
    if not said.about_year:
        return
    if said.volume and said.page and (who := said.signed_volume or said.journal):
        asked = [who, said.volume, said.page]
        yield Settling(question=all_of(asked), fits=said.dates, narrow=all_of([*asked, said.about_year]))
    if said.byline and said.signed_year and len(said.title) >= _TITLE_WORDS:
        words = rarest("text", said.title, frequency)[:_TITLE_WORDS_ASKED]
        if len(words) >= _TITLE_WORDS:
            told = [term(index_schema, "text", word) for word in words]
            where = [one_of(filter(None, (said.volume, said.page)))] if said.volume or said.page else []
            # The very year first: three years are three times as dear, and seldom needed.
            for byline in (said.signed_year, said.byline):
                asked = [byline, *told]
                narrow = all_of([*asked, *where])
                yield Settling(question=all_of(asked), fits=said.names_and_places, narrow=narrow)


def likely(index_schema: Schema, said: Stated, *, placed: bool) -> Iterator[tuple[Query, int]]:
    """Questions of some of the fields and how many works each may offer: their answers get lost among works that
    share more words or numbers with the reference. Most of all those whose record states no numbers at all.

    `placed`: works with its page and volume or year have been asked for.
    """
    page = None if placed else said.page
    bare = term(index_schema, "volume", schema.BARE)
    for fields, places in (
        ((said.byline, bare), 2),
        ((said.byline, said.coauthor), 2),
        ((said.author, said.volume, page), 2),
        ((said.author, said.year, page), 2),
        ((said.author, said.journal, said.volume if said.page else None), 2),  # the page may be wrong
        ((said.journal, said.volume, page), 2),
        ((said.bare,), 2 if said.author else 7),
    ):
        asked = [field for field in fields if field]
        if len(asked) == len(fields):
            yield all_of(asked), places


def titled(index_schema: Schema, said: Stated, frequency: Frequency) -> Iterator[Query]:
    """Questions for works that share the rarest words of a title: all of them, whoever wrote it; or some of them, by
    the first author about that year. Those with the year, volume and page come first, however long their record is.
    """
    words = [term(index_schema, "text", word) for word in rarest("text", said.title, frequency)[:_TITLE_WORDS]]
    better = [field for field in (said.author, said.about_year, said.volume, said.page) if field]
    yield _better(all_of(words), better)
    if said.byline:
        yield all_of([said.byline, one_of(words)])


def telling(index_schema: Schema, found: Clues, frequency: Frequency, *, common: float) -> Query:
    """One question of what tells titled works apart: the rare words, the first words as people, the rare pages.

    `common`: as in `ranked`.
    """
    words = rarest("text", found.words, frequency)[:_RAREST]
    rare = min(_RARE, common)
    told = [
        ("text", [word for place, word in enumerate(words) if place < _RARE_WORDS or frequency("text", word) < rare]),
        ("names", [name for name in _people(found) if 0 < frequency("names", name) <= common]),
        ("byline", _bylines(found, frequency)),
        ("page", [page for page in _pages(found) if 0 < frequency("page", page) < rare]),
    ]
    return one_of(_terms(index_schema, told))


def placed(index_schema: Schema, found: Clues, frequency: Frequency, *, common: float) -> Query | None:
    """The works with a volume and page, or a year and page, of a text; those with its people and journal first.

    Together two numbers are rare however large the catalogue is. `common`: as in `ranked`.
    """
    if not (imprints := _imprints(found, frequency, common / _FEWER)):
        return None
    better = _terms(index_schema, [("names", _people(found)), ("journal", _stems(found, frequency))])
    return _better(one_of(_terms(index_schema, [("imprint", imprints)])), better)


def _better(asked: Query, better: Iterable[Query]) -> Query:
    """What is asked for, best where more of the others agree: one in the other, so that only its works are looked up.

    Side by side, the lists of the others would be gone through from end to end.
    """
    return reduce(lambda inner, one: Query.boolean_query([(Occur.Must, inner), (Occur.Should, one)]), better, asked)


def _imprints(found: Clues, frequency: Frequency, common: float) -> list[str]:
    return [one for one in _pairs(found.numbers) if 0 < frequency("imprint", one) <= common]


def _bylines(found: Clues, frequency: Frequency) -> list[str]:
    """What may be a surname with a year or volume."""
    pairs = (schema.pair(name, one) for name in _people(found) for one in found.numbers[:_NUMBERS_PAIRED])
    return [one for one in pairs if frequency("byline", one)]


def _stems(found: Clues, frequency: Frequency) -> list[str]:
    words = (*found.known, *found.words)
    return rarest("journal", dict.fromkeys([word[: schema.STEM] for word in words]), frequency)[:_STEMS]


def ranked(index_schema: Schema, found: Clues, frequency: Frequency, *, common: float) -> Query:
    """One question of everything: rare words and numbers count most, and more where they stand as in a record.

    `common`: the part of all works from which on a term is not asked for by itself. That costs most and tells least,
    and what names, numbers and years tell together is asked for in any case.
    """
    words = [word for word in (*found.known, *found.words) if len(word) > 1]

    def rare(field: str, values: Iterable[str]) -> list[str]:
        return [value for value in values if 0 < frequency(field, value) <= common]

    rare_words = rarest("text", words, frequency)[:_RAREST]
    told: list[tuple[str, Iterable[str]]] = [
        ("text", [*rare_words[:_ALWAYS], *rare("text", rare_words[_ALWAYS:])]),
        ("names", rare("names", _people(found))),
        ("imprint", _imprints(found, frequency, common)),
        ("byline", _bylines(found, frequency)),
        ("year", rare("year", found.years)),
        ("volume", rare("volume", found.numbers)),
        ("page", rare("page", _pages(found))),
    ]
    journal = _terms(index_schema, [("journal", rare("journal", _stems(found, frequency)))])
    return one_of([*_terms(index_schema, told), *(Query.boost_query(stem, _JOURNAL_WEIGHT) for stem in journal)])


def _people(found: Clues) -> list[str]:
    return [word for word in (*found.known, *found.words) if len(word) > 1][:_PEOPLE]


def _pairs(numbers: Sequence[str]) -> Iterable[str]:
    """What may be a volume or year with a page: each number with each that stands behind it, and years with any."""
    some = numbers[:_NUMBERS_PAIRED]
    return dict.fromkeys(
        schema.pair(one, form)
        for place, one in enumerate(some)
        for other in (some if is_year(one) else some[place + 1 :])
        if other != one
        for form in sorted(schema.forms(other))
    )


def _pages(found: Clues) -> Iterable[str]:
    return dict.fromkeys([form for one in found.numbers for form in schema.forms(one)])


def _terms(index_schema: Schema, told: Iterable[tuple[str, Iterable[str]]]) -> list[Query]:
    return [term(index_schema, field, value) for field, values in told for value in values]


def mended(
    index_schema: Schema, found: Clues, frequency: Frequency, *, common: float, near: Callable[[str], Iterable[str]]
) -> Query | None:
    """A question for the surnames of a text that says little else, in a year that it states.

    `common`: as in `ranked`; `near`: names that differ in one letter, asked for words that the index does not know.
    """
    first = [one for one in (*found.known, *found.words) if len(one) > 2][:_PEOPLE]
    strange = (one for one in (*first, *found.joined) if len(one) >= _SHORTEST_SLIP and not frequency("text", one))
    names = dict.fromkeys([*first, *(name for one in islice(strange, _MOST_SLIPS) for name in near(one))])
    signed = [schema.pair(name, year) for name in names for year in found.years]
    told = [
        ("names", [one for one in names if 0 < frequency("names", one) <= common]),
        ("byline", [one for one in signed if frequency("byline", one)]),
    ]
    people = _terms(index_schema, told)
    return one_of(people) if people else None


def rarest(field: str, terms: Iterable[str], frequency: Frequency) -> list[str]:
    """The terms that some work has, the rarest first."""
    known = {term: often for term in terms if (often := frequency(field, term))}
    return sorted(known, key=known.__getitem__)
