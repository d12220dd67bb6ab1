"""Citations by number: `[1-3,5]`, `(4, 7)`, superscripts, and those that lost their height: `bone loss.1-3 In fact`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from citecheck.formats.documents import flat
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.printed import Printed
from citecheck.formats.documents.series import DASH, LARGEST_GROUP, ONE, expanded
from citecheck.model import Reference

_SERIES = (
    rf"{ONE}[a-z]?(?:\s?(?:{DASH}|to|through)\s?{ONE})?"
    rf"(?:\s?[,;]\s?(?:and\s)?(?:refs?\.?\s)?{ONE}[a-z]?(?:\s?{DASH}\s?{ONE})?)*(?:,?\s(?:and|&)\s{ONE})?"
)
_BRACKETS = re.compile(
    rf"\[\s?(?:(?:see|cf\.?|e\.g\.,?|refs?\.?|reviewed in|also)\s)*(?P<s>{_SERIES})(?:,\s(?:pp?\.|chap|sec|fig|table"
    rf"|theorem)[^\]]{{0,30}})?\s?\]"
    rf"(?:\s?(?P<dash>{DASH})\s?\[(?P<last>{ONE})\])?",
    re.I,
)
_PARENTHESES = re.compile(
    rf"\(\s?(?:(?:see|cf\.?|e\.g\.,?|refs?\.?|reviewed in|also|reference|references)\s)*(?P<s>{_SERIES})\s?\)", re.I
)
_RAISED = re.compile(rf"\s?(?P<s>{_SERIES})\s?[,.;]?")
_LETTERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SMALL = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹](?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–-]*[⁰¹²³⁴⁵⁶⁷⁸⁹])?")
_WORD_BEFORE = re.compile(r"([^\s(\[]+)$")
_NO_CITATION = re.compile(
    r"\b(?:equations?|eqs?\.?|eqns?\.?|formulae?|figures?|figs?\.?|tables?|tabs?\.?|sections?|sects?\.?|steps?"
    r"|conditions?|chapters?|appendix"
    r"|box(?:es)?|scheme|panels?|parts?|items?|models?|hypothes[ie]s|types?|stages?|grades?|phase|class|groups?|n\s?="
    r"|lemma|theorem"
    r"|propositions?|corollary|definition|line|lines|page|pages?|pp?\.|vol\.?|no\.?|nos\.?|nr\.?|aged?|gleichungen?"
    r"|gl\.|abb\.|tabelle|figuras?|aims?"
    r"|questions?|examples?|algorithm|exp(?:eriment)?s?|cohorts?|scores?|levels?|supplement\w*|fig(?:ure)? s)\s*$",
    re.I,
)
_UNIT = re.compile(
    r"(?:^|[\s\d(/·.])(?:[kcmdµμn]?m|[kµμm]?g|s|sec|min|h|hr|ha|l|ml|[kM]?Pa|[kM]?Hz|[kMG]?W|[kM]?J|mol|cm|km|inch|in"
    r"|ft|yr|d|K|°C|V|A|px)$"
)
_POINT = re.compile(r"\((\d{1,2})\)(?=\s[^\W\d_])")
_CALLED = re.compile(r"(?:\d|\)|(?<![^\W_])[^\W\d_])$")  # `12(3)`, `f(3)`
_SENTENCE = 400  # characters
_POWER = re.compile(r"(?:[×x*·]\s?\d+|[\d.,]+[.,]\d+|\b10{0,6})$")
_LONG_NUMBER = re.compile(r"\d{3}$|[^\W\d_]\S*\d$")
_MOST = 0.5  # of a list in another order must be cited by numbers that lost their height
_NEAR = 40  # characters before a number that are looked at


def styles(blocks: Sequence[Block], references: Sequence[Reference]) -> Iterator[list[Printed]]:
    """What is found in each style, by itself; styles that don't fit the list or the text yield nothing."""
    keys = _numbered(references)
    if not keys:
        return
    for style in (_brackets, _parentheses, _raised):
        found, doubtful = [], 0
        for at, block in enumerate(blocks):
            for start, end, numbers in style(block):
                targets = tuple(keys.get(number, str(number)) for number in numbers)
                known = sum(number in keys for number in numbers)
                # A number far beyond the list is a year, an amount or a page.
                if (not known and (min(numbers) > 2 * len(keys) or style is _parentheses)) or (
                    known < len(numbers) and max(numbers) > 3 * len(keys) + 10
                ):
                    doubtful += 1
                else:
                    found.append(Printed(at, start, end, targets))
        if doubtful <= len(found):
            yield found
    yield _flat(blocks, keys, references)


def _flat(blocks: Sequence[Block], keys: dict[int, str], references: Sequence[Reference]) -> list[Printed]:
    """Superscripts that lost their height: in the order of the list, or citing most of it."""
    places = list(flat.places(blocks, [one.raw for one in references]))
    surely = [expanded(one.text) for one in places if one.sure]
    listed = [numbers for numbers in surely if numbers and all(number in keys for number in numbers)]
    cited = list(dict.fromkeys(number for numbers in listed for number in numbers))
    ordered = _ascending(cited) and len(cited) >= min(3, len(keys))
    if len(surely) > 2 * len(listed) or not (ordered or len(cited) >= max(10, len(keys) * _MOST)):
        return []
    return [
        Printed(one.block, one.start, one.end, tuple(keys.get(number, str(number)) for number in numbers))
        for one, numbers in flat.told(places, keys, ordered=ordered)
    ]


def _numbered(references: Sequence[Reference]) -> dict[int, str]:
    """The keys by printed number; by place in the list where none is printed; nothing for a list in another order."""
    printed: dict[int, str] = {}
    for one in references:
        label = one.location.label
        if label.isdigit():
            printed.setdefault(int(label), one.key)
    if len(printed) * 10 >= len(references) * 8:
        return printed
    if any(one.location.label for one in references):
        return {}
    families = [one.item.author[0].family.lower() for one in references if one.item and one.item.author]
    alphabetical = len(families) > 4 and families == sorted(families)
    return {} if alphabetical else {at: one.key for at, one in enumerate(references, 1)}


def _ascending(numbers: Sequence[int]) -> bool:
    """Numbers that come up for the first time go mostly upward, as those of citations do."""
    steps = [two > one for one, two in pairwise(numbers)]
    return sum(steps) * 4 >= len(steps) * 3


_Found = Iterator[tuple[int, int, list[int]]]


def _brackets(block: Block) -> _Found:
    for match in _BRACKETS.finditer(block.text):
        statistic = _CALLED.search(block.text[max(0, match.start() - 2) : match.start()])  # `F[1,12] = 8.4`
        if _is_other(block.text, match.start(), sure=True) or (statistic and statistic[0].isalpha()):
            continue
        numbers = expanded(match["s"])
        if match["last"] and numbers:
            numbers += range(numbers[-1] + 1, min(int(match["last"]), numbers[-1] + LARGEST_GROUP) + 1)
        if numbers:
            yield match.start(), match.end(), numbers


def _parentheses(block: Block) -> _Found:
    text = block.text
    points = _points(text)
    for match in _PARENTHESES.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        glued = bool(_CALLED.search(before))
        if glued or match.start() in points or _is_other(text, match.start()):
            continue
        if numbers := expanded(match["s"]):
            yield match.start(), match.end(), numbers


def _points(text: str) -> set[int]:
    """Where `(1) … (2) …` number the points of a sentence, or the paragraphs of a text."""
    points: set[int] = set()
    run: list[re.Match[str]] = []
    for match in _POINT.finditer(text):
        if not text[: match.start()].strip():
            points.add(match.start())
        follows = run and int(match[1]) == int(run[-1][1]) + 1 and match.start() - run[-1].start() < _SENTENCE
        run = [*run, match] if follows else [match]
        if len(run) > 1 and run[0][1] == "1":
            points.update(one.start() for one in run)
    return points


def _raised(block: Block) -> _Found:
    if _is_byline(block):
        return
    text = block.text
    places = list(block.raised) or [match.span() for match in _SMALL.finditer(text)]
    for start, end in places:
        shown = text[start:end].translate(_LETTERS).strip()
        match = _RAISED.fullmatch(shown)
        if not match or not _may_be_raised(text, start, end):
            continue
        if numbers := expanded(match["s"]):
            yield start, end, numbers


def _may_be_raised(text: str, start: int, end: int) -> bool:
    """Not an exponent, an isotope, a unit's power, an affiliation or a footnote's own mark."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + 1]
    if not before.strip() or (after.isalpha() and (before[-1].isspace() or not before[-1].isalpha())):
        return False
    word = _WORD_BEFORE.search(before)
    last = word[1] if word else ""
    if last and (last[-1] in "×=+−-^<>≈~" or (len(last) == 1 and last.isalpha() and last not in "aI")):
        return False
    # `10³`, `2.5²` and `5¹⁰` are powers; behind a year or a number of a standard stands a citation.
    if last and last[-1].isdigit() and (_POWER.search(before) or not _LONG_NUMBER.search(last)):
        return False
    return not _UNIT.search(before[-8:])


def _is_byline(block: Block) -> bool:
    """Names with the numbers of their addresses."""
    words = re.findall(r"[^\W\d_]{2,}", block.text)
    capital = sum(word[0].isupper() for word in words)
    return len(words) > 1 and capital >= 0.75 * len(words) and len(block.text) < 2000


def _is_other(text: str, start: int, *, sure: bool = False) -> bool:
    """Does the number belong to an equation, a figure, a table?"""
    before = text[max(0, start - 24) : start]
    return bool(_NO_CITATION.search(before)) and not (
        sure and before.endswith(("type ", "types ", "model ", "models ", "groups ", "group "))
    )


_Style = Callable[[Block], _Found]
