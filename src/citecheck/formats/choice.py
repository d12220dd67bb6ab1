"""Which format a file is in: named, or recognised by its content, its suffix deciding where several recognise it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from citecheck import plugins
from citecheck.errors import InputError, SettingsError, among
from citecheck.formats.unread import UNREAD
from citecheck.interfaces import HEAD, Document, Exported, Format

Writer = Callable[[Iterable[Exported]], Iterator[bytes]]


def document(data: bytes, file: str, name: str = "") -> Document:
    """What the file holds, read in the format of this name, else in the one it is in.

    Raises InputError for a file that can't be read, and SettingsError for a format that can't be read from.
    """
    chosen = chosen_format(data, file, name)
    if not chosen.read:
        raise SettingsError(f"{chosen.title} can be written but not read", hint=f"read {_list(_readable())}")
    return chosen.read(data, file)


def chosen_format(data: bytes, file: str, name: str = "") -> Format:
    """The format of this name, else the one that the file is in."""
    return plugins.value("formats", name, Format) if name else recognised(data, file)


def recognised(data: bytes, file: str) -> Format:
    """The format of a file. InputError for one of a known kind that can't be read."""
    head, suffix = data[:HEAD], Path(file).suffix.lower()
    if plain := _plainly(head, suffix):
        return plain
    formats = list(plugins.values("formats", Format))
    seen = [one for one in formats if not one.catch_all and one.recognises(head)]
    fitting = [one for one in seen if suffix in one.suffixes] or seen
    if not fitting:
        if unread := next((one for one in UNREAD if one.recognises(head)), None):
            raise _refused(file, unread.title, unread.hint)
        fitting = [one for one in formats if suffix in one.suffixes] or [one for one in formats if one.catch_all]
    if not fitting[0].read:
        raise _refused(file, fitting[0].title, fitting[0].hint)
    return fitting[0]


def _plainly(head: bytes, suffix: str) -> Format | None:
    """The format that is named like the suffix, where it recognises the file: then the others need not be loaded."""
    name = suffix.removeprefix(".")
    if name not in plugins.names("formats"):
        return None
    one = plugins.value("formats", name, Format)
    return one if one.read and not one.catch_all and suffix in one.suffixes and one.recognises(head) else None


def writer(name: str) -> Writer:
    """What writes the format of this name; behind a colon stands its variant. SettingsError when nothing does."""
    base, _, variant = name.partition(":")
    chosen = plugins.value("formats", base, Format)
    write = chosen.write
    if not write:
        raise SettingsError(f"{base} can be read but not written", hint=f"write {_list(writable())}")
    style = variant.partition(":")[0]
    if style and style not in chosen.variants and not (chosen.variants and "." in style):
        raise SettingsError(f"{base} has no variant {style!r}", hint=among(style, chosen.variants))
    return lambda exported: write(exported, variant)


def writable() -> list[str]:
    """The names of the formats that can be written."""
    return [one.name for one in plugins.values("formats", Format) if one.write]


def _readable() -> list[str]:
    return [one.name for one in plugins.values("formats", Format) if one.read]


def _refused(file: str, title: str, hint: str) -> InputError:
    return InputError(f"{file} is {title}, which can't be read", hint=hint or f"save it as {_list(_readable())}")


def _list(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)
