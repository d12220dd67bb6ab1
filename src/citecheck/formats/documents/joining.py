"""Printed lines put together again: words that a line end cut, ranges, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citecheck.formats.citation.tokens import use

_CUT = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")
_SOFT = "\u00ad"
_DASHES = "-‐–—"  # that may part a word or a range
# What PDF programs put for a hyphen at a line end that they have joined with the next line.
_INNER = re.compile(r"([^\W\d_]*)[\ufffe\x02]\s*([^\W\d_]*)")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.|\bdoi:?\s*10\.|\b10\.\d{4,9}/)\S*$", re.I)
_CONTINUED = re.compile(r"[\w./()<>;:%#?=&+~-]+")
_TAIL = re.compile(r"\S*[\d/._%=?&-]\S*")
_RANGE = re.compile(r"\d\s?[-–—‐]$")
_TAIL_LENGTH = 250  # characters that are looked at before a line end
_BEFORE = re.compile(r"10$|10\.\d{1,9}$|10\.\d{4,9}/\S*$|https?:/{0,2}$")


def joined(lines: Iterable[str]) -> str:
    """The lines as one, with one space between two; white space inside a line stays as it is."""
    whole = ""
    for line in lines:
        line = _uncut(line).strip(" \t\r\n\f\v\u00a0\u200b")
        if line:
            whole = _put(whole, line) if whole else line
    return tidied(whole)


def _uncut(line: str) -> str:
    return _INNER.sub(_whole, line) if "\ufffe" in line or "\x02" in line else line


def _whole(match: re.Match[str]) -> str:
    one = bool(match[1] and match[2]) and _is_one_word(match[1], match[2])
    return match[1] + ("" if one else "-") + match[2]


def tidied(text: str) -> str:
    """Without soft hyphens."""
    return text.replace(_SOFT, "") if _SOFT in text else text


def _put(whole: str, line: str) -> str:
    last = whole[-1]
    if last == _SOFT:
        return whole[:-1] + line
    end = whole[-_TAIL_LENGTH:]
    if address := _address(end):
        return whole + line if _goes_on(address, line) else f"{whole} {line}"
    if last in _DASHES:
        cut, ahead = _CUT.search(end), _WORD.match(line)
        if cut and ahead:
            return whole[:-1] + line if _is_one_word(cut[1], ahead[0]) else whole + line
        if line[0].isalnum() and _RANGE.search(end):
            return whole + line
    return f"{whole} {line}"


def _address(end: str) -> str:
    """The address that a text ends with, if any; a quick look at the last word spares most lines the search."""
    word = end[end.rfind(" ") + 1 :].lower()
    if "10." not in word and "://" not in word and "www." not in word:
        return ""
    found = _ADDRESS.search(end)
    return found[0] if found else ""


def _is_one_word(left: str, right: str) -> bool:
    """`neuro-` / `degenerative` is one word, `T-` / `cell` and `Jean-` / `Pierre` keep their hyphen."""
    if not right[0].islower() or len(left) == 1:
        return False
    if use(left + right) != "?":
        return True
    return not (len(left) > 2 and len(right) > 3 and use(left) != "?" and use(right) != "?")


def _goes_on(address: str, line: str) -> bool:
    """Does an address that a line ends with go on in the next one?"""
    if address[-1] in "/-_=?&%" or _BEFORE.search(address):
        return bool(_CONTINUED.match(line))
    first = line.split(maxsplit=1)[0]
    unfinished = address[-1] not in ".,;)>]" or (address[-1] == "." and len(address) < 30)
    # The rest of an address has marks inside and begins with no capital, or is nothing but digits at the end.
    return (
        unfinished and bool(_TAIL.fullmatch(first.rstrip(".,;)"))) and not first[0].isupper() and not _YEAR.match(first)
    )


_YEAR = re.compile(r"\(?(?:19|20)\d\d\b|\d{1,4}[,:;(]|[(\[]")
