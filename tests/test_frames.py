"""Data frames in and out, as pandas really makes them."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

import citecheck
from citecheck import api
from citecheck.errors import SettingsError
from citecheck.model import Report
from citecheck.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def report() -> Report:
    return api.verify(api.read(ROOT / "references.csv"), Settings(offline=True, cache=ROOT / "cache"))


def test_score_is_a_number_and_missing_without_a_match(report: Report) -> None:
    frame = api.to_frame(report)
    assert frame["score"].dtype.kind == "f"
    assert frame["score"].isna().sum() == 3
    assert frame.loc[0, "year"] == "2022"


def test_frame_of_findings_has_a_row_for_each(report: Report) -> None:
    frame = api.to_frame(report, rows="findings")
    assert len(frame) == sum(len(verdict.findings) for verdict in report.verdicts)
    assert list(frame.columns)[:4] == ["key", "outcome", "rule", "severity"]
    with pytest.raises(SettingsError, match="no rows named 'finding'"):
        api.to_frame(report, rows="finding")  # type: ignore[arg-type]


def test_numbers_of_a_column_with_gaps_are_the_numbers_that_were_there() -> None:
    frame = pandas.DataFrame({"title": ["Bones", "Guts"], "pmid": [9071937, None], "volume": [12.0, 3.0]})
    first, second = api.from_frame(frame)
    assert first.item
    assert second.item
    assert (first.item.pmid, first.item.volume) == ("9071937", "12")
    assert second.item.pmid == ""


def test_dates_are_dates() -> None:
    frame = pandas.DataFrame({"title": ["Bones"], "date": pandas.to_datetime(["2004-03-01"])})
    (reference,) = api.from_frame(frame)
    assert reference.item
    assert reference.item.issued == (2004, 3, 1)


def test_of_two_columns_with_one_name_the_first_that_has_something_counts() -> None:
    frame = pandas.DataFrame([["Bones", "", "10.5555/a"], ["Guts", "10.5555/b", "10.5555/c"]])
    frame.columns = pandas.Index(["title", "doi", "doi"])
    assert [one.item and one.item.doi for one in api.from_frame(frame)] == ["10.5555/a", "10.5555/b"]


def test_name_of_a_file_gets_a_sentence() -> None:
    with pytest.raises(SettingsError, match="takes references, not the name of a file") as raised:
        api.verify("list.csv")  # type: ignore[arg-type]
    assert raised.value.hint == "verify(read('list.csv'))"


def test_names_are_completed() -> None:
    assert set(citecheck.__all__) <= set(dir(citecheck))
