"""Two works in one entry, as two texts."""

from __future__ import annotations

import re

from citecheck.formats.citation.patterns import later

_PERSON = r"[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+){0,2},? (?:[A-Z]{1,3}|[A-Z]\.(?:[ -]?[A-Z]\.){0,2})"
_SPOKEN = r"(?:[A-Z]\.[ -]?){1,3} ?[^\W\d_][\w’'-]+"
_LIST = rf"{_PERSON}(?:(?:,? (?:and|&)|[,;]) {_PERSON}){{0,40}}"
_SPOKEN_LIST = rf"{_SPOKEN}(?:(?:,? and|,) {_SPOKEN}){{0,40}}"
_PEOPLE = rf"(?:{_LIST}|{_SPOKEN_LIST})(?:,? et al)?"
# Behind pages or a year in brackets, and perhaps a label: people, and the year or a title of their work.
_SECOND = later(
    rf"(?<=[\d)][.;])\s+(?:\d{{1,3}}\.\s+|\([b-h]\)\s+)?(?={_PEOPLE}[.:,]{{0,2}} (?:\(?(?:19|20)\d\d|[^\W\d_]))"
)
# Physicists leave the people out: `…, Phys. Rev. A 49, 1584 (1994); Phys. Rev. A 51, 1874 (1995).`
_SECOND_IMPRINT = later(
    r"(?<=[\d)])[.;](?: ?doi:\S+?;)?\s+(?=[A-Z][\w.]*(?: [A-Z][\w.]*){1,5} \d+, \d+ \((?:19|20)\d\d\))"
)
_YEAR = later(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_IMPRINT = later(r"(?<![-.\w])[A-Z]?\d+\s?(?:\([^()]{1,20}\))?\s?(?::\s?|,\s)(?!(?:19|20)\d\d(?!\d))[A-Za-z]?\d+")
_FEWEST = 25  # characters of a reference
_NOTE = later(r"\b(?:in|see|reply|comment|erratum|discussion|from|also|by|with)[:.,]?\s*$", re.I)


def parted(text: str) -> list[str]:
    """The references that an entry holds, one after the other; nearly always the entry itself."""
    for form in (_SECOND, _SECOND_IMPRINT):
        for match in form.finditer(text):
            first, rest = text[: match.start()], text[match.end() :]
            if _is_whole(first) and _is_whole(rest) and not _NOTE.search(first):
                return [first.strip(), *parted(rest.strip())]
    return [text]


def _is_whole(text: str) -> bool:
    """A year, and a volume with its page."""
    return len(text) >= _FEWEST and _YEAR.search(text) is not None and _IMPRINT.search(text) is not None
