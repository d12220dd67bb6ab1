"""The keys that two indexes share, found in bounded memory however many there are.

Tantivy lists the terms that begin in some way, but all of them at once. So they are counted first, which takes a fifth
of the time and hardly any memory, and where they are many they are listed by their next letter.
"""

from __future__ import annotations

from collections.abc import Iterator

from tantivy import Index, Query

_AT_ONCE = 100_000  # keys listed together
_USUAL = tuple(map(chr, range(0x21, 0x7F)))
# All others: those before and behind the usual ones, but for the surrogates, which are no letters.
_UNUSUAL = (0x01, 0x20), (0x7F, 0xD7FF), (0xE000, 0x10FFFF)


def shared(one: Index, other: Index) -> Iterator[str]:
    """The keys that are in both, whatever letters they are made of."""
    fewer, more = sorted((_Keys(one), _Keys(other)), key=lambda keys: keys.count())
    yield from _shared(fewer, more, "")


def _shared(fewer: _Keys, more: _Keys, start: str) -> Iterator[str]:
    if fewer.count(start) <= _AT_ONCE:
        yield from (key for key in fewer.listed(start) if key in more)
        return
    letters = list(fewer.letters(start))
    while len(letters) == 1 and start not in fewer:  # all go on alike: none of them need be counted again
        start += letters[0]
        letters = list(fewer.letters(start))
    if start in fewer and start in more:
        yield start
    for longer in (start + letter for letter in letters):
        # One registry's keys are not even counted where the other index has none of them.
        if more.has_some(longer):
            yield from _shared(fewer, more, longer)


class _Keys:
    """The keys of an index."""

    def __init__(self, index: Index) -> None:
        self._searcher, self._schema = index.searcher(), index.schema

    def __contains__(self, key: str) -> bool:
        return self._searcher.doc_freq("key", key) > 0

    def listed(self, start: str) -> list[str]:
        """All keys that begin so."""
        return [key for key, _ in self._searcher.terms_with_prefix("key", start)]

    def letters(self, start: str) -> Iterator[str]:
        """The letters that follow `start` in some key."""
        yield from (letter for letter in _USUAL if self.has_some(start + letter))
        for first, last in _UNUSUAL:
            yield from self._between(start, first, last)

    def _between(self, start: str, first: int, last: int) -> Iterator[str]:
        """Those of these code points, found by halving them."""
        if not self.count(start, f"[\\x{{{first:x}}}-\\x{{{last:x}}}]"):
            return
        if first == last:
            yield chr(first)
            return
        middle = (first + last) // 2
        yield from self._between(start, first, middle)
        yield from self._between(start, middle + 1, last)

    def has_some(self, start: str) -> bool:
        """Whether a work has a key that begins so."""
        # This looks at the first fifty terms at most, and at no works that were removed.
        few = Query.phrase_prefix_query(self._schema, "key", [start])
        return bool(self._works(few) or self.count(start))

    def count(self, start: str = "", letter: str = "") -> int:
        """How many works have a key that begins so; `letter`: the pattern of one that comes next."""
        if not start and not letter:
            return self._searcher.num_docs
        # Spelt as numbers: no letter means anything else in a pattern then.
        spelt = "".join(f"\\x{{{ord(one):x}}}" for one in start)
        return self._works(Query.regex_query(self._schema, "key", f"{spelt}{letter}.*"))

    def _works(self, question: Query) -> int:
        found: int = self._searcher.search(question, 1, count=True).count  # type: ignore[attr-defined]
        return found
