"""Text of a record made clean; most of it is already, and that is found out quickly."""

from __future__ import annotations

import re

from citecheck import normalize

_ODD = re.compile("[<&‐‑‒–—―−﹘﹣－]")


def text(value: str) -> str:
    """`normalize.plain` of `normalize.printable`."""
    # Line breaks, controls, direction overrides and other spaces are not printable.
    if value.isprintable() and "  " not in value and not _is_odd(value):
        return value.strip()
    return normalize.plain(normalize.printable(value))


def _is_odd(value: str) -> bool:
    # To look for two letters is many times faster than a pattern.
    return "<" in value or "&" in value if value.isascii() else _ODD.search(value) is not None
