"""Finds plug-ins by name among the entry points, ours included. Each is one value of the type of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from citecheck.errors import SettingsError, among

T = TypeVar("T")


@cache
def _known(kind: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=f"citecheck.{kind}")}


def names(kind: str) -> list[str]:
    """The names of all plug-ins of this kind: sources, engines, formats or reports."""
    return sorted(_known(kind))


def load(kind: str, name: str) -> Any:
    """The plug-in of this kind and name. SettingsError when there is none, or a library it needs is missing."""
    try:
        entry = _known(kind)[name]
    except KeyError:
        singular = kind.removesuffix("s")
        raise SettingsError(f"no {singular} named {name!r}", hint=among(name, names(kind))) from None
    try:
        return entry.load()
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{name} needs the library {error.name}", hint=f"pip install {(error.name or name).split('.')[0]}"
        ) from None


def value(kind: str, name: str, type: type[T]) -> T:
    """The plug-in, which must be a value of this type."""
    found = load(kind, name)
    if not isinstance(found, type):
        raise SettingsError(f"the {kind.removesuffix('s')} {name} is no {type.__name__}", hint="update or remove it")
    return found


def values(kind: str, type: type[T]) -> Iterator[T]:
    """All plug-ins of this kind, in the order of their names."""
    return (value(kind, name, type) for name in names(kind))


def every(kind: str) -> list[Any]:
    """All plug-ins of this kind whose libraries are here, by name."""
    loaded = []
    for name in names(kind):
        with suppress(SettingsError):
            loaded.append(load(kind, name))
    return loaded
