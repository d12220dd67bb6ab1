"""A file with its references, and the same file with some of their fields changed: byte for byte elsewhere."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from citecheck.errors import InputError, SettingsError
from citecheck.fix.changes import Change
from citecheck.formats import choice, encodings
from citecheck.interfaces import Edit, Format
from citecheck.model import Reference

Editing = Callable[[str, Reference, Mapping[str, str]], Mapping[str, tuple[Edit, ...]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Editable:
    """A file that can be mended: its text, how that is written as bytes, and its references."""

    name: str
    text: str
    encoding: str
    references: tuple[Reference, ...]
    edit: Editing


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """The file with changes, each with its reference; `left`: changes for which the file has no place, and why."""

    text: str
    data: bytes
    made: tuple[tuple[Reference, Change], ...]
    left: tuple[tuple[Reference, Change, str], ...]


def opened(data: bytes, name: str, format: str = "") -> Editable:
    """InputError for a file that can't be read, SettingsError for a format in which nothing can be mended."""
    chosen = choice.chosen_format(data, name, format)
    if not chosen.edit or not chosen.read:
        raise SettingsError(f"{name} is {chosen.title}, which can't be mended in place", hint=_hint())
    decoded = encodings.decode(data, name)
    if decoded.text.encode(decoded.encoding) != data:
        raise InputError(f"{name} would not be the same when written again", hint="save it as UTF-8 first")
    references = tuple(chosen.read(data, name).references)
    return Editable(name=name, text=decoded.text, encoding=decoded.encoding, references=references, edit=chosen.edit)


def _hint() -> str:
    from citecheck import plugins

    names = [one.name for one in plugins.values("formats", Format) if one.edit]
    return f"files that can be: {', '.join(names)}"


def mended(file: Editable, wanted: Iterable[tuple[Reference, tuple[Change, ...]]]) -> Mended:
    """The file with the changes made that it has a place for."""
    edits: list[Edit] = []
    made: list[tuple[Reference, Change]] = []
    left: list[tuple[Reference, Change, str]] = []
    for reference, changes in wanted:
        found = file.edit(file.text, reference, {change.field: change.found for change in changes})
        for change in changes:
            needed = found.get(change.field, ())
            if not needed:
                left.append((reference, change, "the file has no place for it"))
            elif not _writable(needed, file.encoding):
                left.append((reference, change, f"{file.encoding} can't hold it"))
            else:
                edits += needed
                made.append((reference, change))
    text = _edited(file.text, edits)
    return Mended(text=text, data=text.encode(file.encoding), made=tuple(made), left=tuple(left))


def _writable(edits: Iterable[Edit], encoding: str) -> bool:
    try:
        for edit in edits:
            edit.text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _edited(text: str, edits: Iterable[Edit]) -> str:
    pieces, place = [], 0
    for edit in sorted(dict.fromkeys(edits), key=lambda one: (one.start, one.end)):
        pieces += [text[place : edit.start], edit.text]
        place = max(place, edit.end)
    return "".join([*pieces, text[place:]])


def diff(file: Editable, after: Mended) -> Iterator[str]:
    """The unified diff of the two, as patch(1) and git apply read it."""
    old, new, name = _lines(file.text), _lines(after.text), file.name.lstrip("/")
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one, as for diff(1)."""
    return text.removeprefix("\ufeff").splitlines(keepends=True) if "\n" not in text else _split(text)


def _split(text: str) -> list[str]:
    lines = text.removeprefix("\ufeff").split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), *lines[-1:]] if lines[-1] else [f"{line}\n" for line in lines[:-1]]
