"""Catalogues built apart become one: what the later part says stays, nothing is lost, and it can be added to."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from tantivy import Index

from citecheck.catalogue import keys, schema
from citecheck.catalogue.build import build
from citecheck.catalogue.index import Catalogue
from citecheck.catalogue.merge import merge
from citecheck.catalogue.writer import writing
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
    monkeypatch.setattr(keys, "_AT_ONCE", 5)
    lines: list[str] = []
    merge(tmp_path / "whole", parts, lines.append)
    assert lines[1] == f"{parts[1]}: 103 records, 43 in place of earlier ones"
    catalogue = Catalogue.open(tmp_path / "whole")
    assert [len(catalogue.lookup("doi", one["DOI"])) for one in odd] == [1, 1, 1]
    assert catalogue.info().records == 162


# Letters around those that are halved, beside the surrogates, of patterns, and keys that are beginnings of others.
ODD = [
    "",
    "~",
    "\x01",
    "\x7f",
    "é",
    "한",
    "\ud7ff",
    "\ue000",
    "\U0010ffff",
    "\\",
    "[^a]*",
    "Ab",
    "Ab ",
    "\u2028",
    "\x85",
]


def test_shared_keys_are_found_whatever_their_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {f"{start}{end}" for start in ("", "x1") for end in ODD}
    made = []
    for name, own in (("one", "x1가"), ("other", "10.1000/y\x02"), ("third", "")):
        with writing(tmp_path / name) as writer:
            for key in sorted(both | {f"{own}{number}" for number in range(9) if own}):
                writer.put({"key": schema.exact(key), "source": "library"})
            writer.commit()
        made.append(Index.open(str(tmp_path / name)))
    for at_once in (3, 100_000):
        monkeypatch.setattr(keys, "_AT_ONCE", at_once)
        for one, other in permutations(made, 2):
            found = list(keys.shared(one, other))
            assert sorted(found) == sorted({schema.exact(key) for key in both} - {""})


def test_only_a_small_part_of_many_keys_is_listed_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[int] = []
    monkeypatch.setattr(keys, "_AT_ONCE", 20)
    monkeypatch.setattr(
        keys._Keys, "listed", lambda self, start, inner=keys._Keys.listed: _noted(listed, inner(self, start))
    )
    made = []
    for name, registry in (("one", "pubmed:"), ("other", "pubmed:"), ("third", "crossref:10.")):
        with writing(tmp_path / name) as writer:
            for number in range(300):
                writer.put({"key": f"{registry}{number}", "source": "library"})
            writer.commit()
        made.append(Index.open(str(tmp_path / name)))
    assert len(set(keys.shared(*made[:2]))) == 300
    assert sum(listed) < 310
    assert max(listed) <= 20
    listed.clear()
    assert list(keys.shared(*made[1:])) == [] == listed


def _noted(sizes: list[int], found: list[str]) -> list[str]:
    sizes.append(len(found))
    return found


def test_keys_behind_removed_ones_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_AT_ONCE", 5)
    made = []
    for name in ("one", "other"):
        with writing(tmp_path / name) as writer:
            for number in range(200):
                writer.put({"key": f"pubmed:{number:04}", "source": "library"})
            writer.commit()
            for number in range(120):
                writer.remove(f"pubmed:{number:04}")
            writer.commit()
        made.append(Index.open(str(tmp_path / name)))
    assert {f"pubmed:{number:04}" for number in range(120, 200)} <= set(keys.shared(*made))


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
