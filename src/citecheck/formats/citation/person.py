"""One person's name in one piece: which of its words are the family name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from citecheck.formats.citation import tokens
from citecheck.formats.citation.patterns import later
from citecheck.names import is_initials, is_particle

# Names whose spaces were lost: RoeRB, van SchalkwykC, RadonovichLJJr, LiYTokuraHGuoYP, DonaldsonG. C.SeemungalT. A.
_GLUED = later(
    r"\s*(?P<family>(?:[A-Z][a-z]+\s[ey]\s)?(?:[a-z]{2,4}\s)*(?:Mc|Mac|De|Di|Le|La|Van|[OD]['’])?"
    r"[A-ZÀ-Þ][a-zß-ÿ]+(?:[ -][A-ZÀ-Þ][a-zß-ÿ]+)*)"
    r"(?P<given>(?:[A-Z]\.[ -]?)+[A-Z]?|[A-Z]{1,3}?)\.?(?P<suffix>Jr|Sr|2nd|3rd|4th)?\.?"
    r"(?=\s*(?:[a-z]{2,4}\s)*(?:[OD]['’])?[A-ZÀ-Þ][a-zß-ÿ]|$)"
)
_SEAM = later(r"[a-zß-ÿ][A-Z]")
DOTTED = later(r"(?P<given>(?:[^\W\d_]\.[-‐]?)+)(?P<family>[^\W\d_]{2}.*)")
BRACKETED = later(r"(?P<family>[^()]{2,}?)\s*\((?P<given>[^()]+?)\)?")
ASIAN = later(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FORENAMES = ("G", "g", "gt", "gj")  # words used mostly as given names; see tokens.use


@lru_cache(maxsize=8192)
def glued(text: str) -> tuple[tuple[int, int, str, str], ...]:
    """Where each person of a piece stands, how the name is written with its space, and its kind; () for none."""
    if not _SEAM.search(text):
        return ()
    found: list[tuple[int, int, str, str]] = []
    at = 0
    for one in _GLUED.finditer(text):
        if one.start() != at:
            return ()
        at = one.end()
        start = one.start("family")
        found.append((start, at, f"{one['family']} {one['given'].strip()}", "family-initials"))
        found += [(start, at, one["suffix"], "suffix")] if one["suffix"] else []
    return tuple(found) if at == len(text) else ()


def is_many_initials(words: Sequence[str]) -> bool:
    """Four or five capitals behind a name with small letters are initials: `Scholten AMWJ`."""
    last = words[-1]
    return last.isupper() and last.isalpha() and 3 < len(last) < 6 and not words[0].isupper()


def by_capitals(words: Sequence[str]) -> tuple[str, str] | None:
    """Family and given name, the capitals at one end and a given name with small letters at the other."""
    small = [word for word in words if not word.isupper() and not is_particle(word)]
    capital = [word for word in words if word not in small]
    if small and capital and any(len(word) > 1 and word.isalpha() for word in capital):
        ends = words[: len(small)] == small and "." not in capital[0]
        starts = words[-len(small) :] == small
        if ends or starts:
            return " ".join(capital), " ".join(small)
    return None


def parted(text: str) -> tuple[str, str]:
    """Family and given name of a person in one piece, by its initials, capitals and particles."""
    if ASIAN.search(text):
        return text.replace(" ", ""), ""
    if (bracket := BRACKETED.fullmatch(text)) and is_initials(bracket["given"]):
        return bracket["family"], bracket["given"]
    words = text.split()
    glued = DOTTED.fullmatch(words[-1])
    if len(words) == 1:
        return (glued["family"], glued["given"]) if glued else (text, "")
    initialled = is_initials(words[-1]) or is_many_initials(words)
    if initialled and not ("." in words[0] and is_initials(words[0])):
        at = len(words) - 1
        while at > 1 and is_initials(words[at - 1]) and not is_particle(words[at - 1]):
            at -= 1
        return " ".join(words[:at]), " ".join(words[at:])
    if glued:
        return glued["family"], " ".join([*words[:-1], glued["given"]])
    return _spoken(words)


def _is_initial_or_between(words: Sequence[str], at: int) -> bool:
    """True for an initial, and for the particle between two: V.F. de O. Sousa."""
    if is_particle(words[at]):
        return "." in words[at + 1] and is_initials(words[at + 1])
    return is_initials(words[at]) and ("." in words[at] or len(words[at]) == 1)


def _spoken(words: Sequence[str]) -> tuple[str, str]:
    """Family and given name in the order in which they are said, or with the family name in capitals in front."""
    if is_initials(words[0]) and not is_particle(words[0]):
        at = 1
        while at < len(words) - 1 and _is_initial_or_between(words, at):
            at += 1
        while at < len(words) - 1 and tokens.use(words[at]) in _FORENAMES and not is_particle(words[at]):
            at += 1  # C. Ronald MacKenzie
        if not any(map(is_initials, words[at:])):
            return _family_from(words, at)
    if len(words[0]) > 2 and words[0].isupper() and not words[-1].isupper():
        at = next(place for place, word in enumerate(words) if not word.isupper())
        return " ".join(words[:at]), " ".join(words[at:])
    at = len(words) - 1
    while at > 1 and is_particle(words[at - 1]):
        at -= 1
    if at == 1 and is_particle(words[0]):
        at = 0
    return _family_from(words, at)


def _family_from(words: Sequence[str], at: int) -> tuple[str, str]:
    return " ".join(words[at:]), " ".join(words[:at])
