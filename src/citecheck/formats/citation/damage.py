"""A reference as it should have arrived: what extraction, markup and look-alike letters did to its text, undone.

Each character keeps its place in the text as given, so that spans point there.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citecheck.formats.citation import tokens
from citecheck.formats.citation.patterns import later
from citecheck.model import Span

_TAG = later(
    r"</?(?:i|b|u|em|strong|sub|sup|scp|sc|span|small|italic|bold|p|br|a|font|jats:\w+|mml:\w+)(?:\s[^<>]*)?\s*/?>",
    re.I,
)
_BREAKS = later(r"</?(?:br|p)\b", re.I)
_ENTITY = later(r"&(?:#\d{1,6}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,7});", re.I)
_INVISIBLE = later("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_WIDE = later("[\ufb00-\ufb06\uff01-\uff5e\u3000-\u3002]")
_WIDE_MARKS = str.maketrans(
    {"。": ". ", "、": ", ", "，": ", ", "：": ": ", "；": "; ", "．": ". ", "（": " (", "）": ") "}
)
# `\"{o}`, `{\'e}`, `\v{s}`
_LATEX = later(r"\{?\\(?:(?P<mark>[\"'`^~=.])\s?|(?P<letter>[uvHckr])(?=\{|\s)\s?)\{?\\?(?P<base>[A-Za-z])\}?\}?")
_COMBINING = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a",
    "¨": "\u0308", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c", "¸": "\u0327", "˘": "\u0306",
    "˝": "\u030b", "˚": "\u030a",
}  # fmt: skip
_ACCENT = later("[¨´`^ˆ˜ˇ¸˘˝˚\u0300-\u0328]")
_BROKEN = later(r"(?<![^\W\d_])(?P<head>[^\W\d_]{2,})(?P<gap>-\s+)(?=(?P<tail>[a-zß-öø-ÿ]{2,}))")
_JOINING = frozenset("and or und oder et ou y o e to bis vs versus bzw nor the in of as".split())
# Letters of two alphabets that look alike, Latin first.
_ALIKE = (
    "aceopxyijsABCEHIJKMOPSTXYaeopxycABEZHIKMNOPTYXo",
    "асеорхуіјѕАВСЕНІЈКМОРЅТХУаеорхусΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
)
_TO_LATIN = dict(zip(_ALIKE[1], _ALIKE[0], strict=True))
_TO_CYRILLIC = {ours: other for other, ours in _TO_LATIN.items() if "Ѐ" <= other <= "ӿ"}
_MARKED = later(
    r"\s*(?:and\s|&\s)?[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*){0,2} [A-Z]{1,3}"
    r"(?P<mark>(?:[*†‡§¶#¹²³⁴-⁹]|\d{1,2}(?=[,*†‡§¶#.]))(?:,?(?:\d{1,2}(?!\d)|[*†‡§¶#¹²³⁴-⁹]))*)(?:,?\s(?=\D)|(?=\.))"
)
_PARTED = later(r"-\s")
_GLUED_OTHERS = later(r"(?<=[a-zß-ÿ][A-Z])et(?= al\b)")  # LarkJet al.
_OTHER_ALPHABET = later("[\u0370-\u052f]")
_LETTERS = later(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Legible:
    """A text as read, and where each of its characters stood in the text as given."""

    text: str
    places: Sequence[int]

    def given(self, span: Span) -> Span:
        """The span in the text as given."""
        if isinstance(self.places, range):
            return span
        return Span(field=span.field, start=self.places[span.start], end=self.places[span.end - 1] + 1)


def undone(text: str) -> Legible:
    """The text without tags, entities, invisible marks, broken words, loose accents and letters of another alphabet."""
    pieces: list[str] = []
    for needs, pattern, repair in _REPAIRS:
        if needs(text):
            pieces = pieces or list(text)
            for match in pattern.finditer(text):
                _put(pieces, match.start(), repair(match))
    if marks := _affiliations(text):
        pieces = pieces or list(text)
        for place in marks:
            pieces[place] = ""
    if _ACCENT.search(text):
        pieces = pieces or list(text)
        _accented(text, pieces)
    if not pieces:
        return Legible(text, range(len(text)))
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return Legible("".join(pieces), places)


def _put(pieces: list[str], start: int, put: Sequence[str]) -> None:
    pieces[start : start + len(put)] = put


def _replaced(match: re.Match[str], by: str) -> list[str]:
    """`by` in the place of the first character, nothing in those of the others."""
    return [by, *[""] * (len(match[0]) - 1)]


def _alike(match: re.Match[str]) -> Sequence[str]:
    """A word that mixes alphabets, in the one that most of its letters are of; `TNFα` has no letter to mistake."""
    word = match[0]
    latin, other = sum(map(str.isascii, word)), sum("\u0370" <= char <= "\u052f" for char in word)
    if not latin or not other:
        return word
    table = _TO_LATIN if latin >= other else _TO_CYRILLIC
    return [table.get(char, char) for char in word]


def _whole(match: re.Match[str]) -> list[str]:
    """A word that a line break parted; the hyphen stays where both halves are words and the whole is none."""
    head, gap, tail = match.group("head", "gap", "tail")
    if tail in _JOINING or (head[-1].isupper() and len(head) > 1):
        return list(match[0])
    compound = tokens.use(head) != "?" and tokens.use(tail) != "?" and tokens.use(head + tail) == "?"
    return [*head, "-" if compound else "", *[""] * (len(gap) - 1)]


def _latex(match: re.Match[str]) -> list[str]:
    return _replaced(match, unicodedata.normalize("NFC", match["base"] + _COMBINING[match["mark"] or match["letter"]]))


def _affiliations(text: str) -> list[int]:
    """Places of the marks behind the names of a list in front: `Quill T1,2, Koch I3*, Broom A†.`"""
    places: list[int] = []
    start = 0
    while person := _MARKED.match(text, start):
        places += range(*person.span("mark"))
        start = person.end()
    return places if start else []


def _accented(text: str, pieces: list[str]) -> None:
    """Puts accents that stand beside their letter over it: `Mu¨ller`, `M¨uller`, `Ren´ e`; vowels take them first."""
    for match in _ACCENT.finditer(text):
        at = match.start()
        for place in _beside(text, at):
            whole = unicodedata.normalize("NFC", pieces[place].replace("ı", "i") + _COMBINING.get(match[0], match[0]))
            if len(whole) == 1:
                pieces[place] = whole
                pieces[at : max(at, place - 1) + 1] = [""] * (max(at, place - 1) + 1 - at)
                break


def _beside(text: str, at: int) -> list[int]:
    """Places of the letters that the accent at `at` may belong to, likeliest first; one of them touches it."""
    if unicodedata.combining(text[at]):
        return [at - 1] if at else []
    before, behind, further = (text[at + step : at + step + 1].isalpha() and at + step >= 0 for step in (-1, 1, 2))
    if text[at] in "`^" and not (before and behind):
        return []
    spaced = before and further and text[at + 1] == " "
    places = [place for place, is_letter in ((at + 1, behind), (at - 1, before), (at + 2, spaced)) if is_letter]
    return sorted(places, key=lambda place: (text[place].lower() not in "aeiouı", abs(place - at)))


_Needs = Callable[[str], object]
# Which texts need the repair (seen at a glance); what is repaired; how.
_REPAIRS: tuple[tuple[_Needs, re.Pattern[str], Callable[[re.Match[str]], Sequence[str]]], ...] = (
    (_TAG.search, _TAG, lambda match: _replaced(match, " " if _BREAKS.match(match[0]) else "")),
    (_ENTITY.search, _ENTITY, lambda match: _replaced(match, html.unescape(match[0]))),
    (_INVISIBLE.search, _INVISIBLE, lambda match: _replaced(match, "")),
    (
        _WIDE.search,
        _WIDE,
        lambda match: _replaced(match, unicodedata.normalize("NFKC", match[0].translate(_WIDE_MARKS))),
    ),
    (lambda text: "\\" in text, _LATEX, _latex),
    (_OTHER_ALPHABET.search, _LETTERS, _alike),
    (_PARTED.search, _BROKEN, _whole),
    (_GLUED_OTHERS.search, _GLUED_OTHERS, lambda match: [" e", "t"]),
)
