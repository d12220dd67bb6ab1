"""Which descriptions are of one work, and which works are worth comparing with a reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from citecheck import normalize
from citecheck.match import books
from citecheck.match.compare import compare
from citecheck.match.text.beside import Text, quick_score, text_of
from citecheck.model import Item, Level, Reference, Work

_COMPARED = 4  # works that are compared field by field; a quick look has put them first
# A titled work of which a quick look finds less is not what a titled reference means: its whole title alone is 6.
_TITLE_WORDS, _LEAST_QUICK_SCORE = 4, 5.0


def prefilter(reference: Reference, groups: Sequence[tuple[Work, ...]]) -> list[tuple[Work, ...]]:
    """The groups worth comparing: those with an identifier that the reference states, and the likeliest few others.

    The likeliest of these is always among them, the next ones where they are not hopeless.
    """
    if len(groups) < 2:
        return list(groups)
    item, text = reference.item or Item(), text_of(reference)
    claimed = set(item.identifiers)
    claimed |= {("doi", preprint)} if (preprint := normalize.arxiv_doi(item.url)) else set()
    named = [group for group in groups if not claimed.isdisjoint(_names(group))] if claimed else []
    named += [group for group in groups if group not in named and books.shares_isbn(item, group)] if item.isbn else []
    others = [group for group in groups if group not in named] if named else groups
    quick_scores = [_quick_score(text, group) for group in others]
    likeliest = sorted(range(len(others)), key=lambda place: -quick_scores[place])[:_COMPARED]
    titled = _is_titled(item)
    for place in likeliest[1:]:
        if titled and quick_scores[place] < _LEAST_QUICK_SCORE and all(_is_titled(work.item) for work in others[place]):
            likeliest.remove(place)
    return [*named, *(others[place] for place in likeliest)]


def _is_titled(item: Item) -> bool:
    return len(normalize.words(item.title)) >= _TITLE_WORDS


def _names(group: tuple[Work, ...]) -> set[tuple[str, str]]:
    return {one for work in group for one in work.item.identifiers}


def _quick_score(text: Text, group: tuple[Work, ...]) -> float:
    return max([quick_score(text, work) for work in group])


def same_works(works: Iterable[Work]) -> Iterator[tuple[Work, ...]]:
    """Descriptions grouped by the work that they describe, whatever their order.

    One that fits two groups joins them where no identifiers speak against it, and stays with the one that has its own.
    """
    groups: list[list[Work]] = []
    sharing: dict[tuple[str, str], list[int]] = {}
    for work in works:
        shared = _shared(work)
        near = {place for one in shared if one in sharing for place in sharing[one]}
        fitting = [place for place in sorted(near) if any(is_same(work, other) for other in groups[place])]
        named = (place for place in fitting if any(_named_alike(work, other) for other in groups[place]))
        home = next(named, fitting[0]) if fitting else len(groups)
        if home == len(groups):
            groups.append([])
        groups[home].append(work)
        for one in shared:
            sharing.setdefault(one, []).append(home)
        for place in fitting:
            if place != home and not _contradict(groups[home], groups[place]):
                _join(groups, sharing, home, place)
    return (tuple(group) for group in groups if group)


def _contradict(one: Sequence[Work], other: Sequence[Work]) -> bool:
    return any(_named_alike(work, known) is False for work in one for known in other)


def _join(groups: Sequence[list[Work]], sharing: Mapping[tuple[str, str], list[int]], home: int, place: int) -> None:
    groups[home] += groups[place]
    groups[place].clear()
    for places in sharing.values():
        if place in places:
            places.append(home)


def _shared(work: Work) -> list[tuple[str, str]]:
    """What two descriptions of one work have in common: an identifier, the title, or volume and first page."""
    item = work.item
    shared = [*item.identifiers, *(("doi", doi) for doi in _aliases(work)), ("title", normalize.key(item.title))]
    volume, page = normalize.key(item.volume), normalize.key(normalize.pages(item.locator)[0])
    if volume and page:
        shared.append(("place", f"{volume} {page}"))
    return [one for one in shared if one[1]]


def _aliases(work: Work) -> list[str]:
    """Other DOIs that its registry takes for the same."""
    return [relation.doi for relation in work.relations if relation.kind == "has-alias"]


def is_same(one: Work, other: Work) -> bool:
    """Equal in the strongest identifier that both state; failing that, in everything that both state."""
    if (alike := _named_alike(one, other)) is not None:
        return alike
    return one.source != other.source and _same_description(one.item, other)


def _named_alike(one: Work, other: Work) -> bool | None:
    """Whether the strongest identifier that both state is the same; None where they state none in common."""
    for identifier in ("pmid", "doi", "pmcid"):
        own, known = getattr(one.item, identifier), getattr(other.item, identifier)
        if own and known:
            return own == known or (identifier == "doi" and (own in _aliases(other) or known in _aliases(one)))
    return None


def _same_description(item: Item, other: Work) -> bool:
    """The same title where little else is stated; a title that is nearly the same at the very same place."""
    levels = {agreement.field: agreement.level for agreement in compare(item, (other,))}
    numbers = [levels[field] for field in ("year", "volume", "page")]
    if levels["first-author"] is not Level.EXACT or not all(one in (Level.EXACT, Level.ABSENT) for one in numbers):
        return False
    if normalize.key(item.title) == normalize.key(other.item.title) != "":
        return True
    return all(one is Level.EXACT for one in numbers) and levels["title"] in (Level.EXACT, Level.CLOSE)
