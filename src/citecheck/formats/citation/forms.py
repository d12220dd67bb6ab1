"""Whole references in a form so fixed that no word need be judged: PubMed, GB/T 7714, ABNT, Web of Science, Japan."""

from __future__ import annotations

from citecheck.formats.citation.imprint import ARTICLE_NUMBER, MONTH_NAMES
from citecheck.formats.citation.patterns import later
from citecheck.model import Span
from citecheck.names import is_surname_with_initials

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_PAGE = r"(?P<page>[A-Za-z]{0,2}\d(?:[\w.+-]*\w)?(?:\s?[-–—~〜～]\s?[A-Za-z]{0,2}\d[\w]*)?)"
_MONTH = rf"(?P<month>(?i:{MONTH_NAMES})\b\.?)(?:[-/][^\W\d_]+\.?)?"
_ASIAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"

# PubMed's own `Medicine (Baltimore). 2020 Sep 11;99(37):e22109`: a journal, and everything in one order.
_PUBMED = later(
    rf"\s*(?P<container>[^\W\d][^.,;:]{{1,150}})\.\s{_YEAR}"
    r"(?:\s(?:(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|Spring|Summer|Autumn|Fall|Winter)"
    r"(?:\s(?P<day>\d{1,2})|-[A-Z][a-z]{2,5})?(?:-\d{1,2})?)?"
    r";\s?(?P<volume>[A-Za-z\d][\w /.-]{0,24}?)?\s?(?:\(\s?(?P<issue>[^()]{1,30}?)\s?\))?"
    r"(?::\s?(?P<page>[A-Za-z]{0,2}\d[\w.-]*?)|\.\spii:\s?(?P<number>\w+))\.?\s*"
)
# `Dole J, van Roe RB. Title. Journal. 2015 Mar;12(3):123-31.` and `Dole J, Roe R (2015) Title. Journal 12: 123-131.`,
# where neither title nor journal has a full stop within it.
_PERSON = r"[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*){0,3}? [A-Z]{1,4}(?: (?:Jr|Sr|2nd|3rd|II|III|IV))?"
_PEOPLE = rf"\s*(?P<author>{_PERSON}(?:, {_PERSON})*(?:,? et al)?)"
_TITLE = r"(?P<title>[^\W_][^.?!]*(?:\.(?=\w)[^.?!]+)*)[.?!]\.?\s"
_ISSUE = r"\s?(?:\(\s?(?P<issue>[^()]{1,30}?)\s?\))?\s?"
_VANCOUVER = later(
    rf"{_PEOPLE}\.\s{_TITLE}(?P<container>[^.;:\d?!]{{2,100}})\.?\s{_YEAR}(?:\s{_MONTH}(?:\s(?P<day>\d{{1,2}}))?)?;\s?"
    rf"(?P<volume>\w+){_ISSUE}:\s?{_PAGE}\.?\s*"
)
_YEAR_IN_FRONT = later(
    rf"{_PEOPLE}\.?\s\({_YEAR}\)\.?\s{_TITLE}(?P<container>[^.;:\d?!]{{2,100}}?),?\s(?P<volume>\d+){_ISSUE}[:,]\s?{_PAGE}\.?\s*"
)
_PUBLISHED_ONLINE = later(
    rf"{_PEOPLE}\.\s{_TITLE}(?P<container>[^.;:\d?!]{{2,100}})\.\sPublished online:?\s"
    rf"{_MONTH}\s(?P<day>\d{{1,2}}),\s{_YEAR}\W*"
)
_BOOK = later(
    rf"{_PEOPLE}(?:,?\s(?:editors?|eds?))?\.\s{_TITLE}(?:(?P<edition>\d+(?:st|nd|rd|th)\s(?:rev\.?\s)?ed)\.\s)?"
    rf"(?P<location>[^:;.\d]{{3,60}}):\s(?P<publisher>[^;:\d]{{2,80}});\sc?{_YEAR}(?:\.\s?(?:.*\bp\.\s?{_PAGE}\W*|.*))?"
)
# `[1]靳某.题名[J].刊名,2015,13(24):44-5.` and `某某, 1998. 题名[J]. 刊名(5): 38–39.`
_GBT_ARTICLE = later(
    rf"\s*(?P<author>[^.\[\]]{{2,400}}?)(?:,\s?{_YEAR})?\.\s*(?P<title>[^\[\]]+?)\s*\[(?P<kind>[JCNZ])(?:/OL)?\]\s*[.,]?\s*"
    rf"(?P<container>[^,.\d()]+?)\s*(?:[,.]\s*(?P<year2>(?:19|20)\d\d))?\s*,?\s*(?P<volume>\d+)?\s*(?:\(\s?(?P<issue>[^()]+?)\s?\))?"
    rf"\s*(?::\s*{_PAGE})?\W*"
)
_GBT_BOOK = later(
    rf"\s*(?P<author>[^.\[\]]{{2,400}}?)\.\s*(?P<title>[^\[\]]+?)\s*\[(?P<kind>[MDR])(?:/OL)?\]\s*[.,]?\s*"
    rf"(?:(?P<location>[^:,.]+?)\s*:\s*)?(?P<publisher>[^,.:]+?)\s*,\s*{_YEAR}\s*(?::\s*{_PAGE})?\W*"
)
_ABNT_NAME = r"(?:[A-ZÀ-Þ]['’A-ZÀ-Þ -]+,\s(?:(?:[A-Z]\.[ -]?)+(?:[A-Z](?=;))?|[A-ZÀ-Þ][a-zß-ÿ][^;.\d]{1,40}))"
_ABNT = later(
    rf"\s*(?P<author>{_ABNT_NAME}(?:;\s?{_ABNT_NAME})*(?:;?\s?et al\b)?)(?:(?<=\.)\s*|\.?\s+)"
    rf"(?P<title>[^\W\d_].+?)\.\s+(?P<container>(?:\w{{1,10}}\.\s)*?[^.]{{4,}}?\.?)"
    rf"(?:[.,]\s+(?P<location>[A-ZÀ-Þ][\w’' -]+?(?:/[A-Z]{{2}})?))?,\s+(?:ano\s\w+,\s)?v\.\s?(?P<volume>\w+)"
    rf"(?:,\s+n\.\s?(?P<issue>[\w./-]+(?:\sesp\.)?))?(?:,\s+p\.\s?{_PAGE})?,\s+(?:(?P<day>\d{{1,2}})\s)?(?:{_MONTH}\s?)?{_YEAR}\b.*",
)
_ABNT_BOOK = later(
    rf"\s*(?P<author>{_ABNT_NAME}(?:;\s?{_ABNT_NAME})*(?:;?\set al\b)?)(?:(?<=\.)\s*|\.?\s+)"
    r"(?P<title>[^\W\d_][^.]+?)\.\s+(?:(?P<edition>\d+\.?\s?(?:ed|rev)\.?[^.:]*)\.\s+)?"
    rf"(?P<location>[A-ZÀ-Þ][^:.,\d]+?):\s(?P<publisher>[^,.:]+),\s{_YEAR}\b[^:]*"
)
_WEB_OF_SCIENCE = later(
    rf"\s*(?P<author>[^\W\d_][^,\d]{{1,40}}(?:,\s[A-Z]{{1,4}})?),\s{_YEAR},\s(?P<container>[^,]{{2,80}}),\sV(?P<volume>\w+)"
    r"(?:,\sP(?P<page>\w+))?\W*"
)
# `某某 他「題名」誌名 109:186~190,2020` and `某某, 某某: 題名. 誌名 12: 34-56, 2020`
_JAPANESE = later(
    rf"\s*(?P<author>[{_ASIAN}][{_ASIAN}\s,、・·]*?)\s*(?:「|『|[:.]\s)\s*(?P<title>[^「」『』]+?)\s*(?:」|』|\.\s)\W*(?P<container>[{_ASIAN}A-Za-z][^\d,.]*?)[\s,]*"
    rf"(?P<volume>\d+)\s*(?:巻|\((?P<issue>[^()]+)\))?\s*[:,]\s*{_PAGE}\s*[,.(]\s*{_YEAR}\W*"
)
# `某某, 某某. 題名. 誌名. 2015; 12(3): 123-131.`
_ASIAN_VANCOUVER = later(
    rf"\s*(?P<author>[{_ASIAN}][{_ASIAN}\s,、・·]*?)\.\s*(?P<title>[^.]+?)\.\s*(?P<container>[^.;\d]{{2,60}}?)[.,]?\s*{_YEAR}\s*[;,]\s*"
    rf"(?P<volume>\d+)\s?(?:\(\s?(?P<issue>[^()]{{1,30}}?)\s?\))?\s?:\s?{_PAGE}\W*"
)
_FORMS = (
    (";", _PUBMED), (";", _VANCOUVER), (") ", _YEAR_IN_FRONT), ("Published online", _PUBLISHED_ONLINE), ("; ", _BOOK),
    ("[", _GBT_ARTICLE), ("[", _GBT_BOOK), (" v. ", _ABNT), (": ", _ABNT_BOOK), (", V", _WEB_OF_SCIENCE),
    ("", _JAPANESE), ("", _ASIAN_VANCOUVER),
)  # fmt: skip
_FIELDS = {"container": "container-title", "location": "publisher-place", "year2": "year", "kind": "aside"}


def read_form(rest: str) -> list[Span] | None:
    """The parts of a reference in one of these forms, the list of authors as one; None for any other."""
    for mark, form in _FORMS:
        if mark in rest and (mark or not rest.isascii()) and (match := form.fullmatch(rest)):
            if form is _PUBMED and is_surname_with_initials(match["container"]) and not match["month"]:
                return None  # `Dole J. 2013;113(1):40-51`
            return [
                Span(field=_field(name, value), start=match.start(name), end=match.end(name))
                for name, value in match.groupdict().items()
                if value
            ]
    return None


def _field(name: str, value: str) -> str:
    if name == "page" and ARTICLE_NUMBER.fullmatch(value):
        return "number"
    return _FIELDS.get(name, name)
