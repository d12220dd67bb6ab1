"""Groups among the authors of a reference, wherever they stand and however they were told apart."""

from __future__ import annotations

import re

from citecheck.formats.citation.patterns import later
from citecheck.formats.citation.runs import Runs
from citecheck.names import is_surname_with_initials

# The words of a group: with a capital or a digit, or small ones between them.
_GROUP_WORD = later(r"\s*(?:(?P<mark>[,;])\s+|\((?=[A-Z]{2,}\)))?(?P<word>[\w’'&/-]+)\)?", re.U)
_SMALL = frozenset("of for the and on in at to & de da do dos das del des du et y e für und der la le van het".split())
_GROUP_ENDS = later(r"\s*(?:[.:]\s|\((?:1[5-9]|20)\d\d|\.?\s*(?:1[5-9]|20)\d\d[.,]\s)")
# Bodies by the words that hardly any title has in its first sentence.
_BODY = later(
    r"\b(?:Group|Consortium|Collaborat(?:ion|ive|ors)|Committee|Investigators|Network|Society|Association|Organi[sz]ation"
    r"|Council|Institutes?|Foundation|Federation|Agency|Ministry|Department|Commission|Academy|Cent(?:er|re)s?|Authority"
    r"|Administration|Bureau|Team|Task Force|Alliance|Office|Board|Trialists"
    r"|Initiative|Coalition|Registry|Programme|Directorate|Organização|Organización"
    r"|Minist[eé]rio|Instituto|Sociedade?|Associação|Asociación|Société|Institut|Gesellschaft|Kommission|Bundes\w+|Ministère)\b"
)
_WHOLE = later(r"\b(?:Group|Collaboration|Consortium|Investigators|Team|Committee|Council)$")
_LISTED = later(r",\s(?:and|&|und|et|y|e)\s")
_MOST_WORDS = 20
_BEFORE_GROUP = later(
    r"(?:[;,.]|\band\b|&)\s*(?:and\s+)?(?:(?:for|on behalf of|representing|with)\s+)?(?:the\s+)?(?=[A-Z])"
)


def groups_as_authors(runs: Runs) -> Runs:
    """Groups are authors wherever they stand, however they were told apart."""
    if not _BODY.search(runs.text):
        return runs
    return _group_behind(_group_in_front(runs))


def _group_in_front(runs: Runs) -> Runs:
    """`World Health Organization. Title …` has an author and a title, however they were told apart."""
    title = runs.first("title", "container", "publisher")
    first = next((run for run in runs if run.field != "label"), None)
    if not title or not first or _has_person(runs.of(first)):
        return runs
    end = _group_end(runs.text, first.start, alone=not runs.has("author"))
    goes_on = end and any(run.end > end + 2 and run.field in ("title", "container") for run in runs)
    return runs.claim("author", first.start, end) if end and goes_on else runs


def _group_behind(runs: Runs) -> Runs:
    """A group behind the people of a list, as in `Quill T, Koch I; for the ABC Study Group. Title`."""
    first = runs.first("author")
    title = first and next((run for run in runs.spans[runs.spans.index(first) :] if run.field == "title"), None)
    if not first or not title:
        return runs
    people = [run for run in runs if run.field == "author" and run.end <= title.start]
    for before in _BEFORE_GROUP.finditer(runs.text, first.start, title.end):
        if before.start() > (people[-1].end if people else first.end) + 2:
            break
        end = _group_end(runs.text, before.end())
        goes_on = any(run.end > end + 2 and run.field in ("title", "container") for run in runs)
        if end and goes_on and (end > title.start or before.end() >= people[-1].end):
            return runs.claim("author", first.start, end)
    return runs


def _group_end(text: str, start: int, *, alone: bool = False) -> int:
    """Where the sentence of capitalised words that begins at `start` and names a body ends; 0 if there is none.

    With `alone` a comma ends such as are whole without more: `Quill Collaboration, The salt experiment, …`.
    """
    at, comma = start, False
    for count in range(_MOST_WORDS):
        match = _GROUP_WORD.match(text, at)
        if not match or (match["word"][0].islower() and match["word"] not in _SMALL):
            return 0
        if match["mark"] and alone and _WHOLE.search(text[start:at]):
            return at
        at, comma = match.end(), comma or match["mark"] == ","
        if count and not match["word"][0].islower() and _GROUP_ENDS.match(text, at):
            found = text[start:at]
            listed = not comma or _LISTED.search(found)
            return at if listed and _BODY.search(found) and not _has_person(found) else 0
    return 0


def _has_person(text: str) -> bool:
    return any(map(is_surname_with_initials, re.split(r",\s+|\sand\s", text)))
