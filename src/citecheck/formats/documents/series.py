"""Series of numbers as they are printed: `1-3,5`."""

from __future__ import annotations

import re

DASH = r"[-‐‑–—−]"
ONE = r"\d{1,4}"
_PART = re.compile(rf"(\d{{1,4}})[a-z]?(?:\s?(?:{DASH}|to|through)\s?(\d{{1,4}}))?")
LARGEST_GROUP = 60


def expanded(series: str) -> list[int]:
    """The numbers of `1-3,5`; nothing for a series that runs backward or too far."""
    numbers: list[int] = []
    for first, last in _PART.findall(series):
        begin, end = int(first), int(last or first)
        if last and end < begin and len(last) < len(first):
            end = int(first[: len(first) - len(last)] + last)
        if begin < 1 or end < begin or end - begin > LARGEST_GROUP:
            return []
        numbers += range(begin, end + 1)
    return numbers
