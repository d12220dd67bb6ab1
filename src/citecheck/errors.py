"""Every error a user can meet: one sentence, a hint, and the exit code that goes with it."""

from __future__ import annotations

from collections.abc import Iterable


class CitecheckError(Exception):
    """Something the user can mend: `str(error)` says what happened, `hint` what to do."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(CitecheckError):
    """The reference list can't be read at all (a bad row is a verdict, not an error)."""


class SettingsError(CitecheckError):
    """A flag, environment variable or plug-in name that makes no sense."""


def because(error: OSError) -> str:
    """What the system says went wrong, as our messages are written: lower case."""
    return (error.strerror or str(error)).lower()


def among(name: str, names: Iterable[str]) -> str:
    """A hint for a name that is none: the nearest of those there are, and all of them."""
    listed = list(names)
    return f"{nearest(name, listed)}known: {', '.join(listed)}"


def nearest(name: str, names: Iterable[str]) -> str:
    """`did you mean …? `, empty where no name is near."""
    from difflib import get_close_matches  # slow to load, and nobody mistypes every time

    return "".join(f"did you mean {one}? " for one in get_close_matches(name, list(names), n=1))
