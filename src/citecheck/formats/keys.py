"""Keys for entries that have none of their own: first author and year, the same for the same list each time."""

from __future__ import annotations

import re
import unicodedata

from citecheck.model import Item

_WHOLE_LETTERS = str.maketrans({
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ß": "ss", "æ": "ae", "Æ": "Ae",
    "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th",
})  # fmt: skip
_ARTICLES = frozenset({"a", "an", "the"})


def made(item: Item) -> str:
    """First author and year in ASCII letters and digits; a title word where there is no author."""
    year = item.year or "nd"
    return f"{_author_word(item) or _first_word(item.title) or 'ref'}{year}"


def is_own(key: str) -> bool:
    """True for a key that somebody chose: the place in a list, a bare number, is none."""
    return bool(re.search(r"[^\W\d_]", key))


def unique(key: str, taken: dict[str, int]) -> str:
    """`key`, then with a, b … z, aa … behind it. BibTeX does not tell the case of keys apart."""
    answer, count = key, taken.get(key.casefold(), 0)
    while answer.casefold() in taken:
        count += 1
        answer = key + _letters(count)
    taken[key.casefold()] = count
    taken.setdefault(answer.casefold(), 0)
    return answer


def _author_word(item: Item) -> str:
    if not item.author:
        return ""
    name = item.author[0]
    return _first_word(name.literal) if name.literal else _ascii(name.family or name.given)


def _first_word(text: str) -> str:
    words = [word for word in map(_ascii, text.split()) if word]
    return next((word for word in words if word.lower() not in _ARTICLES), "".join(words[:1]))


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_WHOLE_LETTERS))
    return re.sub(r"[^A-Za-z0-9]", "", decomposed)


def _letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    above, place = divmod(count - 1, 26)
    return (_letters(above) if above else "") + chr(ord("a") + place)
