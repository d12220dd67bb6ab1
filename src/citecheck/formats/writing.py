"""What writers of bibliography files share: one line of clean text, names as files have them, tables turned round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from citecheck import normalize
from citecheck.interfaces import Exported
from citecheck.model import Item, Name


def one_line(text: str) -> str:
    """`text` on one line, without control characters."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(normalize.printable(text).split())


_CANONICAL = {
    "abstract": "abstract", "abstractnote": "abstract", "ab": "abstract", "keywords": "keyword", "keyword": "keyword",
    "authorkeywords": "keyword", "manualtags": "keyword", "notes": "note", "note": "note", "language": "language",
    "editors": "editor", "editor": "editor", "bookeditors": "editor", "edition": "edition", "place": "publisher-place",
    "location": "publisher-place", "publisherlocation": "publisher-place", "series": "collection-title",
}  # fmt: skip


def extra(one: Exported) -> Iterator[tuple[str, str]]:
    """The fields of the reference's own file by the names that all formats share; not what was its key."""
    for own, value in one.extra:
        if own != "key" and value:
            yield _CANONICAL.get(own.lower().replace(" ", "").replace("_", "").replace("-", ""), own), value


def first_names(table: Mapping[str, str]) -> dict[str, str]:
    """A table turned round: for each value the first of its names, with capitals."""
    found: dict[str, str] = {}
    for name, value in table.items():
        found.setdefault(value, name.title())
    return found


def inverted(table: Mapping[str, str], *, keep: Mapping[str, str] | None = None) -> dict[str, str]:
    """A table turned round; the first name of a value stands, or the one in `keep`."""
    found = dict(keep or {})
    for name, value in table.items():
        found.setdefault(value, name)
    return found


def authors(item: Item) -> Iterator[str]:
    """The names as tag files have them, `et al.` last where there are more."""
    yield from map(name, item.author)
    if item.author and item.authors_cut:
        yield "et al."


def name(one: Name) -> str:
    """`Family, Given, Suffix`; a group ends with a comma, and commas inside it are doubled, as EndNote has it."""
    if one.literal:
        text = one_line(one.literal)
        return f"{text.replace(',', ',,')}," if " " in text or "," in text else text
    parts = [one_line(one.family), one_line(one.given), one_line(one.suffix)]
    if not parts[1] and not parts[2]:
        return f"{parts[0]}," if " " in parts[0] else parts[0]
    return ", ".join(part.replace(",", " ") for part in parts if part or part is parts[1])


def iso(date: tuple[int, ...]) -> str:
    """`2004-03-01`, as far as the date goes."""
    return "-".join(f"{part:04d}" if place == 0 else f"{part:02d}" for place, part in enumerate(date))


def initials(one: Name) -> str:
    """`Family JK`, as MEDLINE has names."""
    letters = "".join(part[0] for part in one.given.replace(".", " ").replace("-", " ").split() if part[0].isalpha())
    given = one.given if one.given.isupper() and len(one.given) < 4 else letters
    return " ".join(filter(None, (one_line(one.family), given, one_line(one.suffix))))


def page_ends(pages: str) -> tuple[str, str]:
    """`12-19` as two; anything else, as several ranges or an article number with a hyphen, in one piece."""
    begin, dash, end = pages.partition("-")
    plain = dash and begin.isalnum() and end.isalnum() and normalize.pages(pages)[1]
    return (begin, end) if plain else (pages, "")
