"""Rules on when and where a work appeared: dates, volumes and pages in their usual order, journals, publishers."""

from __future__ import annotations

import re

from citecheck.formats.citation.imprint import MONTH_NAMES
from citecheck.formats.citation.patterns import later
from citecheck.formats.citation.runs import Runs

_RANGE = r"[A-Za-z]{0,3}\d(?:[\w.]*\w)?(?:\s?[-–—]\s?[A-Za-z]{0,2}\d\w*)?|[ivxlc]+\s?[-–]\s?[ivxlc]+"
_MONTHS = rf"(?:{MONTH_NAMES})\b\.?(?:[ ]?[-–/][ ]?(?:{MONTH_NAMES})\b\.?)?"
_DATE = rf"(?:1[5-9]|20)\d\d(?:[ ]{_MONTHS}(?:[ ]\d{{1,2}}(?:[-–]\d{{1,2}})?(?!\d))?)?"
# `2010 Nov 19;87(22):60-1, 68-70.`
_VANCOUVER = later(
    rf"(?<![\w./-])(?P<date>{_DATE})[a-z]?\s?;\s?(?:(?P<volume>[A-Z]?\d[\w/–-]{{0,8}})\s*)?"
    r"(?:\(\s?(?P<issue>[\w .,/–-]{1,30}?)\s*\))?"
    rf"\s*:\s?(?P<page>(?:{_RANGE})(?:,\s(?:{_RANGE})(?![\w(:]))*)(?=[\s.,;\])]|$)",
    re.I,
)
# `2020; 67.` at the end
_VOLUME_ALONE = later(r"(?<![\w./-])(?:1[5-9]|20)\d\d;\s?(?P<volume>\d{1,4})\.?\W*$")
_DAY = later(
    rf"(?<![\w./-])(?P<date>(?:1[5-9]|20)\d\d\s(?:{MONTH_NAMES})\b\.?\s\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}})?)(?=\s*(?:[.;:\[,]|$))",
    re.I,
)
# The end of a reference in the style of physicists and of Nature: `Journal 41, 7 (2015).`
_TWO_NUMBERS = later(
    r"(?<=\w[\s,])\s?(?P<volume>[A-Z]?\d{1,4}(?:[-–/]\d{1,4})?)(?:\s?,\s|\s(?=\d+,\s))(?P<page>[A-Za-z]{0,2}\d[\w–-]*)"
    r",?\s\((?P<date>(?:1[5-9]|20)\d\d)\)\W*$"
)
_TAIL = 40  # characters that hold it
# One number there is a page if it is large: in 237 of 249 such references that Crossref rendered.
_LARGE_NUMBER = later(r"\d{3,4}\s\((?:1[5-9]|20)\d\d\)\W*$")
_PREPRINT_NUMBER = later(
    r"(?<![\d./])(?P<page>\d{4}\.\d\d\.\d\d\.\d{6,8})(?!\d)|(?<=rxiv[ ,:])\s?(?P<number>\d{6})(?!\d)", re.I
)
_ORDINAL = later(r"\d{1,3}(?:st|nd|rd|th)\b")
_VOLUME_WORD = later(r"\bvol(?:ume|\.)?\s*$", re.I)
_NO_NUMBER = later(r"(?:[a-z]+\.?\s)?(?:0+(?:\s?[-–]\s?0+)?|x{2,}|\?+)", re.I)
_COPYRIGHT = later(r"(?<![\w.])[c©]\s?(?P<date>(?:19|20)\d\d)\b")
_YEAR = later(r"(?:19|20)\d\d")
_EDITED = later(
    r"\b(?:eds?|editors?|hrsg|hg|coords?|orgs?)\b\.?\)?[.,:]*\s+(?:In:\s+)?(?P<container>[^\W\d_][^.]{4,}?)\.\s"
)
_PLACE_AND_PUBLISHER = later(
    r"(?<=[.;] )(?P<location>[^\W\d_][^\W\d_. -]*(?:[ -][^\W\d_]+){0,3}(?:,? \(?[A-Z][\w. ]+\)?)?)\s?:\s"
    r"(?P<publisher>[A-ZÀ-Þ][^:;.\d]{2,60}?);\s*$"
)
_SERVER = later(
    r"(?<=[.?!])\s+(?P<container>bioRxiv|medRxiv|arXiv|ChemRxiv|PsyArXiv|SocArXiv|EarthArXiv|OSF Preprints"
    r"|Research Square|SSRN(?: Electronic Journal)?|Preprints(?:\.org)?|Authorea|Zenodo|figshare|Dryad)\W*$",
    re.I,
)
_NO_CONTAINER = later(
    r"\W*(?:see|in|preprint|preprint posted|posted|available|online|crossref|pubmed|\[?cs\b.*)\W*", re.I
)


def _vancouver(runs: Runs) -> Runs:
    """`2010 Nov 19;87(22):60-1, 68-70` is date, volume, issue and pages."""
    found = _VANCOUVER.search(runs.text) if ";" in runs.text else None
    if not found:
        return runs
    for field in ("date", "volume", "issue", "page"):
        if found[field]:
            runs = runs.claim(field, found.start(field), found.end(field))
    kept = [
        run for run in runs if run.field not in ("volume", "issue", "page") or found.start() <= run.start < found.end()
    ]
    return Runs.made(runs.text, kept)


def _volume_alone(runs: Runs) -> Runs:
    """`2020; 67.` ends in the volume."""
    found = _VOLUME_ALONE.search(runs.text.rstrip()) if ";" in runs.text else None
    return runs.claim("volume", found.start("volume"), found.end("volume")) if found else runs


def _day(runs: Runs) -> Runs:
    """The day of a date is no volume: `2015 Jul 29.`"""
    found = _DAY.search(runs.text)
    return runs.claim("date", found.start("date"), found.end("date")) if found else runs


def _preprint_number(runs: Runs) -> Runs:
    """`bioRxiv 2020.01.01.123456` and `bioRxiv 123456` have a number and neither volume nor page."""
    found = _PREPRINT_NUMBER.search(runs.text) if "rxiv" in runs.text.lower() else None
    if not found:
        return runs
    kept = [run for run in runs if run.field not in ("volume", "issue", "page")]
    return Runs.made(runs.text, kept).claim("page", *found.span(found.lastgroup or 0))


def _two_numbers(runs: Runs) -> Runs:
    """Two numbers before the year that ends the reference are volume and page, however they were read.

    One number there, without a title, is a page if it is large.
    """
    last = len(runs.text.rstrip())
    if ")" not in runs.text[max(0, last - 3) : last]:
        return runs
    end = _TWO_NUMBERS.search(runs.text, max(0, last - _TAIL))
    if end:
        for field in ("volume", "page", "date"):
            runs = runs.claim(field, end.start(field), end.end(field))
        return Runs.made(runs.text, [run for run in runs if run.start < end.end("date")])
    volume = None if runs.has("title", "page") else runs.first("volume")
    return runs.relabel(volume, "page") if volume and _LARGE_NUMBER.match(runs.text, volume.start) else runs


def _no_number(runs: Runs) -> Runs:
    """`00`, `000–000` stand for numbers to come, `25th` counts meetings; `Vol. 30` is no page, nor is a lone year."""
    for run in [run for run in runs if run.field in ("volume", "issue", "page")]:
        number = runs.of(run)
        if _NO_NUMBER.fullmatch(number.strip()) or _ORDINAL.match(runs.text, run.start):
            runs = runs.relabel(run, "aside")
        elif run.field == "page" and not runs.has("volume"):
            if _VOLUME_WORD.search(runs.text, max(0, run.start - 8), run.start):
                runs = runs.relabel(run, "volume")
            elif _YEAR.fullmatch(number) and not runs.has("issue"):
                runs = runs.relabel(run, "other" if runs.has("date") else "date")
    return runs


def _copyright(runs: Runs) -> Runs:
    """`c2006` is a year."""
    found = _COPYRIGHT.search(runs.text)
    if not found or any(run.field == "date" and _YEAR.search(runs.of(run)) for run in runs):
        return runs
    return runs.claim("date", found.start(), found.end())


def _publisher(runs: Runs) -> Runs:
    """`Berne (Switzerland): Loaf Press; 2006` has a place and a publisher, where none was seen."""
    date = runs.first("date")
    if runs.has("volume", "issue") or not date or not runs.has("title", "author"):
        return runs
    found = _PLACE_AND_PUBLISHER.search(runs.text[: date.start])
    if not found:
        return runs
    for field in ("location", "publisher"):
        runs = runs.claim(field, found.start(field), found.end(field))
    return runs


def _edited(runs: Runs) -> Runs:
    """The book of a chapter stands behind its editors, where no other was seen."""
    at = max(runs.text.find(" In: "), runs.text.find(" in: "))
    if at < 0 or runs.has("container"):
        return runs
    found = _EDITED.search(runs.text, at)
    return runs.claim("container", found.start("container"), found.end("container")) if found else runs


def _server(runs: Runs) -> Runs:
    """A server of preprints at the end of a title is where it stands."""
    title = runs.first("title")
    found = _SERVER.search(runs.text, title.start, title.end) if title else None
    if not title or not found:
        return runs
    runs = Runs.made(runs.text, [run for run in runs if run.field != "container"])
    return runs.claim("container", found.start("container"), found.end("container"))


def _debris(runs: Runs) -> Runs:
    """`See`, `Crossref. PubMed.` are no journals."""
    for run in runs:
        if run.field == "container" and _NO_CONTAINER.fullmatch(runs.of(run)):
            runs = runs.relabel(run, "other")
    return runs


NUMBERS = (_vancouver, _volume_alone, _day, _copyright, _two_numbers, _preprint_number, _no_number)
CONTAINERS = (_server, _edited, _publisher, _debris)
