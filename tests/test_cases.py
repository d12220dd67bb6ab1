"""The case files in tests/cases: a list, and for each of its references the outcome and findings expected.

Each is run twice: with every record of the stand-ins offered for every reference, so that only judging can be
right, and through the real clients against the stand-ins over the socket.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from citecheck import api
from citecheck.model import Report, Severity
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.held import held_by_crossref, held_by_pubmed
from standins.works import works
from tests.memory import Memory
from tests.sources.tools import at, unpaced

ROOT = Path(__file__).resolve().parents[1]
_REGISTERED = {work.doi.lower(): "Crossref" for work in works()}
CASES = sorted((ROOT / "tests" / "cases").glob("*.toml"))


@pytest.fixture(scope="module")
def registries() -> Iterator[Settings]:
    with (
        CrossrefStandin(limits=False) as crossref,
        EutilsStandin(limits=False) as eutils,
        DoiStandin(limits=False, registered=_REGISTERED) as doi,
    ):
        yield at(crossref=crossref, eutils=eutils, doi=doi, cache=None, mailto="t@example.org")
        assert not crossref.errors
        assert not eutils.errors
        assert not doi.errors


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_with_every_record_offered_for_every_reference(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    register = Memory(held_by_crossref(), name="doi", identifies=frozenset({"doi"}), stages=())
    sources = Memory(held_by_crossref(), name="crossref"), Memory(held_by_pubmed(), name="pubmed"), register
    _check(case, api.verify(_references(case), Settings(), sources=sources))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_through_the_real_clients(path: Path, registries: Settings) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    _check(case, api.verify(_references(case), registries, sources=unpaced(registries)))


def _references(case: dict[str, Any]) -> list[Any]:
    if "file" in case:
        return api.read(ROOT / case["file"])
    return list(api.stream_bytes(case["list"].strip().encode(), "case", format=case.get("format", "text")))


def _check(case: dict[str, Any], report: Report) -> None:
    assert len(report.verdicts) == len(case["expected"])
    for verdict, expected in zip(report.verdicts, case["expected"], strict=True):
        raised = [one.rule for one in verdict.findings if one.severity > Severity.NOTE]
        notes = {one.rule for one in verdict.findings if one.severity == Severity.NOTE}
        found = {
            "outcome": str(verdict.outcome),
            "doi": verdict.match.item.doi if verdict.match else "",
            "findings": raised,
        }
        wanted = {"outcome": expected["outcome"], "doi": expected.get("doi", ""), "findings": expected["findings"]}
        assert found == wanted, verdict.reference.raw
        assert set(expected.get("notes", ())) <= notes, verdict.reference.raw
        if "pmid" in expected:
            assert verdict.item.pmid == expected["pmid"]
    if "exit" in case:
        assert report.exit_code() == case["exit"]


@pytest.mark.parametrize("name", ["probe-rows", "probe-vancouver"])
def test_nine_references_cost_at_most_twelve_requests(name: str) -> None:
    case = tomllib.loads((ROOT / "tests" / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
    with (
        CrossrefStandin(limits=False) as crossref,
        EutilsStandin(limits=False) as eutils,
        DoiStandin(limits=False, registered=_REGISTERED) as doi,
    ):
        settings = at(crossref=crossref, eutils=eutils, doi=doi, cache=None, mailto="t@example.org")
        api.verify(_references(case), settings, sources=unpaced(settings))
        asked = [*crossref.requests, *eutils.requests, *doi.requests]
    assert 0 < len(asked) <= 12, [one.path for one in asked]


def test_the_ten_corrupted_variants_are_all_here() -> None:
    assert len(CASES) >= 11
