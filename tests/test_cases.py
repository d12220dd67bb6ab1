"""The case files in tests/cases (case_files.py has their form).

One without works of its own is run twice: with every record of the stand-ins offered for every reference, so that
only judging can be right, and through the real clients against the stand-ins over the socket.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from citecheck import api
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.held import held_by_crossref, held_by_pubmed
from standins.works import works
from tests import case_files
from tests.memory import Memory
from tests.sources.tools import at, unpaced

FOLDER = Path(__file__).with_name("cases")
_REGISTERED = {work.doi.lower(): "Crossref" for work in works()}
CASES = sorted(FOLDER.glob("*.toml"))


@pytest.fixture(scope="module")
def registries() -> Iterator[Settings]:
    with (
        CrossrefStandin(limits=False) as crossref,
        EutilsStandin(limits=False) as eutils,
        DoiStandin(limits=False, registered=_REGISTERED) as doi,
    ):
        yield at(crossref=crossref, eutils=eutils, doi=doi, cache=None, mailto="t@reading-room.net")
        assert not crossref.errors
        assert not eutils.errors
        assert not doi.errors


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_with_every_record_offered_for_every_reference(path: Path) -> None:
    case = case_files.read(path)
    register = Memory(held_by_crossref(), name="doi", identifies=frozenset({"doi"}), stages=())
    offered = [Memory(held_by_crossref(), name="crossref"), Memory(held_by_pubmed(), name="pubmed"), register]
    sources = case_files.sources(case) if "work" in case else offered
    case_files.check(case, api.verify(case_files.references(case), Settings(), sources=sources))


@pytest.mark.parametrize(
    "path", [path for path in CASES if "[[work]]" not in path.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_case_through_the_real_clients(path: Path, registries: Settings) -> None:
    case = case_files.read(path)
    case_files.check(case, api.verify(case_files.references(case), registries, sources=unpaced(registries)))


@pytest.mark.parametrize("name", ["probe-rows", "probe-vancouver"])
def test_nine_references_cost_at_most_twelve_requests(name: str) -> None:
    case = case_files.read(FOLDER / f"{name}.toml")
    with (
        CrossrefStandin(limits=False) as crossref,
        EutilsStandin(limits=False) as eutils,
        DoiStandin(limits=False, registered=_REGISTERED) as doi,
    ):
        settings = at(crossref=crossref, eutils=eutils, doi=doi, cache=None, mailto="t@reading-room.net")
        api.verify(case_files.references(case), settings, sources=unpaced(settings))
        asked = [*crossref.requests, *eutils.requests, *doi.requests]
    assert 0 < len(asked) <= 12, [one.path for one in asked]
