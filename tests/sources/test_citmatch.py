"""The matcher of texts: asked last, one at a time, about what has a title; what it names is compared like all else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from citecheck import api
from citecheck.interfaces import Stage
from citecheck.model import Item, Outcome
from citecheck.settings import Settings
from citecheck.sources import citmatch
from citecheck.sources.cached import Cached
from standins.crossref import CrossrefStandin
from standins.eutils import MATCHER, EutilsStandin
from standins.server import Fault, Seen
from standins.works import works
from tests.sources.tools import at, people, reasons, reference, source, unpaced

WORK = next(work for work in works() if work.pmid == "9071937")
# A title as printed, and nothing else that a boolean search could hold on to.
CITED: dict[str, Any] = {"title": WORK.title, "container_title": "Gut"}


def settings(eutils: EutilsStandin, **others: Any) -> Settings:
    known = at(eutils=eutils, **others)
    return replace(known, addresses={**known.addresses, "citmatch": eutils.matcher})


def asked(eutils: EutilsStandin) -> list[Seen]:
    return [request for request in eutils.requests if request.path == MATCHER]


def test_what_the_matcher_names_is_fetched() -> None:
    with EutilsStandin(limits=False) as eutils:
        found, absent = source("pubmed", settings(eutils)).search(
            [reference("Bjarnason I", **CITED), reference("Poe A", title="Nothing that anybody wrote at all")],
            Stage.TEXT,
        )
        assert [request.params["method"] for request in asked(eutils)] == ["heuristic"] * 2
        assert WORK.title in asked(eutils)[0].params["raw-text"]
    assert isinstance(found, tuple)
    assert [work.item.pmid for work in found] == [WORK.pmid]
    assert absent == ()


def test_reference_without_a_title_is_not_asked_about() -> None:
    with EutilsStandin(limits=False) as eutils:
        one = reference("Bjarnason I", issued=(1997,), volume="40", page="228-33")
        assert source("pubmed", settings(eutils)).search([one], Stage.TEXT) == [()]
        assert eutils.requests == []


def test_nothing_is_kept_of_a_question_that_was_not_asked(tmp_path: Path) -> None:
    with EutilsStandin(limits=False) as eutils:
        one = Cached(source("pubmed", settings(eutils)), tmp_path)
        bare, titled = reference("Bjarnason I", volume="40"), reference("Bjarnason I", key="2", **CITED)
        untitled, found = one.search([bare, titled], Stage.TEXT)
        assert (untitled, len(asked(eutils))) == ((), 1)
        assert found
        assert len(list(tmp_path.rglob("*.json"))) == 1
        offline = Cached(source("pubmed", settings(eutils)), tmp_path, offline=True)
        assert offline.search([bare, titled], Stage.TEXT) == [(), found]


def test_mirror_of_the_e_utilities_has_no_matcher_unless_it_names_one() -> None:
    with EutilsStandin(limits=False) as eutils:
        mirrored = source("pubmed", at(eutils=eutils))
        assert Stage.TEXT not in mirrored.stages
        assert mirrored.search([reference("Bjarnason I", **CITED)], Stage.TEXT) == [()]
        assert eutils.requests == []
        assert Stage.TEXT in source("pubmed", settings(eutils)).stages
    assert not citmatch.MATCHER.used(Settings(addresses={"pubmed": "http://127.0.0.1:1"}))
    assert citmatch.MATCHER.used(Settings())


@pytest.mark.parametrize(
    "fault",
    [Fault.html(), Fault.status(200, "{}"), Fault.status(200, '{"success": false}'), Fault.status(503), Fault.closed(),
     Fault.status(200, '{"success": true, "result": {"uids": [5]}}'), Fault.status(400, "{}")],
)  # fmt: skip
def test_matcher_that_fails_is_an_outage(fault: Fault) -> None:
    with EutilsStandin(limits=False, faults=lambda seen: fault if seen.path == MATCHER else None) as eutils:
        answers = source("pubmed", settings(eutils)).search([reference("Bjarnason I", **CITED)], Stage.TEXT)
    assert list(reasons(answers))


def test_what_the_matcher_guesses_is_not_believed() -> None:
    """It names a work for any text that holds its title; who else is cited decides."""
    with EutilsStandin(limits=False) as eutils, CrossrefStandin(limits=False, held=[]) as crossref:
        known = settings(eutils, crossref=crossref, sources=("crossref", "pubmed"), cache=None)
        stranger = reference("Poe A", title=WORK.title, container_title="Bone", issued=(1950,), volume="3", page="1-2")
        right = reference("Bjarnason I", **CITED, issued=(1997,))
        report = api.verify([stranger, right], known, sources=unpaced(known))
    assert [verdict.outcome for verdict in report.verdicts][1] is Outcome.VERIFIED
    assert report.verdicts[0].outcome is not Outcome.VERIFIED


def test_text_is_made_of_the_fields_alone() -> None:
    item = Item(author=people("Poe A"), title="Bones in the winter of life.", issued=(2001,), volume="3", page="1-2")
    assert citmatch.text(item) == "Poe A. Bones in the winter of life. 2001;3:1-2"
    assert citmatch.text(replace(item, title="Bones")) == ""
