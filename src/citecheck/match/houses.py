"""One journal by the names that different houses give it: with its subtitle and its place, or without.

Crossref has the names that publishers use (`JNCI: Journal of the National Cancer Institute`), PubMed those of the NLM
(`J Gerontol A Biol Sci Med Sci`, `Lancet (London, England)`), and programs abbreviate either of them in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from citecheck import normalize
from citecheck.match.meetings import abbreviates_word

# Words that one house writes and another leaves out, wherever they stand.
_OPTIONAL = normalize.STOP_WORDS - {"a", "y"} | frozenset(
    "annual by des from into its lond london pt sec sect ser series to with".split()
)
# Where a journal appears; the NLM tells two of one name apart by it.
_PLACE = frozenset(
    "1976 am american amst auckl basel berl berlin bethesda bristol copenh edinb engl england germany jena larchmt lond"
    " london md milano n neth new ny oxf oxford pa paris phila stockh stuttg switz torino u us usa vienna volume wars"
    " weinheim y york".split()
)
_TAILS = frozenset({"clin res ed", "clinical research ed", "camb philos soc", "cambridge philosophical society"})
_MEDIA = frozenset({"online", "print"})
_WORLD = frozenset({"int", "intl", "international"})
_ORGAN = frozenset("j journal official off organ revue zeitschrift".split())
_SECTIONS = frozenset("abcdefgh")
_HEAD, _LONG_HEAD = 2, 4  # words that a name has without its tail
_BREAK = re.compile(r"[:/(=]|\s[-–—]\s|[-–—](?=[A-Z])|\.(?=\s)")
_CAPITALS = re.compile(r"\W*(?P<letters>[A-Z][A-Za-z]?[A-Z]{1,5})\b[\s:.,\-–—]+(?P<rest>\w.*)")
_PARALLEL = re.compile(r"\s?/\s?(?=[^\W\d_]{3})")
_SHORT_FOR = {"wires": ("wiley", "interdisciplinary", "reviews")}


@lru_cache(maxsize=8192)
def one_journal(one: str, other: str) -> bool:
    """True where both are names of one journal, each of them in full or abbreviated."""
    return any(_same(a, b) for a in _names(one) for b in _names(other))


@lru_cache(maxsize=8192)
def _names(name: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The words of each name that this one holds, and how many of them stand before the first break.

    As it is, without the acronym in front of it, and either side of a slash between two languages.
    """
    plain = normalize.plain(name)
    every = [plain, *(side for side in _PARALLEL.split(plain) if " " in side)]
    if (match := _CAPITALS.match(plain)) and _begins(match["letters"], match["rest"]):
        every.append(match["rest"])
    return tuple([_parted(one) for one in dict.fromkeys(every)])


def _begins(letters: str, rest: str) -> bool:
    """True where these are initials of the words behind them: `AJR American Journal of Roentgenology`."""
    initials = iter([word[0] for word in normalize.words(rest)])
    return all(letter in initials for letter in letters.lower())


def _parted(name: str) -> tuple[tuple[str, ...], int]:
    end = next((match.start() for match in _BREAK.finditer(name) if match.start() > 3), len(name))
    head = _folded(name[:end])
    return (*head, *_folded(name[end:])), len(head)


def _folded(text: str) -> tuple[str, ...]:
    """The words, spelled alike on both sides of the Atlantic."""
    found: list[str] = []
    for word in normalize.words(text):
        found += _SHORT_FOR.get(word, (word.replace("ae", "e").replace("oe", "e"),))
    return tuple(found)


def _same(one: tuple[tuple[str, ...], int], other: tuple[tuple[str, ...], int]) -> bool:
    (a, a_head), (b, b_head) = one, other
    if not a or not b:
        return False
    return any(
        _ends_alike(a[i:], b[j:], a[:i], (i >= a_head, j >= b_head))
        for i, j in _aligned(a, b)
        if len(_telling(a[:i])) > 1 or _telling(a[:i]) == _telling(b[:j])  # one word alone is not abbreviated
    )


def _aligned(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """How far both can be read as the same words, each behind the last of them; what is optional may be left out."""
    seen, open_ends = set[tuple[int, int]](), [(0, 0)]
    while open_ends:
        i, j = open_ends.pop()
        if (i, j) in seen:
            continue
        seen.add((i, j))
        if i == len(a) or j == len(b):
            yield i, j
            continue
        if _alike(a[i], b[j]):
            open_ends.append((i + 1, j + 1))
        if a[i] in _OPTIONAL:
            open_ends.append((i + 1, j))
        if b[j] in _OPTIONAL:
            open_ends.append((i, j + 1))


def _alike(one: str, other: str) -> bool:
    """The same word, or its beginning, or a contraction that ends as it does; a section's letter is only itself."""
    shorter, longer = sorted((one, other), key=len)
    if one == other or shorter in _SECTIONS:
        return one == other
    return longer.startswith(shorter) or (shorter[-1] in longer[-3:] and abbreviates_word(shorter, longer))


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _OPTIONAL]


def _ends_alike(rest: Sequence[str], other: Sequence[str], read: Sequence[str], parted: tuple[bool, bool]) -> bool:
    """True where nothing is left on either side, or a tail that says no more which journal it is."""
    tail, behind_break = (rest, parted[0]) if rest else (other, parted[1])
    left, telling = _telling(tail), _telling(read)
    if not left or not telling:
        return bool(telling)
    if telling[-1] in _SECTIONS and len(telling) > (1 if behind_break else _HEAD):
        return True  # the subject of the section behind its letter
    if behind_break and (left[0] in _ORGAN or (left[0] in {"a", "an", *_WORLD} and left[1:2] and left[1] in _ORGAN)):
        return True
    if left[0] in {"off", "official"}:
        return True
    if len(telling) >= _LONG_HEAD and _WORLD.issuperset(left):
        return True
    if " ".join(left) in _TAILS or (behind_break and _MEDIA.issuperset(left)):
        return True
    return _PLACE.issuperset(left) and (
        len(telling) >= _HEAD or len(left) >= _HEAD or len(tail) >= _HEAD or behind_break
    )
