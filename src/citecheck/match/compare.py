"""A reference against one work, field by field, with the rules a librarian would use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from citecheck import normalize
from citecheck.match import authors, books, journals, versions
from citecheck.match.numbering import located, numbering_level, numbering_manner
from citecheck.match.titling import length, nearness, title_level, title_manner
from citecheck.model import Agreement, Item, Level, Work

_DIFFERING = (Level.CLOSE, Level.DIFFERENT)
_OF_A_MEETING = frozenset({"container-title", "volume", "issue", "page"})
_YEAR = re.compile(r"\d{4}")


def compare(claimed: Item, works: Sequence[Work]) -> tuple[Agreement, ...]:
    """One agreement a field; where several sources describe the work, the one that agrees best counts."""
    agreements = [_best(comparator, claimed, works) for comparator in _COMPARATORS]
    if versions.cites_preprint(claimed):
        published = not any(map(versions.is_preprint, works))
        agreements = [_of_a_version(one, published=published) for one in agreements]
    elif claimed.container_title and all(map(versions.is_preprint, works)):
        agreements = [_beside_preprint(one) for one in agreements]
    return tuple(agreements)


def _beside_preprint(agreement: Agreement) -> Agreement:
    """What a journal published, beside a record of its preprint: a later year is no other one."""
    if agreement.field != "year" or agreement.level not in _DIFFERING:
        return agreement
    if not any(versions.of_a_version(int(year), [int(agreement.claimed)]) for year in _YEAR.findall(agreement.found)):
        return agreement
    return replace(agreement, level=Level.ABSENT, detail="version", manner="version")


def _of_a_version(agreement: Agreement, *, published: bool) -> Agreement:
    """A preprint beside a record of what a journal made of it, or of its last version.

    Venue and numbers of one version say nothing of another, nor does a year where one follows the other.
    """
    if agreement.level not in _DIFFERING:
        return agreement
    if agreement.field == "year":
        years = [int(part) for part in _YEAR.findall(agreement.found)]
        apart = not versions.of_a_version(int(agreement.claimed), years)
    else:
        apart = not (published and agreement.field in _OF_A_MEETING)
    if apart:
        return replace(agreement, manner="version")
    return replace(agreement, level=Level.ABSENT, detail="version", manner="version")


def _best(comparator: Callable[[Item, Work], Agreement], claimed: Item, works: Sequence[Work]) -> Agreement:
    """The first of the best agreements; behind an exact one, and where nothing is claimed, nothing is looked for."""
    best = comparator(claimed, works[0])
    for work in works[1:]:
        if best.level is Level.EXACT or not best.claimed:
            break
        found = comparator(claimed, work)
        if found.level.rank < best.level.rank:
            best = found
    return best


def years(work: Work) -> dict[str, list[str]]:
    """Every year that a work carries, with the kinds of publication that carry it."""
    if not work.publications:
        return {work.item.year: []} if work.item.issued else {}
    found: dict[str, list[str]] = {}
    for publication in work.publications:
        if publication.date:
            kinds = found.setdefault(str(publication.date[0]), [])
            kinds += [publication.kind] if publication.kind not in kinds else []
    if work.item.year:
        found.setdefault(work.item.year, [])
    return found


def _in_words(known: Mapping[str, Sequence[str]]) -> str:
    if len(known) == 1:
        return next(iter(known))
    return ", ".join(f"{year} ({' and '.join(kinds)})" if kinds else year for year, kinds in known.items())


def _first_author(claimed: Item, work: Work) -> Agreement:
    level = authors.first_level(claimed, work.item)
    return Agreement(
        field="first-author", level=level, claimed=_names(claimed.author[:1]), found=_names(work.item.author[:1])
    )


def _other_authors(claimed: Item, work: Work) -> Agreement:
    level = authors.others_level(claimed, work.item)
    found = _names(work.item.author[1 : max(len(claimed.author), 2)])
    return Agreement(field="other-authors", level=level, claimed=_names(claimed.author[1:]), found=found)


def _names(names: Iterable[object]) -> str:
    return "; ".join(map(str, names))


def _title(claimed: Item, work: Work) -> Agreement:
    title, known = claimed.title, work.item.title
    level = title_level(title, known) if title and known else Level.ABSENT
    if level is Level.DIFFERENT and claimed.isbn and books.is_main_title(claimed, work.item):
        level = Level.EXACT
    detail = nearness(title, known) if level is Level.DIFFERENT else length(known)
    compared = level is not Level.EXACT and title and known and (level is not Level.DIFFERENT or detail)
    manner = title_manner(title, known) if compared else ""
    return Agreement(field="title", level=level, claimed=title, found=known, detail=detail, manner=manner)


def _journal(claimed: Item, work: Work) -> Agreement:
    names = [name for name in (claimed.container_title, claimed.container_title_short) if not journals.is_debris(name)]
    known = [name for name in (work.item.container_title, work.item.container_title_short) if name]
    level, manner = min(
        (journals.journal_level(a, b) for a in names for name in known for b in journals.journal_names(name)),
        key=lambda one: one[0].rank,
        default=(Level.ABSENT, ""),
    )
    if level is Level.DIFFERENT and set(claimed.issn) & set(work.item.issn):
        level = Level.EXACT
    if level is Level.DIFFERENT and not work.item.volume and any(map(journals.is_book_series, names)):
        level, manner = Level.ABSENT, "series"  # the record names the book
    if level is Level.DIFFERENT and any(map(versions.is_preprint_server, known)):
        manner = "version"
    words = max((len(normalize.journal_words(name)) for name in known), default=0)
    return Agreement(
        field="container-title",
        level=level,
        claimed=" / ".join(names[:1]),
        found=" / ".join(known),
        detail="short" if words < 2 else "",
        manner=manner,
    )


def _year(claimed: Item, work: Work) -> Agreement:
    level, manner, known = Level.ABSENT, "", years(work)
    if claimed.issued and known:
        apart = min((int(year) - claimed.issued[0] for year in known), key=abs)
        level = {0: Level.EXACT, 1: Level.CLOSE}.get(abs(apart), Level.DIFFERENT)
        manner = "" if not apart else "earlier" if apart > 0 else "later"
    return Agreement(field="year", level=level, claimed=claimed.year, found=_in_words(known), manner=manner)


def _numbered(field: str, others: tuple[str, ...]) -> Callable[[Item, Work], Agreement]:
    def comparator(claimed: Item, work: Work) -> Agreement:
        value, known = getattr(claimed, field), getattr(work.item, field)
        level, manner = numbering_level(value, known), ""
        if level in _DIFFERING:
            manner = numbering_manner(value, known, [getattr(work.item, other) for other in others])
        return Agreement(field=field, level=level, claimed=value, found=known, manner=manner)

    return comparator


def _page(claimed: Item, work: Work) -> Agreement:
    level, detail, manner = located(claimed, work.item)
    found = " / ".join(filter(None, (work.item.page, work.item.number)))
    return Agreement(field="page", level=level, claimed=claimed.locator, found=found, detail=detail, manner=manner)


def _doi(claimed: Item, work: Work) -> Agreement:
    """An arXiv address names a preprint; where it is given without a DOI, a published version may be meant as well.

    The DOI of a data set is never that of the article about it.
    """
    preprint = "" if claimed.doi else normalize.arxiv_doi(claimed.url)
    if preprint and preprint == work.item.doi:
        return Agreement(field="doi", level=Level.EXACT, claimed=claimed.url, found=preprint, detail="arxiv")
    agreement = _printed_doi(claimed, work)
    if agreement.level is not Level.EXACT and versions.is_data(claimed.doi) and not versions.is_data(work.item.doi):
        return replace(agreement, level=Level.DIFFERENT, detail="data")
    return agreement


def _identifier(field: str) -> Callable[[Item, Work], Agreement]:
    def comparator(claimed: Item, work: Work) -> Agreement:
        value, known = getattr(claimed, field), getattr(work.item, field)
        if not value or not known:
            return Agreement(field=field, level=Level.ABSENT, claimed=value, found=known)
        aliases = {link.doi for link in work.relations if link.kind == "has-alias"} if field == "doi" else set()
        level = Level.EXACT if value.lower() in {known.lower(), *aliases} else Level.DIFFERENT
        return Agreement(field=field, level=level, claimed=value, found=known)

    return comparator


_printed_doi = _identifier("doi")
_COMPARATORS: tuple[Callable[[Item, Work], Agreement], ...] = (
    _first_author,
    _other_authors,
    _title,
    _journal,
    _year,
    _numbered("volume", ("issue", "page", "year")),
    _numbered("issue", ("volume", "page", "year")),
    _page,
    _doi,
    _identifier("pmid"),
    _identifier("pmcid"),
)
