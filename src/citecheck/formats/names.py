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
        rf"(?P<given>{_CAPITAL}\.(?:[ -]*{_CAPITAL}\.)*)[ ]*(?P<family>{_FAMILY})(?!\.\s+[A-Z][a-z]*\.){_SUFFIX}{_END}",
    )
)
_GROUP_NOUN = (
    r"(?:Group|Consortium|Collaborat\w+|Committee|Investigators|Network|Initiative|Society|Association|Organi[sz]ation"
    r"|Team|Council|Institute|Panel|Trialists|Foundation|Federation|Cent(?:er|re)|Agency)"
)
_GROUP = re.compile(rf"(?:{_LETTER}[\w’'&/-]*[ ]){{0,9}}?{_GROUP_NOUN}(?:[ ](?:of|on|for|and|the|in)[ ][^,.;]*)?{_END}")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:(?:and|y|und|et)\b|&|…|\.\.\.)?|\b(?:and|y|und|et)\b(?![ .]*al)|&)\s*")
_ET_AL = re.compile(r"[,;.]?\s*\(?(?P<words>\bet\.? ?al(?:ii|ia)?\b\.?|\band (?:others|colleagues)\b\.?)\)?[,;]?", re.I)
_DANGLING = re.compile(r"\s*[,;]\s*(?=\(?\d{4}|$)")


# Names in full: capitalised words before a year, a quoted title or et al.
_NAME_WORD = rf"(?:{_WORD}|{_CAPITAL}\.(?:-?{_CAPITAL}\.)*|{_PARTICLE})"
_FULL_NAME = re.compile(rf"{_NAME_WORD}(?:[ ]{_NAME_WORD}){{0,4}}(?:,?[ ](?:Jr|Sr|II|III)\.?)?")
_HEAD = re.compile(
    r"(?P<names>[^\d“\"‘()\[\]:]{3,400}?)"
    r"(?:[.,]?[ ]?(?P<quoted>(?=[“\"‘]))|[.,]?\s*(?=\(?(?:1[5-9]|20)\d\d)|[,.]?\s*(?=\bet\.? ?al))"
)


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
    initialled = max((_list(text, start, shape) for shape in _SHAPES), key=lambda authors: authors.end)
    return _longer(initialled, _full(text, start))


def _longer(initialled: Authors, full: Authors) -> Authors:
    """Names in full are the weaker reading: they must explain clearly more of the text."""
    return full if full.end > initialled.end + 3 and len(full.names) > len(initialled.names) else initialled


def _full(text: str, start: int) -> Authors:
    """`Dehnavi, Seyed Mohsen, Gholamreza Pazuki, and Iraj Goodarznia` before a year or a quoted title.

    The first may be inverted or not; where every second piece is a given name, all are.
    """
    head = _HEAD.match(text, start)
    if not head or not (head["quoted"] is not None or _SEPARATOR.search(head["names"])):
        return Authors(end=start)
    pieces = list(_pieces(text, start, head.end("names")))
    if not pieces or not all(_FULL_NAME.fullmatch(text, piece.start, piece.end) for piece in pieces):
        return Authors(end=start)
    people = _paired(text, pieces, semicolons=";" in head["names"])
    names = tuple(_person([text[piece.start : piece.end] for piece in person]) for person in people)
    spans = tuple(Span(field="author", start=person[0].start, end=person[-1].end) for person in people)
    return _with_et_al(text, Authors(names=names, spans=spans, end=spans[-1].end))


def _with_et_al(text: str, authors: Authors) -> Authors:
    """The list with the et al. that follows it; as it is where none does."""
    et_al = _ET_AL.match(text, authors.end)
    if not et_al:
        return authors
    words = Span(field="et-al", start=et_al.start("words"), end=et_al.end("words"))
    return Authors(names=authors.names, spans=(*authors.spans, words), end=et_al.end(), et_al=True)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """What stands between the separators, without marks around it."""
    for stop, after in [*(match.span() for match in _SEPARATOR.finditer(text, start, end)), (end, end)]:
        piece = text[start:stop]
        bare = piece.strip(" ,;&")
        if bare:
            begin = start + piece.index(bare)
            yield Span(field="author", start=begin, end=begin + len(bare))
        start = after


def _paired(text: str, pieces: list[Span], *, semicolons: bool) -> list[list[Span]]:
    """Pieces as persons: `Family` `Given` pairs, one such pair and then whole names, or whole names."""
    words = [text[piece.start : piece.end] for piece in pieces]
    lone = [" " not in word or word.isupper() for word in words]
    if len(pieces) % 2 == 0 and (semicolons or all(lone[::2])):
        return [list(pair) for pair in zip(pieces[::2], pieces[1::2], strict=True)]
    if len(pieces) > 1 and (lone[0] or len(pieces) == 2):
        return [pieces[:2], *([piece] for piece in pieces[2:])]
    return [[piece] for piece in pieces]


def _person(person: list[str]) -> Name:
    if len(person) == 2:
        return Name(family=person[0], given=person[1])
    words = person[0].split()
    begin = len(words) - 1
    while begin > 1 and re.fullmatch(_PARTICLE, words[begin - 1]):
        begin -= 1
    return Name(family=" ".join(words[begin:]), given=" ".join(words[:begin]))


def _list(text: str, start: int, shape: re.Pattern[str]) -> Authors:
    read = list(_names(text, start, shape))
    if not read:
        return Authors(end=start)
    names, spans = tuple(name for name, _ in read), tuple(span for _, span in read)
    end = spans[-1].end
    dangling = bool(_DANGLING.match(text, end))
    return _with_et_al(text, Authors(names=names, spans=spans, end=end, dangling=dangling))


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
