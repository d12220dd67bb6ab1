from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citecheck.model import Item, Name, Outcome, Reference, Report, Verdict
from citecheck.reports import csv as report_csv
from tests.reports.sample import EMPTY, SAMPLE, shown

HEADING = (
    "key outcome score doi pmid pmcid title journal journal_abbreviation authors year volume issue pages "
    "findings reference"
)


def report(*references: Reference) -> Report:
    verdicts = tuple(Verdict(reference=one, outcome=Outcome.UNDECIDED, item=one.item or Item()) for one in references)
    return Report(verdicts=verdicts, sources=(), version="1")


def parsed(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff"), "Excel reads it as UTF-8"
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def test_our_columns_come_first_then_those_of_the_input() -> None:
    assert report_csv.columns(SAMPLE) == [*HEADING.split(), "note", "input_doi", "=1+1"]
    assert report_csv.columns(EMPTY) == HEADING.split()


def test_extra_columns_never_collide() -> None:
    extra = (("input_key", "1"), ("key", "2"), ("", "3"), ("input_", "4"))
    asked = report(Reference(key="a", item=Item(), extra=extra))
    assert report_csv.columns(asked)[16:] == ["input_key", "input_input_key", "input_", "input_input_"]
    assert list(report_csv.rows(asked)[0].values())[16:] == ["1", "2", "3", "4"]


def test_every_row_has_every_column_in_order() -> None:
    names = report_csv.columns(SAMPLE)
    assert [list(row) for row in report_csv.rows(SAMPLE)] == [names] * len(SAMPLE.verdicts)


def test_row_carries_the_completed_item() -> None:
    row = report_csv.rows(SAMPLE)[1]
    assert row["authors"].startswith("Mosca, Caterina; Thorsteinsdottir, Fanney; ")
    assert row["findings"] == "year-mismatch: the year is 2021, the record says 2022"
    assert (row["outcome"], row["score"], row["year"], row["pages"]) == ("mismatch", "0.9642", "2022", "641-648")
    assert (row["doi"], row["pmid"], row["journal_abbreviation"]) == (
        "10.1007/s00223-021-00938-w",
        "34978602",
        "Calcif Tissue Int",
    )


def test_article_number_stands_for_pages_and_groups_are_named_whole() -> None:
    row = report_csv.rows(SAMPLE)[5]
    assert row["pages"] == "e0042"
    assert row["authors"] == "日本骨研究グループ; O’Neil, Zoë"


def test_authors_end_with_et_al_where_the_list_was_cut() -> None:
    item = Item(author=(Name(family="Doe", given="J", suffix="Jr"),), authors_cut=True)
    assert report_csv.rows(report(Reference(key="a", item=item)))[0]["authors"] == "Doe, J, Jr; et al."


def test_lines_end_with_a_line_feed_alone() -> None:
    assert "\r" not in shown(report_csv.REPORT, SAMPLE)


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", " =1", "\r=1", "-5-6", "\uff1d1"]
)
def test_formula_is_kept_from_running(text: str) -> None:
    cells = parsed(
        shown(report_csv.REPORT, report(Reference(key=text, raw=text, item=Item(title=text), extra=((text, text),))))
    )
    assert all(cells[1][column].startswith("'") for column in (0, 6, 15, 16))
    assert cells[0][16].startswith("'")


@pytest.mark.parametrize("text", ["-5", "+5", "-0.5", "-3,5", "12-14", "a=b", "10.5555/-=+@", "e-12", ""])
def test_numbers_and_ordinary_text_stay_as_they_are(text: str) -> None:
    assert parsed(shown(report_csv.REPORT, report(Reference(key="a", item=Item(page=text)))))[1][13] == text


def test_rows_give_the_values_as_they_are() -> None:
    assert report_csv.rows(report(Reference(key="=1+1", item=Item())))[0]["key"] == "=1+1"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")))
@example("|=")
@example("=;=")
def test_every_text_survives_reading_back(text: str) -> None:
    asked = report(Reference(key="a", raw=text, item=Item(title=text)))
    cell = parsed(shown(report_csv.REPORT, asked))[1][15]
    if any(
        mark in text for mark in (";", "|", "\t", "\n", "::")
    ):  # a quote is put before what would run behind one of them, too
        assert cell.replace("'", "") == text.replace("'", "")
    else:
        assert cell in (text, f"'{text}")
