"""citecheck: finds the published work behind each reference of a list and says where the two disagree."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from citecheck.version import __version__

if TYPE_CHECKING:
    from citecheck.api import export, from_frame, read, render, to_frame, verdicts, verify
    from citecheck.errors import CitecheckError
    from citecheck.settings import Policy, Settings


__all__ = [
    "CitecheckError",
    "Policy",
    "Settings",
    "__version__",
    "export",
    "from_frame",
    "read",
    "render",
    "to_frame",
    "verdicts",
    "verify",
]

_HOMES = {"CitecheckError": "errors", "Policy": "settings", "Settings": "settings"}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    # Loaded when named, so that `citecheck --help` does not pay for what it does not use.
    if name not in __all__:
        raise AttributeError(f"module 'citecheck' has no attribute {name!r}")
    return getattr(import_module(f"citecheck.{_HOMES.get(name, 'api')}"), name)
