"""A format both ways: a card a reference, `#key`, then `field: value` a line, an empty line behind each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from citecheck.formats import shared
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Item, Location, Name, Reference

_TEXTS = {"title": "title", "journal": "container_title", "volume": "volume", "page": "page", "doi": "doi"}


def read(data: bytes, file: str) -> Document:
    """The cards in order; one without a field is a problem with its line."""
    text = shared.decoding(data, file)
    return Document(references=shared.not_empty(_cards(text.text, file), file), notes=text.notes(file))


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """A card for each."""
    for one in exported:
        people = "; ".join(f"{name.family}, {name.given}" if name.family else name.literal for name in one.item.author)
        values = {"people": people, "year": one.item.year} | {word: getattr(one.item, _TEXTS[word]) for word in _TEXTS}
        lines = [f"{word}: {shared.one_line_of(value)}" for word, value in values.items() if value]
        yield "\n".join([f"#{one.key}", *lines, "\n"]).encode()


def _cards(text: str, file: str) -> Iterator[Reference]:
    numbered = list(enumerate(text.splitlines(), 1))
    taken: dict[str, int] = {}
    for filled, group in groupby(numbered, key=lambda line: bool(line[1].strip())):
        lines = list(group)
        if filled:
            yield _card(lines, file, taken)


def _card(lines: list[tuple[int, str]], file: str, taken: dict[str, int]) -> Reference:
    first = lines[0][1].strip()
    key = shared.unique((first[1:].strip() if first.startswith("#") else "") or str(len(taken) + 1), taken)
    values = {word.strip(): rest.strip() for word, colon, rest in (line.partition(":") for _, line in lines) if colon}
    where = Location(file=file, line=lines[0][0])
    raw = " ".join(line.strip() for _, line in lines)
    try:
        item, _ = shared.with_identifiers(_item(values))
        if shared.states_nothing(item):
            raise ValueError("the card has no field")
    except ValueError as error:
        return Reference(key=key, raw=raw, location=where, problem=str(error))
    return Reference(key=key, raw=raw, location=where, item=item)


def _item(values: dict[str, str]) -> Item:
    people = [one.partition(",") for one in values.get("people", "").split(";") if one.strip()]
    return Item(
        author=tuple(
            Name(family=family.strip(), given=given.strip()) if comma else Name(literal=family.strip())
            for family, comma, given in people
        ),
        issued=shared.date(values["year"]) if values.get("year") else (),
        title=values.get("title", ""),
        container_title=values.get("journal", ""),
        volume=values.get("volume", ""),
        page=values.get("page", ""),
        doi=values.get("doi", ""),
    )


FORMAT = Format(
    name="cards",
    title="index cards",
    suffixes=(".cards",),
    recognises=lambda head: head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"#") and b"\ntitle: " in head,
    read=read,
    write=write,
)
