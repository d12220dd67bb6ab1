"""The tagger's runs, mended where the marks of a reference tell more surely than its words where a part ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from citecheck.formats.citation import names, tokens
from citecheck.model import Span

_LIST_ENDS = re.compile(r"(?<=[^\W\d_] )(?P<initials>[A-Z]{1,4})\.\s+(?=[^\W\d_]{2})")
_TERSE_LIST = re.compile(r"(?P<people>[^\W\d_][^.;:]*?[ ][A-Z]{1,4})\.[ ]+(?P<rest>[^.;:]*[^\W\d_]{2}[^.;:]*)$")
_GIVEN = ("G", "g", "gt", "gj")  # words used mostly as given names; see tokens.use
_SPOKEN = re.compile(r"[^\W\d_]\.")  # initials in front
_MORE_INITIALS = re.compile(r"\b[A-Z]{1,3}\b|\bet\b")
_EDIT = re.compile(r"\b(?:eds?|edited|editors?|hrsg|hg|coord)\b", re.I)
_BEHIND = 12  # characters in which somebody is said to edit
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_APART = frozenset({"author", "container", "volume", "page", "editor"})
# `"Title." Journal`: a closing mark that ends a sentence or a part; not `"Word" in a title`.
_QUOTE_ENDS = re.compile(
    r"(?:(?<=[.,?!])|(?<=[.,?!] ))[\"”“»’']+(?=\W|$)|[\"”“»]+(?=\s*[.,;:]|\s+(?:In:?|in:)\s)|['’](?=[,;]|\.\s)"
)
_QUOTE_BEGINS = re.compile(r"[\"“”„«‘'`]\s?$")
_REMARK = re.compile(
    r"\s?[(\[][^()\[\]]*\b(?:thesis|dissertation|series|report|edition|edn|ed|aufl|auflage|vols?|band|unpublished"
    r"|in [A-Z]\w+)\b[^()\[\]]*[)\]]?$",
    re.I,
)
# What is said of a work behind its title: its kind, its state, who else had a hand in it, in how many volumes it is.
_SAID_BEHIND = re.compile(
    r"(?P<mark>[.,?!;])\W{1,3}(?:"
    r"(?:(?:unpublished|doctoral|ph\.?\s?d\.?|master[’']?s|m\.?s\.?|m\.?a\.?|diploma) )+(?:thesis|dissertation)"
    r"|thèse\b|dissertation\b|diss\.|(?:technical |tech\.? |research )+rep(?:ort\b|\.)|working (?:paper|draft)"
    r"|discussion paper|unpublished\b|(?:to appear|submitted|forthcoming|in press|in preparation)\b|preprint\b"
    r"|retrieved (?:from|on)\b|ser\.(?=\s|$)"
    r"|(?:edited|translated|ed|trans|transl)\.?(?: and (?:edited|translated))? by\b|\d+ vols?\b|vol(?:ume|\.)? ?\d)",
    re.I,
)
# The end of a reference in the style of physicists and of Nature: `Journal 41, 7 (2015).`
_TWO_NUMBERS = re.compile(
    r"(?<=\w\s)(?P<volume>[A-Z]?\d{1,4}(?:[-–/]\d{1,4})?)\s?,\s(?P<page>[A-Za-z]{0,2}\d[\w–-]*)"
    r"\s\((?P<date>(?:1[5-9]|20)\d\d)\)\W*$"
)
_TAIL = 40  # characters that hold it
# One number there is a page if it is large: in 237 of 249 such references that Crossref rendered.
_LARGE_NUMBER = re.compile(r"\d{3,4}\s\((?:1[5-9]|20)\d\d\)\W*$")
_PART = re.compile(r",? (?:part|teil) (?:\d{1,2}|[IVX]{1,4})(?=[.:?]\s)", re.I)
_IN = re.compile(r"(?:in|In:)\s+(?=\W*[A-Z])")
_YEAR_LETTER = re.compile(r"[a-h],\s+(?=\w)")


def mended(rest: str, runs: Iterable[Span]) -> list[Span]:
    """The runs of `rest`, in order, with the rules of this module applied one after the other."""
    found = _whole(list(runs))
    for rule in _RULES:
        found = rule(rest, found)
    return found


def _whole(runs: Sequence[Span]) -> list[Span]:
    """The runs, with one title instead of two where only loose ends stand between (`… Press, 1986. 310 pp`)."""
    titles = [at for at, run in enumerate(runs) if run.field == "title"]
    if len(titles) < 2 or any(run.field in _APART for run in runs[titles[0] : titles[-1]]):
        return list(runs)
    title = Span(field="title", start=runs[titles[0]].start, end=runs[titles[-1]].end)
    return [*runs[: titles[0]], title, *runs[titles[-1] + 1 :]]


def _people_in_front(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, with people at the head as authors: those of a list that goes on, and all who aren't said to edit."""
    if not runs or runs[0].field != "editor":
        return runs
    goes_on = len(runs) > 1 and runs[1].field == "author"
    alone = not any(run.field == "author" for run in runs)
    if not goes_on and (not alone or _EDIT.search(rest, runs[0].start, runs[0].end + _BEHIND)):
        return runs
    return [replace(runs[0], field="author"), *runs[1:]]


def _group_in_front(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, with `World Health Organization. Title …` as author and title where no author was seen.

    A group with a year in its name (`GBD 2019 Injury Collaborators`) is easily taken for an author and a date.
    """
    title = next((at for at, run in enumerate(runs) if run.field == "title"), -1)
    if title < 0:
        return runs
    dated = names.GROUP_FIRST.match(rest, runs[0].start, runs[title].end)
    if dated and not (_YEAR.search(dated["group"]) and dated.end() > runs[title].start):
        dated = None
    alone = not any(run.field == "author" for run in runs)
    group = dated or (names.GROUP_FIRST.match(rest, runs[title].start, runs[title].end) if alone else None)
    if not group:
        return runs
    author = Span(field="author", start=group.start(), end=group.end("group"))
    before = [run for run in runs[:title] if run.end <= group.start()]
    return [*before, author, Span(field="title", start=group.end(), end=runs[title].end), *runs[title + 1 :]]


def _title_apart(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, where `Quill T. Salt` was read as one author with the first word of the title parted again.

    In the Vancouver style a full stop behind initials ends the list; only another name with initials may follow.
    `Jane T. Salt, Quill and ink` names a person: there a mark stands before the title. Where all are surnames with
    initials, a colon may be within the title (`Quill T, Koch I. PTGL: graphs …`).
    """
    first = next((at for at, run in enumerate(runs) if run.field == "author"), -1)
    end = _LIST_ENDS.search(rest, runs[first].start, runs[first].end) if first >= 0 else None
    if not end or _SPOKEN.match(rest, runs[first].start) or _MORE_INITIALS.search(rest, end.end(), runs[first].end):
        return runs
    title = next((run for run in runs[first + 1 : first + 2] if run.field == "title"), None)
    people = rest[runs[first].start : end.end("initials")].split(", ")
    listed = len(people) > 1 and all(map(names.is_surname_with_initials, people))
    if not title or rest[runs[first].end : title.start].strip(" :" if listed else " "):
        return runs
    author = replace(runs[first], end=end.end("initials"))
    return [*runs[:first], author, replace(title, start=end.end()), *runs[first + 2 :]]


def _list_apart(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, where a journal (or a title of a word or two) was read as the end of a list of surnames with initials.

    `Quill T, Koch I. J Fict Ink. 1979;49:1-25`: a full stop behind initials ends the list, one before the year or the
    journal what stands behind it. `Jane T. Salt.` names a person: its first word is a given name.
    """
    at = next((at for at, run in enumerate(runs) if run.field in ("author", "container")), -1)
    found = _TERSE_LIST.match(rest, runs[at].start, runs[at].end) if at >= 0 else None
    if not found or at + 1 >= len(runs) or runs[at + 1].field not in ("container", "date", "volume"):
        return runs
    people = found["people"].split(", ")
    if rest[runs[at].end : runs[at + 1].start].strip() != "." or not all(map(names.is_surname_with_initials, people)):
        return runs
    one_name = len(people) == 1 and " " not in found["rest"]
    if one_name and tokens.use(found["people"].split()[0]) in _GIVEN:
        return runs
    field = "title" if runs[at + 1].field == "container" else "container"
    author = Span(field="author", start=runs[at].start, end=found.end("people"))
    return [*runs[:at], author, Span(field=field, start=found.start("rest"), end=runs[at].end), *runs[at + 1 :]]


def _letter_apart(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, where the letter of a year (`2006 a, Journal`) opens the part behind it."""
    return [
        replace(run, start=letter.end())
        if at and runs[at - 1].field == "date" and (letter := _YEAR_LETTER.match(rest, run.start, run.end))
        else run
        for at, run in enumerate(runs)
    ]


def _two_numbers(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, two numbers before the year that ends the reference as volume and page, however they were read.

    One number there, without a title, is a page if it is large.
    """
    last = len(rest.rstrip())
    if ")" not in rest[last - 3 : last]:
        return runs
    end = _TWO_NUMBERS.search(rest, max(0, last - _TAIL))
    if not end:
        alone = not {"title", "page"} & {run.field for run in runs}
        return [
            replace(run, field="page")
            if alone and run.field == "volume" and _LARGE_NUMBER.match(rest, run.start)
            else run
            for run in runs
        ]
    said = [Span(field=field, start=end.start(field), end=end.end(field)) for field in ("volume", "page", "date")]
    start = end.start()
    kept = [replace(run, end=min(run.end, start)) for run in runs if run.start < start]
    return [*kept, *said]


def _part_kept(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, a title with the number of the part that it is (`…, part 9.`)."""
    at = next((at for at, run in enumerate(runs) if run.field == "title"), -1)
    part = _PART.match(rest, runs[at].end) if at >= 0 else None
    if not part:
        return runs
    start = part.end() + 2  # behind the mark and the space
    behind = [replace(run, start=max(run.start, start)) for run in runs[at + 1 :] if run.end > start]
    return [*runs[:at], replace(runs[at], end=part.end()), *behind]


def _quoted(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, where a title that opens with a quotation mark goes on behind the closing one.

    What is behind it is the container, where no other is known.
    """
    at = next((at for at, run in enumerate(runs) if run.field == "title"), -1)
    if at < 0 or not _QUOTE_BEGINS.search(rest, max(0, runs[at].start - 2), runs[at].start):
        return runs
    title = runs[at]
    close = _QUOTE_ENDS.search(rest, title.start, title.end)
    if not close or title.end - close.end() < 3:
        return runs
    behind = re.compile(r"\W*(?:[Ii]n\b\W*)?").match(rest, close.end(), title.end)
    start = behind.end() if behind else close.end()
    known = any(run.field == "container" for run in runs)
    container = [] if known or start >= title.end else [Span(field="container", start=start, end=title.end)]
    end = close.start()
    return [*runs[:at], replace(title, end=end), *container, *runs[at + 1 :]]


def _announced(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, a title without the `in` that announces it."""
    for at, run in enumerate(runs):
        if run.field == "title" and (word := _IN.match(rest, run.start, run.end)):
            return [*runs[:at], replace(run, start=word.end()), *runs[at + 1 :]]
    return runs


def _alone(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, where the only title of a book was read as that of a journal or a whole."""
    stated = {run.field for run in runs}
    if "title" in stated or not stated & {"publisher", "location", "edition"} or stated & {"volume", "issue"}:
        return runs
    return [replace(run, field="title") if run.field == "container" else run for run in runs]


def _remark_apart(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, a title without the remark on what kind of work it is, which series it is in or who edited it."""
    for at, run in enumerate(runs):
        if run.field == "title":
            behind = _SAID_BEHIND.search(rest, run.start + 1, run.end)
            end = behind.end("mark") if behind else run.end
            bracket = max(rest.rfind("(", run.start, end), rest.rfind("[", run.start, end))
            remark = _REMARK.search(rest, max(run.start + 1, bracket - 1), end) if bracket >= 0 else None
            end = remark.start() if remark else end
            runs = runs if end == run.end else [*runs[:at], replace(run, end=end), *runs[at + 1 :]]
    return runs


def _bracket_apart(rest: str, runs: list[Span]) -> list[Span]:
    """The runs, a title or container without what follows a bracket that closes nowhere in it (`Title (Some Press`)."""
    for at, run in enumerate(runs):
        if run.field in ("title", "container") and (end := _bracket(rest, run)) < run.end:
            runs = [*runs[:at], replace(run, end=end), *runs[at + 1 :]]
    return runs


def _bracket(rest: str, run: Span) -> int:
    """Where the last bracket that stays open begins, if words stand on both sides of it; else the end of the run."""
    at = rest.rfind("(", run.start, run.end)
    if at < 0 or rest.find(")", at, run.end + 1) >= 0 or at - run.start < 4 or rest[at - 1] != " ":
        return run.end
    return at


# In this order: a title is found and begun before it is cut.
_RULES = (
    _people_in_front,
    _group_in_front,
    _title_apart,
    _list_apart,
    _letter_apart,
    _two_numbers,
    _part_kept,
    _quoted,
    _announced,
    _alone,
    _remark_apart,
    _bracket_apart,
)
