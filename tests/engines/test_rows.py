"""Rows of tables: what a row becomes depends on nothing but the row, and no row ends a run."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from citecheck.catalogue.build import build
from citecheck.catalogue.manifest import checksum
from citecheck.engines import bulk, bulk_inputs, local, rows, spark
from citecheck.errors import SettingsError
from citecheck.interfaces import Run
from citecheck.settings import Settings
from tests.catalogue.made import library, record


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("rows")
    build(folder / "catalogue", [library(folder / "a.jsonl", map(record, range(50)))], fresh=True)
    return Settings(sources=("catalogue",), cache=None, catalogue=folder / "catalogue")


def cells(number: int, **changes: Any) -> dict[str, Any]:
    """A made-up article as a row of a table."""
    made = record(number)
    return {
        "list_id": "list",
        "key": str(number),
        "authors": "; ".join(f"{one['family']}, {one['given']}" for one in made["author"]),
        "title": made["title"],
        "journal": made["container-title"],
        "year": made["issued"]["date-parts"][0][0],
        "volume": made["volume"],
        "pages": made["page"],
        **changes,
    }


def judged(asked: Sequence[dict[str, Any]], settings: Settings) -> list[dict[str, Any]]:
    return list(rows.judged(map(rows.reference, asked), lambda batch: local.run(batch, Run(settings=settings))))


def test_row_of_a_verdict_has_the_columns_it_says(settings: Settings) -> None:
    (verdict,) = judged([cells(7)], settings)
    assert tuple(verdict) == rows.COLUMNS
    assert [part.split()[0] for part in rows.SCHEMA.split(", ")] == list(rows.COLUMNS)
    assert (verdict["outcome"], verdict["doi"], verdict["list_id"]) == ("verified", "10.5555/obs.7", "list")
    assert json.loads(verdict["item"])["DOI"] == "10.5555/obs.7"
    assert "DOI" not in json.loads(verdict["claimed"])


@pytest.mark.parametrize(
    "row",
    [
        cells(3),
        {"key": "3", "csl": json.dumps(record(3))},
        {"key": "3", "csl": json.dumps({**record(3), "id": "other"}), "title": "not looked at"},
        {"key": "3", "reference": "Dvořák A, Abara B. Observations of otters in season 3. J Invent Obs. 1963;4:121-6."},
        {"key": 3, "year": None, "doi": "10.5555/obs.3"},
    ],
    ids=["fields", "CSL", "CSL and fields", "text", "numbers and nothing"],
)
def test_reference_is_read_from_any_kind_of_row(row: dict[str, Any], settings: Settings) -> None:
    (verdict,) = judged([row], settings)
    assert verdict["key"] == "3"
    assert verdict["doi"] == "10.5555/obs.3"


def test_row_without_a_key_gets_one_that_follows_from_it() -> None:
    one, other = ({**cells(number), "key": None} for number in (1, 2))
    assert rows.reference(one).key == rows.reference({**one, "list_id": "elsewhere"}).key
    assert rows.reference(one).key != rows.reference(other).key


@pytest.mark.parametrize(
    "row",
    [
        {"csl": "{"},
        {"csl": "[" * 50_000},
        {"csl": "[1, 2]"},
        {"csl": "7"},
        {"reference": "\x00"},
        {"doi": "not one"},
        {},
    ],
)
def test_row_that_cannot_be_read_is_one_unreadable_verdict(row: dict[str, Any], settings: Settings) -> None:
    found = judged([cells(1), {"key": "bad", **row}, cells(2)], settings)
    assert [one["outcome"] for one in found] == ["verified", "unreadable", "verified"]
    assert found[1]["key"] == "bad"
    assert found[1]["problem"]


def test_duplicates_of_a_list_do_not_depend_on_the_order_of_its_rows(settings: Settings) -> None:
    asked = [cells(number) for number in range(20)] + [cells(4, key="again"), cells(30, key="x", doi="10.5555/obs.4")]
    found = judged(asked, settings)
    expected = list(rows.with_duplicates(found))
    random.Random(3).shuffle(found)
    assert list(rows.with_duplicates(found)) == expected
    told = {one["key"]: [each["rule"] for each in one["findings"]] for one in expected}
    assert "duplicate" in told["4"]
    assert "duplicate" in told["again"]
    assert told["5"] == []


def test_settings_that_a_cluster_cannot_follow_are_refused(settings: Settings) -> None:
    for wanted, words in (
        (Settings(sources=("crossref", "catalogue"), catalogue="x"), "Crossref can't be asked from a cluster"),
        (Settings(sources=("catalogue",)), "needs a catalogue"),
        (Settings(catalogue="spark:shipped"), "needs its checksum"),
        (Settings(catalogue="/nowhere/at/all"), "no catalogue in"),
    ):
        with pytest.raises(SettingsError, match=words) as refused:
            spark.planned(wanted)
        assert refused.value.hint
    plan = spark.planned(Settings(catalogue=settings.catalogue, mailto="somebody@library.edu", keys={"K": "secret"}))
    assert (plan.settings.mailto, plan.settings.keys) == ("", {})
    assert plan.settings.sources == ("catalogue",)


def test_table_that_states_no_reference_is_refused() -> None:
    with pytest.raises(SettingsError, match="no column states a reference"):
        rows.check_columns(["list_id", "key", "colour"])
    rows.check_columns(["csl"])


def test_what_a_worker_says_is_found_in_what_spark_says() -> None:
    text = "Job aborted\nTraceback\nciteheck\ncitecheck.errors.SettingsError: the catalogue is another one\n\tat java"
    assert str(spark.reason(text)) == "the catalogue is another one"
    assert str(spark.reason("Lost executor 3\nand more")) == "the cluster failed: Lost executor 3"


def test_checksum_tells_catalogues_apart(tmp_path: Path) -> None:
    for name, numbers in (("one", range(5)), ("other", range(6))):
        build(tmp_path / name, [library(tmp_path / f"{name}.jsonl", map(record, numbers))], fresh=True)
    before = checksum(tmp_path / "one")
    assert before == checksum(tmp_path / "one") != checksum(tmp_path / "other")
    build(tmp_path / "one", [library(tmp_path / "more.jsonl", [record(77)])], fresh=False)
    assert checksum(tmp_path / "one") != before


LISTED = {
    "DOI": "10.5555/C.1",
    "reference": [
        {"key": "r1", "author": "Abara", "year": "1960", "volume": "1", "first-page": "100", "journal-title": "J Inv"},
        {"key": "r2", "unstructured": "Brandt A. Bones. J Bones. 2001;3:4.", "DOI": "10.5555/x"},
        {"key": "r3", "doi-asserted-by": "crossref", "DOI": "10.5555/found", "volume-title": "Bones", "year": "1999"},
        {"DOI": "10.5555/y", "doi-asserted-by": "publisher"},
    ],
}


def test_reference_lists_of_crossref_records_are_taken_apart() -> None:
    found = list(bulk_inputs.deposited({"value": json.dumps(LISTED)}))
    assert [(one.key, one.location.file) for one in found] == [(key, "10.5555/c.1") for key in ("r1", "r2", "r3", "4")]
    items = [one.item for one in found if one.item]
    assert [item.doi for item in items] == ["", "10.5555/x", "", "10.5555/y"]
    assert (items[0].volume, items[0].page, items[2].title) == ("1", "100", "Bones")


@pytest.mark.parametrize("line", ["", "no", "[]", '{"reference": 3}', '{"reference": [7]}', "[" * 50_000])
def test_line_that_is_no_record_is_one_unreadable_reference(line: str) -> None:
    (found,) = bulk_inputs.deposited({"value": line})
    assert found.problem
    assert found.item is None


def test_json_lines_hold_tables_or_csl() -> None:
    for found in (cells(3), {**record(3), "list_id": "list"}):
        (reference,) = bulk_inputs.line({"value": json.dumps(found)})
        assert reference.item
        assert reference.item.title == "Observations of volcanoes in season 3".replace("volcanoes", "beetles")
        assert reference.location.file == "list"


def test_documents_are_lists_named_by_their_path() -> None:
    text = b"1. Abara A. Observations of tides. J Invent Obs. 1960;1:100-5.\n2. Brandt B. Bones. J Bones. 2001;3:4-9.\n"
    found = list(bulk_inputs.document({"path": "file:/lists/one.txt", "content": text}))
    assert [(one.key, one.location.file) for one in found] == [(key, "file:/lists/one.txt") for key in ("1", "2")]
    (broken,) = bulk_inputs.document({"path": "file:/lists/two.pdf", "content": b"%PDF-1.7 broken"})
    assert broken.problem


def test_kind_is_told_by_suffix_or_name() -> None:
    assert bulk_inputs.kind_of(["a/b.jsonl.gz"]).name == "jsonl"
    assert bulk_inputs.kind_of(["a/b"], "crossref").name == "crossref"
    with pytest.raises(SettingsError, match="what kind of input"):
        bulk_inputs.kind_of(["a/b"])


@pytest.mark.parametrize(
    ("sizes", "most", "expected"),
    [
        ([10, 11, 12], 3, [1, 1, 1]),
        ([10] * 10, 3, [3, 4, 3]),
        ([100, 1, 1, 1], 2, [1, 3]),
        ([5], 32, [1]),
        ([0, 0], 2, [2]),
    ],
)
def test_files_are_parted_by_their_size(sizes: list[int], most: int, expected: list[int]) -> None:
    files = [(f"{number:03}", size) for number, size in enumerate(sizes)]
    parts = bulk.parted(files, most)
    assert [len(part) for part in parts] == expected
    assert [path for part in parts for path in part] == [path for path, _ in files]
