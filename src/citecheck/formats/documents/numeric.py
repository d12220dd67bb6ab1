"""Citations by number: `[1-3,5]`, `(4, 7)`, superscripts, and those that lost their height: `bone loss.1-3 In fact`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.printed import Printed
from citecheck.model import Reference

_DASH = r"[-‐‑–—−]"
_ONE = r"\d{1,4}"
_SERIES = (
    rf"{_ONE}[a-z]?(?:\s?(?:{_DASH}|to|through)\s?{_ONE})?"
    rf"(?:\s?[,;]\s?(?:and\s)?(?:refs?\.?\s)?{_ONE}[a-z]?(?:\s?{_DASH}\s?{_ONE})?)*(?:,?\s(?:and|&)\s{_ONE})?"
)
_BRACKETS = re.compile(
    rf"\[\s?(?:(?:see|cf\.?|e\.g\.,?|refs?\.?|reviewed in|also)\s)*(?P<s>{_SERIES})(?:,\s(?:pp?\.|chap|sec|fig|table"
    rf"|theorem)[^\]]{{0,30}})?\s?\]"
    rf"(?:\s?(?P<dash>{_DASH})\s?\[(?P<last>{_ONE})\])?",
    re.I,
)
_PARENTHESES = re.compile(
    rf"\(\s?(?:(?:see|cf\.?|e\.g\.,?|refs?\.?|reviewed in|also|reference|references)\s)*(?P<s>{_SERIES})\s?\)", re.I
)
_RAISED = re.compile(rf"\s?(?P<s>{_SERIES})\s?[,.;]?")
_LETTERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SMALL = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹](?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–-]*[⁰¹²³⁴⁵⁶⁷⁸⁹])?")
# Behind a word, or behind the mark that ends it.
_FLAT = re.compile(
    rf"(?<=[^\W\d_]|[)\]”\"’»%])(?P<mark>[.,;:?!]?[”\"’)]?)(?P<s>{_ONE}(?:\s?{_DASH}\s?{_ONE})?(?:,\s?{_ONE}(?:\s?{_DASH}\s?{_ONE})?)*)"
    r"(?=\s|$|[.,;:)\]](?:\s|$)|[”\"’])"
)
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
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:figs?|tabs?|eqs?|eqns?|vols?|nos?|pp?|ch|chap|sec|sect|vers?|v|ed|eds|ref|refs|cat|approx|ca"
    r"|art|lot|st|dr|mr|suppl|nr|bd|abb)\.$",
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
_LARGEST_GROUP = 60
_NEAR = 40  # characters before a number that are looked at


def styles(blocks: Sequence[Block], references: Sequence[Reference]) -> Iterator[list[Printed]]:
    """What is found in each style, by itself; styles that don't fit the list or the text yield nothing."""
    keys = _numbered(references)
    if not keys:
        return
    for style in (_brackets, _parentheses, _raised, _flat):
        found, doubtful = [], 0
        for at, block in enumerate(blocks):
            for start, end, numbers in style(block):
                targets = tuple(keys.get(number, str(number)) for number in numbers)
                known = sum(number in keys for number in numbers)
                # A number far beyond the list is a year, an amount or a page.
                if (not known and (min(numbers) > 2 * len(keys) or style in (_flat, _parentheses))) or (
                    known < len(numbers) and (style is _flat or max(numbers) > 3 * len(keys) + 10)
                ):
                    doubtful += 1
                else:
                    found.append(Printed(at, start, end, targets))
        if doubtful > len(found) or (style is _flat and not _ascending(found, keys)):
            continue
        yield found


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


def _ascending(found: Sequence[Printed], keys: dict[int, str]) -> bool:
    """Numbers that come up for the first time go mostly upward, as those of citations do."""
    order = {key: number for number, key in keys.items()}
    seen: list[int] = []
    for one in found:
        seen += [order[key] for key in one.targets if key in order and order[key] not in seen]
    steps = [two > one for one, two in pairwise(seen)]
    return len(seen) >= min(3, len(keys)) and sum(steps) * 4 >= len(steps) * 3


def expanded(series: str) -> list[int]:
    """The numbers of `1-3,5`; nothing for a series that runs backward or too far."""
    numbers: list[int] = []
    for first, last in re.findall(rf"(\d{{1,4}})[a-z]?(?:\s?(?:{_DASH}|to|through)\s?(\d{{1,4}}))?", series):
        begin, end = int(first), int(last or first)
        if last and end < begin and len(last) < len(first):
            end = int(first[: len(first) - len(last)] + last)
        if begin < 1 or end < begin or end - begin > _LARGEST_GROUP:
            return []
        numbers += range(begin, end + 1)
    return numbers


_Found = Iterator[tuple[int, int, list[int]]]


def _brackets(block: Block) -> _Found:
    for match in _BRACKETS.finditer(block.text):
        statistic = _CALLED.search(block.text[max(0, match.start() - 2) : match.start()])  # `F[1,12] = 8.4`
        if _is_other(block.text, match.start(), sure=True) or (statistic and statistic[0].isalpha()):
            continue
        numbers = expanded(match["s"])
        if match["last"] and numbers:
            numbers += range(numbers[-1] + 1, min(int(match["last"]), numbers[-1] + _LARGEST_GROUP) + 1)
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


def _flat(block: Block) -> _Found:
    text = block.text
    for match in _FLAT.finditer(text):
        before = text[max(0, match.start("s") - _NEAR) : match.start("s")]
        word = _WORD_BEFORE.search(before)
        last = word[1] if word else ""
        core = last.rstrip('.,;:?!”"’)»%]')
        marked = core != last
        if _ABBREVIATION.search(before[-10:]) or (
            any(char.isdigit() for char in core) and not last.rstrip(".,;:").endswith("%")
        ):
            continue
        # Without a mark between, only behind a plain word: `disease4`, not `B12`, `MK4` or `CO2`.
        if not marked and not (core[1:].islower() and len(core) > (3 if core.islower() else 4)):
            continue
        if marked and len(core) == 1 and core.isupper() and "." in last:
            continue
        if numbers := expanded(match["s"]):
            yield match.start("s"), match.end("s"), numbers


def _is_other(text: str, start: int, *, sure: bool = False) -> bool:
    """Does the number belong to an equation, a figure, a table?"""
    before = text[max(0, start - 24) : start]
    return bool(_NO_CITATION.search(before)) and not (
        sure and before.endswith(("type ", "types ", "model ", "models ", "groups ", "group "))
    )


_Style = Callable[[Block], _Found]
