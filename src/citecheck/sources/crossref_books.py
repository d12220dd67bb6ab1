"""Books at Crossref: by their ISBNs, many in a request; failing that by ranked text among books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from citecheck import normalize
from citecheck.formats.citation import kinds
from citecheck.interfaces import Answer, Unanswered
from citecheck.match import books
from citecheck.match.score import candidate
from citecheck.model import Item, Outage, Reference, Work
from citecheck.settings import Policy
from citecheck.sources.shared import as_answered, batched, together

_BATCH = 20  # ISBNs a request, each in two forms: about 1 kB of URL
_OF_ONE_ISBN = 10  # so many books and volumes at most
# Crossref's types of whole books: an ISBN leads to each chapter as well, and a title to its reviews.
_WHOLE = ["book", "monograph", "edited-book", "reference-book", "book-set", "proceedings", "report"]


class Books:
    """The part of a source that looks for books.

    `listed(rows, filter=…)` is a list of works, or raises Unanswered; `by_text(reference, filter=…)` is the answer of
    the ranked search.
    """

    def __init__(
        self,
        source: str,
        listed: Callable[..., tuple[Work, ...]],
        by_text: Callable[..., Answer],
        in_flight: Callable[[], int],
        policy: Policy,
    ) -> None:
        self._source, self._listed, self._by_text = source, listed, by_text
        self._in_flight, self._policy = in_flight, policy

    def asks(self, reference: Reference) -> bool:
        """Whether it reads as a book and states an ISBN, or is a whole book with a title."""
        return kinds.reads_as_book(reference) and (bool(_isbns(reference)) or _is_whole(reference))

    def search(self, references: Sequence[Reference]) -> Iterator[tuple[int, Answer]]:
        """The place of each reference with its answer."""
        asked = [place for place, one in enumerate(references) if self.asks(one)]
        yield from ((place, ()) for place in sorted(set(range(len(references))) - set(asked)))
        known = self._of_isbns(sorted({isbn for place in asked for isbn in _isbns(references[place])}))
        open_still: dict[int, Answer] = {}
        for place in asked:
            reference = references[place]
            answer = together([known[isbn] for isbn in _isbns(reference)])
            if isinstance(answer, Outage) or not _is_whole(reference) or self._is_among(reference, answer):
                yield place, answer
            else:
                open_still[place] = answer
        for place, found in as_answered(
            lambda place: self._by_text(references[place], filter={"type": _WHOLE}), list(open_still), self._in_flight
        ):
            yield place, together([open_still[place], found])

    def _is_among(self, reference: Reference, works: Sequence[Work]) -> bool:
        """True where one of these works is what is cited: an ISBN alone may be another book's."""
        return any(candidate(reference, (work,)).score >= self._policy.threshold for work in works)

    def _of_isbns(self, isbns: Sequence[str]) -> dict[str, Answer]:
        """The books whose records state each ISBN: Crossref compares the digits as they were deposited."""
        found: dict[str, Answer] = {}
        for batch in batched(isbns, _BATCH):
            forms = [form for isbn in batch for form in (isbn, normalize.isbn_10(isbn)) if form]
            rows = _OF_ONE_ISBN * len(batch)
            try:
                works = self._listed(rows, filter={"isbn": forms, "type": _WHOLE})
            except Unanswered as unanswered:
                found |= dict.fromkeys(batch, self._outage(unanswered.reason))
                continue
            unseen = self._outage("too many books to compare") if len(works) >= rows else ()
            for isbn in batch:
                found[isbn] = tuple(work for work in works if isbn in books.isbns(work.item)) or unseen
        return found

    def _outage(self, reason: str) -> Outage:
        return Outage(source=self._source, reason=reason)


def _isbns(reference: Reference) -> list[str]:
    return sorted(books.isbns(reference.item or Item()))


def _is_whole(reference: Reference) -> bool:
    """Whether a whole book is cited, by a title."""
    return bool(reference.item and reference.item.title) and kinds.kind(reference) not in kinds.IN_BOOKS
