"""A reference as a row of tokens with what can be seen of each: the input of the tagger, alike in training and use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from citecheck import normalize
from citecheck.formats.citation.patterns import later

# Words with their hyphens, apostrophes and loose accents (`f¨ur`), and numbers; `D78` and `May2001` are two tokens
# each, with no mark between.
_TOKEN = later(r"[^\W\d_]+(?:['’‐´`¨^˜~¸ˇ˘-][^\W\d_]+)*|\d+")
WORDS = "words.txt"
_YEAR = later(r"(?:1[5-9]|20)\d\d")
_ROMAN = later(r"[IVXLC]+|[ivxlc]+")
_MARKS = str.maketrans("“”„«»‘’–—‐‑−", '"""""\'\'-----')
_remembered = lru_cache(maxsize=16384)

Place = tuple[int, int]


class _Seen(NamedTuple):
    """What a token shows whatever stands around it, and what its neighbours say of it."""

    shape: str
    number: bool
    kind: str
    brief: str
    itself: tuple[str, ...]
    left: str
    right: str


def places(text: str) -> list[Place]:
    """Where the tokens of `text` stand."""
    return [match.span() for match in _TOKEN.finditer(text)]


def features(text: str, tokens: Sequence[Place]) -> list[list[str]]:
    """What can be seen of each token: itself, its neighbours, the marks between them, its place in the whole."""
    seen = [_seen(text[start:end]) for start, end in tokens]
    gaps = [_gap(text[left:right]) for left, right in _between(text, tokens)]
    ahead = _ahead(seen, gaps)
    clauses = _clauses(seen, gaps)
    whole = _whole(seen, gaps)
    rows, count = [], len(tokens)
    lefts, rights = [_EDGE, *seen], [*seen[1:], _EDGE]
    quoted, depth, years = False, 0, 0
    around = zip(lefts, seen, rights, gaps, gaps[1:], ahead, clauses, strict=False)
    for at, (left, token, right, before, after, to_come, clause) in enumerate(around):
        if before != " ":
            odd, deeper = _opened(before)
            quoted, depth = quoted ^ odd, max(0, depth + deeper)
        row = [
            *token.itself,
            *_joint(left.shape, before, token.shape, after, right.shape),
            left.left,
            right.right,
            f"p{8 * at // count}{years}{quoted:d}{depth > 0:d}",
            *to_come,
            *clause,
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
        left="w-" + short,
        right="w+" + short,
    )


def _itself(word: str, lower: str, shape: str) -> tuple[str, ...]:
    if word.isdigit() and shape != "year":
        return ("w=" + lower if len(word) < 3 else "w=#", "s=" + shape)
    roman = ("roman",) if _ROMAN.fullmatch(word) else ()
    return ("w=" + lower[:16], "s=" + shape, "e=" + lower[-3:], *roman)


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


_EDGE = _Seen("$", False, "$", "$", (), "w-$", "w+$")


# What sums up a clause: words of names, of titles, of journals' names; others are `?`, initials `i`, numbers `1`.
_BRIEF = {
    "F": "n", "G": "n", "f": "n", "g": "n", "fg": "n", "T": "t", "t": "t", "jt": "t", "J": "j", "j": "j",
    "month": "m", "ft": "?", "fj": "?", "gt": "?", "gj": "?", "?": "?",
}  # fmt: skip
# Words of books and of parts of books, which articles in journals don't have.
_TELLING = frozenset(
    "w+" + word
    for word in "in press university verlag publishers springer wiley thesis eds editors editor hrsg report".split()
)
_INNER = frozenset((" ", "-", "'", "- ", "' ", ""))


def use(word: str) -> str:
    """What catalogue records use a word for: `F` family names, `G` given names, `J` journals, `T` titles, or `?`."""
    return _kinds().get(word.lower(), "?")


@cache
def _kinds() -> dict[str, str]:
    """What each word is mostly part of, as catalogue records have it; training.parser.lexicon counts them."""
    lines = files("citecheck.formats.citation").joinpath(WORDS).read_text("utf-8").splitlines()
    return {word: kind for kind, *words in map(str.split, lines) for word in words}


@_remembered
def _known(left: str, before: str, kind: str, after: str, right: str) -> tuple[str, ...]:
    """What kind of word it is, together with the marks and words around it."""
    return (f"x-{left}{kind}", f"x+{kind}{right}", f"x<{before}{kind}", f"x>{kind}{after}", f"x+{kind}{after}{right}")


def _whole(seen: Sequence[_Seen], gaps: Sequence[str]) -> str:
    """What kind of reference it is: with quotation marks or not, with numbers besides the year, with a telling word."""
    shapes = [token.shape for token in seen]
    numbers = [token.number for token in seen].count(True) - ("year" in shapes)
    quoted = '"' in "".join(gaps)
    telling = not _TELLING.isdisjoint([token.right for token in seen])
    return f"z{quoted:d}{min(numbers, 4)}{telling:d}"


def _clauses(seen: Sequence[_Seen], gaps: Sequence[str]) -> list[tuple[str, ...]]:
    """For each token: its clause (what stands between two marks) and the ones beside it, as `_clause` sums them up."""
    briefs = "".join([token.brief for token in seen])
    ends = [at for at in range(1, len(seen)) if gaps[at] not in _INNER]
    bounds = list(zip([0, *ends], [*ends, len(seen)], strict=True))
    clauses = ["$", *(_clause(briefs[start:end]) for start, end in bounds), "$"]
    rows: list[tuple[str, ...]] = []
    for at, (start, end) in enumerate(bounds):
        rows += [_beside(clauses[at], clauses[at + 1], clauses[at + 2])] * (end - start)
    return rows


@_remembered
def _clause(brief: str) -> str:
    """A short clause word by word, a longer one by what it mostly is, how long it is and whether it has a number."""
    if len(brief) < 4:
        return brief
    most = max("ntj?1i", key=brief.count)
    return f"{most}{min(len(brief) // 4, 3)}" + ("1" if "1" in brief else "")


@_remembered
def _beside(before: str, clause: str, after: str) -> tuple[str, ...]:
    return (f"q-{before}|{clause}", f"q+{clause}|{after}")


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
