"""The rules that mend the tagger's runs, on runs written by hand."""

from __future__ import annotations

import pytest

from citecheck.formats.citation.mended import mended
from citecheck.formats.citation.runs import Runs
from citecheck.model import Span


def parts(text: str, **labelled: str) -> dict[str, str]:
    """The parts of `text` after mending, given the words that the tagger saw as each."""
    runs = [
        Span(field=field, start=text.index(words), end=text.index(words) + len(words))
        for field, words in labelled.items()
    ]
    return {run.field: text[run.start : run.end] for run in mended(Runs.made(text, runs))}


def test_a_closing_quotation_mark_ends_the_title_and_the_container_follows() -> None:
    text = 'Quill T. "Bread and salt." Food Letters. Berne: Loaf, 1968.'
    assert parts(text, title='Bread and salt." Food Letters') == {
        "title": "Bread and salt.",
        "container": "Food Letters",
    }


def test_a_quoted_word_within_a_title_ends_nothing() -> None:
    text = "Quill T. “Salt” and “bread” in old kitchens. Food Lett. 1968."
    whole = "Salt” and “bread” in old kitchens"
    assert parts(text, title=whole) == {"title": whole}


@pytest.mark.parametrize(
    "behind",
    [
        " PhD thesis, University of Berne",
        " Technical Report 14",
        " Edited by R. Roe",
        " 2 vols",
        " Retrieved from",
        " (Unpublished doctoral dissertation",
        " (Kitchen Studies Series, 4",
    ],
)
def test_what_is_said_of_a_work_is_no_part_of_its_title(behind: str) -> None:
    text = f"Quill T. Bread and salt.{behind}. Berne, 1968."
    assert parts(text, title=f"Bread and salt.{behind}")["title"].rstrip(".") == "Bread and salt"


def test_a_bracket_in_a_title_stays_in_it() -> None:
    text = "Quill T. Bread (and salt) in kitchens. Food Lett. 1968."
    whole = "Bread (and salt) in kitchens"
    assert parts(text, title=whole) == {"title": whole}


def test_a_title_ends_before_the_bracket_with_the_publisher() -> None:
    text = "T. Quill, Hydrodynamics (Loaf Press, Berne, 1993)."
    assert parts(text, title="Hydrodynamics (Loaf Press", location="Berne")["title"].strip() == "Hydrodynamics"


def test_the_only_title_of_a_book_is_its_title() -> None:
    text = "Quill T. Encyclopedia of bread. Berne: Loaf, 1996."
    found = parts(text, container="Encyclopedia of bread", location="Berne", publisher="Loaf")
    assert found["title"] == "Encyclopedia of bread"


def test_a_journal_with_a_volume_is_no_book() -> None:
    text = "Quill T. Food Letters. Berne. 3, 1996."
    assert "title" not in parts(text, container="Food Letters", location="Berne", volume="3")


def test_two_numbers_before_the_last_year_are_volume_and_page() -> None:
    text = "T. Quill, Food Letters 41, 7 (2015)."
    found = parts(text, container="Food Letters", volume="41", issue="7", date="2015")
    assert found == {"container": "Food Letters", "volume": "41", "page": "7", "date": "2015"}


@pytest.mark.parametrize(("number", "field"), [("211", "page"), ("11", "volume")])
def test_one_number_before_the_last_year_is_a_page_if_it_is_large(number: str, field: str) -> None:
    text = f"T. Quill, Handbook of Bread {number} (2005)."
    found = parts(text, container="Handbook of Bread", volume=number, date="2005")
    assert found == {"container": "Handbook of Bread", field: number, "date": "2005"}


def test_a_bracket_that_closes_behind_a_full_stop_belongs_to_the_title() -> None:
    text = "Quill T. Marker diversity in bread (Triticum panis L.). Gut, 2004, 3, 4-5."
    found = parts(text, author="Quill T", title="Marker diversity in bread (Triticum panis L", container="Gut")
    assert found["title"] == "Marker diversity in bread (Triticum panis L.)"


def test_what_stands_before_et_al_is_names() -> None:
    text = "QuillT, KochI, Lapa e SilvaJR, et al Salt in bread. Gut, 2004, 3, 4-5."
    found = parts(text, author="QuillT, KochI", title="Lapa e SilvaJR", etal="et al", container="Gut")
    assert found["author"].rstrip(", ") == "QuillT, KochI, Lapa e SilvaJR"
    assert "title" not in found


def test_what_stands_before_in_is_the_title() -> None:
    text = "Quill T. Curriculum baking. In Proceedings of the Conference on Bread, 2009."
    found = parts(
        text, author="Quill T", other="Curriculum", container="Proceedings of the Conference on Bread", date="2009"
    )
    assert found["title"] == "Curriculum baking"
    assert found["container"] == "Proceedings of the Conference on Bread"


def test_a_second_title_behind_in_is_the_whole() -> None:
    text = "T. Quill, Graphs of bread. In Quantum Bread, volume 415 of Bread Studies. Loaf Press, 2006."
    runs = [(0, 8, "author"), (10, 25, "title"), (30, 43, "title"), (74, 84, "container")]
    found = mended(Runs.made(text, [Span(field=field, start=start, end=end) for start, end, field in runs]))
    assert [(run.field, text[run.start : run.end]) for run in found] == [
        ("author", "T. Quill"),
        ("title", "Graphs of bread"),
        ("container", "Quantum Bread"),
        ("publisher", "Loaf Press"),
    ]
