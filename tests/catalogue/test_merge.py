"""Catalogues built apart become one: what the later part says stays, nothing is lost, and it can be added to."""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.catalogue import merge as merging
from citecheck.catalogue.build import build
from citecheck.catalogue.index import Catalogue
from citecheck.catalogue.merge import merge
from citecheck.cli import main
from citecheck.errors import SettingsError
from tests.catalogue.made import held, library, pubmed, record, retractions


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Two catalogues that share forty works, and one of notices."""
    for part in range(2):
        works = (record(n, publisher=f"Press {part}") for n in range(part * 60, part * 60 + 100))
        build(tmp_path / f"part{part}", [library(tmp_path / f"{part}.jsonl", works)], fresh=True)
    table = retractions(tmp_path / "table.csv", [("10.5555/obs.70", "", "10.5555/notice.1", "Retraction")])
    build(tmp_path / "part2", [], notices=[table], fresh=True)
    return [tmp_path / f"part{part}" for part in range(3)]


def test_later_part_replaces_what_both_describe(tmp_path: Path, parts: list[Path]) -> None:
    merge(tmp_path / "whole", parts)
    works = held(tmp_path / "whole", range(160))
    assert [len(found) for found in works] == [1] * 160
    assert [found[0].item.publisher for found in works] == ["Press 0"] * 60 + ["Press 1"] * 100
    assert [notice.kind for notice in works[70][0].notices] == ["retraction"]
    info = Catalogue.open(tmp_path / "whole").info()
    assert (info.records, info.remarks, len(info.files)) == (160, 1, 3)
    assert held(parts[0], [70])[0][0].item.publisher == "Press 0"


def test_merged_catalogue_can_be_added_to_and_its_parts_removed(tmp_path: Path, parts: list[Path]) -> None:
    merge(tmp_path / "whole", parts)
    for part in parts:
        for path in sorted(part.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    more = [library(tmp_path / f"more{n}.jsonl", [record(n, publisher="Third"), record(500 + n)]) for n in range(12)]
    for file in more:
        build(tmp_path / "whole", [file], fresh=False)
    assert [found[0].item.publisher for found in held(tmp_path / "whole", [3, 30])] == ["Third", "Press 0"]
    assert Catalogue.open(tmp_path / "whole").info().records == 172
    again = build(tmp_path / "whole", more, fresh=False)
    assert (len(again.applied), again.skipped) == (0, 12)


def test_many_keys_are_compared_in_bounded_memory(
    tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = [record(900, DOI="10.5555/obs.1é"), record(901, DOI="10.5555/obs.1"), record(902, DOI="10.5555/[ü](.*)")]
    build(parts[1], [library(tmp_path / "odd.jsonl", odd)], fresh=False)
    build(parts[0], [library(tmp_path / "same.jsonl", [{**one, "note": "the same"} for one in odd])], fresh=False)
    monkeypatch.setattr(merging, "_AT_ONCE", 5)
    lines: list[str] = []
    merge(tmp_path / "whole", parts, lines.append)
    assert lines[1] == f"{parts[1]}: 103 records, 43 in place of earlier ones"
    catalogue = Catalogue.open(tmp_path / "whole")
    assert [len(catalogue.lookup("doi", one["DOI"])) for one in odd] == [1, 1, 1]
    assert catalogue.info().records == 162


def test_deletions_are_not_lost(tmp_path: Path) -> None:
    base = pubmed(tmp_path / "pubmed26n0001.xml", [("31", "1", "Here")])
    update = pubmed(tmp_path / "pubmed26n0002.xml", [("32", "1", "New")], deleted=["31"])
    build(tmp_path / "base", [base], fresh=True)
    build(tmp_path / "updates", [update], fresh=True)
    with pytest.raises(SettingsError, match="delete records") as refused:
        merge(tmp_path / "whole", [tmp_path / "base", tmp_path / "updates"])
    assert "catalogue add" in refused.value.hint
    merge(tmp_path / "whole", [tmp_path / "updates", tmp_path / "base"])
    assert Catalogue.open(tmp_path / "whole").info().records == 2


def test_what_cannot_be_merged_is_refused(tmp_path: Path, parts: list[Path]) -> None:
    for wanted, words in (
        ([parts[0], parts[0]], "named twice"),
        ([parts[0], tmp_path / "nowhere"], "no catalogue in"),
    ):
        with pytest.raises(SettingsError, match=words):
            merge(tmp_path / "whole", wanted)
    with pytest.raises(SettingsError, match="there is a catalogue in"):
        merge(parts[2], parts[:2])
    (parts[1] / "index-1" / "meta.json").write_text("{}")
    with pytest.raises(SettingsError, match="is damaged"):
        merge(tmp_path / "whole", parts)


def test_command_tells_what_became_of_each_part(
    tmp_path: Path, parts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["catalogue", "merge", str(tmp_path / "whole"), *map(str, parts)]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'whole'}: 3 catalogues merged, 160 records, 1 remarks\n"
    assert printed.err.splitlines()[1] == f"{parts[1]}: 100 records, 40 in place of earlier ones"


def test_many_segments_become_few_and_the_parts_stay_as_they_are(tmp_path: Path) -> None:
    parts = [tmp_path / f"part{part}" for part in range(12)]
    for number, part in enumerate(parts):
        build(part, [library(tmp_path / f"{number}.jsonl", [record(number)])], fresh=True)
    before = [{path.name: path.read_bytes() for path in part.rglob("*.store")} for part in parts]
    merge(tmp_path / "whole", parts)
    assert len(list((tmp_path / "whole").rglob("*.store"))) < len(parts) / 2
    assert [{path.name: path.read_bytes() for path in part.rglob("*.store")} for part in parts] == before
    assert [len(found) for found in held(tmp_path / "whole", range(12))] == [1] * 12
