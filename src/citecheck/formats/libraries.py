"""Libraries that only some formats need: loaded when a file is in one; where they are missing, the install line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from citecheck.errors import SettingsError


def needed(name: str, extra: str) -> Any:
    """The module of this name. SettingsError with the install line of the extra that brings it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        library = (error.name or name).partition(".")[0]
        raise SettingsError(
            f"this needs the library {library}", hint=f"pip install 'citecheck-pipeline[{extra}]'"
        ) from None
