"""Claimed fields of any file to an item: a format says which tag or column is which field, here is what that means.

A field is named as in Item; beside these `page_first`, `page_last`, `year`, `month`, `subtitle`, `group`. Everything
else is extra: kept by a name that all formats share where there is one (CSL's), else by the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from citecheck import normalize
from citecheck.formats import author_cell, shared
from citecheck.model import Item, Name

Values = Mapping[str, Sequence[str]]
Extra = tuple[tuple[str, str], ...]

_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20\d{2}|2100)(?!\d)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zé]*\b\.?", re.I)
_RANGE = re.compile(r"(?:[a-z]{3,9}\.?\s*(?:-|–|/|and|to)\s*[a-z]{3,9})", re.I)
_DAY = re.compile(r"(?<![\d/-])(\d{1,2})(?![\d/-])")
_ISSN = re.compile(r"(?<![\dXx-])(\d{4})[-–]?(\d{3}[\dXx])(?![\dXx-])")
_ISBN = re.compile(r"(?<![\dX])(97[89][- ]?(?:\d[- ]?){9}\d|(?:\d[- ]?){9}[\dXx])(?![\dX])")
_DOI_HOST = re.compile(r"(?:^|//)(?:dx\.)?doi\.org/|^doi:", re.I)
_NOTED = re.compile(r"\b(PMID|PMCID|DOI)\s*:\s*(\S+)", re.I)
_PLAIN = ("type", "container_title", "container_title_short", "volume", "issue", "number", "publisher", "url")
_OTHERS = frozenset({"et al", "others", "and others", "et al.,"})
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
PREPRINT_SERVERS = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|research square|preprints?)\b", re.I)


def first(values: Values, name: str) -> str:
    found = values.get(name)
    if not found:
        return ""
    return found[0] or next((value for value in found if value), "")


def item(values: Values, *, names: tuple[Name, ...] | None = None, cut: bool = False) -> tuple[Item, Extra]:
    """The item, and what of its fields could not be understood. `names` where the format reads them itself."""
    if names is None:
        cells = values.get("author", ())
        cut = cut or any(cell.casefold().rstrip(".") in _OTHERS for cell in cells)
        names = (
            person_list(cell for cell in cells if cell.casefold().rstrip(".") not in _OTHERS)
            if cut
            else person_list(cells)
        )
    groups = tuple([Name(literal=group) for group in values["group"] if group]) if "group" in values else ()
    doi, pmid, pmcid, bad = _identifiers(values)
    issued, undated = date(values)
    plain = {name: first(values, name) for name in _PLAIN if name in values}
    made = Item(
        title=_title(values),
        author=names + groups if groups else names,
        authors_cut=cut and bool(names or groups),
        issued=issued,
        page=_page(values),
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        issn=issns(values["issn"]) if "issn" in values else (),
        isbn=isbns(values["isbn"]) if "isbn" in values else (),
        **plain,
    )
    return made, bad + undated if bad or undated else ()


def person_list(cells: Iterable[str]) -> tuple[Name, ...]:
    """One name a cell, as tag formats have them: `Family, Given, Suffix`, `Family JK`, a group."""
    return tuple([person(cell) for cell in cells if cell])


def person(text: str) -> Name:
    if ",," in text:  # EndNote's way to write a comma inside the name of a group
        return Name(literal=text.replace(",,", ",").rstrip(", "))
    family, comma, given = text.partition(",")
    if not comma:
        return _without_comma(text.strip())
    family, given = family.strip(), given.strip()
    if not given:
        return Name(literal=family) if " " in family else Name(family=family)
    if "," in given:
        given, _, suffix = (part.strip() for part in given.partition(","))
        if suffix and given:
            return Name(family=family, given=given, suffix=suffix)
        given = given or suffix
    return Name(family=family, given=given)


def _without_comma(text: str) -> Name:
    if " " not in text:
        return Name(family=text)
    names, _ = author_cell.read(text)
    return names[0] if len(names) == 1 else Name(literal=text)


def _title(values: Values) -> str:
    title, subtitle = first(values, "title"), first(values, "subtitle")
    if not subtitle or subtitle in title:
        return title
    return f"{title}{'' if title.endswith(('?', '!', ':')) else ':'} {subtitle}" if title else subtitle


def _page(values: Values) -> str:
    begin, end = first(values, "page_first"), first(values, "page_last")
    page = first(values, "page")
    if not begin:
        return tidy_pages(page or end)
    if not end or end == begin or "-" in begin or "–" in begin:
        return tidy_pages(begin)
    return f"{tidy_pages(begin)}-{end.translate(_DASHES)}"


def tidy_pages(text: str) -> str:
    """`641 -- 648`, `pp. 641–648` and `641-+` as one writes them: hyphens, no words."""
    if text.isalnum():
        return text
    text = re.sub(
        r"^(?:pp?[.:]?\s*(?=\d)|pp?\.\s*|pages?[.:]?\s+|S\.\s*(?=\d))", "", text.translate(_DASHES).strip(), flags=re.I
    )
    text = re.sub(r"\s*-+\s*", "-", text)
    return re.sub(r"-\+?$|\+$", "", text).strip(" .,;")


def _identifiers(values: Values) -> tuple[str, str, str, Extra]:
    found: dict[str, str] = {}
    bad: Extra = ()
    for name, normal in (("doi", normalize.doi), ("pmid", normalize.pmid), ("pmcid", normalize.pmcid)):
        good = ""
        for written in values.get(name, ()):
            good = normal(written) or (normalize.arxiv_doi(written) if name == "doi" else "")
            if good:
                break
            bad += ((name, written),) if written else ()
        found[name] = good
    if not found["doi"]:
        found["doi"] = _doi_elsewhere(values)
    for note in values.get("noted", ()):
        for kind, value in _NOTED.findall(note):
            if not found[kind.lower()]:
                found[kind.lower()] = getattr(normalize, kind.lower())(value.rstrip(".,;"))
    return found["doi"], found["pmid"], found["pmcid"], bad


def _doi_elsewhere(values: Values) -> str:
    for address in values.get("url", ()):
        if _DOI_HOST.search(address):
            return normalize.doi(address)
    return ""


def issns(cells: Iterable[str]) -> tuple[str, ...]:
    found = [f"{head}-{tail.upper()}" for cell in cells for head, tail in _ISSN.findall(cell)]
    return tuple(dict.fromkeys(found))


def isbns(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.strip() for cell in cells for match in _ISBN.findall(cell)))


def date(values: Values) -> tuple[tuple[int, ...], Extra]:
    """Year[, month[, day]] of the best of several dates, and the text of a date that says something else."""
    best: tuple[int, ...] = ()
    for text in values.get("issued") or ():
        found = when(text)
        if len(found) > len(best) and (not best or found[0] == best[0]):
            best = found
    year = next((found for text in values.get("year", ()) if (found := when(text))), ())
    if year and (not best or best[0] != year[0]):
        best = year
    if len(best) == 1 and (month := first(values, "month")):
        best = (best[0], *_month_day(month))
    if best:
        return best, ()
    kept = next((text for name in ("issued", "year") for text in values.get(name, ()) if text), "")
    return (), (("date", kept),) if kept else ()


def when(text: str) -> tuple[int, ...]:
    """The date a text begins with, as far as it is certain: `2004-03-01/2004-05`, `2004 Mar 1`, `c2004`, `2004//`."""
    text = text.strip()
    if len(text) == 4 and text.isdecimal() and text.isascii():
        return (int(text),) if "1000" <= text <= "2100" else ()
    if match := _ISO.search(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
        if 1000 <= year <= 2100:
            exact = 1 <= month <= 12
            return (year, *([month] if exact else []), *([day] if exact and 1 <= day <= 31 else []))
    match = _YEAR.search(text)
    if not match:
        return ()
    rest = text[: match.start()] + " " + text[match.end() :]
    return (int(match[1]), *_month_day(rest))


def _month_day(text: str) -> tuple[int, ...]:
    if text.isdecimal() and 1 <= int(text) <= 12:
        return (int(text),)
    found = _MONTH.findall(text)
    if len(found) != 1:
        return ()
    month = normalize.MONTHS.index(found[0].lower()) + 1
    days = _DAY.findall(text)
    return (month, int(days[0])) if len(days) == 1 and 1 <= int(days[0]) <= 31 else (month,)


def said(made: Item, bad: Extra) -> str:
    """ "" where the item says something; else the sentence that says why it is none."""
    if not shared.states_nothing(made):
        return ""
    return shared.only_bad(bad) or "it states nothing"
