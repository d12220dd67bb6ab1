"""A reference against one work, field by field, with the rules a librarian would use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from citecheck import normalize
from citecheck.match import authors, journals
from citecheck.model import Agreement, Item, Level, Work

_ORDER = (Level.EXACT, Level.CLOSE, Level.DIFFERENT, Level.ABSENT)
_LONG_NUMBER = 5  # digits
_TELLING_TITLE = 5  # words: a title that long, found whole inside the other, is close
_HEADED = 2  # words: a shorter title is not known by what stands behind a heading
_CLOSE_TITLE, _NEAR_TITLE, _CLOSE_JOURNAL = 85.0, 65.0, 85.0  # rapidfuzz similarity, 0 to 100
_NUMBERING = re.compile(r"[1-9]\d*|[a-z]+")
_LETTER_WITHIN = re.compile(r"\d+[^\W\d_]\d*")


def compare(claimed: Item, works: Sequence[Work]) -> tuple[Agreement, ...]:
    """One agreement a field; where several sources describe the work, the one that agrees best counts."""
    return tuple([_best(comparator, claimed, works) for comparator in _COMPARATORS])


def _best(comparator: Callable[[Item, Work], Agreement], claimed: Item, works: Sequence[Work]) -> Agreement:
    """The first of the best agreements; behind an exact one, and where nothing is claimed, nothing is looked for."""
    best = comparator(claimed, works[0])
    for work in works[1:]:
        if best.level is Level.EXACT or not best.claimed:
            break
        found = comparator(claimed, work)
        if _ORDER.index(found.level) < _ORDER.index(best.level):
            best = found
    return best


def years(work: Work) -> dict[str, list[str]]:
    """Every year that a work carries, with the kinds of publication that carry it."""
    found: dict[str, list[str]] = {}
    for publication in work.publications:
        if publication.date:
            kinds = found.setdefault(str(publication.date[0]), [])
            kinds += [publication.kind] if publication.kind not in kinds else []
    if work.item.year:
        found.setdefault(work.item.year, [])
    return found


def year_in_words(work: Work) -> str:
    """`2022`, or `2022 (print), 2021 (online)` where a work carries several years."""
    return _in_words(years(work))


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
    level = _title_level(title, known) if title and known else Level.ABSENT
    detail = _nearness(title, known) if level is Level.DIFFERENT else _length(known)
    return Agreement(field="title", level=level, claimed=title, found=known, detail=detail)


def _nearness(claimed: str, found: str) -> str:
    """Two titles with a word or two between them are not any two titles."""
    a, b = (" ".join(normalize.words(title)) for title in (claimed, found))
    return "near" if fuzz.token_sort_ratio(a, b) >= _NEAR_TITLE else ""


def _length(title: str) -> str:
    """Short titles are shared by many works: `Introduction`, `News in brief`."""
    count = len(normalize.words(title))
    return "short" if count < 3 else "medium" if count < 6 else ""


def _title_level(claimed: str, found: str) -> Level:
    a, b = normalize.words(claimed), normalize.words(found)
    if "".join(a) == "".join(b) or _without_subtitle(claimed, b) or _without_subtitle(found, a):
        return Level.EXACT
    if normalize.parts(a) != normalize.parts(b):
        return Level.DIFFERENT
    shorter, longer = sorted((" ".join(a), " ".join(b)), key=len)
    if min(len(a), len(b)) >= _TELLING_TITLE and f" {shorter} " in f" {longer} ":
        return Level.CLOSE
    if _behind_heading(claimed, b) or _behind_heading(found, a):
        return Level.CLOSE
    similarity = fuzz.token_sort_ratio(shorter, longer)
    return Level.CLOSE if similarity >= _CLOSE_TITLE else Level.DIFFERENT


def _without_subtitle(full: str, other: tuple[str, ...]) -> bool:
    main, colon, _ = full.partition(":")
    return bool(colon) and len(other) > 2 and normalize.words(main) == other


def _behind_heading(full: str, other: tuple[str, ...]) -> bool:
    """`Science forum: The human cell atlas` is what a registry may list without its heading."""
    _, colon, behind = full.partition(": ")
    return bool(colon) and len(other) > _HEADED and normalize.words(behind) == other


def _journal(claimed: Item, work: Work) -> Agreement:
    names = [name for name in (claimed.container_title, claimed.container_title_short) if name]
    known = [name for name in (work.item.container_title, work.item.container_title_short) if name]
    level = min(
        (_journal_level(a, b) for a in names for name in known for b in journals.journal_names(name)),
        key=_ORDER.index,
        default=Level.ABSENT,
    )
    if level is Level.DIFFERENT and set(claimed.issn) & set(work.item.issn):
        level = Level.EXACT
    words = max((len(normalize.journal_words(name)) for name in known), default=0)
    detail = "short" if words < 2 else ""
    return Agreement(
        field="container-title", level=level, claimed=" / ".join(names[:1]), found=" / ".join(known), detail=detail
    )


def _journal_level(claimed: str, found: str) -> Level:
    a, b = normalize.journal_words(claimed), normalize.journal_words(found)
    if a == b or journals.abbreviates(claimed, found) or journals.abbreviates(found, claimed):
        return Level.EXACT
    if (
        journals.is_acronym(claimed, found)
        or journals.is_acronym(found, claimed)
        or journals.same_meeting(claimed, found)
    ):
        return Level.EXACT
    similar = fuzz.ratio(" ".join(a), " ".join(b)) >= _CLOSE_JOURNAL
    return Level.CLOSE if similar else Level.DIFFERENT


def _year(claimed: Item, work: Work) -> Agreement:
    level, known = Level.ABSENT, years(work)
    if claimed.issued and known:
        apart = min(abs(int(year) - claimed.issued[0]) for year in known)
        level = {0: Level.EXACT, 1: Level.CLOSE}.get(apart, Level.DIFFERENT)
    return Agreement(field="year", level=level, claimed=claimed.year, found=_in_words(known))


def _volume(claimed: Item, work: Work) -> Agreement:
    level = _numbering_level(claimed.volume, work.item.volume)
    return Agreement(field="volume", level=level, claimed=claimed.volume, found=work.item.volume)


def _issue(claimed: Item, work: Work) -> Agreement:
    level = _numbering_level(claimed.issue, work.item.issue)
    return Agreement(field="issue", level=level, claimed=claimed.issue, found=work.item.issue)


def _numbering_level(claimed: str, found: str) -> Level:
    """`12` and `012` are exact; `12` and `12 Suppl 1`, `7` and `7-8`, `11` and `2018:11` are close."""
    if not claimed or not found:
        return Level.ABSENT
    if claimed == found:
        return Level.EXACT
    a, b = (_NUMBERING.findall(normalize.fold(text)) for text in (claimed, found))
    if a == b:
        return Level.EXACT
    if _garbled(claimed, found):
        return Level.CLOSE
    numbers = {part for part in a if part.isdigit()} & {part for part in b if part.isdigit()}
    return Level.CLOSE if numbers and (len(a) == 1 or len(b) == 1) else Level.DIFFERENT


def _garbled(claimed: str, found: str) -> bool:
    """True for a number with a letter too many behind a digit, or in place of one: `18h1` for 1821, `488t` for 488."""
    return found.isdecimal() and _LETTER_WITHIN.fullmatch(claimed) is not None and OSA.distance(claimed, found) == 1


def _page(claimed: Item, work: Work) -> Agreement:
    """Pages and article numbers, wherever a registry put them: page, article number, the DOI's end."""
    locator = claimed.locator
    known = [text for text in (work.item.page, work.item.number) if text]
    levels = [_page_level(locator, text) for text in known] if locator else []
    level = min(levels, key=_ORDER.index, default=Level.ABSENT)
    if level is not Level.EXACT and _ends_doi(locator, work.item.doi):
        level = Level.EXACT
    # An article number of five digits or more is shared by far fewer works than a page.
    detail = "number" if sum(map(str.isdigit, normalize.pages(locator)[0])) >= _LONG_NUMBER else ""
    return Agreement(field="page", level=level, claimed=locator, found=" / ".join(known), detail=detail)


def _page_level(claimed: str, found: str) -> Level:
    if claimed == found:
        return Level.EXACT
    (first, last), (other_first, other_last) = normalize.pages(claimed), normalize.pages(found)
    if _page_key(first) != _page_key(other_first):
        return Level.CLOSE if _garbled(first, other_first) else Level.DIFFERENT
    same_last = not last or not other_last or _page_key(last) == _page_key(other_last)
    return Level.EXACT if same_last else Level.CLOSE


def _page_key(page: str) -> str:
    return normalize.unpadded(normalize.number(page))


def _ends_doi(locator: str, doi: str) -> bool:
    """An article number that is the end of the DOI, as in 10.3389/fimmu.2021.791565."""
    digits = normalize.number(locator).lstrip("e")
    return len(digits) > 4 and "-" not in normalize.page_range(locator) and normalize.number(doi).endswith(digits)


def _doi(claimed: Item, work: Work) -> Agreement:
    """An arXiv address names a preprint; where it is given without a DOI, a published version may be meant as well."""
    preprint = "" if claimed.doi else normalize.arxiv_doi(claimed.url)
    if preprint and preprint == work.item.doi:
        return Agreement(field="doi", level=Level.EXACT, claimed=claimed.url, found=preprint, detail="arxiv")
    return _published_doi(claimed, work)


def _identifier(field: str) -> Callable[[Item, Work], Agreement]:
    def comparator(claimed: Item, work: Work) -> Agreement:
        value, known = getattr(claimed, field), getattr(work.item, field)
        if not value or not known:
            return Agreement(field=field, level=Level.ABSENT, claimed=value, found=known)
        aliases = {link.doi for link in work.relations if link.kind == "has-alias"} if field == "doi" else set()
        level = Level.EXACT if value.lower() in {known.lower(), *aliases} else Level.DIFFERENT
        return Agreement(field=field, level=level, claimed=value, found=known)

    return comparator


_published_doi = _identifier("doi")
_COMPARATORS: tuple[Callable[[Item, Work], Agreement], ...] = (
    _first_author,
    _other_authors,
    _title,
    _journal,
    _year,
    _volume,
    _issue,
    _page,
    _doi,
    _identifier("pmid"),
    _identifier("pmcid"),
)
