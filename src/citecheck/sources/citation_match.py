"""PubMed's citation matcher (ECitMatch): a line for each citation, `journal|year|volume|page|author|key|`.

It goes by journal, volume and page; author and year hardly count, so what it names is compared like any other
candidate. A line without a journal ends the answer for all that follow, so none is ever sent.
Format: https://www.ncbi.nlm.nih.gov/books/NBK25499/#chapter4.ECitMatch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from citecheck import names, normalize
from citecheck.model import Item

MOST_LINES = 25


def fits(item: Item) -> bool:
    """True where the item states the journal, the volume and the first page."""
    return bool(_journal(item) and _clean(item.volume) and _clean(normalize.pages(item.locator)[0]))


def lines(items: Sequence[Item]) -> str:
    """The lines to send; the key of each is its place."""
    return "\r".join("|".join([*_values(item), str(place), ""]) for place, item in enumerate(items))


def read(answer: str) -> Mapping[int, tuple[str, ...]]:
    """The PMIDs named for each place, none where it found nothing or far too much. A place that the matcher did not
    come to is missing: it was not asked."""
    found: dict[int, tuple[str, ...]] = {}
    for line in answer.splitlines():
        parts = line.split("|")
        if len(parts) > 6 and parts[5].strip().isdecimal():
            said = re.fullmatch(r"(?:AMBIGUOUS )?((?:[1-9]\d{0,8},?\s*)+)", parts[6].strip())
            found[int(parts[5])] = tuple(re.findall(r"\d+", said[1])) if said else ()
    return found


def checked(body: bytes) -> str:
    """The answer as text. ValueError where it is not made of such lines."""
    text = body.decode("utf-8", "replace")
    said = [line for line in text.splitlines() if line.strip()]
    if not said or any(line.count("|") < 6 for line in said):
        raise ValueError("answer was not as documented")
    return text


def _values(item: Item) -> list[str]:
    author = item.author[0] if item.author else None
    who = f"{author.family} {names.initials(author.given).upper()}" if author and author.family else ""
    values = (_journal(item), item.year, item.volume, normalize.pages(item.locator)[0], who)
    return [_clean(value) for value in values]


def _journal(item: Item) -> str:
    return _clean(item.container_title_short or item.container_title)


def _clean(text: str) -> str:
    """Plain ASCII, as in NCBI's examples, that can't be taken for the end of a field or a line."""
    return " ".join(re.sub(r"[|\r\n]", " ", _unaccented(normalize.plain(text))).split())


def _unaccented(text: str) -> str:
    """Letters without their marks, in their own case; what has no letter in ASCII is left out."""
    folded = (char if char.isascii() else _cased(char) for char in text)
    return "".join(folded).encode("ascii", "ignore").decode()


def _cased(char: str) -> str:
    folded = normalize.fold(char)
    return folded.upper() if char.isupper() else folded
