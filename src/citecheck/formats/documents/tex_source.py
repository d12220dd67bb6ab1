"""LaTeX source with what it includes, without comments and verbatim text; every place knows its file and line."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import nearby
from citecheck.model import Location

# Within an address a per cent sign is one.
_COMMENT = re.compile(r"(\\(?:url|nolinkurl|path|burl|doi|href)\s*\{[^{}\n]*\})|(?<!\\)((?:\\\\)*)%[^\n]*")
_VERBATIM = re.compile(r"\\begin\s*\{(verbatim\*?|lstlisting|minted|comment|filecontents\*?)\}.*?\\end\s*\{\1\}", re.S)
_INCLUDE = re.compile(
    r"\\(?:input|include|subfile|import\s*\{[^{}]*\}|loadglsentries)\s*\{([^{}]*)\}|\\input\s+([^\s{}\\]+)"
)
_DEEPEST = 10
_LONGEST = 20_000_000  # characters, all files together
_LINE_ENDS = re.compile(r"\r\n|\r")


@dataclass(slots=True)
class Source:
    """The text, and where each piece of it comes from: places in it, files, lines."""

    text: str = ""
    _starts: list[int] = field(default_factory=list)
    _origins: list[tuple[str, int]] = field(default_factory=list)

    def add(self, piece: str, file: str, line: int) -> None:
        if piece:
            self._starts.append(len(self.text))
            self._origins.append((file, line))
            self.text += piece

    def at(self, place: int) -> Location:
        """The file and line of a place in the text."""
        number = max(0, bisect_right(self._starts, place) - 1)
        file, line = self._origins[number] if self._origins else ("", 1)
        start = self._starts[number] if self._starts else 0
        return Location(file=file, line=line + self.text.count("\n", start, place))


def expanded(text: str, file: str) -> Source:
    """The source with everything that \\input and \\include name inside its folder.

    InputError, with its place, for a name that leads out of the folder; a file that is not there is left out.
    """
    source = Source()
    _add(source, text, file, file, depth=0)
    return source


def _add(source: Source, text: str, file: str, main: str, *, depth: int) -> None:
    text = _LINE_ENDS.sub("\n", text)
    text = _COMMENT.sub(lambda match: match[1] or match[2], text)
    text = _VERBATIM.sub(lambda match: "\n" * match[0].count("\n"), text)
    if len(source.text) + len(text) > _LONGEST:
        raise InputError(f"{main} and what it includes are too long", hint="name the part with the list")
    last = 0
    for match in _INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name = (match[1] or match[2] or "").strip()
        source.add(text[last : match.start()], file, text.count("\n", 0, last) + 1)
        last = match.end()
        if name and "#" not in name and "\\" not in name:
            _include(source, name, (file, line), main, depth=depth)
    source.add(text[last:], file, text.count("\n", 0, last) + 1)


def _include(source: Source, name: str, where: tuple[str, int], main: str, *, depth: int) -> None:
    file, line = where
    if main.startswith("<"):
        return
    path = nearby.path(name, main, line)
    if not path.is_file():
        path = nearby.path(f"{name}.tex", main, line)
    if not path.is_file():
        return
    if depth >= _DEEPEST:
        raise InputError(f"{file}:{line} includes files more than {_DEEPEST} deep", hint="does one include itself?")
    shown = str(Path(main).parent / path.relative_to(Path(main).parent.resolve()))
    held = nearby.data(str(path.relative_to(Path(main).parent.resolve())), main, line)
    _add(source, shared.decoded(held, shown), shown, main, depth=depth + 1)
