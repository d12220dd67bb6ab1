"""The checks: each looks at one case and says what there is to know. One list, found by entry points, ours included."""

from __future__ import annotations

from functools import cache

from citecheck import plugins
from citecheck.errors import SettingsError
from citecheck.interfaces import Check, Checks

_OF_THE_PACKAGE = "outcome"


@cache
def installed() -> tuple[Checks, ...]:
    """Every value of `citecheck.checks`, in the order in which findings of one severity are shown."""
    names = plugins.names("checks")
    if _OF_THE_PACKAGE not in names:
        raise SettingsError("the installation is older than the program: it lists no checks", hint="run make")
    values: list[Checks] = [plugins.load("checks", name) for name in names]
    return tuple(sorted(values, key=lambda one: one.place))


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, in order."""
    return tuple(check for value in installed() for check in value.checks)
