"""Ranked full text over the fields that Crossref puts into its bibliographic index."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .works import Author, StandinWork, first_page, fold

K1, B = 1.2, 0.75  # the defaults of the search engine behind Crossref


def tokens(text: str) -> list[str]:
    return fold(re.sub(r"<[^>]*>", " ", text)).split()


def last_page(pages: str) -> str:
    parts = re.split(r"[-\u2013]", pages)
    return parts[-1].strip() if len(parts) > 1 else ""


def initials(author: Author) -> str:
    """Single letters, as Crossref makes them from the given name: 'Jan K' gives 'J K'."""
    given = author.given.replace(".", " ")
    return " ".join(part[0] for part in re.split(r"[\s\-]+", given) if part) or " ".join(author.initials)


def issued(work: StandinWork) -> tuple[int, ...]:
    return min(work.dates)


def bibliographic_text(work: StandinWork) -> str:
    """No article number, DOI or given name: they are not in the index either."""
    people = [author.name or f"{initials(author)} {author.family}" for author in (*work.authors, *work.editors)]
    numbers = [work.issue, work.volume, first_page(work.pages), last_page(work.pages)]
    years = [str(issued(work)[0]), str(work.year)]
    return " ".join([*years, *numbers, *work.issn, *work.isbn, work.title, work.journal, *people])


def author_text(work: StandinWork) -> str:
    return " ".join(author.name or f"{author.given} {author.family}" for author in work.authors)


class Index:
    """Okapi BM25 with any-of-the-words matching; a longer query gives larger scores."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._documents = [Counter(tokens(text)) for text in texts]
        self._lengths = [sum(document.values()) for document in self._documents]
        self._mean = sum(self._lengths) / max(1, len(self._lengths)) or 1.0
        self._frequency = Counter(word for document in self._documents for word in document)

    def scores(self, query: str) -> dict[int, float]:
        """Score by position of the document; documents without any of the words are left out."""
        words = tokens(query)
        scored = {position: self._score(position, words) for position in range(len(self._documents))}
        return {position: score for position, score in scored.items() if score > 0}

    def _score(self, position: int, words: Sequence[str]) -> float:
        document, length = self._documents[position], self._lengths[position]
        norm = K1 * (1 - B + B * length / self._mean)
        return sum(
            self._weight(word) * document[word] * (K1 + 1) / (document[word] + norm)
            for word in words
            if word in document
        )

    def _weight(self, word: str) -> float:
        count, held = len(self._documents), self._frequency[word]
        return math.log(1 + (count - held + 0.5) / (held + 0.5))
