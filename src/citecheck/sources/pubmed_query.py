"""What to ask PubMed about a reference: clauses kept as data, so that one clause can be sent and checked.

Many references share one boolean search. Each clause is written in PubMed's syntax
(https://pubmed.ncbi.nlm.nih.gov/help/#search-tags) and then evaluated here on what came back, so a
reference's answer depends neither on its neighbours nor on a phrase PubMed dropped. So `holds` must
accept no more than `render` asks for: what is tolerated here (a particle, a hyphen) is also asked there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from citecheck import names, normalize
from citecheck.interfaces import Stage
from citecheck.model import Item, Name, Reference, Work

_TITLE_WORDS = 8  # how many words of a title to ask for
_TELLING_TITLE = 5  # a title of so many words needs no other field beside it
# PubMed's own stop words, which it does not index (https://pubmed.ncbi.nlm.nih.gov/help/, "Stopwords"), and a few more.
_SMALL_WORDS = frozenset(
    "a about again all almost also although always among an and another any are as at be because been before being"
    " between both but by can could did do does done due during each either enough especially etc for found from"
    " further had has have having here how however i if in into is it its itself just kg km made mainly make may mg"
    " might ml mm most mostly must nearly neither no nor obtained of often on our overall perhaps pmid quite rather"
    " really regarding seem seen several should show showed shown shows significantly since so some such than that the"
    " their recorded them then there therefore these they this those through thus to upon use used using various very"
    " was we were what when which while with within without would"
    " not over under".split()
)
_OPERATORS = frozenset({"and", "or", "not"})


class Term(Protocol):
    """One field of a reference."""

    def render(self) -> str:
        """The term in PubMed's syntax."""
        ...

    def holds(self, work: Work) -> bool:
        """True where the term finds this work."""
        ...


Clause = tuple[Term, ...]
"""Terms that all hold."""

Question = tuple[Clause, ...]
"""Clauses of which one holds; none: the reference claims too little to be asked about."""


@dataclass(frozen=True, slots=True)
class Author:
    """A person: family name and initials; `first`: as the first author.

    PubMed completes initials by itself, unless a name is quoted: with two initials both the first alone and the two
    with whatever follows are asked, and nobody whose second initial is another.
    """

    name: Name
    first: bool

    def render(self) -> str:
        tag = "1au" if self.first else "au"
        initials = names.initials(self.name.given)[:2]
        return _any(
            term
            for family in _spellings(self.name.family)
            for term in (
                *([f'"{family} {initials[0]}"[{tag}]'] if len(initials) > 1 else []),
                _name(f"{family} {initials}".strip(), tag),
            )
        )

    def holds(self, work: Work) -> bool:
        people = [name for name in work.item.author if name.family]
        return any(self._is(person) for person in (people[:1] if self.first else people))

    def _is(self, person: Name) -> bool:
        claimed, recorded = names.initials(self.name.given), names.initials(person.given)
        same_initials = not recorded or claimed.startswith(recorded) or recorded.startswith(claimed)
        filed = normalize.key(person.family)
        return same_initials and any(normalize.key(family) == filed for family in _families(self.name.family))


@dataclass(frozen=True, slots=True)
class Group:
    """A group author."""

    name: str

    def render(self) -> str:
        return f'"{" ".join(normalize.words(self.name))}"[cn]'

    def holds(self, work: Work) -> bool:
        claimed = normalize.key(self.name)
        groups = (normalize.key(name.literal) for name in work.item.author if name.literal)
        return any(claimed in group or group in claimed for group in groups if group)


@dataclass(frozen=True, slots=True)
class Year:
    """A year, give or take one: print and electronic dates differ."""

    year: int

    def render(self) -> str:
        return f"{self.year - 1}:{self.year + 1}[dp]"

    def holds(self, work: Work) -> bool:
        dates = [work.item.issued, *(publication.date for publication in work.publications)]
        return any(abs(date[0] - self.year) <= 1 for date in dates if date)


@dataclass(frozen=True, slots=True)
class Number:
    """A volume or an issue, as printed."""

    field: str
    value: str

    def render(self) -> str:
        return _phrase(self.value, {"volume": "vi", "issue": "ip"}[self.field])

    def holds(self, work: Work) -> bool:
        return normalize.key(getattr(work.item, self.field)) == normalize.key(self.value)


@dataclass(frozen=True, slots=True)
class Start:
    """The first page, or the article number, which PubMed keeps as pagination or as ELocationID."""

    value: str
    article: bool

    def render(self) -> str:
        tags = ("pg", "lid") if self.article else ("pg",)
        spellings = dict.fromkeys((self.value, self.value.replace("-", "")))
        return _any(_phrase(spelling, tag) for spelling in spellings for tag in tags)

    def holds(self, work: Work) -> bool:
        claimed, item = normalize.number(self.value), work.item
        if claimed in (normalize.number(normalize.pages(item.page)[0]), normalize.number(item.number)):
            return True
        digits = re.sub(r"^[a-z]+", "", claimed)
        return self.article and len(digits) >= 5 and normalize.number(item.doi).endswith(digits)


@dataclass(frozen=True, slots=True)
class Title:
    """The longer words of a title, in any order."""

    words: tuple[str, ...]

    def render(self) -> str:
        return " AND ".join(f"{word}[ti]" for word in self.words)

    def holds(self, work: Work) -> bool:
        return set(self.words) <= set(normalize.words(work.item.title))


def question(reference: Reference, stage: Stage) -> Question:
    """The clauses of a reference at this stage."""
    item = reference.item or Item()
    return tuple(dict.fromkeys(_exact(item) if stage is Stage.EXACT else _relaxed(item)))


def render(questions: Iterable[Question]) -> str:
    """All clauses as one boolean search term."""
    clauses = dict.fromkeys(clause for clauses in questions for clause in clauses)
    return " OR ".join("(" + " AND ".join(term.render() for term in clause) + ")" for clause in clauses)


def answers(question: Question, work: Work) -> bool:
    """True where one of the clauses holds for this work."""
    return any(all(term.holds(work) for term in clause) for clause in question)


def _exact(item: Item) -> Iterator[Clause]:
    """The first author and all of year, volume, page; else a telling title, or a title and a field."""
    author, numbers, title = _author(item, 0), _numbers(item), _title(item)
    if author and _telling(numbers):
        yield (*author, *numbers)
    elif title and (len(title[0].words) >= _TELLING_TITLE or len(author + numbers) >= 2):
        yield (*title, *author, *numbers)


def _relaxed(item: Item) -> Iterator[Clause]:
    """The same with one field left out, or with a cited author in any place; never fewer than three terms."""
    first, numbers, title = _author(item, 0), _numbers(item), _title(item)
    if _telling(numbers):
        for author in (_author(item, 0, first=False), _author(item, 1, first=False)):
            if author:
                yield (*author, *numbers)
    if first and len(numbers) >= 3:
        for left_out in numbers:
            if _telling(rest := tuple(term for term in numbers if term is not left_out)):
                yield (*first, *rest)
    if title and len(title[0].words) >= _TELLING_TITLE:
        yield (*title,)
    elif title and len(title[0].words) >= 3:
        yield from ((*title, other) for other in (*first, *numbers[:1]))


def _telling(numbers: Clause) -> bool:
    """Two numbers at least, and more than a year and an issue: a common name has thousands of works in issue 2."""
    placed = any(isinstance(term, Start) or (isinstance(term, Number) and term.field == "volume") for term in numbers)
    return placed and len(numbers) >= 2


def _author(item: Item, place: int, *, first: bool = True) -> Clause:
    """The author in this place as a clause of one term, or of none."""
    name = item.author[place] if place < len(item.author) else Name()
    if normalize.key(name.family):
        return (Author(name, first),)
    return (Group(name.literal),) if normalize.key(name.literal) else ()


def _numbers(item: Item) -> Clause:
    """Year, volume, and the start page or article number; the issue only where there is neither."""
    terms: list[Term] = [Year(item.issued[0])] if item.issued else []
    if normalize.key(item.volume):
        terms.append(Number("volume", item.volume))
    first, last = normalize.pages(item.locator)
    if normalize.number(first) == normalize.number(item.locator):
        first = normalize.plain(item.locator)  # with the hyphen of e00322-23, which both spellings need
    if normalize.number(first):
        article = bool(item.number) or (not last and bool(re.search(r"[^\W\d_]|\d{5}", first)))
        terms.append(Start(first, article))
    elif normalize.key(item.issue):
        terms.append(Number("issue", item.issue))
    return tuple(terms)


def _title(item: Item) -> tuple[Title, ...]:
    words = telling_words(item.title)
    return (Title(words[:_TITLE_WORDS]),) if words else ()


def telling_words(title: str) -> tuple[str, ...]:
    """The words that NCBI surely splits as we do, each once: no apostrophes, no other scripts, no stop words."""
    words = normalize.words(re.sub(r"\S*['\u2019]\S*", " ", title))
    telling = dict.fromkeys(word for word in words if len(word) > 2 and word.isascii() and word not in _SMALL_WORDS)
    return tuple(telling)


def _families(family: str) -> list[str]:
    """A family name as PubMed may file it: whole, without its particle, and under each part of a compound."""
    words = normalize.words(family)
    bare = next((words[at:] for at in range(len(words)) if "".join(words[at:]) == names.surname(family)), words)
    parts = [word for word in bare if len(word) > 2]
    return list(dict.fromkeys(filter(None, (" ".join(words), " ".join(bare), *parts))))


def _spellings(family: str) -> list[str]:
    """The same, and with its own hyphens and apostrophes, which PubMed may keep, drop or read as a blank."""
    own = " ".join(normalize.fold(family).replace("\u2019", "'").split())
    own = re.sub(r"[^\w' -]", "", own)
    marked = [own, own.replace("'", " ")] if re.search(r"\w['-]\w", own) else []
    return list(dict.fromkeys([*_families(family), *marked]))


def _name(name: str, tag: str) -> str:
    """A name with its tag, quoted where its first word would be read as an operator."""
    return f'"{name}"[{tag}]' if name.split(" ")[0] in _OPERATORS else f"{name}[{tag}]"


def _phrase(value: str, tag: str) -> str:
    """A value with its tag; nothing in it can be read as an operator or another tag."""
    cleaned = " ".join(re.sub(r"[^\w./-]", " ", normalize.plain(value)).split())
    return f'"{cleaned}"[{tag}]' if " " in cleaned else f"{cleaned}[{tag}]"


def _any(terms: Iterable[str]) -> str:
    listed = list(terms)
    return listed[0] if len(listed) == 1 else f"({' OR '.join(listed)})"
