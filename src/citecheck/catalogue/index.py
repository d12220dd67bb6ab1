"""An opened catalogue: look-ups by identifier, the few works that a reference can mean, free search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Self

from rapidfuzz.distance import OSA
from tantivy import DocAddress, Index, Query, Schema, Searcher

from citecheck.catalogue import manifest, query, remarks, schema, stated, terms
from citecheck.catalogue.clues import clues, mended
from citecheck.catalogue.manifest import Applied, Damaged, Manifest
from citecheck.errors import SettingsError
from citecheck.model import Item, Notice, Work

KINDS = ("doi", "pmid", "pmcid")
# A work has a view in each registry and each library; a term that more descriptions share is no identifier.
_VIEWS, _MOST_VIEWS, _MOST_REMARKS = 2, 50, 200
# So few works under all that a reference states, and it is one of them: nothing wider need be asked.
_SURE = 3
# A text with fewer words that less than this part of all works has is poor: a slip in one of them loses its work.
_FEW_WORDS, _TELLING = 4, 0.01
# A term that so many works have is not asked for by itself: what a question costs must not grow with the catalogue.
_COMMON = 20_000
_MOST_NAMES = 2000  # with one beginning
_TITLED, _WHOLE = 4, 2  # works that are enough for a reference with a telling title; more that have its rarest words


@dataclass(frozen=True, kw_only=True, slots=True)
class Info:
    """What a catalogue holds: descriptions by source, remarks, the files they came from, bytes on disk."""

    sources: tuple[tuple[str, int], ...]
    remarks: int
    size: int
    files: tuple[Applied, ...]

    @property
    def records(self) -> int:
        return sum(count for _, count in self.sources)

    @property
    def updated(self) -> str:
        """When the newest file was applied."""
        return max((file.applied for file in self.files), default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A work that a free search found: its score and the fields that hold a word of the question."""

    score: float
    work: Work
    matched: tuple[str, ...]


class Catalogue:
    """The catalogue in a folder as it was when it was opened. Raises Damaged where that is unreadable."""

    def __init__(self, folder: Path, state: Manifest) -> None:
        self._folder, self._state = folder, state
        with self._reading():
            index = Index.open(str(folder / state.index))
            # A manual reader is one state for good and needs no thread that watches for the next one.
            index.config_reader("manual")
            self.schema: Schema = index.schema
            self._searcher: Searcher = index.searcher()
            self._works = max(self._searcher.num_docs, 1)
            self._common = _COMMON / self._works
            # The same words are asked of over and over; a work that was found is looked up for its other views.
            self._read = lru_cache(maxsize=2048)(self._stored)
            self._frequency = lru_cache(maxsize=16384)(self._rate)
            self._remarked = bool(self._searcher.terms_with_prefix("remark", "", limit=1))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The catalogue in this folder; SettingsError where there is none, or one that can't be used."""
        state = cls.check(folder)
        try:
            return cls(folder, state)
        except Damaged:
            # It may have been built anew between the manifest and the index.
            if (later := manifest.read(folder)) in (None, state):
                raise
            return cls(folder, later)

    @staticmethod
    def check(folder: Path) -> Manifest:
        """The state of the catalogue in this folder; SettingsError where there is none that this version reads."""
        state = manifest.read(folder)
        if state is None:
            raise SettingsError(
                f"no catalogue in {folder}", hint=f"build one: citecheck catalogue build {folder} FILE..."
            )
        return state

    def lookup(self, kind: str, value: str) -> tuple[Work, ...]:
        """Every description with this DOI, PMID or PMCID (`kind`), normalised; none: it is not here."""
        if kind not in KINDS or not value:
            return ()
        asked = terms.any_of(self.schema, kind, [schema.exact(value.lower())])
        # In the same order however the index was put together.
        return tuple(sorted(self.ask(asked, _MOST_VIEWS), key=lambda work: work.source))

    def shortlist(self, item: Item, raw: str, *, limit: int = 10) -> tuple[Work, ...]:
        """The works that a reference can mean, likeliest first: `limit` works, each in all views that were found."""
        few = _Few(limit, self._work)
        said = stated.stated(self.schema, item)
        with self._reading():
            for settling in query.settling(self.schema, said, self._frequency):
                few.add(self._fitting(settling, limit * _VIEWS), limit)
                if 0 < few.count <= _SURE:
                    return self._remembered(few.works)
            self._fill(few, said, raw or stated.text_of(item), limit)
            return self._remembered(few.works)

    def _fitting(self, settling: query.Settling, limit: int) -> list[tuple[float, DocAddress]]:
        hits = self._hits(settling.question, limit)
        if len(hits) == limit:
            return self._hits(settling.narrow, limit)
        return [hit for hit in hits if settling.fits(self._work(hit[1]))]

    def _fill(self, few: _Few, said: stated.Stated, text: str, limit: int) -> None:
        """Ask wider: the best by telling words where the title has enough; else the best by all words; where there is
        no title, those that agree in some fields; the next best.
        """
        found = clues(text)
        if self._tells(said.title):
            self._fill_titled(few, said)
            if not any(said.dates(work) and said.is_titled_so(work) for work in few.works):
                telling = query.telling(self.schema, found, self._frequency, common=self._common)
                few.add(self._hits(telling, _TITLED * _VIEWS), few.count + _TITLED)
            return
        near = query.placed(self.schema, found, self._frequency, common=self._common) if said.is_placed else None
        poor = not near and not self._tells(found.words)
        if poor:
            found = mended(text, self._is_telling)
        widest = near or query.ranked(self.schema, found, self._frequency, common=self._common)
        best = self._hits(widest, limit * _VIEWS)
        few.add(best, few.count + limit * (3 if said.is_untitled else 5) // 10)
        if not said.is_untitled:
            self._fill_titled(few, said)
        if said.is_untitled:
            for question, places in query.likely(self.schema, said, placed=bool(near)):
                few.add(self._hits(question, places * _VIEWS), few.count + places)
        if poor:
            people = query.mended(self.schema, found, self._frequency, common=self._common, near=self._near)
            if people:
                few.add(self._hits(people, limit), few.count + limit * 4 // 10)
        few.add(best, limit)

    def _is_telling(self, word: str) -> bool:
        return 0 < self._frequency("text", word) < _TELLING

    def _fill_titled(self, few: _Few, said: stated.Stated) -> None:
        """The words of a record with a hundred authors weigh little in ranked questions, though it has them all."""
        for question in query.titled(self.schema, said, self._frequency):
            few.add(self._hits(question, _WHOLE * _VIEWS), few.count + _WHOLE)

    def _near(self, name: str) -> list[str]:
        """The names that differ from this one in a letter of its second half, behind the third.

        To look for a slip in any letter goes through a list as long as the catalogue for each name.
        """
        known = self._searcher.terms_with_prefix("names", name[: max(len(name) // 2, 3)], limit=_MOST_NAMES)
        return [other for other, _ in known if OSA.distance(name, other, score_cutoff=1) == 1]

    def _tells(self, words: Iterable[str]) -> bool:
        """True where more than hardly a word tells works apart."""
        telling = (1 for word in words if len(word) > 2 and self._is_telling(word))
        return sum(islice(telling, _FEW_WORDS)) == _FEW_WORDS

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """The descriptions that fit a free text best, best first."""
        told = clues(text)
        with self._reading():
            found = list(self._found(query.ranked(self.schema, told, self._frequency, common=self._common), limit))
            works = self._remembered([work for _, work in found])
        asked = {*told.words, *told.numbers}
        return [
            Hit(score=score, work=work, matched=schema.matched(work, asked))
            for (score, _), work in zip(found, works, strict=True)
        ]

    def ask(self, question: Query, limit: int = 10) -> tuple[Work, ...]:
        """The descriptions that answer a question made by `query`, best first."""
        with self._reading():
            return self._remembered([work for _, work in self._found(question, limit)])

    def info(self) -> Info:
        """What is in this catalogue."""
        with self._reading():
            names = [name for name, _ in self._searcher.terms_with_prefix("source", "")]
            sources = [(name, self._count("source", name)) for name in names]
            told = self._searcher.num_docs - sum(count for _, count in sources)
        size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return Info(
            sources=tuple(sorted((name, count) for name, count in sources if count)),
            remarks=told,
            size=size,
            files=self._state.files,
        )

    def _rate(self, field: str, term: str) -> float:
        """The part of all works that have this term."""
        known: float = self._searcher.doc_freq(field, term) / self._works
        return known

    def _hits(self, question: Query, limit: int) -> list[tuple[float, DocAddress]]:
        hits: list[tuple[float, DocAddress]] = self._searcher.search(question, limit, count=False).hits
        return hits

    def _count(self, field: str, value: str) -> int:
        result = self._searcher.search(terms.any_of(self.schema, field, [value]), 1)
        count: int = result.count  # type: ignore[attr-defined]  # tantivy's stub forgets it
        return count

    def _found(self, question: Query, limit: int) -> Iterator[tuple[float, Work]]:
        for score, address in self._hits(question, limit):
            yield score, self._work(address)

    def _work(self, address: DocAddress) -> Work:
        return self._read(address.segment_ord, address.doc)

    def _stored(self, segment: int, place: int) -> Work:
        stored = self._searcher.doc(DocAddress(segment, place)).get_first("work")
        if not isinstance(stored, bytes):
            raise ValueError("a record without its work")
        return schema.loaded(stored)

    def _remembered(self, works: Sequence[Work]) -> tuple[Work, ...]:
        """The works with what third parties said of them."""
        if not self._remarked:
            return tuple(works)
        about = list(dict.fromkeys(subject for work in works for subject in remarks.subjects(work.item)))
        if not about:
            return tuple(works)
        told: dict[str, list[Notice]] = {}
        asked = terms.any_of(self.schema, "remark", about)
        for _, address in self._searcher.search(asked, _MOST_REMARKS, count=False).hits:
            remark = self._work(address)
            for subject in remarks.subjects(remark.item):
                told.setdefault(subject, []).extend(remark.notices)
        return tuple(remarks.with_remarks(work, told) for work in works)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Whatever a damaged index makes of a read becomes Damaged."""
        try:
            yield
        except (ValueError, OSError, LookupError, TypeError, AttributeError) as error:
            raise Damaged(self._folder, str(error)[:200]) from None
        except BaseException as error:
            # A panic of the engine is an exception that only its name gives away.
            if type(error).__name__ != "PanicException":
                raise
            raise Damaged(self._folder, str(error)[:200]) from None


class _Few:
    """Works gathered up to a number; further views of a work that is here already don't count."""

    def __init__(self, limit: int, read: Callable[[DocAddress], Work]) -> None:
        self._limit, self._read = limit, read
        self._seen: set[tuple[int, int]] = set()
        self._names: list[set[tuple[str, str]]] = []
        self.works: list[Work] = []

    @property
    def count(self) -> int:
        return len(self._names)

    def add(self, hits: Iterable[tuple[float, DocAddress]], most: int) -> None:
        """Take these works in until they are `most`; whatever comes after it is not looked at."""
        for _, address in hits:
            place = address.segment_ord, address.doc
            if place in self._seen:
                continue
            work = self._read(address)
            item = work.item
            names = {one for one in (("doi", item.doi), ("pmid", item.pmid), ("pmcid", item.pmcid)) if one[1]}
            home = next((known for known in self._names if not known.isdisjoint(names)), None)
            if home is not None:
                home |= names
            elif self.count < min(most, self._limit):
                self._names.append(names)
            else:
                return
            self._seen.add(place)
            self.works.append(work)
