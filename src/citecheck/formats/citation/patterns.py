"""Regular expressions that are compiled when they are first used.

Compiling all that reading and judging may need takes as long as answering a short list from the cache does.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a compiled expression; what was asked of it once it answers without a detour."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._asked = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._asked), name)  # re keeps what it has compiled
        setattr(self, name, found)
        return found


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The expression, compiled at its first use. It goes where a module-level `re.compile` would."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
