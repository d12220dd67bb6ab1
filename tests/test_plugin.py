"""A package of a stranger (tests/plugin) beside ours: found, documented, under the contracts, and used end to end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARDS = """#tides
people: Marlow, Tess; Quint, Bo
year: 2012
title: SHELLS ON AN ISLAND THAT IS NOT THERE
journal: Journal of Invented Observations
volume: 32

#empty
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that has the package, installed as pip would: its modules and its metadata."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "tests" / "plugin" / "citecheck_example", site / "citecheck_example")
    project = tomllib.loads((ROOT / "tests" / "plugin" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    metadata.mkdir()
    metadata.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n")
    groups = [
        "\n".join([f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())])
        for group, entries in project["entry-points"].items()
    ]
    metadata.joinpath("entry_points.txt").write_text("\n".join(groups) + "\n")
    return {**os.environ, "PYTHONPATH": str(site)}


def _run(installed: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=installed, capture_output=True, timeout=600)


def test_plug_ins_are_in_the_help_and_among_the_rules(installed: dict[str, str]) -> None:
    shown = _run(installed, "citecheck", "verify", "--help").stdout.decode()
    assert "cards" in shown
    assert "pixels" in shown
    assert b"title-in-capitals" in _run(installed, "citecheck", "rules").stdout
    assert b"hides which words" in _run(installed, "citecheck", "rules", "title-in-capitals").stdout


def test_plug_ins_are_used_end_to_end(installed: dict[str, str], tmp_path: Path) -> None:
    listed, picture, back = tmp_path / "list.txt", tmp_path / "out.pbm", tmp_path / "out.cards"
    listed.write_text(CARDS)
    asked = ("--offline", "--cache", str(tmp_path / "cache"), "--include-unmatched")
    outputs = ("--report", f"pixels={picture}", "--export", f"cards={back}", "--report", "terminal=-")
    done = _run(installed, "citecheck", "verify", str(listed), *asked, *outputs)
    assert done.returncode == 1, done.stderr  # the empty card is an error
    assert b"title-in-capitals" in done.stdout
    assert b"list.txt:8" in done.stdout
    assert picture.read_bytes() == b"P4\n# tides undecided\n# empty unreadable\n2 1\n\xc0"
    assert back.read_text() == CARDS.partition("#empty")[0]


def test_source_of_others_is_asked_like_ours(installed: dict[str, str], tmp_path: Path) -> None:
    listed, shelf = tmp_path / "list.txt", tmp_path / "shelf.json"
    listed.write_text(CARDS.partition("#empty")[0])
    author = [{"family": "Marlow", "given": "Tess"}, {"family": "Quint", "given": "Bo"}]
    work = {"title": "Shells on an island that is not there", "author": author, "DOI": "10.5555/shells.1"}
    dated = {"container-title": "Journal of Invented Observations", "volume": "32", "issued": {"date-parts": [[2012]]}}
    shelf.write_text(json.dumps([work | dated | {"type": "article-journal"}]))
    asked = ("citecheck", "verify", str(listed), "--source", "shelf", "--cache", str(tmp_path / "cache"))
    done = _run(installed | {"CITECHECK_EXAMPLE_SHELF": str(shelf)}, *asked)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"verified" in done.stdout
    assert b"10.5555/shells.1" in done.stdout
    lost = _run(installed | {"CITECHECK_EXAMPLE_SHELF": str(tmp_path / "nowhere")}, *asked)
    assert lost.returncode == 3
    refused = _run(installed, *asked)
    assert refused.returncode == 2
    assert b"hint: set CITECHECK_EXAMPLE_SHELF" in refused.stderr


@pytest.mark.slow
def test_contracts_hold_for_plug_ins(installed: dict[str, str]) -> None:
    contracts = sorted(str(path) for path in (ROOT / "tests").glob("*/test_contract.py"))
    chosen = ("-q", "-p", "no:cacheprovider", "-k", "cards or pixels or shelf or capitals")
    done = _run(installed, "pytest", *chosen, *contracts)
    assert done.returncode == 0, done.stdout.decode()[-3000:]
    assert b" passed" in done.stdout
