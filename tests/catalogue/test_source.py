from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from citecheck import api
from citecheck.catalogue.build import build
from citecheck.engines import local
from citecheck.errors import SettingsError
from citecheck.interfaces import Identifier, Run, Source, Stage
from citecheck.model import Item, Outage, Outcome, Reference
from citecheck.settings import Settings
from tests.catalogue.made import library, pubmed, record

GOOD = "Eriksen A, Abara B. Observations of volcanoes in season 4. J Invent Obs. 1964;5:128-33."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(tmp_path / "made", [library(tmp_path / "a.jsonl", (record(n) for n in range(200)))], fresh=True)
    return tmp_path / "made"


def _source(folder: Path | None) -> Source:
    return local.connect(Run(settings=Settings(sources=("catalogue",), catalogue=folder)))[0]


def _reference(raw: str) -> Reference:
    return next(iter(api.stream_bytes(raw.encode(), "list.txt")))


def test_catalogue_is_a_source(folder: Path) -> None:
    source = _source(folder)
    assert isinstance(source, Source)
    assert (source.name, source.remote, source.stages) == ("catalogue", False, (Stage.EXACT,))


def test_identifiers_are_answered_in_a_batch(folder: Path) -> None:
    known, absent = Identifier("doi", "10.5555/obs.7"), Identifier("pmid", "99")
    answers = _source(folder).lookup([known, absent, Identifier("isbn", "1")])
    assert answers[absent] == ()
    assert [work.item.volume for work in answers[known]] == ["8"]  # type: ignore[union-attr]
    assert list(answers) == [known, absent]


def test_search_answers_in_the_order_asked(folder: Path) -> None:
    raws = [GOOD, "nothing here", "Abara A. Observations of tides in season 10. 1970."]
    answers = _source(folder).search([Reference(key=raw, raw=raw, item=Item()) for raw in raws], Stage.EXACT)
    first = [answer[0].item.doi if answer else "" for answer in answers]  # type: ignore[index]
    assert [first[0], first[2]] == ["10.5555/obs.4", "10.5555/obs.10"]
    assert _source(folder).search([_reference(GOOD)] * 2, Stage.TEXT) == [(), ()]


def test_list_is_verified_with_the_catalogue_alone(folder: Path) -> None:
    settings = Settings(sources=("catalogue",), catalogue=folder)
    wrong = "Castillo A, Abara B. Observations of lichens in season 2. J Invent Obs. 1962;9:114-9."
    report = api.verify([_reference(GOOD), _reference(wrong), _reference("Nobody N. Nothing at all. 1800.")], settings)
    assert [verdict.outcome for verdict in report.verdicts] == [Outcome.VERIFIED, Outcome.MISMATCH, Outcome.NOT_FOUND]
    assert [finding.rule for finding in report.verdicts[1].findings] == ["volume-mismatch"]


def test_work_known_to_two_registries_keeps_both_views_and_is_one_candidate(tmp_path: Path) -> None:
    own = library(tmp_path / "a.jsonl", [record(4, PMID="99", page="900-5"), record(5)])
    articles = pubmed(tmp_path / "pubmed26n0001.xml", [("99", "1", "Observations of volcanoes in season 4")])
    build(tmp_path / "made", [own, articles], fresh=True)
    settings = Settings(sources=("catalogue",), catalogue=tmp_path / "made")
    reference = _reference("Eriksen A, Abara B. Observations of volcanoes in season 4. J Invent Obs. 1964;5:900-5.")
    (verdict,) = api.verify([reference], settings).verdicts
    assert verdict.match
    assert sorted(work.source for work in verdict.match.works) == ["library", "pubmed"]
    assert not any(work.item.pmid == "99" for other in verdict.candidates[1:] for work in other.works)


@pytest.mark.parametrize("chosen", [None, "nowhere"])
def test_missing_catalogue_is_an_error_with_a_hint(tmp_path: Path, chosen: str | None) -> None:
    with pytest.raises(SettingsError) as caught:
        _source(tmp_path / chosen if chosen else None)
    assert caught.value.hint


def _no_manifest_left(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def _no_index_left(folder: Path) -> None:
    for file in (folder / "index-1").iterdir():
        file.unlink()


def _meta_scribbled(folder: Path) -> None:
    (folder / "index-1" / "meta.json").write_bytes(b"\0" * 99)


@pytest.mark.parametrize("damage", [_no_manifest_left, _no_index_left, _meta_scribbled])
def test_damaged_catalogue_is_an_outage(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)
    source = _source(folder)
    asked = Identifier("doi", "10.5555/obs.7")
    for answer in (source.lookup([asked])[asked], *source.search([_reference(GOOD)], Stage.EXACT)):
        assert isinstance(answer, Outage)
        assert "is damaged" in answer.reason


# A scribbled index may end the process that maps it, so that each damage has a process of its own.
ASKED = """
import sys
from citecheck.interfaces import Identifier, Stage
from citecheck.model import Item, Reference
from pathlib import Path
from citecheck.sources.catalogue import Catalogue
source = Catalogue(Path(sys.argv[1]))
asked = [Identifier("doi", f"10.5555/obs.{n}") for n in range(0, 200, 9)]
source.lookup(asked)
source.search([Reference(key="a", raw="observations of tides 1970", item=Item())], Stage.EXACT)
"""


@pytest.mark.parametrize("suffix", ["store", "idx", "term", "fieldnorm"])
def test_scribbled_index_never_raises(folder: Path, suffix: str) -> None:
    chance = random.Random(suffix)
    for file in (folder / "index-1").glob(f"*.{suffix}"):
        data = bytearray(file.read_bytes())
        for place in chance.sample(range(len(data)), min(40, len(data))):
            data[place] ^= 1 + chance.randrange(255)
        file.chmod(0o600)
        file.write_bytes(data)
    environ = {**os.environ, "RUST_BACKTRACE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(folder)], capture_output=True, text=True, check=False, env=environ
    )
    assert done.returncode == 0, done.stderr[-2000:]
