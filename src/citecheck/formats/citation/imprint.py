"""When and where a work appeared: year, month, day, volume, issue, pages or number, out of the runs tagged so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from citecheck.formats.citation.patterns import later
from citecheck.model import Span

_YEAR = later(r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)(?!\d)")
# How each month begins in the languages of Europe that references are written in, in their order.
_MONTHS = (
    "jan|ene|gen|янв", "feb|fev|fév|февр", "mar|mär|mrz|march|марта?", "apr|abr|avr|апр", "may|mai|maj|mag|мая|май",
    "jun|juin|giu|июн", "jul|juil|lug|июл", "aug|ago|aoû|авг", "sep|set|сент", "oct|out|okt|ott|окт", "nov|ноя",
    "dec|dez|dic|déc|дек",
)  # fmt: skip
MONTH_NAMES = "|".join(rf"(?:{start})[^\W\d_]{{0,7}}" for start in _MONTHS)
_MONTH = later(
    rf"\b(?P<month>{MONTH_NAMES})\b\.?(?P<to>[ ]?[-–/][ ]?[A-Z][a-z]{{2,8}}\b\.?)?(?:[ ](?P<day>\d{{1,2}})(?!\d))?",
    re.I,
)
_DAY = later(r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ ]$", re.I)
# A year that nothing but its brackets or marks tells.
_LONE_YEARS = tuple(
    re.compile(form)
    for form in (
        r"\((?P<year>(?:1[5-9]|20)\d\d)[a-z]?\)",
        r"(?<![\w.–-])(?P<year>(?:1[5-9]|20)\d\d)[a-z]?(?=\s*(?:[.,;:)]|$))",
    )
)
# Two fields in one run: `2015;129`, `10, 119`, `298: 6163-6169`.
_YEAR_FIRST = later(r"(?P<year>(?:1[5-9]|20)\d\d)\s*[;,:]\s*(?P<rest>\w.*)", re.S)
_TWO = later(r"(?P<volume>\w{1,6})\s*[,:]\s*(?P<page>[A-Za-z]{0,2}\d\S*)", re.S)
_ANNOUNCED = {
    "volume": r"vol(?:ume)?s?|bd|band|jg|jahrgang|tome?|t|v|т|том",
    "issue": r"numbers?|num|nos?|n[°º]|nr|n|№|iss(?:ue)?|heft|h|núm|jg|jahrgang|вып",
    "page": r"pages?|pp?|pgs?|pag|seiten?|ss?|art(?:icle)?|article no|paper|no|с|стр",
}
_BEFORE = {field: re.compile(rf"(?:\W*\b(?:{words})\b[.:]?\W*)+(?=\w)", re.I) for field, words in _ANNOUNCED.items()}
_SUPPLEMENT = later(
    r"(?:;\s?[A-Z]?\d{1,4}|\(\d{1,3})"
    r"(?P<more>\s?(?:Suppl(?:ement)?|Pt|Part|Spec No)\b\.?(?:\s?[\dA-Z]{1,3}\b)?)(?=\s?[(:)])",
    re.I,
)
ARTICLE_NUMBER = later(r"[A-Za-z]{1,3}\d{3,}|[A-Za-z]\d{5}-\d\d|\d{5,}|[A-Za-z]{2,}[\d.]{3,}")


def month_of(word: str) -> int:
    """The number of a month by its name in one of many languages, 0 for none."""
    return next((at for at, start in enumerate(_MONTHS, 1) if word and re.match(start, word, re.I)), 0)


def supplements(text: str) -> list[range]:
    """Where a volume or an issue goes on in words: `49 Suppl 2:`, `12(3 Pt 1):`. The tagger reads them better bare."""
    return [range(*match.span("more")) for match in _SUPPLEMENT.finditer(text)]


def with_supplements(span: Span, more: Sequence[range]) -> Span:
    """The span of a volume or issue, with the words that go on behind it."""
    if span.field not in ("volume", "issue"):
        return span
    end = next((one.stop for one in more if one.start == span.end), span.end)
    return replace(span, end=end)


def read_imprint(text: str, runs: Sequence[Span]) -> list[Span]:
    """The spans of year, month, day, volume, issue, and page or number."""
    runs = list(_parted(text, runs))
    dates = [run for run in runs if run.field == "date"]
    spans = list(_date(text, dates) or _lone_year(text, runs))
    for run in runs:
        if run.field in _ANNOUNCED:
            start = _behind_the_word(text, run)
            end = _whole(text, start, run.end)
            number = run.field == "page" and ARTICLE_NUMBER.fullmatch(text, start, end)
            spans.append(Span(field="number" if number else run.field, start=start, end=end))
    return spans


def _parted(text: str, runs: Sequence[Span]) -> Iterator[Span]:
    """The runs, one that holds two fields as two."""
    stated = {run.field for run in runs}
    for run in runs:
        if run.field in ("volume", "page"):
            year = None if "date" in stated else _YEAR_FIRST.fullmatch(text, run.start, run.end)
            if year:
                yield Span(field="date", start=year.start("year"), end=year.end("year"))
                yield Span(field=run.field, start=year.start("rest"), end=run.end)
                continue
            both = None if {"volume", "page"} <= stated else _TWO.fullmatch(text, run.start, run.end)
            if both:
                yield Span(field="volume", start=both.start("volume"), end=both.end("volume"))
                yield Span(field="page", start=both.start("page"), end=run.end)
                continue
        yield run


def _behind_the_word(text: str, run: Span) -> int:
    match = _BEFORE[run.field].match(text, run.start, run.end)
    return match.end() if match else run.start


def _whole(text: str, start: int, end: int) -> int:
    """The end of a run, with the bracket that closes what it opened."""
    part = text[start:end]
    return end + (part.count("(") > part.count(")") and text[end : end + 1] == ")")


def _date(text: str, runs: Sequence[Span]) -> list[Span]:
    """Year, month and day; what else is a date is a span `date`. Empty where no run holds a year."""
    years = [match for run in runs for match in _YEAR.finditer(text, run.start, run.end)]
    if not years:
        return []
    spans = [_part(years[0], "year")]
    for run in runs:
        month = _MONTH.search(text, run.start, run.end)
        if month and len(spans) == 1:
            spans.append(
                Span(
                    field="month",
                    start=month.start("month"),
                    end=month.end("to") if month["to"] else month.end("month"),
                )
            )
            day = None if month["to"] else month if month["day"] else _DAY.search(text, run.start, month.start())
            spans += [_part(day, "day")] if day else []
    return [*spans, *(Span(field="date", start=run.start, end=run.end) for run in runs if not _only(run, spans))]


def _only(run: Span, spans: Sequence[Span]) -> bool:
    """Is the run no more than one of the spans?"""
    return any(span.start <= run.start and run.end <= span.end for span in spans)


def _part(match: re.Match[str], name: str) -> Span:
    return Span(field=name, start=match.start(name), end=match.end(name))


def _lone_year(text: str, runs: Sequence[Span]) -> list[Span]:
    """The last year that stands in brackets, or else before a mark, outside the runs that state another field."""
    taken = [run for run in runs if run.field not in ("other", "label", "date", "publisher", "location")]
    for form in _LONE_YEARS:
        for match in reversed(list(form.finditer(text))):
            if not any(run.start <= match.start("year") < run.end for run in taken):
                return [_part(match, "year")]
    return []
