"""The author list of a reference, once it is known where it stands: persons, groups, et al., with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from citecheck.model import Name, Span
from citecheck.names import SUFFIX, is_group, is_particle

_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s’'‐-]*){1,5}|[^\W\d_]{1,4}\.?(?:[\s-]*[^\W\d_]\.?)?")
_SUFFIX = re.compile(SUFFIX, re.I)
_ENDS_IN_SUFFIX = re.compile(r"(?P<name>\S.*?)\s(?P<suffix>(?:Jr|Sr|2nd|3rd|4th|III?|IV)\.?)")
# No pattern here begins with white space without end: what an identifier leaves behind is a long run of it.
_SEPARATOR = re.compile(
    r"(?:[,;/•·]|\.[ ]?[,;:]|\.(?=\s(?:and|und|et|y)\s)|(?<=\s)-(?=\s))[\s,;]*(?:(?:and|und|et|y|e)\s|&|…|\.\.\.)?"
    r"|(?<=\s)(?:and|und|et|y|with)\s|&|…|\.\.\.",
    re.I,
)
_AND = re.compile(r"\b(?:and|und|et|y)\b|&", re.I)
ET_AL = re.compile(
    r"\(?(?:\bet\.?\s?al(?:ii|ia)?\b\.?|\band (?:others|colleagues|coworkers|co-workers)\b\.?|\bet coll\b\.?"
    r"|\bu\.\s?a\.|\bund andere\b)\)?",
    re.I,
)
# A sentence of capitalised words that names a body.
GROUP_FIRST = re.compile(
    r"(?P<group>(?:(?!\d|[a-z])[^\W_][\w’'&-]*,?[ ]|(?:of|for|the|and|on|in|&|(?:19|20)\d\d)[ ]){0,9}?"
    r"(?:Group|Consortium|Collaborat(?:ion|ive|ors)|Committee|Investigators|Network|Society|Association|Organi[sz]ation|Council"
    r"|Institutes?|Foundation|Federation|Agency|Ministry|Department|Commission|Academy|Cent(?:er|re)s?)"
    r"(?:[ ](?:of|on|for|and|the|in|[A-Z][\w’'-]*)){0,9})\.[ ]+(?=\w)"
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b")  # a group by its year: GBD 2019 Injury Collaborators
_LOST_SPACE = re.compile(r"(?P<family>[^\W\d_]{2,}[a-zß-ÿ])(?P<given>[A-Z]{1,3}\.?)")  # RoeRB
_MARKS = " \t\n,;:&.…()[]•·"


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two separators. `kind`: `initials`, `one` (a family name), `family-initials`,
    `initials-family`, `words`, `suffix` or `group`."""

    start: int
    end: int
    text: str
    kind: str


def read_names(text: str, start: int, end: int) -> tuple[tuple[Name, ...], tuple[Span, ...]]:
    """The names between two places of `text`, in order, each with the place it stands at."""
    whole = text[start:end].strip(_MARKS)
    if _DATED.search(whole) and is_group(whole) and "," not in whole:
        begin = text.index(whole, start)
        return (Name(literal=whole),), (Span(field="author", start=begin, end=begin + len(whole)),)
    pieces = list(_pieces(text, start, end))
    persons = [list(_suffixed(person)) for person in _persons(text, pieces)]
    names = tuple(_name(person) for person in persons)
    spans = tuple(Span(field="author", start=person[0].start, end=person[-1].end) for person in persons)
    return names, spans


def _pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    """The pieces of the list; a full stop stays with the initial it closes."""
    for stop, after in [*(match.span() for match in _SEPARATOR.finditer(text, start, end)), (end, end)]:
        piece = text[start:stop]
        bare = piece.strip(_MARKS)
        if bare:
            begin = start + piece.index(bare)
            close = begin + len(bare)
            if close < end and text[close] == "." and re.search(r"(?:^|[\W_])[^\W\d_]$", bare):
                close += 1
            yield _Piece(begin, close, text[begin:close], _kind(bare))
        start = after


def is_surname_with_initials(text: str) -> bool:
    """`Mosca C`, `van Staa TP`; not `Life Sci I`, whose first word is no particle."""
    family, _, given = text.rpartition(" ")
    words = family.split()
    return _initials(given) and bool(words) and all(is_particle(word) for word in words[:-1])


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    if _SUFFIX.fullmatch(text):
        return "suffix"
    if _initials(text):
        return "initials"
    if is_group(text):
        return "group"
    words = text.split()
    if _LOST_SPACE.fullmatch(text):
        return "family-initials"
    if len(words) == 1:
        return "initials-family" if re.match(r"(?:[^\W\d_]\.[-‐]?)+[^\W\d_]{2}", text) else "one"
    if match := _ENDS_IN_SUFFIX.fullmatch(text):
        words = match["name"].split()
    if all(is_particle(word) for word in words[:-1]) and "." not in words[-1]:
        return "one"
    if _initials(words[0]) and not is_particle(words[0]):
        return "initials-family" if not _initials(words[-1]) or "." in words[0] else "family-initials"
    if _initials(words[-1]):
        return "family-initials"
    return "words"


@lru_cache(maxsize=8192)
def _initials(text: str) -> bool:
    """`J`, `J.A.`, `J. A.`, `JA`, `J-P`, `Yu.`; not `Li`, not `Jan`."""
    if not _INITIALS.fullmatch(text):
        return False
    letters = [char for char in text if char.isalpha()]
    if all(char.isupper() for char in letters):
        return len(letters) < 4 or "." in text
    return "." in text and text.count(".") >= len(letters) / 2 and text[0].isupper()


def _persons(text: str, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces of each person: `Family` and `Given` that a comma parts belong together."""
    inverted = _inverted(text, pieces)
    at = 0
    while at < len(pieces):
        person = [_family(pieces[at])]
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if (
            following
            and person[0].kind not in ("initials", "group", "suffix")
            and _gives(person[0], following, at in inverted)
        ):
            person.append(following)
        elif following and person[0].kind == "initials" and following.kind == "one" and not at:
            person.append(following)  # J., Smith
        at += len(person)
        while at < len(pieces) and pieces[at].kind == "suffix":
            person.append(pieces[at])
            at += 1
            if at < len(pieces) and pieces[at].kind == "initials" and len(person) == 2:
                person.append(pieces[at])
                at += 1
        yield person


def _family(piece: _Piece) -> _Piece:
    """The piece that opens a person: `KIM` is a surname there, where `K.` is none."""
    surname = piece.kind == "initials" and len(piece.text) > 1 and piece.text.isalpha()
    return replace(piece, kind="one") if surname else piece


def _gives(family: _Piece, given: _Piece, inverted: bool) -> bool:
    if given.kind == "initials":
        return family.kind in ("one", "words") or (family.kind == "family-initials" and "." not in family.text)
    return inverted and given.kind in ("one", "words", "family-initials")


def _inverted(text: str, pieces: Sequence[_Piece]) -> frozenset[int]:
    """Places of the pieces that are family names before a given name in full.

    `Dehnavi, Seyed Mohsen, Gholamreza Pazuki, and Iraj Goodarzia` inverts the first name, `DOLE, Jane and ROE,
    Richard` every one. `Smith, Jones and Brown` are surnames alone.
    """
    kinds = [(piece if at % 2 else _family(piece)).kind for at, piece in enumerate(pieces)]
    if len(pieces) < 2 or kinds[0] not in ("one", "words") or kinds[1] not in ("one", "words", "family-initials"):
        return frozenset()
    between = text[pieces[0].end : pieces[1].start]
    if ";" in between or _AND.search(between):
        return frozenset()
    semicolons = ";" in text[pieces[0].start : pieces[-1].end]
    if (
        kinds[0] == "words"
        and len(pieces) > 2
        and not semicolons
        and not (kinds[1] == "one" and "one" not in kinds[2:])
    ):
        return frozenset()
    last_alone = _AND.search(text[pieces[-2].end : pieces[-1].start]) and kinds[-1] == "one"
    if len(pieces) > 2 and last_alone:
        return frozenset()
    pairs = len(pieces) % 2 == 0 and (semicolons or all(kind == "one" for kind in kinds[::2]))
    return frozenset(range(0, len(pieces), 2)) if pairs else frozenset({0})


def _suffixed(person: Sequence[_Piece]) -> Iterator[_Piece]:
    """The pieces, a suffix that no comma parts as one of its own."""
    for piece in person:
        match = _ENDS_IN_SUFFIX.fullmatch(piece.text)
        if match and piece.kind != "group" and len(match["suffix"]) > 1:
            yield _Piece(piece.start, piece.start + match.end("name"), match["name"], piece.kind)
            yield _Piece(piece.start + match.start("suffix"), piece.end, match["suffix"], "suffix")
        else:
            yield piece


def _name(person: Sequence[_Piece]) -> Name:
    suffix = next((piece.text.rstrip(".") for piece in person if piece.kind == "suffix"), "")
    texts = [(" ".join(piece.text.split()), piece.kind) for piece in person if piece.kind != "suffix"]
    if not texts:
        return Name(literal=suffix)
    (first, kind), *rest = texts
    if kind == "group":
        return Name(literal=first)
    if rest:
        given = rest[0][0]
        if kind == "initials":
            return Name(family=given, given=first, suffix=suffix)
        family, before = _parted(first) if kind == "family-initials" else (first, "")
        return Name(family=family, given=f"{before} {given}".strip(), suffix=suffix)
    family, given = _parted(first)
    return Name(family=family, given=given, suffix=suffix)


def _parted(text: str) -> tuple[str, str]:
    """Family and given name of one piece, by where the initials, the capitals or the particles stand."""
    words = text.split()
    if len(words) == 1:
        glued = re.fullmatch(r"((?:[^\W\d_]\.[-‐]?)+)(.*)", text)
        if glued and glued[2]:
            return glued[2], glued[1]
        lost = _LOST_SPACE.fullmatch(text)
        return (lost["family"], lost["given"]) if lost else (text, "")
    if _initials(words[-1]) and not ("." in words[0] and _initials(words[0])):
        at = len(words) - 1
        while at > 1 and _initials(words[at - 1]) and not is_particle(words[at - 1]):
            at -= 1
        return " ".join(words[:at]), " ".join(words[at:])
    glued = re.fullmatch(r"((?:[^\W\d_]\.[-‐]?)+)([^\W\d_]{2}.*)", words[-1])
    if glued:
        return glued[2], " ".join([*words[:-1], glued[1]])
    if _initials(words[0]) and not is_particle(words[0]):
        at = 1
        while at < len(words) - 1 and _initials(words[at]) and ("." in words[at] or len(words[at]) == 1):
            at += 1
        if all(not _initials(word) for word in words[at:]):
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
