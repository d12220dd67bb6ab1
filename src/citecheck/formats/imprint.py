"""Where a reference says when and where the work appeared: year, volume, issue, pages, in the order of many styles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from citecheck.model import Span

YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)[a-z]?\b"
_MONTH = (
    r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:[-–/](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?)?"
)
_SEASON = r"(?:Spring|Summer|Autumn|Fall|Winter)"
_AFTER = rf"(?:[ ](?:{_MONTH}|{_SEASON})(?:[ ](?P<day>\d{{1,2}})\b)?)?"  # 1961 Jun 24
_BEFORE = rf"(?:(?:(?P<day>\d{{1,2}})[ ])?(?:{_MONTH}|{_SEASON})[ ]?(?:\d{{1,2}},?[ ])?)?"  # 24 June 1961, Jan. 2016
_VOLUME = (
    r"(?<![\w(.–-])(?P<volume>[A-Z]{0,3}\d{1,4}(?:[-/–]\d{1,4})?[A-Z]?"
    r"(?:[ ](?:Suppl(?:ement)?|Pt|Part|Spec[ ]No)\.?[ ]?[\w.]*)?|(?<!\w)Suppl\.?[ ]?\d*)"
)
_ISSUE = r"(?:[ ]?\((?P<issue>(?!(?:1[5-9]|20)\d\d\))[^()]{1,40}(?:\([^()]*\))?)\))"
_PAGE = r"[A-Za-z]{0,3}\d{1,12}[A-Za-z]?(?:\.[A-Za-z]?\d+)?"
_PAGES = (
    rf"(?:(?:(?:pp?|pages?)\.?|S\.)[ ]?)?(?P<page>{_PAGE}(?:\s?(?:--|[-‐–—])\s?{_PAGE})?"
    r"(?:,[ ]?(?!(?:1[5-9]|20)\d\d\b)\d+(?:[-–]\d+)?){0,9}"
    r"|[ivxlcdm]+(?:[-–][ivxlcdm]+)?)(?!\w)"
)
_NO = r"(?:nos?|nr|iss(?:ue)?|n°|№)\.?[ ]?(?P<issue>[\w/–-]{1,12})"


def _again(pattern: str) -> str:
    """The pattern with other group names, to stand beside itself in one form."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\1_2>", pattern)


# The first form that fits is taken, where it stands last; the terse Vancouver form comes first. Compiled when
# they are needed: a list in one style needs few of them.
_FORMS = (
    rf"\b{YEAR}{_AFTER}\s*[;:]\s*{_VOLUME}{_ISSUE}?(?:\s*[:,]\s*{_PAGES})?",
    rf"\b{YEAR}{_AFTER}\s*;\s*{_ISSUE}?\s*:\s*{_PAGES}",
    rf"{_VOLUME},[ ](?P<issue>\d[\w–-]*)[ ]\({_BEFORE}{YEAR}\),[ ]{_PAGES}",
    rf"{_VOLUME}(?:\.(?P<issue>\d[\w–-]*)|{_again(_ISSUE)})?,?[ ]?\({_BEFORE}{YEAR}\)\s?[:,.]?\s*{_PAGES}",
    rf"\b(?i:vol(?:ume)?|bd|t)\.?[ ]?{_VOLUME}(?:,?[ ]?(?i:{_NO})|{_again(_ISSUE)})?"
    rf"(?:,[ ](?!{_again(_BEFORE)}{_again(YEAR)}){_PAGES})?(?:,[ ]?{_BEFORE}{YEAR})?",
    rf"{_VOLUME}{_ISSUE}?\s*[:,]\s*{_PAGES}\s*[,.]?\s*\({_BEFORE}{YEAR}\)",
    rf"\b{YEAR},\s*{_VOLUME}{_ISSUE}?\s*[:,]\s*{_PAGES}",
    rf"\b{YEAR},\s*(?P<page>{_PAGE}\s?(?:--|[-–—])\s?{_PAGE})(?=\s*\.?\s*$)",
    rf"\b{YEAR},\s*{_VOLUME}(?=\s*\.?\s*$)",
    rf"(?<![;:]){_VOLUME}{_ISSUE}?(?:[ ]\([A-Z][a-z]{{2,8}}\.?(?:[ ]\d{{1,2}})?\))?\s*[:,]\s*{_PAGES}",
    rf"\b{YEAR}\.[ ]{_VOLUME}\.(?:[ ](?P<issue>[\w–-]{{1,9}})\.)?[ ]{_PAGES}\s*\.?$",
    rf"\bpp?\.[ ]?{_PAGES}",
    rf"(?<=[.,][ ])(?P<page>{_PAGE}\s?(?:--|[-–—])\s?{_PAGE})(?=\s*[.,]?\s*$)",
)
_LONE_YEARS = (
    rf"\({_BEFORE}{YEAR}(?:,[ ]{_again(_MONTH)}[ ]?\d*)?\)",
    rf"(?<=[.,;:\s])\b{YEAR}{_AFTER}(?=\s*[.,;:]|\s*$)",
    rf"\b{YEAR}{_AFTER}",
)
_YEAR_NEXT = re.compile(rf"[\s.,;:]*(\(?{YEAR}{_AFTER}\)?)")
_WORDS_OF_A_TITLE = 3
_NUMBER = re.compile(r"[A-Za-z]{1,3}\d{3,}|[A-Za-z]\d{5}-\d\d|\d{5,}")


@dataclass(frozen=True, slots=True)
class Imprint:
    """The spans of year, month, day, volume, issue and page or number; from `start` on the text is imprint.

    `year_apart` is where the year stands when it is no part of it, as in `Smith, J. (2010). Title …`.
    """

    spans: tuple[Span, ...] = ()
    start: int = -1
    year_apart: tuple[int, int] = (-1, -1)


def read_imprint(text: str, *, after: int = 0) -> Imprint:
    """The imprint behind place `after`, where the author list ends; an empty one where there is none."""
    near = _YEAR_NEXT.match(text, after) if after else None
    for form in _FORMS:
        if match := _last(form, text, after):
            spans, apart = _spans(match), (-1, -1)
            if near and near.end() <= match.start():
                apart = near.span(1)
            if not any(span.field == "year" for span in spans):
                year = (
                    near if apart[0] >= 0 else _lone_year(text, after, match.start()) or _lone_year(text, match.end())
                )
                spans = (*(_spans(year) if year else ()), *spans)
                apart = year.span() if year and apart[0] < 0 and year.start() < match.start() else apart
            return Imprint(spans=spans, start=match.start(), year_apart=apart)
    year = near or _lone_year(text, after)
    if year and len(re.findall(r"\w{2,}", text[year.end() :])) >= _WORDS_OF_A_TITLE:
        return Imprint(spans=_spans(year), year_apart=year.span(1) if year is near else year.span())
    return Imprint(spans=_spans(year), start=year.start()) if year else Imprint()


_compiled = cache(re.compile)


def _last(form: str, text: str, after: int) -> re.Match[str] | None:
    last = None
    for match in _compiled(form).finditer(text, after):
        last = match
    return last


def _lone_year(text: str, start: int, end: int | None = None) -> re.Match[str] | None:
    """A year in parentheses, else one between marks, else any; the last one in either case."""
    part = text if end is None else text[:end]
    return next((match for form in _LONE_YEARS if (match := _last(form, part, start))), None)


def _spans(match: re.Match[str]) -> tuple[Span, ...]:
    spans = []
    for name, value in match.groupdict().items():
        field = name.removesuffix("_2")
        if value and value.strip():
            field = "number" if field == "page" and _NUMBER.fullmatch(value) else field
            spans.append(Span(field=field, start=match.start(name), end=match.end(name)))
    return tuple(sorted(spans, key=lambda span: span.start))
