"""A list of authors, in a cell of its own or in a reference: persons and groups, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from citecheck.formats.citation.patterns import later
from citecheck.formats.citation.person import ASIAN, BRACKETED, DOTTED, by_capitals, glued, is_many_initials, parted
from citecheck.model import Name, Span
from citecheck.names import SUFFIX, is_group, is_initials, is_particle, is_surname_with_initials

_SUFFIX = later(SUFFIX, re.I)
_ENDS_IN_SUFFIX = later(rf"(?P<name>\S.*?)\s(?P<suffix>{SUFFIX})")
_AND_WORDS = r"and|und|et|y|en|og|och"
# No pattern here begins with white space without end: what an identifier leaves behind is a long run of it.
_SEPARATOR = later(
    rf"(?:[,;/•·]|\.[ ]?[,;:]|\.(?=\s(?:{_AND_WORDS})\s)|(?<=\s)-(?=\s))[\s,;]*(?:(?:{_AND_WORDS}|e)\s|&|…|\.\.\.)?"
    rf"|(?<=\s)(?:{_AND_WORDS}|with|(?-i:[aei](?=\s(?!\w+\.?\s?[,;&]|\w+\.?\s*$))))\s|&|…|\.\s?\.\s?\.",
    re.I,
)
_AND = later(rf"\b(?:{_AND_WORDS})\b|&", re.I)
_GAP = later(r"…|\.\s?\.\s?\.")
ET_AL = later(
    r"\(?(?:\bet\.?\s?all?(?:ii|ia)?\b\.?|\band (?:others|colleagues|coworkers|co-workers)\b\.?|\bet coll\b\.?"
    r"|\bu\.\s?a\.|\bund andere\b|\by (?:cols?|otros)\b\.?|\be (?:outros|cols?)\b\.?|\b[aä] kol\b\.?"
    r"|\bи (?:др|соавт)\b\.?|(?<=[\s,，、])(?:等|他|ほか|外)(?=\W|$))\)?",
    re.I,
)
# The commonest list: `Dole J, van Roe RB`.
_PLAIN_NAME = later(
    rf"(?P<family>(?!(?:{_AND_WORDS}|for|the|with)\s)[^\W\d_][a-zß-ÿ’'][\w’'-]*(?: [^\W\d_][a-zß-ÿ’'][\w’'-]*){{0,3}}) "
    r"(?P<given>[A-Z]{1,3})(?!\w)"
)
_PLAIN = later(rf"\s*{_PLAIN_NAME.pattern}(?:, {re.sub('P<[a-z]+>', ':', _PLAIN_NAME.pattern)})*[\s.,]*")
_CHUNK = later(r"[^,;]+")
_BEFORE_GROUP = later(
    rf"(?:[\s.]*(?:(?:{_AND_WORDS}|&)\s+)?(?:(?:for|on behalf of|in collaboration with|representing)\s+(?:the\s+)?)?)",
    re.I,
)
_PERSON_AND = later(rf"(?P<person>[^,;]+?)\s+(?:{_AND_WORDS}|&)\s+(?P<group>\S.*)", re.I)
_GOES_ON = later(rf"\s*(?:{_AND_WORDS}|&)\s+[^,;]*\b(?:of|for|on|in|the|de|des|der)\b", re.I)
_AFFILIATION = later(r"(?<=[^\W\d_.])[\d*†‡§¶#¹²³⁴-⁹]+$|(?<=\.)\d{1,2}$")
_ONE_WORD = later(r"(?:^|[,;]\s*)(?:[a-z]{2,3} ){0,2}[^\W\d_]{2,}\s*$")
_WORD_AND_INITIALS = later(r"[^\W\d_]{2,} [A-Z]{1,3}\b")
_MARKS = " \t\n,;:&.…[]•·*†‡§¶"


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a list in order, the place of each, and whether some were left out where an ellipsis stands."""

    names: tuple[Name, ...] = ()
    spans: tuple[Span, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two separators. `kind`: `initials`, `one` (a family name), `family-initials`,
    `initials-family`, `words`, `suffix` or `group`."""

    start: int
    end: int
    text: str
    kind: str


def read_byline(text: str, start: int, end: int) -> Byline:
    """The names between two places of `text`."""
    if _PLAIN.fullmatch(text, start, end) and not is_group(text[start:end]):
        return _plain(text, start, end)
    groups = list(_groups(text, start, end)) if is_group(text[start:end]) else []
    pieces = list(_pieces(text, start, end, groups))
    persons = [list(_suffixed(person)) for part in _parts(text, pieces) for person in _persons(text, part)]
    capitals = _in_capitals(pieces)
    return Byline(
        tuple(_name(person, capitals=capitals) for person in persons),
        tuple(Span(field="author", start=person[0].start, end=person[-1].end) for person in persons),
        cut=bool(_GAP.search(text, start, end)),
    )


def _plain(text: str, start: int, end: int) -> Byline:
    """The names of a list that has nothing but surnames with initials."""
    found = list(_PLAIN_NAME.finditer(text, start, end))
    return Byline(
        tuple(Name(family=" ".join(one["family"].split()), given=one["given"]) for one in found),
        tuple(Span(field="author", start=one.start(), end=one.end()) for one in found),
    )


def _groups(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the groups stand: `and` and commas belong to some (`… on Detection, Evaluation, and Treatment of …`)."""
    behind = start
    for chunk in _CHUNK.finditer(text, start, end):
        if chunk.start() < behind or not is_group(chunk[0]):
            continue
        before = _BEFORE_GROUP.match(text, *chunk.span())
        begin = before.end() if before else chunk.start()
        beside = _PERSON_AND.match(text, begin, chunk.end())
        if beside and is_group(beside["group"]) and not is_group(beside["person"]):
            words = beside["person"].split()
            spoken = "." in words[0] and is_initials(words[0]) and len(words) < 4
            if spoken or is_surname_with_initials(beside["person"].strip()):
                before = _BEFORE_GROUP.match(text, beside.start("group"), chunk.end())
                begin = before.end() if before else beside.start("group")
        behind = _group_end(text, chunk.end(), end)
        yield begin, behind


def _group_end(text: str, close: int, end: int) -> int:
    """Where a group ends whose chunk ends at `close`: behind the last item of a list that `and` closes."""
    at = close
    while at < end and text[at] == "," and (chunk := _CHUNK.match(text, at + 1, end)):
        if _GOES_ON.match(chunk[0]):
            return chunk.end()
        if len(chunk[0].split()) > 2 or is_initials(chunk[0].split()[-1] if chunk[0].split() else "J"):
            break
        at = chunk.end()
    return close


def _pieces(text: str, start: int, end: int, groups: Sequence[tuple[int, int]]) -> Iterator[_Piece]:
    """The pieces of the list; a full stop stays with the initial it closes."""
    breaks = [
        match.span()
        for match in _SEPARATOR.finditer(text, start, end)
        if not any(begin < match.end() and match.start() < close for begin, close in groups)
        and not _in_surname(text, match)
    ]
    begins = [begin for begin, _ in groups]
    breaks += [(begin, begin) for begin in begins]
    for stop, after in [*sorted(breaks), (end, end)]:
        bare = _bare(text[start:stop])
        opens = stop in begins and _BEFORE_GROUP.fullmatch(text[start:stop])
        if any(map(str.isalpha, bare)) and not opens:
            begin = text.index(bare, start)
            close = begin + len(bare)
            if close < end and text[close] == "." and re.search(r"(?:^|[\W_])[^\W\d_]$", bare):
                close += 1
            kind = "group" if start in begins else _kind(bare)
            yield from _unglued(_Piece(begin, close, text[begin:close], kind))
        start = after


def _in_surname(text: str, match: re.Match[str]) -> bool:
    """`Ortega y Gasset J` is one person: a single word before `y` or `e`, one word and initials behind it."""
    if match[0].strip() not in ("y", "e"):
        return False
    before, behind = _ONE_WORD.search(text, 0, match.start()), _WORD_AND_INITIALS.match(text, match.end())
    return bool(before and behind)


def _bare(piece: str) -> str:
    """The piece without marks around it, numbers of affiliations, and brackets that open or close nowhere in it."""
    bare = piece.strip(_MARKS)
    if bare.count("(") != bare.count(")") or bare[:1] == "(":
        bare = bare.strip("()" + _MARKS)
    return _AFFILIATION.sub("", bare).rstrip(_MARKS)


def _unglued(piece: _Piece) -> Iterator[_Piece]:
    """The piece, or one for each person where spaces between names were lost."""
    found = () if piece.kind == "group" else glued(piece.text)
    if not found:
        yield piece
    for start, end, written, kind in found:
        yield _Piece(piece.start + start, piece.start + end, written, kind)


def _parts(text: str, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces between semicolons: each part has one person, or several that commas separate."""
    part: list[_Piece] = []
    for piece in pieces:
        if part and ";" in text[part[-1].end : piece.start]:
            yield part
            part = []
        part.append(piece)
    yield part


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    if _SUFFIX.fullmatch(text):
        return "suffix"
    if is_initials(text):
        return "initials"
    if is_group(text):
        return "group"
    if ASIAN.search(text):
        return "one"
    if (bracket := BRACKETED.fullmatch(text)) and is_initials(bracket["given"]):
        return "family-initials"
    words = text.split()
    if len(words) == 1:
        return "initials-family" if DOTTED.fullmatch(text) else "one"
    if match := _ENDS_IN_SUFFIX.fullmatch(text):
        words = match["name"].split()
    capitals = words[0].isupper() and len(words[-1]) > 2  # VAN ROE
    if all(map(is_particle, words[:-1])) and "." not in words[-1] and (capitals or not is_initials(words[-1])):
        return "one"
    if is_initials(words[0]) and not is_particle(words[0]):
        return "initials-family" if not is_initials(words[-1]) or "." in words[0] else "family-initials"
    return "family-initials" if is_initials(words[-1]) or is_many_initials(words) else "words"


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
        spaced = " " in given.text and "." not in given.text  # `O J` is a person beside `Wang Y`
        return family.kind in ("one", "words") or (
            family.kind == "family-initials" and "." not in family.text and not spaced
        )
    return inverted and given.kind in ("one", "words", "family-initials", "initials-family")


def _inverted(text: str, pieces: Sequence[_Piece]) -> frozenset[int]:
    """Places of the pieces that are family names before a given name in full.

    `Dehnavi, Seyed Mohsen, Gholamreza Pazuki, and Iraj Goodarzia` inverts the first name, `DOLE, Jane and ROE,
    Richard` every one. `Smith, Jones and Brown` are surnames alone.
    """
    kinds = [(piece if at % 2 else _family(piece)).kind for at, piece in enumerate(pieces)]
    paired = frozenset(range(0, len(pieces), 2)) if len(pieces) % 2 == 0 else frozenset()
    if _capitals_before_given(pieces):
        return paired
    if len(pieces) < 2 or kinds[0] not in ("one", "words") or kinds[1] not in ("one", "words", "family-initials"):
        return frozenset()
    if _AND.search(text[pieces[0].end : pieces[1].start]) or ASIAN.search(pieces[0].text):
        return frozenset()
    if len(pieces) == 2 and kinds == ["words", "words"] and not _alone(text, pieces):
        return frozenset()
    if kinds[0] == "words" and len(pieces) > 2 and not (kinds[1] == "one" and "one" not in kinds[2:]):
        return frozenset()
    last_alone = _AND.search(text[pieces[-2].end : pieces[-1].start]) and kinds[-1] == "one"
    if len(pieces) > 2 and last_alone:
        return frozenset()
    families = kinds[::2]  # Del Carpio among surnames of one word
    surnames = set(families) <= {"one", "words"} and 2 * families.count("words") < families.count("one")
    return paired if paired and surnames else frozenset({0})


def _capitals_before_given(pieces: Sequence[_Piece]) -> bool:
    """True for `DOLE, J. Jane, VAN ROE, Richard`: two surnames or more, all in capitals, each before a given name."""
    families, given = pieces[::2], pieces[1::2]
    return (
        len(families) == len(given) > 1
        and all(
            len(one.text) > 2 and one.text.isupper() and one.kind in ("one", "words", "initials") for one in families
        )
        and any(len(one.text) > 2 and not one.text.isupper() for one in given)
    )


def _alone(text: str, pieces: Sequence[_Piece]) -> bool:
    """Do the two pieces stand between semicolons, or where a list of two persons would have `and`?"""
    return ";" in text[: pieces[0].start] or ";" in text[pieces[-1].end : pieces[-1].end + 2]


def _suffixed(person: Sequence[_Piece]) -> Iterator[_Piece]:
    """The pieces, a suffix that no comma parts as one of its own."""
    for piece in person:
        match = _ENDS_IN_SUFFIX.fullmatch(piece.text)
        if match and piece.kind != "group" and len(match["suffix"]) > 1:
            yield _Piece(piece.start, piece.start + match.end("name"), match["name"], piece.kind)
            yield _Piece(piece.start + match.start("suffix"), piece.end, match["suffix"], "suffix")
        else:
            yield piece


def _in_capitals(pieces: Sequence[_Piece]) -> bool:
    """True for a list that sets surnames in capitals and given names not: `Maria GREENWALD, Li XIE`."""
    long = [word for piece in pieces if piece.kind != "group" for word in piece.text.split() if len(word) > 4]
    return sum(map(str.isupper, long)) > 1 and any(len(word) > 2 and word.istitle() for word in long)


def _name(person: Sequence[_Piece], *, capitals: bool) -> Name:
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
        family, before = parted(first) if kind == "family-initials" else (first, "")
        return Name(family=family, given=f"{before} {given}".strip(), suffix=suffix)
    family, given = (capitals and by_capitals(first.split())) or parted(first)
    return Name(family=family, given=given, suffix=suffix)
