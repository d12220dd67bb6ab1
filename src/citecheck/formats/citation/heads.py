"""Rules on who wrote a work and what it is called: where the authors end, where the title begins and ends."""

from __future__ import annotations

import re

from citecheck.formats.citation import tokens
from citecheck.formats.citation.groups import groups_as_authors
from citecheck.formats.citation.runs import Runs
from citecheck.model import Span
from citecheck.names import is_surname_with_initials

_LIST_ENDS = re.compile(r"(?<=[^\W\d_] )(?P<initials>[A-Z]{1,4})\.\s+(?=[^\W\d_]{2})")
_TERSE_LIST = re.compile(r"(?P<people>[^\W\d_][^.;:]*?[ ][A-Z]{1,4})\.[ ]+(?P<rest>[^.;:]*[^\W\d_]{2}[^.;:]*)$")
_GIVEN = ("G", "g", "gt", "gj")  # words used mostly as given names; see tokens.use
_AND = re.compile(r"\s(?:and|und|&)\s")
_SPOKEN = re.compile(r"[^\W\d_]\.")  # initials in front
_MORE_INITIALS = re.compile(r"\b[A-Z]{1,3}\b|\bet\b")
_EDIT = re.compile(r"\b(?:eds?|edited|editors?|hrsg|hg|coord)\b", re.I)
_BEHIND = 12  # characters in which somebody is said to edit
_APART = frozenset({"author", "container", "volume", "page", "editor"})
# `"Title." Journal`: a closing mark that ends a sentence or a part; not `"Word" in a title`.
_QUOTE_ENDS = re.compile(
    r"(?:(?<=[.,?!])|(?<=[.,?!] ))[\"”“»’']+(?=\W|$)|[\"”“»]+(?=\s*[.,;:]|\s+(?:In:?|in:)\s)|['’](?=[,;]|\.\s)"
)
_QUOTE_BEGINS = re.compile(r"[\"“”„«‘'`]\s?$")
_QUOTE_WITHIN = re.compile(r"(?<=[.,] )[\"“„«‘'](?=[^\W\d_])")
_BEHIND_QUOTE = re.compile(r"\W*(?:[Ii]n\b\W*)?")
_REMARK = re.compile(
    r"\s?[(\[][^()\[\]]*\b(?:thesis|dissertation|series|report|edition|edn|ed|aufl|auflage|vols?|band|unpublished"
    r"|in [A-Z]\w+)\b[^()\[\]]*[)\]]?$",
    re.I,
)
# What is said of a work behind its title: its kind, its state, who else had a hand in it, in how many volumes it is.
_SAID_BEHIND = re.compile(
    r"(?:(?<=[?!])|(?P<mark>[.,;]))\W{1,3}(?:"
    r"(?:(?:unpublished|doctoral|ph\.?\s?d\.?|master[’']?s|m\.?s\.?|m\.?a\.?|diploma) )+(?:thesis|dissertation)"
    r"|thèse\b|dissertation\b|diss\.|(?:technical |tech\.? |research )+rep(?:ort\b|\.)|working (?:paper|draft)"
    r"|discussion paper|unpublished\b|(?:to appear|submitted|forthcoming|in press|in preparation)\b|preprint\b"
    r"|retrieved (?:from|on)\b|ser\.(?=\s|$)"
    r"|(?:edited|translated|ed|trans|transl)\.?(?: and (?:edited|translated))? by\b|\d+ vols?\b|vol(?:ume|\.)? ?\d"
    r"|\d{1,2}(?:st|nd|rd|th|ª|º|\.)? (?:rev(?:ised|\.)? )?(?:ed\b|edn\b|edition\b|aufl|éd))",
    re.I,
)
_PART = re.compile(r",? (?:part|teil) (?:\d{1,2}|[IVX]{1,4})(?=[.:?]\s)", re.I)
_MEDIUM = re.compile(r"[.,]?(?:\s{8,}|\s?[\[(](?:internet|online|electronic resource|e-?book|print)\b)", re.I)
_IN = re.compile(r"(?:in|In:)\s+(?=\W*[A-Z])")
_EDITION = 4  # characters of `ed` behind the number of an edition
_YEAR_LETTER = re.compile(r"[a-h],\s+(?=\w)")


def _one_title(runs: Runs) -> Runs:
    """One title instead of two where only loose ends stand between (`… Press, 1986. 310 pp`)."""
    titles = [run for run in runs if run.field == "title"]
    if len(titles) < 2:
        return runs
    start, end = titles[0].start, titles[-1].end
    between = {run.field for run in runs if start < run.start < end}
    return runs if between & _APART or {"location", "publisher"} <= between else runs.claim("title", start, end)


def _people_in_front(runs: Runs) -> Runs:
    """People at the head are authors: those of a list that goes on, and all who aren't said to edit."""
    first = next(iter(runs), None)
    if not first or first.field != "editor":
        return runs
    following = runs.after(first)
    goes_on = following and following.field == "author"
    if not goes_on and (runs.has("author") or _EDIT.search(runs.text, first.start, first.end + _BEHIND)):
        return runs
    return runs.relabel(first, "author")


def _title_apart(runs: Runs) -> Runs:
    """`Quill T. Salt` was read as one author with the first word of the title.

    In the Vancouver style a full stop behind initials ends the list; only another name with initials may follow.
    `Jane T. Salt, Quill and ink` names a person: there a mark stands before the title. Where all are surnames with
    initials, a colon may be within the title (`Quill T, Koch I. PTGL: graphs …`).
    """
    author = runs.first("author")
    end = _LIST_ENDS.search(runs.text, author.start, author.end) if author else None
    if not author or not end or _SPOKEN.match(runs.text, author.start):
        return runs
    title = runs.after(author)
    if not title or title.field != "title" or _MORE_INITIALS.search(runs.text, end.end(), author.end):
        return runs
    people = runs.text[author.start : end.end("initials")].split(", ")
    listed = len(people) > 1 and all(map(is_surname_with_initials, people))
    if runs.text[author.end : title.start].strip(" :" if listed else " "):
        return runs
    return runs.cut(author, end=end.end("initials")).claim("title", end.end(), title.end)


def _list_apart(runs: Runs) -> Runs:
    """A journal (or a title of a word or two) was read as the end of a list of surnames with initials.

    `Quill T, Koch I. J Fict Ink. 1979;49:1-25`: a full stop behind initials ends the list, one before the year or the
    journal what stands behind it. `Jane T. Salt.` names a person: its first word is a given name.
    """
    run = runs.first("author", "container")
    found = _TERSE_LIST.match(runs.text, run.start, run.end) if run else None
    following = runs.after(run) if run else None
    if not run or not found or not following or following.field not in ("container", "date", "volume"):
        return runs
    people = found["people"].split(", ")
    if runs.text[run.end : following.start].strip() != "." or not all(map(is_surname_with_initials, people)):
        return runs
    if _AND.search(found["rest"]):
        return runs
    one_name = len(people) == 1 and " " not in found["rest"]
    if one_name and tokens.use(found["people"].split()[0]) in _GIVEN:
        return runs
    field = "title" if following.field == "container" else "container"
    end = found.end("people")
    return runs.claim("author", run.start, end).claim(field, found.start("rest"), run.end)


def _letter_apart(runs: Runs) -> Runs:
    """The letter of a year (`2006 a, Journal`) opens no part."""
    for run in runs:
        before = runs.before(run)
        if before and before.field == "date" and (letter := _YEAR_LETTER.match(runs.text, run.start, run.end)):
            runs = runs.cut(run, start=letter.end())
    return runs


def _part_kept(runs: Runs) -> Runs:
    """A title keeps the number of the part that it is (`…, part 9.`)."""
    title = runs.first("title")
    part = _PART.match(runs.text, title.end) if title else None
    return runs.claim("title", title.start, part.end()) if title and part else runs


def _word_kept(runs: Runs) -> Runs:
    """A title doesn't end within a word (`Psi4NumPy`)."""
    title = runs.first("title")
    following = runs.after(title) if title else None
    if not title or not following or title.end != following.start or following.field != "container":
        return runs
    word = re.compile(r"\w+").match(runs.text, title.end, following.end)
    return runs.claim("title", title.start, word.end()) if word else runs


def _quoted(runs: Runs) -> Runs:
    """A title that opens with a quotation mark ends at the closing one; what is behind it is the container, where no
    other is known. What is before a quotation mark within it is no title."""
    title = runs.first("title")
    if not title:
        return runs
    begins = _QUOTE_BEGINS.search(runs.text, max(0, title.start - 2), title.start)
    within = None if begins else _QUOTE_WITHIN.search(runs.text, title.start, title.end)
    author = runs.before(title)
    if within and author and author.field == "author":
        runs = runs.claim("author", author.start, within.start()).claim("title", within.end(), title.end)
        title = runs.first("title")
    elif not begins:
        return runs
    close = _QUOTE_ENDS.search(runs.text, title.start, title.end) if title else None
    if not title or not close or title.end - close.end() < 3:
        return runs
    behind = _BEHIND_QUOTE.match(runs.text, close.end(), title.end)
    start = behind.end() if behind else close.end()
    known = runs.has("container") or start >= title.end
    runs = runs.cut(title, end=close.start())
    return runs if known else runs.claim("container", start, title.end)


def _announced(runs: Runs) -> Runs:
    """A title goes without the `in` that announces it."""
    title = runs.first("title")
    word = _IN.match(runs.text, title.start, title.end) if title else None
    return runs.cut(title, start=word.end()) if title and word else runs


def _alone(runs: Runs) -> Runs:
    """The only title of a book was read as that of a journal or a whole."""
    container = runs.first("container")
    if not container or runs.has("title", "volume", "issue") or not runs.has("publisher", "location", "edition"):
        return runs
    return runs.relabel(container, "title")


def _medium_apart(runs: Runs) -> Runs:
    """A title or container ends before its medium (`[Internet]`)."""
    for run in runs:
        if run.field in ("title", "container") and (gap := _MEDIUM.search(runs.text, run.start, run.end)):
            runs = runs.cut(run, end=gap.start())
    return runs


def _remark_apart(runs: Runs) -> Runs:
    """A title goes without the remark on what kind of work it is, which series it is in or who edited it."""
    for run in runs:
        if run.field == "title":
            behind = _SAID_BEHIND.search(runs.text, run.start + 1, run.end + _EDITION)
            end = min(behind.start(), run.end) if behind else run.end
            bracket = max(runs.text.rfind("(", run.start, end), runs.text.rfind("[", run.start, end))
            remark = _REMARK.search(runs.text, max(run.start + 1, bracket - 1), end) if bracket >= 0 else None
            runs = runs.cut(run, end=remark.start() if remark else end)
    return runs


def _bracket_apart(runs: Runs) -> Runs:
    """A title or container goes without what follows a bracket that closes nowhere in it (`Title (Some Press`)."""
    for run in runs:
        if run.field in ("title", "container"):
            runs = runs.cut(run, end=_bracket(runs.text, run))
    return runs


def _bracket(text: str, run: Span) -> int:
    """Where the last bracket that stays open begins, if words stand on both sides of it; else the end of the run."""
    at = text.rfind("(", run.start, run.end)
    if at < 0 or text.find(")", at, run.end + 1) >= 0 or at - run.start < 4 or text[at - 1] != " ":
        return run.end
    return at


RULES = (
    _one_title,
    _people_in_front,
    groups_as_authors,
    _title_apart,
    _list_apart,
    _letter_apart,
    _part_kept,
    _word_kept,
    _quoted,
    _announced,
    _alone,
    _medium_apart,
    _remark_apart,
    _bracket_apart,
)
