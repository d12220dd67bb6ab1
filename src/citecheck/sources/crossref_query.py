"""What to ask Crossref's `query.bibliographic` about a reference."""

from __future__ import annotations

from citecheck import names, normalize
from citecheck.model import Item, Name, Reference

_LONGEST_QUERY = 800
_NOBODY = frozenset({"", "anonymous", "anon"})


def query(reference: Reference) -> str:
    """What to ask `query.bibliographic`: the tokens Crossref indexes, "" where the reference names neither people nor
    a title nor a journal: numbers alone bring up whatever has them.

    It indexes initials and family names, years, volume, issue and both full page numbers; `1319-28`
    and full given names are no tokens of that text (CrossRef/cayenne, src/cayenne/elastic/convert.clj).
    """
    item = reference.item or Item()
    words = [*map(_tokens, item.author[:10]), item.title[:300], item.container_title or item.container_title_short]
    if item != Item() and not any(word for word in words if word.lower() not in _NOBODY):
        return ""
    parts = [
        *words,
        item.year,
        item.volume,
        item.issue,
        *normalize.pages(item.page),
        item.number,
    ]
    text = " ".join(part for part in parts if part)
    return (text or normalize.plain(reference.raw))[:_LONGEST_QUERY]


def _tokens(name: Name) -> str:
    return name.literal or " ".join([*names.initials(name.given).upper(), name.family])
