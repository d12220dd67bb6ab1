"""Faults as people make them, planted into right references: each with the field that is wrong then.

They are besides those of `bench.accuracy.corrupt`, which only exchange a value for another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from bench.accuracy.corrupt import Corrupt
from citecheck import normalize
from citecheck.model import Item, Name


def _authors(change: Corrupt) -> tuple[str, Corrupt]:
    return "author", change


def _left_out(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    people = [*item.author]
    del people[random.randrange(1, min(len(people), 6) - 1)]
    return replace(item, author=tuple(people))


def _added(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    people = [*item.author]
    people.insert(random.randrange(1, min(len(people), 5)), random.choice(random.choice(pool).author))
    return replace(item, author=tuple(people))


def _at_the_end(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, author=(*item.author[:5], random.choice(random.choice(pool).author)))


def _given_first(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    """`Evan S` for Shelhamer Evan."""
    return _renamed(item, random, lambda name: replace(name, family=name.given.split()[0], given=name.family))


def _initial(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    letter = random.choice("ABCDEFGHKLMPRSTVW")
    return _renamed(item, random, lambda name: replace(name, given=letter + "." + name.given[1:2].upper()))


def _misspelt(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    def spelt(name: Name) -> Name:
        at = random.randrange(1, max(len(name.family) - 1, 2))
        kind = random.choice(("drop", "double", "swap"))
        family = name.family
        if kind == "drop":
            family = family[:at] + family[at + 1 :]
        elif kind == "double":
            family = family[:at] + family[at] + family[at:]
        else:
            family = family[:at] + family[at + 1 : at + 2] + family[at] + family[at + 2 :]
        return replace(name, family=family)

    return _renamed(item, random, spelt)


def _renamed(item: Item, random: Random, change: Callable[[Name], Name]) -> Item:
    place = random.randrange(min(len(item.author), 5))
    people = [*item.author]
    people[place] = change(people[place])
    return replace(item, author=tuple(people))


def _swapped_first(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, author=(item.author[1], item.author[0], *item.author[2:]))


def _title(change: str) -> Corrupt:
    def corrupt(item: Item, random: Random, pool: Sequence[Item]) -> Item:
        words = item.title.split()
        at = random.randrange(1, len(words) - 1)
        if change == "missing":
            del words[at]
        elif change == "added":
            words.insert(at, random.choice(random.choice(pool).title.split()))
        else:
            letters = words[at]
            words[at] = letters[:2] + letters[3:] if len(letters) > 4 else letters + "s"
        return replace(item, title=" ".join(words))

    return corrupt


def _other_title(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, title=random.choice(pool).title)


def _other_people(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, author=random.choice(pool).author)


def _counted(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    first, last = (int(page) for page in normalize.pages(item.page))
    return replace(item, page=f"1-{last - first + 1}")


def _other_pages(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, page=random.choice(pool).page)


def _only_last(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, page=normalize.pages(item.page)[1])


def _digit(field: str) -> Corrupt:
    """A digit lost or exchanged: 16 for 116, 7104 for 7014."""

    def corrupt(item: Item, random: Random, pool: Sequence[Item]) -> Item:
        first, dash, rest = getattr(item, field).partition("-")
        at = random.randrange(len(first))
        if len(first) > 2 and random.random() < 0.5:
            changed = first[:at] + first[at + 1 :]
        else:
            changed = first[:at] + random.choice("123456789") + first[at + 1 :]
        value = f"{changed.lstrip('0') or '1'}{dash}{rest}"
        return replace(item, page=value) if field == "page" else _numbered(item, field, value)

    return corrupt


def _numbered(item: Item, field: str, value: str) -> Item:
    return replace(item, volume=value) if field == "volume" else replace(item, issue=value)


def _doi_mark(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    prefix, _, suffix = item.doi.partition("/")
    places = [found.start() for found in re.finditer(r"[.\-]", suffix)]
    at = random.choice(places or [len(suffix) - 1])
    return replace(item, doi=f"{prefix}/{suffix[:at]}{suffix[at + 1 :]}")


def _journal_word(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    words = item.container_title.split()
    long = [at for at, word in enumerate(words) if len(word) > 4]
    others = [word for word in random.choice(pool).container_title.split() if len(word) > 4]
    if len(words) < 2 or not long or not others:
        return item
    words[random.choice(long)] = random.choice(others)
    return replace(item, container_title=" ".join(words), container_title_short="")


FAULTS: Mapping[str, tuple[str, Corrupt]] = {
    "author left out": _authors(_left_out),
    "author added": _authors(_added),
    "author added at the end": _authors(_at_the_end),
    "given name as surname": _authors(_given_first),
    "another initial": _authors(_initial),
    "surname misspelt": _authors(_misspelt),
    "first two exchanged": _authors(_swapped_first),
    "title word missing": ("title", _title("missing")),
    "title word added": ("title", _title("added")),
    "title word misspelt": ("title", _title("misspelt")),
    "title of another work": ("title", _other_title),
    "authors of another work": ("author", _other_people),
    "pages counted": ("page", _counted),
    "other pages": ("page", _other_pages),
    "last page only": ("page", _only_last),
    "page digit": ("page", _digit("page")),
    "volume digit": ("volume", _digit("volume")),
    "issue digit": ("issue", _digit("issue")),
    "DOI without a mark": ("doi", _doi_mark),
    "journal word": ("container-title", _journal_word),
}
