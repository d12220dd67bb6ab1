"""Two titles side by side, and in a word how they differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from citecheck import normalize, titles
from citecheck.model import Level

_TELLING = 5  # words: a title that long, found whole inside the other, is close
_TOPIC = 3  # words
_HEADED = 2  # words: a shorter title is not known by what stands behind a heading
_CLOSE, _NEAR = 85.0, 65.0  # rapidfuzz similarity, 0 to 100
_FEW_WORDS, _ALIKE = 3, 75.0
# What stands in front of a data set's title, or of another text's about the work: no mere heading.
_ABOUT = re.compile(
    r"\W*(?:(?:raw |research |supporting |supplementary |supplemental )?data(?:\s?sets?)?\b.{,40}"
    r"|(?:authors?.{,3} )?(?:reply|response|comments?|commentary|rebuttal|discussion|letter|review of)\b.{,30}"
    r")[:.]\s",
    re.I,
)
# What journals call their kinds of articles, and set in front of a title.
_RUBRIC = frozenset(
    "and article articles brief case clinical communication cover editorial essay feature forum from full guest in"
    " inaugural invited mini minireview news note of opinion original paper perspective report research review science"
    " section series short special survey symposium technical the topical tutorial viewpoint".split()
)
_BRACKETED = re.compile(r"\s*\[(?P<title>.+)\]\W*")
_EDITIONS = frozenset("addendum edition revised revision supplement update updated updates".split())
_ENGLISH = frozenset("and are by for from of the with".split())
# A line break or a command of TeX that a registry spelled out.
_SPELLED_OUT = re.compile(r"\\(?:emph|text(?:it|bf|sc|rm)|math(?:rm|bf|it|cal)) ?|\\n")
_ONLINE = re.compile(r"\s*\[(?:e-?pub|published|online|in press|retracted)\b[^\]]*\]\s*$", re.I)
_GREEK = re.compile(r"[α-ωΑ-Ωϵϑϕ]")
_GLUED_MARK = re.compile(r"(?<=[^\W\d_]{4})[1-9]$")
_FOOTNOTE = re.compile(r"</?\w*$|(?<=[^\W\d_])(?:\s*[*†‡§¶#]+|[\u00b9\u00b2\u00b3])+\s*$")


def title_level(claimed: str, found: str) -> Level:
    """absent: the record has only a translation of the title, which cannot be compared."""
    claimed, found = _bare(claimed), _bare(found)
    if not claimed[-1:].isdigit():
        found = _GLUED_MARK.sub("", found)
    a, b = normalize.words(claimed), normalize.words(found)
    if "".join(a) == "".join(b):
        return Level.EXACT
    if is_edition(a) is not is_edition(b):
        return Level.DIFFERENT
    if _without_subtitle(claimed, b) or _without_subtitle(found, a):
        return Level.EXACT
    if bool(_ABOUT.match(claimed)) is not bool(_ABOUT.match(found)):
        return Level.DIFFERENT
    if normalize.parts(a) == normalize.parts(b) and (level := _close(claimed, found, a, b)):
        return level
    return Level.ABSENT if _translated(claimed, found) else Level.DIFFERENT


def _close(claimed: str, found: str, a: tuple[str, ...], b: tuple[str, ...]) -> Level | None:
    shorter, longer = sorted((" ".join(a), " ".join(b)), key=len)
    if min(len(a), len(b)) >= _TELLING and f" {shorter} " in f" {longer} ":
        return Level.EXACT if _headed(found, a) or _headed(claimed, b) or _under_topic(claimed, b) else Level.CLOSE
    if _behind_heading(claimed, b) or _behind_heading(found, a):
        return Level.EXACT if _headed(claimed, b) else Level.CLOSE
    return Level.CLOSE if fuzz.token_sort_ratio(shorter, longer) >= _CLOSE else None


def title_manner(claimed: str, found: str) -> str:
    """How two titles differ: `translated`, `heading`, `cut`, `record-cut`, `typo`, `word`, `words`.

    The other one goes on; one word is another, missing or added; two or three are. "" for other titles.
    """
    if _translated(claimed, found):
        return "translated"
    a, b = normalize.words(_bare(claimed)), normalize.words(_bare(found))
    if _behind_heading(claimed, b) or _behind_heading(found, a):
        return "heading"
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= _TELLING and longer[: len(shorter)] == shorter:
        return "cut" if shorter is a else "record-cut"
    edits = OSA.distance(a, b)
    if edits == 1 and len(a) == len(b):
        one, other = next(pair for pair in zip(a, b, strict=True) if pair[0] != pair[1])
        return "typo" if fuzz.ratio(one, other) >= _ALIKE else "word"
    return "word" if edits == 1 else "words" if edits <= _FEW_WORDS else ""


def nearness(claimed: str, found: str) -> str:
    """Two titles with a word or two between them are not any two titles."""
    a, b = (" ".join(normalize.words(title)) for title in (claimed, found))
    return "near" if fuzz.token_sort_ratio(a, b) >= _NEAR else ""


def length(title: str) -> str:
    """Short titles are shared by many works: `Introduction`, `News in brief`."""
    count = len(normalize.words(title))
    return "short" if count < 3 else "medium" if count < 6 else ""


def is_edition(words: Sequence[str]) -> bool:
    """True where a title says that it renews or supplements another work: `an update`, `revised edition`."""
    return not _EDITIONS.isdisjoint(words)


def is_about(before: str) -> bool:
    """True for what stands in front of a title where a data set, a reply or a comment is meant: `Data from:`."""
    return _ABOUT.match(before) is not None


@lru_cache(maxsize=8192)
def _bare(title: str) -> str:
    """Without the marks of a retraction and of footnotes, which are no part of a title; Greek letters by name."""
    spelled = _SPELLED_OUT.sub(" ", title.replace("_", " "))
    return _FOOTNOTE.sub("", _ONLINE.sub("", titles.unmarked(_GREEK.sub(_by_name, spelled))))


def _by_name(letter: re.Match[str]) -> str:
    """`alpha`, also for the other forms of a letter (`ϵ`, `ϑ`, `ϕ`); Unicode writes lambda without its b."""
    name = unicodedata.name(unicodedata.normalize("NFKC", letter[0]), "")
    plain = name.partition(" LETTER ")[2].partition(" WITH")[0].lower()
    return "lambda" if plain == "lamda" else plain or letter[0]


def _translated(claimed: str, found: str) -> bool:
    """True where the record has a title in brackets, NLM's sign of a translation, the reference one in no English."""
    if not (match := _BRACKETED.fullmatch(found)) or _BRACKETED.fullmatch(claimed):
        return False
    words = normalize.words(claimed)
    english = sum(word in _ENGLISH for word in words)
    return len(words) > _HEADED and english * 8 < len(words) and not nearness(claimed, match["title"])


def _without_subtitle(full: str, other: tuple[str, ...]) -> bool:
    main, colon, _ = full.partition(":")
    return bool(colon) and len(other) > 2 and normalize.words(main) == other


def _behind_heading(full: str, other: tuple[str, ...]) -> bool:
    """`Science forum: The human cell atlas` is what a registry may list without its heading."""
    _, colon, behind = full.partition(": ")
    return bool(colon) and len(other) > _HEADED and normalize.words(behind) == other


def _headed(full: str, other: tuple[str, ...]) -> bool:
    """True where one has the rubric of its journal in front of the title: `From the cover: …`."""
    heading, _, _ = full.partition(": ")
    return _RUBRIC.issuperset(normalize.words(heading)) and _behind_heading(full, other)


def _under_topic(claimed: str, found: tuple[str, ...]) -> bool:
    """True where the topic that PubMed sets in front of a title is cited with it: `RNA splicing. The human …`."""
    topic, stop, behind = claimed.partition(". ")
    return bool(stop) and len(normalize.words(topic)) <= _TOPIC and normalize.words(behind) == found
