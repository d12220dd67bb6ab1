"""A cell of authors to names: Vancouver lists, `Family, Given; …`, BibTeX's `and`, names in spoken order."""

from __future__ import annotations

import re

from citecheck.formats.citation import byline
from citecheck.model import Name

_CUT = re.compile(r"(?:[\s,;&]|\band\b)*(?:\b(?:&|and) colleagues\b|…|\.\.\.)[\s.,;]*$", re.I)
_ET_AL = re.compile(rf"(?:[\s,;&]|\band\b)*(?:{byline.ET_AL.pattern})[\s.,;]*$", re.I)


def read(text: str) -> tuple[tuple[Name, ...], bool]:
    """The names in `text`, and whether it says (et al., a dangling comma, an ellipsis) that there are more."""
    cleaned = " ".join(text.split())
    listed = _CUT.sub("", _ET_AL.sub("", cleaned))
    if listed.find(".") == len(listed) - 1:
        listed = listed[:-1]  # the full stop of the list, none of an initial
    found = byline.read_byline(listed, 0, len(listed))
    cut = bool(_CUT.search(cleaned) or _ET_AL.search(cleaned)) or found.cut or cleaned.endswith((",", ";"))
    return found.names, cut and bool(found.names)
