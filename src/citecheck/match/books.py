"""Books: what their numbers say, which edition is cited, and which book stands around a chapter."""

from __future__ import annotations

from collections.abc import Iterable

from citecheck import normalize
from citecheck.match.titling import title_level
from citecheck.model import Item, Level, Work

_SAME_TITLE = (Level.EXACT, Level.CLOSE)
_OF_ONE_EDITION = 1  # years between the copyright and the title page


def isbns(item: Item) -> frozenset[str]:
    """The ISBNs that an item states, each as its 13 digits; what is none is left out."""
    return frozenset(filter(None, map(normalize.isbn, item.isbn)))


def shares_isbn(claimed: Item, works: Iterable[Work]) -> bool:
    """True where a record has an ISBN that is claimed. Another one says nothing: each binding has its own."""
    own = isbns(claimed)
    return bool(own) and any(own & isbns(work.item) for work in works)


def is_main_title(claimed: Item, known: Item) -> bool:
    """True where the record of a claimed ISBN has the claimed title with a subtitle behind it, however short it is."""
    main, colon, _ = known.title.partition(": ")
    return bool(colon) and normalize.key(main) == normalize.key(claimed.title) and bool(isbns(claimed) & isbns(known))


def is_another_edition(claimed: Item, works: Iterable[Work]) -> bool:
    """True for records of a book of this title that appeared in other years, under no ISBN that is claimed."""
    works = tuple(works)
    if not claimed.issued or any(work.item.type != "book" for work in works) or shares_isbn(claimed, works):
        return False
    titled = all(title_level(claimed.title, work.item.title) in _SAME_TITLE for work in works)
    years = {work.item.issued[0] for work in works if work.item.issued}
    years |= {one.date[0] for work in works for one in work.publications if one.date}
    return titled and bool(years) and all(abs(year - claimed.issued[0]) > _OF_ONE_EDITION for year in years)


def is_around(claimed: Item, works: Iterable[Work]) -> bool:
    """True for the book in which the claimed chapter stands, by its ISBN or its title."""
    books = [work for work in works if work.item.type == "book"]
    named = claimed.container_title
    return bool(books) and (
        shares_isbn(claimed, books)
        or (named != "" and any(title_level(named, work.item.title) in _SAME_TITLE for work in books))
    )
