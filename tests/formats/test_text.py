"""Plain lists: where an entry begins and ends."""

from __future__ import annotations

import pytest

from citecheck.formats import text
from citecheck.model import Reference

A = "Mosca C, Thorsteinsdottir F, Abrahamsen B, et al. 2022;110(6):641-648."
B = "Pollak RD, Karmeli F, Eliakim R, et al. 1998;93(9):1483-90."
C = "Bommu VJL, Mirza L. 2021;13(12):e20602."


def read(*lines: str) -> list[Reference]:
    return list(text.read("\n".join(lines).encode(), "list.txt").references)


def entries(*lines: str) -> list[tuple[str, str, int]]:
    return [(one.location.label, one.raw, one.location.line) for one in read(*lines)]


@pytest.mark.parametrize("style", ["{} ", "{}. ", "{}.", "[{}] ", "[{}]", "({}) ", "{}) ", "  {}.\t"])
def test_labels_are_taken_off_in_every_style(style: str) -> None:
    lines = [style.format(number) + one for number, one in enumerate((A, B, C), 1)]
    assert entries(*lines) == [("1", A, 1), ("2", B, 2), ("3", C, 3)]
    assert [one.key for one in read(*lines)] == ["1", "2", "3"]


def test_continuation_lines_belong_to_the_entry_above() -> None:
    lines = ("1 Mosca C, Thorsteinsdottir F,", "   Abrahamsen B, et al.", "2022;110(6):641-648.", "2 " + B)
    assert entries(*lines) == [("1", A, 1), ("2", B, 4)]


def test_a_year_or_a_page_at_the_head_of_a_line_is_no_label() -> None:
    lines = ("1. Mosca C. On bones. Gut.", "2022. Vol 3.", "2. " + B, "1483. Some note", "3. " + C)
    assert [label for label, _, _ in entries(*lines)] == ["1", "2", "3"]


def test_a_number_that_would_skip_an_entry_below_is_no_label() -> None:
    lines = ("1 Mosca C. On bones. Gut. 2022;", "6 Suppl 1:3-4.", "2 " + B, "3 " + C)
    assert [label for label, _, _ in entries(*lines)] == ["1", "2", "3"]


def test_a_list_may_leave_numbers_out() -> None:
    assert [label for label, _, _ in entries("3. " + A, "5. " + B, "12. " + C)] == ["3", "5", "12"]


def test_a_lone_label_stands_for_the_line_below() -> None:
    assert entries("1.", A, "2.", B) == [("1", A, 1), ("2", B, 3)]


def test_one_label_alone_does_not_make_a_numbered_list() -> None:
    assert [raw.removeprefix("1. ") for _, raw, _ in entries("1. " + A, B, C)] == [A, B, C]
    assert entries("1. Mosca C, Thorsteinsdottir F,", "   Abrahamsen B, et al.", "2022;110(6):641-648.") == [
        ("1", A, 1)
    ]


def test_a_heading_is_no_reference() -> None:
    assert entries("References", "", "1. " + A, "2. " + B) == [("1", A, 3), ("2", B, 4)]


def test_what_stands_before_the_first_label_and_behind_the_last_entry_is_no_reference() -> None:
    lines = (
        "Jane Roe, jane@example.org",
        "Cited in this review:",
        "1. " + A,
        "2. " + B,
        "",
        "Figure 1. Bone loss in 2004.",
    )
    assert [raw for _, raw, _ in entries(*lines)] == [A, B]


def test_without_labels_each_line_is_an_entry() -> None:
    assert entries(A, B, C) == [("", A, 1), ("", B, 2), ("", C, 3)]
    assert [one.key for one in read(A, B, C)] == ["1", "2", "3"]


def test_blank_lines_part_entries_of_several_lines() -> None:
    lines = ("Mosca C, Thorsteinsdottir F,", "Abrahamsen B, et al. 2022;110(6):641-648.", "", "", B)
    assert entries(*lines) == [("", A, 1), ("", B, 5)]


def test_a_blank_line_does_not_join_whole_references() -> None:
    assert entries(A, B, "", C, A) == [("", A, 1), ("", B, 2), ("", C, 4), ("", A, 5)]


def test_an_unnumbered_list_that_begins_with_a_number_stays_unnumbered() -> None:
    lines = ("5 Steps to a better list. 2004.", A, B)
    assert [raw for _, raw, _ in entries(*lines)] == list(lines)


def test_white_space_inside_an_entry_is_kept() -> None:
    assert entries("1. Mosca  C.\tOn bones. 2022")[0][1] == "Mosca  C.\tOn bones. 2022"


def test_spans_point_into_the_text_without_its_label() -> None:
    (reference,) = read("12. " + A)
    assert reference.text_of("year") == ("2022",)


def test_an_entry_that_says_nothing_is_a_problem_with_its_line() -> None:
    good, bad = read("1. " + A, "2. ???")
    assert good.item is not None
    assert (bad.key, bad.raw, bad.location.line, bad.item) == ("2", "???", 2, None)
    assert bad.problem


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_as_one(end: str) -> None:
    references = list(text.read(end.join([A, B, C]).encode(), "list.txt").references)
    assert [(one.raw, one.location.line) for one in references] == [(A, 1), (B, 2), (C, 3)]
