"""The build fails when a command, an option, a rule, a source or a format is not documented."""

from __future__ import annotations

import argparse
import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

from citecheck import plugins
from citecheck.catalogue.build import build
from citecheck.cli import arguments
from citecheck.interfaces import ReportFormat, Run, Source
from citecheck.judge.rules import RULES
from citecheck.settings import Settings
from citecheck.sources.net.client import open_client
from tests.catalogue.made import library, record

ROOT = Path(__file__).resolve().parents[1]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands() -> dict[str, argparse.ArgumentParser]:
    actions = arguments.parser()._actions
    return next(dict(action.choices) for action in actions if isinstance(action, argparse._SubParsersAction))


def test_every_command_and_option_is_in_the_usage_page() -> None:
    usage = _text("docs/usage.md")
    for name, command in _commands().items():
        assert f"## citecheck {name}" in usage
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}" in usage or option in usage, (name, option)


def test_every_option_has_a_help_text() -> None:
    for command in _commands().values():
        assert all(action.help for action in command._actions if action.dest not in ("input", "format"))


def test_rules_page_has_exactly_the_rules() -> None:
    assert re.findall(r"^## (\S+)$", _text("docs/rules.md"), re.M) == list(RULES)


@pytest.mark.parametrize("kind", ["formats", "sources"])
def test_every_plug_in_is_in_the_page_of_its_kind(kind: str) -> None:
    page = _text(f"docs/{kind}.md")
    assert [name for name in plugins.names(kind) if f"`{name}`" not in page] == []


def test_every_report_is_in_the_page_of_reports() -> None:
    page = _text("docs/reports.md")
    known = [one.name for one in plugins.values("reports", ReportFormat)]
    known += [f"{one.name}:{variant}" for one in plugins.values("reports", ReportFormat) for variant in one.variants]
    assert [name for name in known if f"`{name}`" not in page] == []


def test_every_source_is_one_by_its_form(tmp_path: Path) -> None:
    build(tmp_path / "works", [library(tmp_path / "works.jsonl", [record(1)])], fresh=True)
    run = Run(settings=Settings(catalogue=tmp_path / "works", check_links=True))
    for name in plugins.names("sources"):
        source = plugins.load("sources", name).connect(run, partial(open_client, run=run))
        assert isinstance(source, Source)
        assert source.name == name


def test_readme_begins_with_the_two_commands_that_make_knows() -> None:
    readme = _text("README.md")
    first_block = readme.index("make verify")
    assert first_block < readme.index("make test") < readme.index("## What it prints")
    assert {"verify:", "test:", "check:", "refresh:", "record-standins:"} <= set(
        re.findall(r"^[\w-]+:", _text("Makefile"), re.M)
    )


def test_exit_codes_are_told_alike_everywhere() -> None:
    for page in ("README.md", "docs/usage.md"):
        assert [f"| {code} |" in _text(page) for code in range(4)] == [True] * 4


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_distribution_and_command_have_their_names() -> None:
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    assert project["name"] == "citecheck-pipeline"
    assert list(project["scripts"]) == ["citecheck"]


def test_project_speaks_of_itself_alone() -> None:
    # The needles are put together here so that this file does not hold them.
    needles = ["/wo" + "rk/", "index" + "-url", "pypi" + ".org", "npm" + "js"]
    files = [path for folder in ("src", "docs", "tests", "cache", ".ci") for path in (ROOT / folder).rglob("*")]
    files += [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml")]
    for path in files:
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".json", ".txt", ".html", ".css", ".csv", ""}:
            text = path.read_text(encoding="utf-8")
            assert not [needle for needle in needles if needle in text], path
