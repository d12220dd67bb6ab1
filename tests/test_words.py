"""The program says things in the field's words: the names that the glossary of docs/architecture.md replaces."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).resolve().parents[1] / "src"
# Words of our own that gave way: to stage, runner-up, margin, prefilter, state, client, dry run …
_INSTEAD = frozenset(
    "rung rungs ladder rival rivals lead promise promises tongue crew"
    " spool dossier dossiers bury buried rehearsal rehearse"
    " foretold gate gates seat seats ledger twin twins companion companions stranger strangers venue"
    " venues".split()
)
# What a reference says is claimed, where references are compared and judged.
_CLAIMED = frozenset("told said stated ours".split())
_COMPARING = ("match", "judge")


def test_names_are_those_of_the_glossary() -> None:
    found = {f"{path.name}: {name}" for path in SRC.rglob("*.py") for name in _names(path) if _parts(name) & _INSTEAD}
    assert sorted(found) == []


def test_what_a_reference_says_is_called_claimed() -> None:
    paths = [path for room in _COMPARING for path in (SRC / "citecheck" / room).rglob("*.py")]
    assert sorted({f"{path.name}: {name}" for path in paths for name in _names(path) if _parts(name) & _CLAIMED}) == []


def test_modules_are_named_for_what_they_hold() -> None:
    assert [path.name for path in SRC.rglob("*.py") if _parts(path.stem) & _INSTEAD] == []


def _names(path: Path) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return (token.string for token in tokens if token.type == tokenize.NAME)


def _parts(name: str) -> set[str]:
    return set(re.split(r"_+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))
