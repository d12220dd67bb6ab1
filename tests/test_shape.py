"""What keeps the house easy to find one's way in: few words at the root, short functions, a map that is true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "citecheck"
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_LONGEST = 40  # lines of a function


def _functions() -> Iterator[tuple[str, int]]:
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                yield f"{path.relative_to(SRC)}: {node.name}", node.end_lineno - node.lineno + 1


def test_no_function_is_longer_than_a_screen() -> None:
    assert [name for name, lines in _functions() if lines > _LONGEST] == []


def test_the_root_holds_only_words_that_everybody_uses() -> None:
    assert len(list(SRC.glob("*.py"))) <= 14


def test_every_room_is_on_the_map() -> None:
    rooms = [path.parent.relative_to(SRC).as_posix() for path in SRC.rglob("__init__.py") if path.parent != SRC]
    assert [room for room in rooms if f"`{room}/`" not in MAP] == []


@pytest.mark.parametrize("place", re.findall(r"^\| .+ \| `([\w./-]+)` \|$", MAP, re.M))
def test_places_of_changes_that_the_map_names_are_there(place: str) -> None:
    assert (SRC / place).exists() or (ROOT / place).exists()


def test_the_map_names_places_of_ten_changes() -> None:
    assert len(re.findall(r"^\| .+ \| `[\w./-]+` \|$", MAP, re.M)) >= 10
