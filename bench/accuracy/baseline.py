"""A yardstick on the same catalogue and strings: Crossref's search-based matching with validation (2018).

Written from its published description. The whole reference is asked as free text; each of the first rows is scored by a
generalised Jaccard similarity of weighted features (sum of the lesser over sum of the larger weights): the relevance,
the record's numbers found in the text, numbers of the text that the record does not explain, the first author near the
beginning; the best one above a threshold is the match if enough fields support it. References that come as
fields are compared field by field. Not rebuilt: the second query with journal abbreviations spelled out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz
from tantivy import Query

from citecheck import normalize
from citecheck.catalogue import terms
from citecheck.catalogue.clues import clues
from citecheck.catalogue.index import Catalogue, Hit
from citecheck.catalogue.query import rarest
from citecheck.catalogue.schema import STEM, forms
from citecheck.catalogue.stated import text_of
from citecheck.gather.grouping import same_works
from citecheck.model import Candidate, Item

_ROWS, _ROWS_FIELDS = 20, 100
_LEAST, _LEAST_FIELDS = 0.34, 0.76
_TAIL = 0.4  # relevance for each character of the text that a row after the first needs
_ALIKE, _SUPPORT = 0.7, 3
_RAREST, _STEMS, _PEOPLE, _STEM_WEIGHT = 10, 4, 6, 0.5  # terms of a question; how much a journal's weigh
_HEAD = 3  # times the length of the surname: how far from the beginning the first author may stand
_LEFT_OUT = re.compile(r"(?:https?://\S+|doi:?\s*)?10\.\d{4,9}/\S+|arxiv:?\s*\S+|\[[^\]]*\]", re.I)
_ABBREVIATED = re.compile(r"(?<!\d)(\d+)\s*[-–]\s*(\d+)(?!\d)")

Feature = tuple[float, float]
"""The weight of a feature in the record and in the reference."""


def link(folder: Path, text: str, item: Item) -> Candidate | None:
    """The work that the rule links to a text, or (without one) to the fields of `item`."""
    asked = text or text_of(item)
    hits = _hits(_index(folder), asked, _ROWS if text else _ROWS_FIELDS)
    kept = [hit for place, hit in enumerate(hits) if not place or hit.score / max(len(asked), 1) >= _TAIL or not text]
    scored = [(_score_text(text, hit) if text else _score_fields(item, hit), -place) for place, hit in enumerate(kept)]
    best, place = max(scored, default=(0.0, 0))
    if best < (_LEAST if text else _LEAST_FIELDS):
        return None
    chosen = kept[-place].work
    works = next(group for group in same_works(hit.work for hit in hits) if chosen in group)
    return Candidate(works=works, agreements=(), score=best)


def _hits(index: Catalogue, text: str, limit: int) -> list[Hit]:
    """What each word and number of the text finds by itself (BM25), as in an index that any program would make.

    The catalogue's own search asks for pairs of them, too; such relevance is not what the rule was made for.
    """
    told, schema = clues(text), index.schema
    words = rarest("text", told.words, index._frequency)[:_RAREST]
    stems = rarest("journal", dict.fromkeys(word[:STEM] for word in told.words), index._frequency)[:_STEMS]
    people = [word for word in told.words if len(word) > 1][:_PEOPLE]
    pages = dict.fromkeys(form for one in told.numbers for form in forms(one))
    fields = {"text": words, "names": people, "year": told.years, "volume": told.numbers, "page": pages}
    single = [terms.term(schema, field, value) for field, values in fields.items() for value in values]
    weighed = [Query.boost_query(terms.term(schema, "journal", stem), _STEM_WEIGHT) for stem in stems]
    found = index._found(terms.one_of([*single, *weighed]), limit)
    return [Hit(score=score, work=work, matched=()) for score, work in found]


@cache
def _index(folder: Path) -> Catalogue:
    return Catalogue.open(folder)


def jaccard(features: list[Feature]) -> float:
    """Generalised: the lesser weights over the larger ones."""
    larger = sum(max(pair) for pair in features)
    return sum(min(pair) for pair in features) / larger if larger else 0.0


def _score_text(text: str, hit: Hit) -> float:
    item = hit.work.item
    bare = _LEFT_OUT.sub(" ", text)
    numbers = Counter(re.findall(r"\d+", _completed(bare)))
    author, title = _author(bare, item), _partial(item.title, bare)
    relevance = hit.score
    features = [(1.0, min(relevance / 100, 1.0)), (1.0, min(relevance / max(len(text), 1), 1.0))]
    found: dict[str, float] = {}
    for name, value in _numbers(item):
        weight = _found(name, value, numbers)
        features.append((1.0, weight))
        found[name] = max(found.get(name, 0.0), weight)
    features += [(0.0, 1.0)] * numbers.total()
    if item.author:
        features.append((1.0, author))
    support = [title > _ALIKE, author > _ALIKE, *(found.get(name, 0.0) > 0 for name in ("year", "volume", "page"))]
    return jaccard(features) if sum(support) >= _SUPPORT and not _refused(item) else 0.0


def _completed(text: str) -> str:
    """Last pages in full: 1425-37 is 1425-1437."""
    return _ABBREVIATED.sub(lambda match: normalize.page_range(f"{match[1]}-{match[2]}"), text)


def _numbers(item: Item) -> Iterator[tuple[str, str]]:
    """The numbers of a record, which its references must have; the year last, for it stands in titles too."""
    first, last = normalize.pages(item.page)
    values = (("volume", item.volume), ("issue", item.issue), ("page", first), ("last", last), ("title", item.title))
    for name, value in values:
        for number in re.findall(r"\d+", value):
            yield name, number
    if item.year:
        yield "year", item.year


def _found(name: str, value: str, numbers: Counter[str]) -> float:
    """1 where the text has the number, which is then used up; a year off by one is half."""
    for weight, near in ((1.0, 0), (0.5, 1), (0.5, -1)):
        number = str(int(value) + near) if name == "year" else value
        if numbers[number] > 0:
            numbers[number] -= 1
            return weight
        if name != "year":
            break
    return 0.0


def _author(text: str, item: Item) -> float:
    """How like the beginning of the text is to the first author."""
    name = item.author[0].family or item.author[0].literal if item.author else ""
    return _partial(name, text[: _HEAD * len(name)]) if name else 0.0


def _partial(short: str, text: str) -> float:
    a, b = normalize.fold(short), normalize.fold(text)
    return fuzz.partial_ratio(a, b) / 100 if a and len(a) <= len(b) else fuzz.ratio(a, b) / 100


def _refused(item: Item) -> bool:
    return item.type == "journal-issue" or (item.type == "chapter" and not item.page)


def _score_fields(claimed: Item, hit: Hit) -> float:
    """Field by field, of those that both state; at least one text and three fields in all must agree."""
    item = hit.work.item
    texts = [
        _partial(ours, theirs)
        for ours, theirs in (
            (claimed.title, item.title),
            (claimed.container_title, item.container_title),
            (_first(claimed), _first(item)),
        )
        if ours and theirs
    ]
    numbers = [
        float(ours == theirs)
        for ours, theirs in (
            (claimed.volume, item.volume),
            (claimed.issue, item.issue),
            (normalize.pages(claimed.page)[0], normalize.pages(item.page)[0]),
        )
        if ours and theirs
    ]
    if claimed.issued and item.issued:
        numbers.append({0: 1.0, 1: 0.5}.get(abs(claimed.issued[0] - item.issued[0]), 0.0))
    agreeing = [weight > _ALIKE for weight in texts], [weight > 0 for weight in numbers]
    supported = any(agreeing[0]) and sum(map(sum, agreeing)) >= _SUPPORT and not _refused(item)
    return jaccard([(1.0, weight) for weight in (*texts, *numbers)]) if supported else 0.0


def _first(item: Item) -> str:
    return item.author[0].family or item.author[0].literal if item.author else ""
