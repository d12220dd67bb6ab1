"""The author list at the head of a reference: names in three shapes, groups, et al., with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citecheck.model import Name, Span

_PARTICLE = (
    r"(?:[Vv]an|[Vv]on|[Dd]e|[Dd]el|[Dd]er|[Dd]en|[Dd]a|[Dd]i|[Dd]u|[Dd]os|[Ll]a|[Ll]e|[Tt]en|[Tt]er|[Zz]u"
    r"|al|el|bin|[Ss]t\.?)"
)
_LETTER = r"[^\W\d_]"
_CAPITAL = rf"(?![a-z]){_LETTER}"
_WORD = rf"(?:[dDlLO][’']|[ae]l-)?{_CAPITAL}{_LETTER}*(?:[-‐‑’']{_LETTER}+)*"
_FAMILY = rf"(?:{_PARTICLE}[ ])*{_WORD}(?:[ ](?:{_PARTICLE}[ ])*{_WORD}){{0,3}}?"
_SUFFIX = r"(?:[ ,]+(?P<suffix>Jr|Sr|2nd|3rd|4th|II|III|IV)\b\.?)?"
_END = r"(?=\s*(?:[,;.:(]|\band\b|&|\bet\b|$|\d))"
# `Mosca C`, `Mosca, C.` and `C. Mosca`; the shape that reads furthest holds for the whole list.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<family>{_FAMILY})[ ]+(?P<given>(?:{_CAPITAL}[.]?[-‐]?[ ]?){{0,3}}{_CAPITAL})\b{_SUFFIX}{_END}",
        rf"(?P<family>{_FAMILY}),[ ]*(?P<given>{_CAPITAL}\.(?:[ -]?{_CAPITAL}\.)*){_SUFFIX}",
        rf"(?P<given>{_CAPITAL}\.(?:[ -]*{_CAPITAL}\.)*)[ ]*(?P<family>{_FAMILY}){_SUFFIX}{_END}",
    )
)
_GROUP_NOUN = (
    r"(?:Group|Consortium|Collaborat\w+|Committee|Investigators|Network|Initiative|Society|Association|Organi[sz]ation"
    r"|Team|Council|Institute|Panel|Trialists|Foundation|Federation|Cent(?:er|re)|Agency)"
)
_GROUP = re.compile(rf"(?:{_LETTER}[\w’'&/-]*[ ]){{0,9}}?{_GROUP_NOUN}(?:[ ](?:of|on|for|and|the|in)[ ][^,.;]*)?{_END}")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and\b|&)?|\band\b|&)\s*")
_ET_AL = re.compile(r"[,;.]?\s*\(?(?P<words>\bet\.? ?al(?:ii|ia)?\b\.?|\band (?:others|colleagues)\b\.?)\)?[,;]?", re.I)
_DANGLING = re.compile(r"\s*[,;]\s*(?=\(?\d{4}|$)")


@dataclass(frozen=True, slots=True)
class Authors:
    """An author list as read and where it ends. `dangling`: it stops at a comma with no et al. behind it."""

    names: tuple[Name, ...] = ()
    spans: tuple[Span, ...] = ()
    end: int = 0
    et_al: bool = False
    dangling: bool = False


def read_authors(text: str, *, start: int = 0) -> Authors:
    """The longest author list that begins at `start`; an empty one where there is none."""
    return max((_list(text, start, shape) for shape in _SHAPES), key=lambda authors: authors.end)


def _list(text: str, start: int, shape: re.Pattern[str]) -> Authors:
    read = list(_names(text, start, shape))
    if not read:
        return Authors(end=start)
    names, spans = tuple(name for name, _ in read), tuple(span for _, span in read)
    end = spans[-1].end
    if et_al := _ET_AL.match(text, end):
        words = Span(field="et-al", start=et_al.start("words"), end=et_al.end("words"))
        return Authors(names=names, spans=(*spans, words), end=et_al.end(), et_al=True)
    return Authors(names=names, spans=spans, end=end, dangling=bool(_DANGLING.match(text, end)))


def _names(text: str, at: int, shape: re.Pattern[str]) -> Iterator[tuple[Name, Span]]:
    while True:
        if match := shape.match(text, at):
            yield Name(family=match["family"], given=match["given"].strip(), suffix=match["suffix"] or ""), _span(match)
        elif match := _GROUP.match(text, at):
            yield Name(literal=match[0]), _span(match)
        else:
            return
        separator = _SEPARATOR.match(text, match.end())
        if not separator:
            return
        at = separator.end()


def _span(match: re.Match[str]) -> Span:
    return Span(field="author", start=match.start(), end=match.end())
