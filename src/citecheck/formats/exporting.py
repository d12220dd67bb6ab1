"""What a person may choose of a list that is written: how journals are named, and whose keys the entries have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from citecheck import normalize
from citecheck.formats import keys
from citecheck.interfaces import Exported
from citecheck.model import Item


def prepared(exported: Iterable[Exported], *, journal: str = "", key: str = "") -> Iterator[Exported]:
    """The same with journals named and entries keyed as chosen; "" leaves them as they are."""
    taken: dict[str, int] = {}
    for one in exported:
        if journal:
            one = replace(one, item=_named(one.item, journal))
        if key == "generate":
            one = replace(one, key=keys.unique(keys.made(one.item), taken))
        yield one


def has_name(item: Item, journal: str) -> bool:
    """False for an article whose journal has no name of this kind, so that it stays as it is."""
    if not (item.container_title or item.container_title_short) or item.type in ("chapter", "paper-conference", "book"):
        return True
    return bool(item.container_title if journal == "full" else item.container_title_short)


def _named(item: Item, journal: str) -> Item:
    """The item with the name wanted where it is known; abbreviations are those of the registries."""
    full, short = item.container_title, item.container_title_short
    if journal == "full" or not short:
        return replace(item, container_title=full or short, container_title_short="")
    name = short.replace(".", "") if journal == "nlm" else dotted(short, full)
    return replace(item, container_title=name, container_title_short="")


def dotted(short: str, full: str) -> str:
    """`J Clin Invest` as ISO 4 writes it, `J. Clin. Invest.`: a word that is cut short has a full stop."""
    if "." in short or not full:
        return short
    whole = {word.casefold() for word in normalize.words(full)}
    words = short.split()
    if len(words) == 1:
        return short
    return " ".join(word if word.casefold() in whole or not word.isalpha() else f"{word}." for word in words)
