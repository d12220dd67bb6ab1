"""Rules on who wrote a work and what it is called: where the authors end, where the title begins and ends."""

from __future__ import annotations

import re

from citecheck.formats.citation import tokens
from citecheck.formats.citation.groups import groups_as_authors
from citecheck.formats.citation.patterns import later
from citecheck.formats.citation.runs import Runs
from citecheck.names import is_surname_with_initials

_TERSE_LIST = later(r"(?P<people>[^\W\d_][^.;:]*?[ ][A-Z]{1,4})\.[ ]+(?P<rest>[^.;:]*[^\W\d_]{2}[^.;:]*)$")
_GIVEN = ("G", "g", "gt", "gj")  # words used mostly as given names; see tokens.use
_AND = later(r"\s(?:and|und|&)\s")
_EDIT = later(r"\b(?:eds?|edited|editors?|hrsg|hg|coord)\b", re.I)
_BEHIND = 12  # characters in which somebody is said to edit
_IN_BETWEEN = later(r"[.,?!\s]*\bin:?\s*[\"“‘«]?", re.I)
_APART = frozenset({"author", "container", "volume", "page", "editor", "date", "etal"})
# `"Title." Journal`: a closing mark that ends a sentence or a part; not `"Word" in a title`.
_QUOTE_ENDS = later(
    r"(?:(?<=[.,?!])|(?<=[.,?!] ))[\"”“»’']+(?=\W|$)|[\"”“»]+(?=\s*[.,;:]|\s+(?:In:?|in:)\s)|['’](?=[,;]|\.\s)"
)
_QUOTE_BEGINS = later(r"[\"“”„«‘'`]\s?$")
_QUOTE_WITHIN = later(r"(?<=[.,] )[\"“„«‘'](?=[^\W\d_])")
_BEHIND_QUOTE = later(r"\W*(?:[Ii]n\b\W*)?")
_REMARK = later(
    r"\s?[(\[][^()\[\]]*\b(?:thesis|dissertation|series|report|edition|edn|ed|aufl|auflage|vols?|band|unpublished"
    r"|in [A-Z]\w+)\b[^()\[\]]*[)\]]?$",
    re.I,
)
# What is said of a work behind its title: its kind, its state, who else had a hand in it, in how many volumes it is.
_SAID_BEHIND = later(
    r"(?:(?<=[?!])|(?P<mark>[.,;]))\W{1,3}(?:"
    r"(?:(?:unpublished|doctoral|ph\.?\s?d\.?|master[’']?s|m\.?s\.?|m\.?a\.?|diploma) )+(?:thesis|dissertation)"
    r"|thèse\b|dissertation\b|diss\.|(?:technical |tech\.? |research )+rep(?:ort\b|\.)|working (?:paper|draft)"
    r"|discussion paper|unpublished\b|(?:to appear|submitted|forthcoming|in press|in preparation)\b|preprint\b"
    r"|retrieved (?:from|on)\b|ser\.(?=\s|$)"
    r"|(?:edited|translated|ed|trans|transl)\.?(?: and (?:edited|translated))? by\b|\d+ vols?\b|vol(?:ume|\.)? ?\d"
    r"|\d{1,2}(?:st|nd|rd|th|ª|º|\.)? (?:rev(?:ised|\.)? )?(?:ed\b|edn\b|edition\b|aufl|éd))",
    re.I,
)
_YEAR_FIRST = later(r"\((?P<year>(?:19|20)\d\d)[a-z]?\)[.,:]?\s+")
_ENDING = frozenset({"title", "container", "volume", "issue", "page", "publisher"})
_ANNOUNCES = later(r"[.?!,]\s+[Ii]n:?\s*$")
_WORDS = later(r"[^\W_][^.]*\s[^.]*\w")
_NAME_WORDS = 4  # of a name, at most
_CLOSING = later(r"[\s.,]{0,2}\)")
_MEDIUM = later(r"[.,]?(?:\s{8,}|\s?[\[(](?:internet|online|electronic resource|e-?book|print)\b)", re.I)
_IN = later(r"(?:in|In:)\s+(?=\W*[A-Z])")
_EDITION = 4  # characters of `ed` behind the number of an edition


def _one_title(runs: Runs) -> Runs:
    """One title instead of two where only loose ends stand between (`… 1986. 310 pp`); behind `In` a container."""
    titles = [run for run in runs if run.field == "title"]
    if len(titles) < 2:
        return runs
    if len(titles) == 2 and _IN_BETWEEN.fullmatch(runs.text, titles[0].end, titles[1].start):
        return _contained(runs).relabel(titles[1], "container")
    start, end = titles[0].start, titles[-1].end
    between = {run.field for run in runs if start < run.start < end}
    return runs if between & _APART or {"location", "publisher"} <= between else runs.claim("title", start, end)


def _contained(runs: Runs) -> Runs:
    """Without what was read as a container where another is known: it is the publisher."""
    container = runs.first("container")
    return runs.relabel(container, "publisher") if container else runs


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


def _before_in(runs: Runs) -> Runs:
    """What stands between the people or the date and `In` is the title, where none was seen."""
    whole = runs.first("container")
    announced = _ANNOUNCES.search(runs.text, 0, whole.start) if whole and not runs.has("title") else None
    if not whole or not announced:
        return runs
    known = [run.end for run in runs if run.field in ("author", "date", "etal") and run.end <= announced.start()]
    words = _WORDS.search(runs.text, max(known), announced.start()) if known else None
    return runs.claim("title", *words.span()) if words else runs


def _alone(runs: Runs) -> Runs:
    """The only title of a book was read as that of a journal or a whole."""
    container = runs.first("container")
    if not container or runs.has("title", "volume", "issue") or not runs.has("publisher", "location", "edition"):
        return runs
    return runs.relabel(container, "title")


def _medium_apart(runs: Runs) -> Runs:
    """A part ends before its medium (`[Internet]`), and where an identifier or an aside was."""
    for run in runs:
        if run.field in _ENDING and (gap := _MEDIUM.search(runs.text, run.start, run.end)):
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
    """A title or container has the bracket that closes a word behind it (`(Triticum panis L.)`), and goes without one
    that closes nowhere near (`Title (Some Press, Berne, 1993)`)."""
    for run in runs:
        if run.field not in ("title", "container") or runs.of(run).count("(") <= runs.of(run).count(")"):
            continue
        at, closing = runs.text.rfind("(", run.start, run.end), _CLOSING.match(runs.text, run.end)
        if closing:
            runs = runs.claim(run.field, run.start, closing.end())
        elif at - run.start > 3 and runs.text[at - 1] == " ":
            runs = runs.cut(run, end=at)
    return runs


def _year_in_front(runs: Runs) -> Runs:
    """A year in brackets in front of a title is the date."""
    title = runs.first("title")
    year = _YEAR_FIRST.match(runs.text, title.start, title.end) if title and not runs.has("date") else None
    return runs.claim("date", *year.span("year")).claim("title", year.end(), title.end) if title and year else runs


def _listed_before_et_al(runs: Runs) -> Runs:
    """What stands between the first author and et al. is names."""
    author, et_al = runs.first("author"), runs.first("etal")
    if not author or not et_al or et_al.start < author.end:
        return runs
    between = runs.text[author.end : et_al.start]
    short = all(len(chunk.split()) <= _NAME_WORDS for chunk in between.split(","))
    names = short and "," in between and ". " not in between and not any(map(str.isdigit, between))
    return runs.claim("author", author.start, et_al.start) if names else runs


RULES = (
    _one_title,
    _people_in_front,
    _listed_before_et_al,
    groups_as_authors,
    _year_in_front,
    _list_apart,
    _word_kept,
    _quoted,
    _announced,
    _before_in,
    _alone,
    _medium_apart,
    _remark_apart,
    _bracket_apart,
)
