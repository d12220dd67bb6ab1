"""How rightly the fields of references are read in documents, beside the same strings given as plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from bench.documents.truth import bare, year_of
from bench.formats import facts
from citecheck.csl import from_csl
from citecheck.formats import citation
from citecheck.model import Item, Reference

FIELDS = ("doi", "first author", "year", "title", "volume", "first page")
_NEAR = 95  # of 100, from which on two titles are one: lists and libraries differ in marks
_MARKUP = re.compile(r"</?[a-z][^<>]*>|\\[A-Za-z]+|[{}$]")


@dataclass(slots=True)
class Compared:
    """Of the fields that are known: how many are right as read from the document, and of the same string alone.

    `worse`: each that is right in plain text and not in the document. `unread`: fields that neither has, though the
    string prints them; `unprinted`: those whose value the string does not print and the document does not give.
    """

    known: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    unprinted: Counter[str] = field(default_factory=Counter)
    worse: list[str] = field(default_factory=list)

    def add(self, file: str, pairs: Sequence[tuple[Mapping[str, Any], Reference]]) -> None:
        """One document: what is known of each reference that came out whole, and the reference."""
        for truth, reference in pairs:
            expected, got = _known(truth), _facts(reference.item)
            alone = _facts(_alone(reference.raw))
            for name in FIELDS:
                if expected[name]:
                    values = (expected[name], got[name], alone[name])
                    self._field(name, values, reference.raw, f"{file} {reference.key}")

    def _field(self, name: str, values: tuple[str, str, str], raw: str, where: str) -> None:
        expected, got, alone = values
        read, plain = same(name, got, expected), same(name, alone, expected)
        if not read and not plain and bare(expected) not in bare(raw):
            self.unprinted[name] += 1
            return
        self.known[name] += 1
        self.read[name] += read
        self.plain[name] += plain
        self.unread[name] += not read and not plain
        if plain and not read:
            self.worse.append(f"{where}: {name} is {got or 'missing'}, of the string alone {alone}")


def same(name: str, got: str, expected: str) -> bool:
    """Do two values mean the same, as far as lists and libraries write them differently?"""
    if not got or not expected:
        return False
    if name == "first author":
        shorter, longer = sorted((got, expected), key=len)
        return got == expected or (len(shorter) > 2 and longer.endswith(shorter))
    if name == "title":
        shorter, longer = sorted((got, expected), key=len)
        return fuzz.ratio(got, expected) >= _NEAR or (len(shorter) > 15 and longer.startswith(shorter))
    return got == expected


def _alone(raw: str) -> Item | None:
    try:
        return citation.read(raw)[0]
    except ValueError:
        return None


def _facts(item: Item | None) -> dict[str, str]:
    return facts(item) if item else dict.fromkeys(FIELDS, "")


def _known(truth: Mapping[str, Any]) -> dict[str, str]:
    plain = {name: _MARKUP.sub("", value) for name, value in truth.items() if isinstance(value, str)}
    plain.pop("issued", None)
    authors = [name for name in truth.get("author") or () if isinstance(name, Mapping)]
    try:
        item = from_csl({**plain, "author": authors})
    except ValueError:
        item = Item()
    return {**facts(item), "year": year_of(dict(truth))}


def rows(compared: Mapping[str, Compared]) -> Iterator[list[str]]:
    """One row for each format and field: known, right in the document, right in plain text, and the difference."""
    for kind, one in compared.items():
        for name in FIELDS:
            if known := one.known[name]:
                share, alone = 100 * one.read[name] / known, 100 * one.plain[name] / known
                yield [
                    kind, name, f"{known:,}", f"{share:.1f} %", f"{alone:.1f} %", f"{share - alone:+.1f}",
                    str(one.unread[name]), str(one.unprinted[name]),
                ]  # fmt: skip


@dataclass(slots=True)
class Alike:
    """Fields of references out of made documents, beside those of the very strings that they were made of."""

    known: int = 0
    same: int = 0
    different: list[str] = field(default_factory=list)

    def add(self, pairs: Sequence[tuple[str, Reference]]) -> None:
        """One document: the strings that came out whole, and their references."""
        for text, reference in pairs:
            alone, got = _facts(_alone(text)), _facts(reference.item)
            for name in FIELDS:
                self.known += bool(alone[name])
                self.same += bool(alone[name]) and alone[name] == got[name]
                if alone[name] and alone[name] != got[name]:
                    self.different.append(f"{name} {got[name] or 'missing'}, not {alone[name]}: {text}")
