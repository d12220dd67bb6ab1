"""The names of an author field: BibTeX's rules for its parts, biblatex's `family=…, given=…`, and people's habits."""

from __future__ import annotations

import re
from functools import lru_cache

from citecheck.formats import author_cell
from citecheck.formats.tex import latex
from citecheck.model import Name

_AND = re.compile(r"\s+and\s+", re.I)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?", re.I)
_PART = re.compile(r"\s*(family|given|prefix|suffix|useprefix|given-i|family-i)\s*=\s*(.*)", re.I | re.S)
_SETTING = re.compile(r"[a-z]+=\w+")  # biblatex: how the list is sorted and printed
_COMMAND = re.compile(r"\\[A-Za-z]+\s*|\\.")
_LISTED = 3  # so many commas in one name are a list of names


def read(source: str) -> tuple[tuple[Name, ...], bool]:
    """The names, and whether there are others."""
    pieces = split(source) if " " in source or "\n" in source or "\t" in source else [source]
    names: list[Name] = []
    others = False
    for piece in pieces:
        stripped = piece.strip().strip(",;").strip()
        if stripped.casefold() in ("others", "et al", "et al.", "{others}", "{et al.}"):
            others = True
        elif stripped and not _SETTING.fullmatch(stripped):
            found, cut = _names(stripped)
            names += found
            others = others or cut
    return tuple(names), others and bool(names)


def split(source: str) -> list[str]:
    """At each ` and ` outside braces."""
    if "{" not in source:
        return _AND.split(source)
    flat = _covered(source)
    pieces, start = [], 0
    for match in _AND.finditer(flat):
        pieces.append(source[start : match.start()])
        start = match.end()
    return [*pieces, source[start:]]


def _covered(source: str) -> str:
    """`source` with everything inside braces made unreadable, of the same length."""
    depth, out = 0, []
    for char in source:
        depth += char == "{"
        out.append("\x01" if depth > 0 else char)
        depth -= char == "}" and depth > 0
    return "".join(out)


def _names(source: str) -> tuple[tuple[Name, ...], bool]:
    covered = _covered(source) if "{" in source else source
    if ";" in covered or (covered.count(",") >= _LISTED and "=" not in covered):
        listed, cut = author_cell.read(latex.plain(source))
        if len(listed) > 1:
            return listed, cut
    name = _name(source)
    return ((name,) if name else ()), False


@lru_cache(maxsize=8192)
def _name(source: str) -> Name | None:
    if "=" in source and _PART.match(source):
        return _by_parts(source)
    if source.startswith("{") and _whole_group(source):
        return _group(source)
    covered = _covered(source) if "{" in source else source
    if "," in covered:
        return _with_commas(source, covered)
    return _spoken(source, covered)


def _whole_group(source: str) -> bool:
    """True where one pair of braces holds everything, and not just an accent: `{\\'E}` does not."""
    depth = 0
    for place, char in enumerate(source):
        depth += (char == "{") - (char == "}")
        if not depth:
            return place == len(source) - 1 and not re.match(r"\{\\[^A-Za-z]|\{\\[A-Za-z]\s*\W", source)
    return False


def _group(source: str) -> Name | None:
    text = latex.plain(source)
    return Name(literal=text) if text else None


def _by_parts(source: str) -> Name:
    parts: dict[str, str] = {}
    for piece in _pieces(source, _covered(source) if "{" in source else source):
        if match := _PART.match(piece):
            parts[match[1].lower()] = latex.plain(match[2]).strip('"')
    family = " ".join(filter(None, (parts.get("prefix", ""), parts.get("family", ""))))
    if not family:
        return Name(literal=parts.get("given", ""))
    return Name(family=family, given=parts.get("given", ""), suffix=parts.get("suffix", ""))


def _pieces(source: str, covered: str) -> list[str]:
    pieces, start = [], 0
    for place, char in enumerate(covered):
        if char == ",":
            pieces.append(source[start:place])
            start = place + 1
    return [*pieces, source[start:]]


def _with_commas(source: str, covered: str) -> Name | None:
    """`von Last, First` and `von Last, Jr, First`."""
    parts = [latex.plain(piece) for piece in _pieces(source, covered)]
    family, rest = parts[0], [part for part in parts[1:] if part]
    if not family:
        return Name(family=" ".join(rest)) if rest else None
    if not rest:
        return Name(family=family)
    if len(rest) == 1:
        return Name(family=family, given=rest[0])
    if _SUFFIX.fullmatch(rest[-1]) and not _SUFFIX.fullmatch(rest[0]):
        return Name(family=family, given=" ".join(rest[:-1]), suffix=rest[-1])
    return Name(family=family, suffix=rest[0], given=" ".join(rest[1:]))


def _spoken(source: str, covered: str) -> Name | None:
    """`First von Last`: the family name begins at the first word in lower case, else it is the last word."""
    words = _words(source, covered)
    if not words:
        return None
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(latex.plain(words[-1])) and words[-1] not in ("II", "IV"):
        suffix = latex.plain(words.pop())
    lower = [place for place, word in enumerate(words[:-1]) if _is_lower(word)]
    start = lower[0] if lower else len(words) - 1
    family = latex.plain(" ".join(words[start:]))
    given = latex.plain(" ".join(words[:start]))
    if not given and not suffix and not lower:
        return Name(family=family) if family else None
    return Name(family=family, given=given, suffix=suffix)


def _words(source: str, covered: str) -> list[str]:
    words, start = [], None
    for place, char in enumerate(covered):
        apart = char.isspace() or char == "~"
        if not apart and start is None:
            start = place
        elif apart and start is not None:
            words.append(source[start:place])
            start = None
    return words if start is None else [*words, source[start:]]


def _is_lower(word: str) -> bool:
    """BibTeX's test: the first letter outside braces, or the letter of a special character, is in lower case."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letters = [
        char for char in latex.plain(_COMMAND.sub("", word) if word.startswith("\\") else word) if char.isalpha()
    ]
    return bool(letters) and letters[0].islower()
