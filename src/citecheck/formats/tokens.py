"""A reference as a row of tokens with what can be seen of each: the input of the tagger, alike in training and use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from citecheck import normalize

# Words with their hyphens, apostrophes and loose accents (`f¨ur`), and numbers; `D78` and `May2001` are two tokens each,
# with no mark between.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’‐´`¨^˜~¸ˇ˘-][^\W\d_]+)*|\d+")
WORDS = "words.txt"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_ROMAN = re.compile(r"[IVXLC]+|[ivxlc]+")
_MARKS = str.maketrans("“”„«»‘’–—‐‑−", '"""""\'\'-----')
_remembered = lru_cache(maxsize=16384)

Place = tuple[int, int]


class _Seen(NamedTuple):
    """What a token shows whatever stands around it, and what its neighbours say of it: one and two places off."""

    shape: str
    number: bool
    kind: str
    brief: str
    itself: tuple[str, ...]
    left: tuple[str, str]
    right: tuple[str, str]
    far_left: str
    far_right: str


def places(text: str) -> list[Place]:
    """Where the tokens of `text` stand."""
    return [match.span() for match in _TOKEN.finditer(text)]


def features(text: str, tokens: Sequence[Place]) -> list[list[str]]:
    """What can be seen of each token: itself, its neighbours, the marks between them, its place in the whole."""
    seen = [_EDGE, _EDGE, *(_seen(text[start:end]) for start, end in tokens), _EDGE, _EDGE]
    gaps = [_gap(text[left:right]) for left, right in _between(text, tokens)]
    ahead = _ahead(seen[2:-2], gaps)
    clauses = _clauses(seen[2:-2], gaps)
    whole = _whole(seen[2:-2], gaps)
    rows, count = [], len(tokens)
    quoted, depth, years = False, 0, 0
    for at in range(count):
        far_left, left, token, right, far_right = seen[at : at + 5]
        before, after = gaps[at], gaps[at + 1]
        if before != " ":
            odd, deeper = _opened(before)
            quoted, depth = quoted ^ odd, max(0, depth + deeper)
        row = [
            *token.itself,
            *_joint(left.shape, before, token.shape, after, right.shape),
            *left.left,
            *right.right,
            far_left.far_left,
            far_right.far_right,
            f"p{8 * at // count}{years}{quoted:d}{depth > 0:d}",
            *ahead[at],
            *clauses[at],
            *_known(left.kind, before, token.kind, after, right.kind),
            whole + token.brief,
        ]
        if at < 3:
            row.append(f"i{at}")
        if token.shape == "year":
            years = min(years + 1, 2)
        rows.append(row)
    return rows


@_remembered
def _seen(word: str) -> _Seen:
    lower, shape = word.lower(), _shape(word)
    number = word.isdigit()
    short = "#" if number else lower[:10]
    kind = shape if number or shape in ("X", "x", "month") else _kinds().get(lower, "?")
    return _Seen(
        shape=shape,
        number=number,
        kind=kind,
        brief="1" if number else _BRIEF.get(kind, "i"),
        itself=_itself(word, lower, shape),
        left=("w-" + short, "s-" + shape),
        right=("w+" + short, "s+" + shape),
        far_left="S-" + shape,
        far_right="S+" + shape,
    )


def _itself(word: str, lower: str, shape: str) -> tuple[str, ...]:
    if word.isdigit() and shape != "year":
        return ("w=" + lower if len(word) < 3 else "w=#", "s=" + shape)
    roman = ("roman",) if _ROMAN.fullmatch(word) else ()
    return ("w=" + lower[:16], "s=" + shape, "e=" + lower[-3:], "b=" + lower[:3], *roman)


def _shape(word: str) -> str:
    if word.isdigit():
        return "year" if len(word) == 4 and _YEAR.fullmatch(word) else f"{min(len(word), 6)}d"
    if len(word) == 1 or (len(word) == 3 and word[0].isupper() and word[2].isupper() and not word[1].isalpha()):
        return "X" if word.isupper() else "x"
    if word[:3].lower() in normalize.MONTHS and len(word) < 10:
        return "month"
    if word.isupper():
        return "XX" if len(word) == 2 else "XXX" if len(word) == 3 else "CAPS"
    return "Xx" if word[0].isupper() else "xx"


_EDGE = _Seen("$", False, "$", "$", (), ("w-$", "s-$"), ("w+$", "s+$"), "S-$", "S+$")


# A kind of a word as a clause is described by: a name's, a title's, a journal's, any.
_BRIEF = dict(F="n", G="n", f="n", g="n", fg="n", T="t", t="t", J="j", j="j", jt="t", month="m") | dict.fromkeys(("ft", "fj", "gt", "gj", "?"), "?")


@cache
def _kinds() -> dict[str, str]:
    """What each word of catalogue records is mostly part of; bench.parser.lexicon says how they were counted."""
    lines = files("citecheck.formats").joinpath(WORDS).read_text("utf-8").splitlines()
    return {word: kind for kind, *words in map(str.split, lines) for word in words}


@_remembered
def _known(left: str, before: str, kind: str, after: str, right: str) -> tuple[str, ...]:
    return ("x=" + kind, f"x-{left}{kind}", f"x+{kind}{right}", f"x<{before}{kind}", f"x>{kind}{after}", f"x+{kind}{after}{right}")


def _whole(seen: Sequence[_Seen], gaps: Sequence[str]) -> str:
    """What kind of reference it is: quoted, with a place for a title, with numbers besides the year, with `In`."""
    numbers = sum(token.number for token in seen) - any(token.shape == "year" for token in seen)
    quoted = any('"' in gap for gap in gaps)
    long = any(token.itself and token.itself[0] in _TELLING for token in seen)
    return f"z{quoted:d}{min(numbers, 4)}{long:d}"


_TELLING = frozenset("w=" + word for word in "in press university verlag publishers springer wiley thesis eds editors editor hrsg report".split())


def _clauses(seen: Sequence[_Seen], gaps: Sequence[str]) -> list[tuple[str, ...]]:
    """For each token: its clause (what stands between two marks) and the ones beside it, as `_clause` sums them up."""
    clauses: list[str] = []
    widths: list[int] = []
    brief = ""
    for at, token in enumerate(seen):
        brief += token.brief
        if gaps[at + 1] not in _INNER:
            clauses.append(_clause(brief))
            widths.append(len(brief))
            brief = ""
    if brief:
        clauses.append(_clause(brief))
        widths.append(len(brief))
    rows: list[tuple[str, ...]] = []
    framed = ["$", *clauses, "$"]
    for at, width in enumerate(widths):
        row = _beside(framed[at], framed[at + 1], framed[at + 2])
        rows += [row] * width
    return rows


_INNER = frozenset((" ", "-", "'", "- ", "' ", ""))


@_remembered
def _clause(brief: str) -> str:
    if len(brief) < 4:
        return brief
    most = max("ntj?1i", key=brief.count)
    return f"{most}{min(len(brief) // 4, 3)}" + ("1" if "1" in brief else "")


@_remembered
def _beside(before: str, clause: str, after: str) -> tuple[str, ...]:
    return ("q=" + clause, f"q-{before}|{clause}", f"q+{clause}|{after}")


@_remembered
def _gap(gap: str) -> str:
    """The marks of a gap, at most four; a space at the end where there is white space among them."""
    marks = "".join(gap.translate(_MARKS).split())[:4]
    return marks + " " if any(map(str.isspace, gap)) else marks


@_remembered
def _opened(gap: str) -> tuple[bool, int]:
    """Does the gap hold a quotation mark that opens or closes, and how many brackets it opens more than it closes."""
    return gap.count('"') % 2 == 1, sum(map(gap.count, "([")) - sum(map(gap.count, ")]"))


@_remembered
def _joint(left: str, before: str, shape: str, after: str, right: str) -> tuple[str, ...]:
    """The marks around a token, alone and together with what they stand between."""
    return (
        "<" + before,
        ">" + after,
        f"s<{shape}{before}",
        f"s>{shape}{after}",
        f"<>{before}{shape}{after}",
        f"l{left}{before}{shape}",
        f"r{shape}{after}{right}",
        f"lr{left}{before}{shape}{after}{right}",
    )


def _ahead(seen: Sequence[_Seen], gaps: Sequence[str]) -> list[tuple[str, str]]:
    """For each token: the sentence ends and commas up to the next number, and how its sentence is written."""
    rows: list[tuple[str, str]] = []
    stops = commas = lower = 0
    for at in range(len(seen) - 1, -1, -1):
        after = gaps[at + 1]
        if seen[at].number:
            stops = commas = lower = 0
        elif "." in after or "?" in after:
            stops, commas, lower = min(stops + 1, 3), 0, 0
        elif "," in after or '"' in after:
            commas = min(commas + 1, 2)
        if seen[at].shape == "xx":
            lower = min(lower + 1, 3)
        rows.append(_written(stops, commas, lower, after))
    return rows[::-1]


@_remembered
def _written(stops: int, commas: int, lower: int, after: str) -> tuple[str, str]:
    return f"n{stops}{commas}", f"m{min(stops, 2)}{lower}{after[:1]}"


def _between(text: str, tokens: Sequence[Place]) -> list[Place]:
    ends = [0, *(end for _, end in tokens)]
    starts = [*(start for start, _ in tokens), len(text)]
    return list(zip(ends, starts, strict=True))
