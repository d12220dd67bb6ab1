"""What a reference states, each field as a question to the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from tantivy import Query, Schema

from citecheck import names, normalize
from citecheck.catalogue import schema
from citecheck.catalogue.terms import all_of, any_of, term
from citecheck.model import Item, Work

_NO_TITLE = 1  # words of a title that say nothing
_OTHER_WORDS = 2  # that may be in one of two writings of a title: a word left out, or spelt otherwise
# Abbreviations that leave out a letter before a stem's end.
_CONTRACTED = {"j": "jour", "natl": "nati", "intl": "inte", "dtsc": "deut", "assn": "asso"}


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
        author=term(index_schema, "names", author) if author else None,
        coauthor=term(index_schema, "names", people[1]) if len(people) > 1 else None,
        byline=any_of(index_schema, "byline", byline) if byline else None,
        signed_year=term(index_schema, "byline", byline[0]) if byline else None,
        signed_volume=term(index_schema, "byline", schema.pair(author, volume[0])) if author and volume else None,
        year=term(index_schema, "year", about[0]) if about else None,
        exact_year=about[0] if about else "",
        about_year=any_of(index_schema, "year", about) if about else None,
        volume=term(index_schema, "volume", volume[0]) if volume else None,
        page=any_of(index_schema, "page", sorted(pages)) if pages else None,
        container=item.container_title or item.container_title_short,
        title=tuple(dict.fromkeys(normalize.words(item.title))),
        years=frozenset(about),
        volumes=frozenset(volume),
        places=frozenset(pages),
    )


def _journal(index_schema: Schema, name: str, field: str, written: Callable[[str], str]) -> Query | None:
    """Works in this journal, by what a field has for a stem (`written`): words whose abbreviation can be shorter than a
    stem are left out, where others remain.
    """
    stems = sorted(schema.stems(name))
    kept = [stem for stem in stems if len(stem) == schema.STEM or stem == "j"]
    stems = stems if kept in ([], ["j"]) else kept
    forms = [sorted({stem, _CONTRACTED.get(stem, stem)}) for stem in stems]
    parts = [any_of(index_schema, field, [written(form) for form in of_one]) for of_one in forms]
    return all_of(parts) if parts else None
