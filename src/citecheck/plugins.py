"""Finds a source, format or report by name among the entry points, ours included."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from citecheck.errors import SettingsError


@cache
def _known(kind: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=f"citecheck.{kind}")}


def names(kind: str) -> list[str]:
    """The names of all plug-ins of this kind: sources, formats or reports."""
    return sorted(_known(kind))


def load(kind: str, name: str) -> Any:
    """The plug-in of this kind and name. SettingsError when there is none, or a library it needs is missing."""
    try:
        entry = _known(kind)[name]
    except KeyError:
        singular = kind.removesuffix("s")
        raise SettingsError(f"no {singular} named {name!r}", hint=f"known: {', '.join(names(kind))}") from None
    try:
        return entry.load()
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{name} needs the library {error.name}", hint=f"pip install {(error.name or name).split('.')[0]}"
        ) from None
