"""References of held works with one thing wrong each, made by a seeded generator: Vancouver strings of real records.

Whatever is put in is taken from another record (an author, a journal, a title word, a DOI) or lies near (a year, a
number). A chimera joins the authors of one work with the title of another; an invention takes each part from elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.accuracy.sets import Target, read_lines
from citecheck import names, normalize
from citecheck.csl import from_csl
from citecheck.model import Item

Form = Callable[[Item], Item]
_SEED = 2026
_AUTHORS_SHOWN = 6
_PAGES = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_NUMBER = re.compile(r"[1-9]\d*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One reference: what was done to it (`kind`), the work it still means, and the field that is wrong ("": none).

    A chimera and an invention mean no work. `year` is the wrong year, where that is what was done.
    """

    kind: str
    key: str
    text: str
    target: Target
    field: str = ""
    year: int = 0


def whole(item: Item) -> Item:
    return item


def untitled(item: Item) -> Item:
    return replace(item, title="")


def terse(item: Item) -> Item:
    """Three authors and the imprint, as in `Mosca C, Baz A, Foo B, et al. 2004;43(1):53-60.`"""
    people = item.author[:3]
    cut = len(people) < len(item.author)
    return replace(item, title="", container_title="", container_title_short="", author=people, authors_cut=cut)


def cases(
    corpus: Path,
    number: int,
    *,
    skip: int = 0,
    form: Form = whole,
    kinds: Mapping[str, tuple[str, Corrupt]] | None = None,
) -> Iterator[Case]:
    """Every kind for each of `number` works (behind `skip` others), kind by kind, as much of each as `form` keeps."""
    pool = _pool(corpus / "records" / "works.csl.jsonl.gz")
    for kind, (field, corrupt) in (KINDS if kinds is None else kinds).items():
        for item in pool[skip : skip + number]:
            random = Random(f"{_SEED}|{kind}|{item.doi}")
            changed = corrupt(item, random, pool)
            if field and changed == item:
                continue  # a title without a long plain word
            if "DOI" not in kind:
                changed = replace(changed, doi="")
            yield Case(
                kind=kind,
                key=item.doi,
                text=vancouver(form(changed)),
                target=Target() if kind in UNREAL else Target(doi=item.doi, pmid=item.pmid),
                field=field,
                year=changed.issued[0] if field == "year" else 0,
            )


def _pool(path: Path) -> list[Item]:
    """The articles that state enough, in an order that only a hash of their DOI decides."""
    items = {item.doi: item for record in read_lines(path) if record.get("DOI") and _states_enough(record)
             for item in [from_csl(record)] if _is_plain(item)}  # fmt: skip
    return sorted(items.values(), key=lambda item: hashlib.sha256(f"{_SEED}|{item.doi}".encode()).digest())


def _states_enough(record: Mapping[str, object]) -> bool:
    return all(
        record.get(field) for field in ("author", "title", "container-title", "issued", "volume", "issue", "page")
    )


def _is_plain(item: Item) -> bool:
    pages = _PAGES.fullmatch(item.page)
    return (
        len(item.author) >= 3
        and all(name.family and name.given and "." not in name.family for name in item.author)
        and len(normalize.words(item.title)) >= 5
        and bool(_NUMBER.fullmatch(item.volume) and _NUMBER.fullmatch(item.issue))
        and pages is not None
        and 0 < int(pages[1]) < int(normalize.pages(item.page)[1])
    )


def vancouver(item: Item) -> str:
    """`Mosca C, Baz A, Foo B, et al. Title. J Med. 2004;43(1):53-60. doi:10.5555/x`"""
    people = [f"{name.family} {names.initials(name.given).upper()}" for name in item.author]
    cut = item.authors_cut or len(people) > _AUTHORS_SHOWN
    shown = [*people[:_AUTHORS_SHOWN], *(["et al"] if cut else [])]
    title = normalize.plain(item.title).rstrip(".")
    journal = (item.container_title_short or normalize.plain(item.container_title)).replace(".", "")
    imprint = f"{item.year};{item.volume}({item.issue}):{_shortened(item.page)}."
    parts = [part if part.endswith(("?", "!")) else f"{part}." for part in (", ".join(shown), title, journal) if part]
    return " ".join((*parts, imprint)) + (f" doi:{item.doi}" if item.doi else "")


def _shortened(pages: str) -> str:
    """NLM leaves out the digits that the last page repeats: 1319-28."""
    first, last = normalize.pages(pages)
    same = 0
    if len(first) == len(last):
        same = next((place for place, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    return f"{first}-{last[same:]}"


Corrupt = Callable[[Item, Random, Sequence[Item]], Item]


def _nothing(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return item


def _year(*away: int) -> Corrupt:
    def corrupt(item: Item, random: Random, pool: Sequence[Item]) -> Item:
        return replace(item, issued=(item.issued[0] + random.choice(away),))

    return corrupt


def _volume(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, volume=_other_number(item.volume, random))


def _issue(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, issue=_other_number(item.issue, random))


def _other_number(text: str, random: Random) -> str:
    return str(random.choice([one for one in range(int(text) - 5, int(text) + 6) if one > 0 and one != int(text)]))


def _first_page(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    first, last = map(int, normalize.pages(item.page))
    return replace(item, page=f"{random.choice([one for one in range(1, last) if 0 < abs(one - first) < 60])}-{last}")


def _last_page(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    first, last = map(int, normalize.pages(item.page))
    return replace(item, page=f"{first}-{random.choice([one for one in range(first + 1, last + 9) if one != last])}")


def _author(place: int) -> Corrupt:
    def corrupt(item: Item, random: Random, pool: Sequence[Item]) -> Item:
        known = {names.surname(name.family) for name in item.author}
        strangers = (random.choice(random.choice(pool).author) for _ in range(1000))
        stranger = next(name for name in strangers if names.surname(name.family) not in known)
        people = [*item.author]
        people[place] = stranger
        return replace(item, author=tuple(people))

    return corrupt


def _title_word(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    """One long word of the title gives way to a long word of another title, where both are plain words."""
    words = re.findall(r"\b[A-Za-z]{5,}\b", item.title)
    theirs = (word for _ in range(1000) for word in re.findall(r"\b[a-z]{5,}\b", random.choice(pool).title))
    if not words:
        return item
    old = random.choice(words)
    new = next(word for word in theirs if normalize.fold(word)[:4] != normalize.fold(old)[:4])
    return replace(item, title=re.sub(rf"\b{old}\b", new, item.title, count=1))


def _journal(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    known = {*normalize.journal_words(item.container_title), *normalize.journal_words(item.container_title_short)}
    others = (random.choice(pool) for _ in range(1000))
    other = next(one for one in others if not known & set(normalize.journal_words(one.container_title)))
    return replace(item, container_title=other.container_title, container_title_short=other.container_title_short)


def _doi_of_another(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, doi=next(one.doi for _ in range(1000) if (one := random.choice(pool)).doi != item.doi))


def _dead_doi(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    return replace(item, doi=f"{item.doi.partition('/')[0]}/{random.getrandbits(48):x}")


def _chimera(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    """The authors of one work and the title of another; the imprint belongs to either or to a third one."""
    titled, placed = random.choice(pool), random.choice(pool)
    imprint = random.choice((item, titled, placed))
    return replace(_imprint_of(imprint, item), title=titled.title)


def _invented(item: Item, random: Random, pool: Sequence[Item]) -> Item:
    names = tuple(random.choice(random.choice(pool).author) for _ in range(random.randint(3, 6)))
    halves = [normalize.plain(random.choice(pool).title).split() for _ in range(2)]
    title = " ".join([*halves[0][: len(halves[0]) // 2 + 1], *halves[1][len(halves[1]) // 2 :]])
    return replace(_imprint_of(random.choice(pool), item), title=title, author=names)


def _imprint_of(work: Item, item: Item) -> Item:
    return replace(
        item,
        container_title=work.container_title,
        container_title_short=work.container_title_short,
        issued=work.issued,
        volume=work.volume,
        issue=work.issue,
        page=work.page,
    )


UNREAL = ("chimera", "invented")
KINDS: Mapping[str, tuple[str, Corrupt]] = {
    "nothing": ("", _nothing),
    "nothing, with DOI": ("", _nothing),
    "year by 1": ("year", _year(-1, 1)),
    "year by 3": ("year", _year(-3, 3)),
    "volume": ("volume", _volume),
    "issue": ("issue", _issue),
    "first page": ("page", _first_page),
    "last page": ("page", _last_page),
    "first author": ("author", _author(0)),
    "third author": ("author", _author(2)),
    "title word": ("title", _title_word),
    "journal": ("container-title", _journal),
    "DOI of another work": ("doi", _doi_of_another),
    "dead DOI": ("doi", _dead_doi),
    "chimera": ("", _chimera),
    "invented": ("", _invented),
}
