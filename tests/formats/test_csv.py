"""Tables: what each column is read as, and that a bad row costs no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.errors import InputError
from citecheck.formats import csv
from citecheck.model import Item, Name, Reference

ROOT = Path(__file__).parents[2]
GOOD = '"Mosca C, Thorsteinsdottir F, Abrahamsen B, et al. 2022;110(6):641-648."'


def read(text: str) -> list[Reference]:
    return list(csv.read(text.encode(), "list.csv").references)


def item(text: str) -> Item:
    (reference,) = read(text)
    assert reference.item is not None, reference.problem
    return reference.item


def problems(text: str) -> list[tuple[str, int, str]]:
    return [(one.key, one.location.line, one.problem) for one in read(text) if one.problem]


def test_the_list_of_the_article_is_read_whole() -> None:
    references = list(csv.read((ROOT / "references.csv").read_bytes(), "references.csv").references)
    assert [one.key for one in references] == [str(number) for number in range(1, 25)]
    assert [one.location.line for one in references] == list(range(2, 26))
    assert not [one.problem for one in references if one.problem]
    assert references[3].raw == "Bommu VJL, Mirza L. 2021;13(12):e20602."
    assert references[21].item is not None
    assert references[21].item.author[0].family == "Sjögren"


def test_spans_point_into_the_raw_text() -> None:
    (reference,) = read(f"key,reference\n7,{GOOD}\n")
    assert reference.text_of("year") == ("2022",)
    assert reference.text_of("volume") == ("110",)


def test_each_column_is_read_as_its_field() -> None:
    text = (
        "Ref,Author(s),Article Title,Source,PY,Vol.,No,pp,DOI,PubMed ID,PMCID\n"
        '5,"Mosca C, van Staa TP",On bones,Gut,2004 Mar,12,3,641-648,https://doi.org/10.5555/ABC,PMID: 77,pmc88\n'
    )
    (reference,) = read(text)
    assert reference.key == "5"
    assert reference.item == Item(
        author=(Name(family="Mosca", given="C"), Name(family="van Staa", given="TP")),
        title="On bones",
        container_title="Gut",
        issued=(2004, 3),
        volume="12",
        issue="3",
        page="641-648",
        doi="10.5555/abc",
        pmid="77",
        pmcid="PMC88",
    )
    assert reference.raw.startswith("Mosca C, van Staa TP. On bones. Gut. 2004;12(3):641-648.")


@pytest.mark.parametrize("header", ["article-title", "ARTICLE_TITLE", " Title ", "article title", "ti"])
def test_names_of_columns_may_differ_in_case_and_punctuation(header: str) -> None:
    assert item(f"id,{header}\n1,On bones\n").title == "On bones"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(delimiter: str) -> None:
    text = 'key|title|volume\n1|"a, b; c\td"|3\n'.replace("|", delimiter)
    assert (item(text).title, item(text).volume) == ("a, b; c\td", "3")


def test_a_spreadsheet_may_state_its_delimiter() -> None:
    (reference,) = read('sep=;\nkey;title\n1;"a, b"\n')
    assert (reference.key, reference.location.line) == ("1", 3)


def test_values_stay_text() -> None:
    read_item = item("key,authors,title,volume,issue,pages,year\n1,NA,null,012,001,1e3,2004\n")
    assert read_item.author == (Name(family="NA"),)
    assert (read_item.title, read_item.volume, read_item.issue, read_item.page) == ("null", "012", "001", "1e3")


def test_columns_win_over_the_text_and_the_text_fills_the_rest() -> None:
    read_item = item(f"key,reference,year,doi\n1,{GOOD},2021,10.5555/x\n")
    assert (read_item.issued, read_item.doi, read_item.volume, read_item.issue) == ((2021,), "10.5555/x", "110", "6")
    assert read_item.author[0].family == "Mosca"
    assert read_item.authors_cut


def test_an_article_number_in_a_column_keeps_the_pages_of_the_text_out() -> None:
    read_item = item(f"key,reference,article number\n1,{GOOD},e77\n")
    assert (read_item.number, read_item.page) == ("e77", "")


def test_first_and_last_page_may_have_columns_of_their_own() -> None:
    assert item("title,page start,page end\nOn bones,12,19\n").page == "12-19"


def test_only_a_first_author_means_there_may_be_more() -> None:
    read_item = item("first author,title\nMosca C,On bones\n")
    assert (read_item.author, read_item.authors_cut) == ((Name(family="Mosca", given="C"),), True)


def test_unknown_columns_are_kept_in_order() -> None:
    (reference,) = read("zeta,title,alpha,,title\nlast,On bones,first,x,again\n")
    assert reference.extra == (("zeta", "last"), ("alpha", "first"), ("column 4", "x"), ("title", "again"))


def test_number_is_the_key_in_front_and_the_issue_elsewhere() -> None:
    (reference,) = read("No.,title,volume,number\n9,On bones,1,2\n")
    assert reference.key == "9"
    assert reference.item is not None
    assert reference.item.issue == "2"


def test_a_lone_ref_column_holds_the_reference() -> None:
    (reference,) = read(f"ref\n{GOOD}\n")
    assert (reference.key, reference.raw) == ("1", GOOD.strip('"'))


def test_a_list_under_a_single_heading_needs_no_quotes() -> None:
    assert [one.raw for one in read(f"reference\n{GOOD[1:-1]}\n{GOOD}\n")] == [GOOD[1:-1]] * 2


def test_a_missing_key_is_the_number_of_the_row() -> None:
    assert [one.key for one in read("key,title\na,On bones\n,On teeth\n\n,On hair\n")] == ["a", "2", "3"]


def test_a_key_given_twice_is_told_apart_and_kept() -> None:
    first, second, third = read("key,title\na,On bones\na,On teeth\na,On hair\n")
    assert [one.key for one in (first, second, third)] == ["a", "a-2", "a-3"]
    assert (first.extra, second.extra) == ((), (("key", "a"),))


@pytest.mark.parametrize(
    ("written", "issued"),
    [
        ("2004", (2004,)),
        ("2004.0", (2004,)),
        ("2004-03-01", (2004, 3, 1)),
        ("2004/03", (2004, 3)),
        ("2004 Mar", (2004, 3)),
        ("2004 Mar 1", (2004, 3, 1)),
        ("1 March 2004", (2004, 3, 1)),
        ("2004 Jan-Feb", (2004,)),
        ("Spring 2004", (2004,)),
        ("3/1/2004", (2004,)),
    ],
)
def test_dates_are_read_as_far_as_they_are_clear(written: str, issued: tuple[int, ...]) -> None:
    assert item(f"title,date\nOn bones,{written}\n").issued == issued


@pytest.mark.parametrize("year", ["20004", "0", "MMIV", "2004-13", "2004 Foo", "9999", "2004-02-40", "²⁰⁰⁴", "-2004"])
def test_a_year_that_is_none_is_a_problem_of_its_row_only(year: str) -> None:
    text = f"key,title,year\n1,On bones,{year}\n2,On teeth,2004\n"
    assert problems(text) == [("1", 2, f"{year!r} is not a year or date")]
    assert read(text)[0].raw == f"On bones, {year}"


def test_a_work_in_press_has_no_year_and_says_so() -> None:
    (reference,) = read("title,year\nOn bones,in press\n")
    assert reference.item == Item(title="On bones")
    assert reference.extra == (("year", "in press"),)


def test_a_doi_that_is_none_is_kept_beside_the_reference() -> None:
    (reference,) = read("title,doi,pmid\nOn bones,see website,x9\n")
    assert reference.item == Item(title="On bones")
    assert reference.extra == (("doi", "see website"), ("pmid", "x9"))


def test_a_doi_that_is_none_and_stands_alone_is_a_problem() -> None:
    assert problems("key,doi\n1,see website\n") == [("1", 2, "'see website' is not a DOI")]


def test_a_row_without_a_reference_is_a_problem() -> None:
    text = f"key,reference\n1,{GOOD}\n2,\n3,{GOOD}\n"
    assert problems(text) == [("2", 3, "the row states no reference")]
    assert len(read(text)) == 3


def test_blank_lines_and_rows_of_empty_cells_are_skipped() -> None:
    assert [one.location.line for one in read("key,title\n\n1,On bones\n,\n  \n2,On teeth\n\n")] == [3, 6]


def test_too_many_cells_are_a_problem_and_nothing_is_lost() -> None:
    bad, good = read(f"key,reference\n1,Mosca C, Thorsteinsdottir F. 2022;110(6):641-648.\n2,{GOOD}\n")
    assert bad.problem == "the row has 3 cells, the first line 2: quote cells with commas"
    assert bad.raw == "Mosca C, Thorsteinsdottir F. 2022;110(6):641-648."
    assert good.item is not None


def test_empty_cells_beyond_the_last_column_do_no_harm() -> None:
    assert item("key,title\n1,On bones,,\n").title == "On bones"


@pytest.mark.parametrize("tail", ['"Mosca C. 2022', '"Mosca" C. 2022'])
def test_a_stray_quote_costs_one_row(tail: str) -> None:
    text = f"key,reference\n1,{GOOD}\n2,{tail}\n3,{GOOD}\n4,{GOOD}\n"
    assert problems(text) == [("2", 3, "a quotation mark is not closed or stands where none belongs")]
    assert [(one.key, one.location.line) for one in read(text)] == [("1", 2), ("2", 3), ("3", 4), ("4", 5)]
    assert read(text)[1].raw == f"2,{tail}"


def test_a_quote_open_to_the_end_of_the_file_costs_one_row() -> None:
    text = 'key,title\n1,"On bones\n2,On teeth\n3,On hair\n'
    assert [bool(one.problem) for one in read(text)] == [True, False, False]


def test_a_cell_over_two_lines_counts_them_both() -> None:
    first, second = read('key,title\r\n1,"On\r\nbones"\r\n2,On teeth\r\n')
    assert (first.location.line, second.location.line) == (2, 4)
    assert first.item == Item(title="On bones")


@pytest.mark.parametrize("text", ["Mosca C. 2022\n", "key\n1\n", "colour,size\nred,3\n"])
def test_a_header_without_a_known_column_says_which_are_known(text: str) -> None:
    with pytest.raises(InputError, match=r"no column of list\.csv states a reference") as caught:
        read(text)
    assert "authors, title, journal" in caught.value.hint


def test_records_are_read_like_rows() -> None:
    rows = [{"key": "a", "title": "On bones", "year": "2004"}, {"key": "b", "title": "On teeth", "year": "MMIV"}]
    first, second = csv.from_records(rows, "frame")
    assert (first.key, first.location.line, first.item) == ("a", 1, Item(title="On bones", issued=(2004,)))
    assert (second.location.line, second.problem) == (2, "'MMIV' is not a year or date")


def test_records_without_a_known_column_are_refused() -> None:
    with pytest.raises(InputError, match="no column of frame"):
        list(csv.from_records([{"colour": "red"}], "frame"))


def test_a_table_as_pubmed_exports_it_is_read() -> None:
    text = (
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
        '"77","On bones","Mosca C, Card T.","Gut. 2004 Feb;53(2):251-5. doi: 10.5555/g.","Mosca C","Gut","2004",'
        '"2004/01/20","PMC88","","10.5555/g"\n'
    )
    read_item = item(text)
    assert [name.given for name in read_item.author] == ["C", "T"]
    assert not read_item.authors_cut
    assert (read_item.pmid, read_item.volume, read_item.container_title) == ("77", "53", "Gut")


def test_two_works_in_one_cell_are_two_references() -> None:
    first = "Quill T, Koch I. Salt in invented bread. J Fict Bones. 2015;12(3):123-31."
    second = "Roe R, Poe X, et al. Pepper in invented soup. J Fict Soups. 2016;13(4):12-9."
    read = list(csv.read(f'key,reference\na,"{first} {second}"\nb,"{first}"\n'.encode(), "x.csv").references)
    assert [(one.key, one.raw) for one in read] == [("a", first), ("a-2", second), ("b", first)]


def test_a_cell_beside_other_columns_is_one_reference() -> None:
    two = "Quill T. Salt. J Fict Bones. 2015;12(3):123-31. Roe R, Poe X. Pepper in soup. J Fict Soups. 2016;13(4):12-9."
    read = list(csv.read(f'reference,doi\n"{two}",10.5555/a\n'.encode(), "x.csv").references)
    assert [one.raw for one in read] == [two]
