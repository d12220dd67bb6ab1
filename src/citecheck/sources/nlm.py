"""The catalogue of the National Library of Medicine, and NCBI's Bookshelf, as a source of books.

Catalogue: https://www.ncbi.nlm.nih.gov/nlmcatalog, Bookshelf: https://www.ncbi.nlm.nih.gov/books, both through the
E-utilities (`db=nlmcatalog`, `db=books`), many references in one boolean search and one fetch. What a record is asked
by is its ISBN, or words of its title with a surname; NLM's Unique ID and Bookshelf's `NBK` numbers are no PMIDs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from citecheck import normalize
from citecheck.formats.citation import kinds
from citecheck.interfaces import Answer, Client, Endpoint, Identifier, Run, Source, SourceInfo, Stage
from citecheck.match import books
from citecheck.model import Item, Reference, Work
from citecheck.records.bookshelf import ADDRESS
from citecheck.records.nlm import SOURCE
from citecheck.sources.entrez import API_KEY, EUTILS, MAINTAINER, MOST_HITS, MOST_RECORDS, Entrez
from citecheck.sources.pubmed_query import telling_words
from citecheck.sources.shared import Prompt, Refused, batched, divided, together

_BATCH = 25  # books a search: about 2 kB
_TITLE_WORDS, _TELLING_TITLE = 6, 3  # so many words of a title are asked, so many need no surname beside them
_SHELVED = re.compile(r"\bncbi\.nlm\.nih\.gov/books/(NBK\d+)", re.I)

_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked about one book: its ISBNs (13 digits), or words of its title and a surname ("" for none)."""

    isbns: tuple[str, ...]
    words: tuple[str, ...]
    family: str = ""

    def render(self) -> str:
        """The question in the E-utilities' syntax. Names are written in many ways, so they are asked as words."""
        forms = (form for isbn in self.isbns for form in (isbn, normalize.isbn_10(isbn)) if form)
        terms = [f"{form}[ISBN]" for form in forms]
        if self.words:
            titled = [f"{word}[Title]" for word in self.words] + ([f"{self.family}[All Fields]"] if self.family else [])
            terms.append(f"({' AND '.join(titled)})")
        return " OR ".join(terms)

    def holds(self, work: Work) -> bool:
        """True where one of its parts finds this work."""
        if set(self.isbns) & books.isbns(work.item):
            return True
        people = {word for name in work.item.author for word in normalize.words(str(name))}
        titled = bool(self.words) and set(self.words) <= set(normalize.words(work.item.title))
        return titled and (not self.family or self.family in people)


class Nlm(Prompt):
    """Searches for what reads as a book, or for the book around a chapter. It can look nothing up by an identifier of
    ours."""

    name = SOURCE
    remote = True
    identifies: frozenset[str] = frozenset()
    stages: tuple[Stage, ...] = (Stage.BOOK,)

    def __init__(self, run: Run, eutils: Client) -> None:
        self._entrez = Entrez(run, eutils)

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        return iter(())

    def asks(self, reference: Reference, stage: Stage) -> bool:
        return stage is Stage.BOOK and (_wanted(reference) is not None or _shelved(reference) != "")

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        if stage is not Stage.BOOK:
            yield from super().search_each(references, stage)
            return
        wanted = {place: one for place, reference in enumerate(references) if (one := _wanted(reference))}
        shelved = {place: number for place, reference in enumerate(references) if (number := _shelved(reference))}
        by_question = self._asked(wanted.values(), _BATCH, self._catalogued)
        by_number = self._asked(shelved.values(), _BATCH, self._on_the_shelf)
        for place in range(len(references)):
            answers = [by_number[shelved[place]]] if place in shelved else []
            answers += [by_question[wanted[place]]] if place in wanted else []
            yield place, together(answers)

    def _asked(
        self, questions: Iterable[_T], size: int, ask: Callable[[Sequence[_T]], dict[_T, Answer]]
    ) -> dict[_T, Answer]:
        batches = batched(list(dict.fromkeys(questions)), size)
        return {one: answer for batch in batches for one, answer in divided(self.name, batch, ask).items()}

    def _catalogued(self, batch: Sequence[_Wanted]) -> dict[_Wanted, Answer]:
        numbers = self._numbers(" OR ".join(one.render() for one in batch), "nlmcatalog")
        works = [work for part in batched(numbers, MOST_RECORDS) for work in self._entrez.books(part)]
        return {one: tuple(work for work in works if one.holds(work)) for one in batch}

    def _on_the_shelf(self, batch: Sequence[str]) -> dict[str, Answer]:
        numbers = self._numbers(" OR ".join(f"{one}[All Fields]" for one in batch), "books")
        works = [work for part in batched(numbers, MOST_RECORDS) for work in self._entrez.summaries(part)]
        return {one: tuple(work for work in works if work.url == f"{ADDRESS}{one}/") for one in batch}

    def _numbers(self, term: str, database: str) -> Sequence[str]:
        """Of the records that a term finds. Raises Refused where it is misread or finds more than can be compared."""
        found = self._entrez.search(term, database)
        if found.misunderstood:
            raise Refused("a field of our question was not understood")
        if found.total > MOST_HITS:
            raise Refused("too many hits to compare")
        return found.pmids


def _wanted(reference: Reference) -> _Wanted | None:
    """What to ask about a reference: of a chapter, about the book around it."""
    if not kinds.reads_as_book(reference):
        return None
    item, part = reference.item or Item(), kinds.kind(reference) in kinds.IN_BOOKS
    title = item.container_title if part else item.title
    words = telling_words(re.split(r"[:.?]\s", title)[0])[:_TITLE_WORDS]
    family = "" if part else _surname(item)
    telling = len(words) >= _TELLING_TITLE or (family and words)
    isbns = tuple(sorted(books.isbns(item)))
    return _Wanted(isbns, words if telling else (), family) if isbns or telling else None


def _surname(item: Item) -> str:
    """The last word of the first author's family name."""
    families = [normalize.words(name.family)[-1:] for name in item.author[:1] if name.family]
    return next((word for words in families for word in words if len(word) > 1 and word.isascii()), "")


def _shelved(reference: Reference) -> str:
    """The number under which the Bookshelf has it, where the reference gives its address."""
    found = _SHELVED.search((reference.item or Item()).url) or _SHELVED.search(reference.raw)
    return found[1].upper() if found else ""


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    return Nlm(run, opened(EUTILS))


source = SourceInfo(
    name=SOURCE,
    title="the NLM Catalog",
    identifies=Nlm.identifies,
    connect=_connected,
    endpoints=(EUTILS,),
    keys=(API_KEY, MAINTAINER),
    rank=25,
    wanted=lambda settings: True,
)
