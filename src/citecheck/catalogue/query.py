"""Questions to the index: the fields a reference states, and all the words and numbers of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from itertools import islice

from tantivy import Occur, Query, Schema

from citecheck import names, normalize
from citecheck.catalogue import schema
from citecheck.catalogue.clues import Clues, is_year
from citecheck.model import Item, Work

# Measured on references whose work is known (docs/evaluation.md): more words or journal stems add time and no
# work; the first words are most often surnames; what more than this part of all works has says too little.
_RAREST, _STEMS, _PEOPLE, _COMMON = 10, 4, 6, 0.02
_JOURNAL_WEIGHT = 0.5
_NUMBERS_PAIRED = 8  # volume, issue, year, pages and some that are none of these
# Where there is a title: words of at most this part of all works, but so many words at the least.
_RARE, _RARE_WORDS = 0.005, 4
_FEWER = 10  # so many times fewer works may have a volume and page that is asked for alone
_ALWAYS = 2  # words of any text that are asked for however many works have them
_NO_TITLE = 1  # words of a title that say nothing
# So many words of a title, and no two works of one author within three years share them all but a work and its twin.
_TITLE_WORDS, _TITLE_WORDS_ASKED = 4, 6
_OTHER_WORDS = 2  # that may be in one of two writings of a title: a word left out, or spelt otherwise
# Abbreviations that leave out a letter before a stem's end.
_CONTRACTED = {"j": "jour", "natl": "nati", "intl": "inte", "dtsc": "deut", "assn": "asso"}
# A slip of one letter in a shorter word makes too many others of it.
_SHORTEST_SLIP, _MOST_SLIPS = 5, 3

Frequency = Callable[[str, str], float]
"""`frequency(field, term)` is the part of all works that have the term, 0 to 1."""


def text_of(item: Item) -> str:
    """The fields of an item as one text, for references that have no text of their own."""
    people = (name.family or name.literal for name in item.author)
    journal = item.container_title or item.container_title_short
    return " ".join((*people, item.title, journal, item.year, item.volume, item.issue, item.page, item.number))


@dataclass(frozen=True, kw_only=True)
class Stated:
    """The fields that a reference states, each as a question; None where it is not stated."""

    index_schema: Schema
    author: Query | None
    coauthor: Query | None
    byline: Query | None  # the first author about that year
    signed_year: Query | None  # in that very year
    signed_volume: Query | None  # the first author in that volume
    year: Query | None
    exact_year: str
    about_year: Query | None
    volume: Query | None
    page: Query | None
    container: str
    title: tuple[str, ...]
    years: frozenset[str]
    volumes: frozenset[str]
    places: frozenset[str]

    @cached_property
    def journal(self) -> Query | None:
        """Works in this journal; dear to make and seldom asked."""
        return _journal(self.index_schema, self.container, "journal", str)

    @cached_property
    def bare(self) -> Query | None:
        """Works in this journal of this year whose records state neither volume nor page."""
        if not self.exact_year:
            return None
        return _journal(self.index_schema, self.container, "imprint", partial(schema.pair, self.exact_year))

    @property
    def is_untitled(self) -> bool:
        """True where no words of a title tell the work."""
        return len(self.title) <= _NO_TITLE

    @property
    def is_placed(self) -> bool:
        """True for a reference without title that states all else there is: who, when, volume and page."""
        if not self.is_untitled:
            return False
        numbers = (*self.volumes, *self.places)
        return bool(self.author and self.year and self.volumes and self.places) and all(map(str.isdecimal, numbers))

    def dates(self, work: Work) -> bool:
        """True for a work of the year that is stated, or one beside it."""
        return not self.years.isdisjoint(schema.years(work))

    def is_titled_so(self, work: Work) -> bool:
        """True for a work of this title, but for few words: not for one that has all of it and goes on."""
        return len(set(self.title).symmetric_difference(schema.words(work.item.title))) <= _OTHER_WORDS

    def names_and_places(self, work: Work) -> bool:
        """True for a work of this title that has the volume or the page, where one is stated, about that year."""
        if not self.dates(work) or not self.is_titled_so(work):
            return False
        if not self.volumes and not self.places:
            return True
        return not self.volumes.isdisjoint(schema.words(work.item.volume)) or not self.places.isdisjoint(
            schema.places(work.item)
        )


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


def stated(index_schema: Schema, item: Item) -> Stated:
    people = [surname for name in item.author[:2] if (surname := names.surname(name.family))]
    pages = schema.locators(normalize.pages(item.page)[0], item.number, "")
    volume = normalize.words(item.volume)[:1]
    year = item.issued[0] if item.issued else 0
    about = [str(year + near) for near in (0, -1, 1)] if year else []
    author = people[0] if people and item.author[0].family else ""
    byline = [schema.pair(author, one) for one in about] if author else []
    return Stated(
        index_schema=index_schema,
        author=_term(index_schema, "names", author) if author else None,
        coauthor=_term(index_schema, "names", people[1]) if len(people) > 1 else None,
        byline=any_of(index_schema, "byline", byline) if byline else None,
        signed_year=_term(index_schema, "byline", byline[0]) if byline else None,
        signed_volume=_term(index_schema, "byline", schema.pair(author, volume[0])) if author and volume else None,
        year=_term(index_schema, "year", about[0]) if about else None,
        exact_year=about[0] if about else "",
        about_year=any_of(index_schema, "year", about) if about else None,
        volume=_term(index_schema, "volume", volume[0]) if volume else None,
        page=any_of(index_schema, "page", sorted(pages)) if pages else None,
        container=item.container_title or item.container_title_short,
        title=tuple(dict.fromkeys(normalize.words(item.title))),
        years=frozenset(about),
        volumes=frozenset(volume),
        places=frozenset(pages),
    )


def _journal(index_schema: Schema, name: str, field: str, term: Callable[[str], str]) -> Query | None:
    """Works in this journal, by the `term` that a field has for a stem: words whose abbreviation can be shorter than a
    stem are left out, where others remain.
    """
    stems = sorted(schema.stems(name))
    kept = [stem for stem in stems if len(stem) == schema.STEM or stem == "j"]
    stems = stems if kept in ([], ["j"]) else kept
    forms = [sorted({stem, _CONTRACTED.get(stem, stem)}) for stem in stems]
    parts = [any_of(index_schema, field, [term(form) for form in of_one]) for of_one in forms]
    return _all_of(parts) if parts else None


def settling(index_schema: Schema, said: Stated, frequency: Frequency) -> Iterator[Settling]:
    """Three questions at most: who, where and when; who, what and when; and about when."""
    if not said.about_year:
        return
    if said.volume and said.page and (who := said.signed_volume or said.journal):
        asked = [who, said.volume, said.page]
        yield Settling(question=_all_of(asked), fits=said.dates, narrow=_all_of([*asked, said.about_year]))
    if said.byline and said.signed_year and len(said.title) >= _TITLE_WORDS:
        words = _rarest("text", said.title, frequency)[:_TITLE_WORDS_ASKED]
        if len(words) >= _TITLE_WORDS:
            told = [_term(index_schema, "text", word) for word in words]
            where = [_one_of(filter(None, (said.volume, said.page)))] if said.volume or said.page else []
            # The very year first: three years are three times as dear, and seldom needed.
            for byline in (said.signed_year, said.byline):
                asked = [byline, *told]
                narrow = _all_of([*asked, *where])
                yield Settling(question=_all_of(asked), fits=said.names_and_places, narrow=narrow)


def likely(index_schema: Schema, said: Stated, *, placed: bool) -> Iterator[tuple[Query, int]]:
    """Questions of some of the fields and how many works each may offer: their answers get lost among works that
    share more words or numbers with the reference. Most of all those whose record states no numbers at all.

    `placed`: works with its page and volume or year have been asked for.
    """
    page = None if placed else said.page
    bare = _term(index_schema, "volume", schema.BARE)
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
            yield _all_of(asked), places


def titled(index_schema: Schema, said: Stated, frequency: Frequency) -> Iterator[Query]:
    """Questions for works that share the rarest words of a title: all of them, whoever wrote it; or some of them, by
    the first author about that year. Those with the year, volume and page come first, however long their record is.
    """
    words = [_term(index_schema, "text", word) for word in _rarest("text", said.title, frequency)[:_TITLE_WORDS]]
    better = [field for field in (said.author, said.about_year, said.volume, said.page) if field]
    yield _better(_all_of(words), better)
    if said.byline:
        yield _all_of([said.byline, _one_of(words)])


def telling(index_schema: Schema, found: Clues, frequency: Frequency, *, common: float) -> Query:
    """One question of what tells titled works apart: the rare words, the first words as people, the rare pages.

    `common`: as in `ranked`.
    """
    words = _rarest("text", found.words, frequency)[:_RAREST]
    rare = min(_RARE, common)
    told = [
        ("text", [word for place, word in enumerate(words) if place < _RARE_WORDS or frequency("text", word) < rare]),
        ("names", [name for name in _people(found) if 0 < frequency("names", name) <= common]),
        ("byline", _bylines(found, frequency)),
        ("page", [page for page in _pages(found) if 0 < frequency("page", page) < rare]),
    ]
    return _one_of(_terms(index_schema, told))


def placed(index_schema: Schema, found: Clues, frequency: Frequency, *, common: float) -> Query | None:
    """The works with a volume and page, or a year and page, of a text; those with its people and journal first.

    Together two numbers are rare however large the catalogue is. `common`: as in `ranked`.
    """
    if not (imprints := _imprints(found, frequency, common / _FEWER)):
        return None
    better = _terms(index_schema, [("names", _people(found)), ("journal", _stems(found, frequency))])
    return _better(_one_of(_terms(index_schema, [("imprint", imprints)])), better)


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
    return _rarest("journal", dict.fromkeys([word[: schema.STEM] for word in words]), frequency)[:_STEMS]


def ranked(index_schema: Schema, found: Clues, frequency: Frequency, *, common: float) -> Query:
    """One question of everything: rare words and numbers count most, and more where they stand as in a record.

    `common`: the part of all works from which on a term is not asked for by itself. That costs most and tells least,
    and what names, numbers and years tell together is asked for in any case.
    """
    words = [word for word in (*found.known, *found.words) if len(word) > 1]

    def rare(field: str, values: Iterable[str]) -> list[str]:
        return [value for value in values if 0 < frequency(field, value) <= common]

    rarest = _rarest("text", words, frequency)[:_RAREST]
    told: list[tuple[str, Iterable[str]]] = [
        ("text", [*rarest[:_ALWAYS], *rare("text", rarest[_ALWAYS:])]),
        ("names", rare("names", _people(found))),
        ("imprint", _imprints(found, frequency, common)),
        ("byline", _bylines(found, frequency)),
        ("year", rare("year", found.years)),
        ("volume", rare("volume", found.numbers)),
        ("page", rare("page", _pages(found))),
    ]
    journal = _terms(index_schema, [("journal", rare("journal", _stems(found, frequency)))])
    return _one_of([*_terms(index_schema, told), *(Query.boost_query(stem, _JOURNAL_WEIGHT) for stem in journal)])


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
    return [_term(index_schema, field, value) for field, values in told for value in values]


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
    return _one_of(people) if people else None


def _rarest(field: str, terms: Iterable[str], frequency: Frequency) -> list[str]:
    """The terms that some work has, the rarest first."""
    known = {term: often for term in terms if (often := frequency(field, term))}
    return sorted(known, key=known.__getitem__)


def any_of(index_schema: Schema, field: str, values: Sequence[str]) -> Query:
    """Works that have one of these terms in a field."""
    return _one_of(_term(index_schema, field, value) for value in values)


def _one_of(queries: Iterable[Query]) -> Query:
    asked = [(Occur.Should, query) for query in queries]
    return asked[0][1] if len(asked) == 1 else Query.boolean_query(asked)


def _all_of(queries: Iterable[Query]) -> Query:
    asked = [(Occur.Must, query) for query in queries]
    return asked[0][1] if len(asked) == 1 else Query.boolean_query(asked)


def _term(index_schema: Schema, field: str, value: str) -> Query:
    return Query.term_query(index_schema, field, value, schema.detail(field))
