"""What a text cites, and what there is to know about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citecheck.cli.main import main
from citecheck.formats import text
from citecheck.formats.documents.links import around
from citecheck.formats.documents.series import expanded
from citecheck.interfaces import Document
from citecheck.judge.in_text import remarks
from citecheck.model import Remark

PEOPLE = ("Mosca", "Doe", "Stone", "Brook", "Marsh", "Field", "Poe", "Roe", "Hill", "Lake", "Wood", "Sand")
NUMBERED = [
    f"{at}. {name} A. On the weights of {name.lower()}s. Gut. 20{at:02};{at}:1{at}-2{at}."
    for at, name in enumerate(PEOPLE, 1)
]
NAMED = [
    "Doe A, Poe B. Salt. Gut. 2004;1:2-3.",
    "Mosca A. Bones. Gut. 2001;4:5-6.",
    "Mosca A, Card B, Roe C. Teeth. Gut. 2003a;7:8-9.",
    "Mosca A, Roe C, Card B. Nails. Gut. 2003b;7:18-19.",
    "Stone P. Stones. Gut. 1999;9:1-2.",
    "van der Brook E. Rain. Gut. 2015;9:3-4.",
    "World Salt Council. Salt in the world. Gut. 2010;1:1-2.",
]
ALL = "Cited [1-12]. "


def document(body: str, entries: list[str]) -> Document:
    filler = "The samples were weighed twice and were kept in the dark until they were measured by us again. " * 3
    whole = "\n\n".join([filler, *body.split("\n"), "References", *entries])
    read = text.read(whole.encode(), "article.txt")
    return Document(references=list(read.references), citations=read.citations)


def cited(body: str, entries: list[str] = NUMBERED) -> list[tuple[str, ...]]:
    return [one.targets for one in document(body, entries).citations]


def found(body: str, entries: list[str] = NUMBERED) -> list[tuple[str, str]]:
    read = document(body, entries)
    return [(one.rule, one.key) for one in remarks(list(read.references), read.citations)]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("[1]", "1"), ("[1-3]", "1 2 3"), ("[1–3,5]", "1 2 3 5"), ("[ 4 , 7 ]", "4 7"), ("[2]–[4]", "2 3 4"),
        ("[1; 3]", "1 3"), ("[see 2, 5]", "2 5"), ("[11-2]", "11 12"), ("[refs. 1 and 3]", "1 3"),
    ],
)  # fmt: skip
def test_numbers_in_brackets(words: str, numbers: str) -> None:
    assert cited(f"{ALL}Salt was weighed {words}, too.")[1] == tuple(numbers.split())


def test_numbers_in_parentheses_but_not_equations_years_or_points() -> None:
    body = "Salt (1-12) and bones (4, 7) by equation (2), in 24 hours (n = 3)."
    body += " In (2004), we (1) weigh and (2) count f(3)."
    assert cited(body) == [tuple(str(at) for at in range(1, 13)), ("4", "7")]


def test_superscripts_that_lost_their_height() -> None:
    body = (
        "Bones are lost.1-3 In fact, salt4 is found in teeth,5,6 and rain falls.7-12\n"
        "Vitamin B12, IL-6, CO2 and MK4 rose by 3.5 in 2004, see Fig. 3 and vol.2."
    )
    assert cited(body) == [("1", "2", "3"), ("4",), ("5", "6"), tuple(str(at) for at in range(7, 13))]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("The WHO holds so. Salt is weighed by the WHO5, too.", "5"),  # the text writes it without a number
        ("Cells with MDR5 are lost.", "5"),  # its turn: cited nowhere else
        ("Weighed in 20045, and again.", "5"),
        ("Salt rose by 1.6%5 and more.", "5"),
        ("All that (see Table 2)5 is known.", "5"),
        ("Weighed long ago5 and again.", "5"),
        ("Salt in tools5—and so on.", "5"),
        ("As Doe et al.,5 said.", "5"),
        ("Salt is “not known”.5", "5"),
        ("Salt.5 Cells with CD4 and CD4, in CO2, H2O and NO2 of a test2 plotted by ggplot2 at 3 kg/m3.", "5"),
        ("Salt.5 PCR1 and PCR2 were run; PCR is known, and P3 and t1, t2 are 3 mg2.", "5"),
        ("Salt.5 Exon3 and type2 of v4 (x - 3.5)2, and g001.", "5"),
        ("Salt.5 Cells with IL-3 and IL3 were kept, and dose100 of 2003.", "5"),
    ],
)
def test_flattened_superscripts_by_all_that_the_text_says(words: str, numbers: str) -> None:
    body = f"Bones are lost.1-3 In fact, salt4 is weighed. {words} Rain falls.6,7 Stones fall.8-12"
    assert cited(body)[2:-2] == [tuple(numbers.split())]


def test_flattened_superscripts_of_a_list_in_the_order_of_the_alphabet() -> None:
    body = "Bones are lost.9 In fact, salt4 is found in teeth,3,5,11 rain falls,2,8 stones fall12 and all.1,6,7,10"
    assert len(cited(body)) == 6
    assert not cited("Bones are lost.9 In fact, salt4 is found in teeth,3 rain falls,2 and so on.")


def test_a_number_behind_the_last_of_the_list_is_cited_where_all_others_are() -> None:
    assert found("Bones are lost.1-5 In fact, salt is found in teeth,6-12 and rain falls.13 Snow, too.") == [
        ("not-listed", "13")
    ]


def test_superscripts_by_their_own_characters_but_not_isotopes_and_exponents() -> None:
    assert cited("Bones are lost.¹⁻³ Salt⁴ of ¹⁰B in 5 m² and 10³ and cm³ is found.⁵⁻¹²") == [
        ("1", "2", "3"), ("4",), tuple(str(at) for at in range(5, 13)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("(Doe and Poe, 2004)", "1"), ("Doe & Poe (2004)", "1"), ("Mosca (2001)", "2"), ("(Mosca et al., 2003a)", "3"),
        ("(Mosca et al. 2003a, b)", "3 4"), ("(Stone 1999; Mosca 2001)", "5|2"), ("Stone's (1999) stones", "5"),
        ("(van der Brook, 2015)", "6"), ("(World Salt Council, 2010)", "7"), ("(WSC 2010)", "7"),
        ("(see e.g. Doe and Poe, 2004, p. 3)", "1"), ("DOE AND POE, 2004", ""),
    ],
)  # fmt: skip
def test_names_and_years(words: str, keys: str) -> None:
    whole = "Salt (Doe and Poe, 2004; Mosca, 2001; Stone, 1999) and rain (van der Brook 2015). "
    answer = cited(f"{whole}It is known {words}.", NAMED)[4:]
    assert [" ".join(one) for one in answer] == [one for one in keys.split("|") if one]


def test_ibid_means_what_was_cited_before() -> None:
    body = "Salt (Doe and Poe, 2004), bones (Mosca, 2001) and stones (Stone, 1999). Stones, too (ibid., p. 3)."
    assert cited(body, NAMED)[-1] == ("5",)


def test_text_without_a_style_that_can_be_told_is_said_to_cite_nothing() -> None:
    assert found("Nothing is cited here, in 2004 or later.", NAMED) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Cited [1-12].", []),
        ("Cited [1-12] and [13].", [("not-listed", "13")]),
        ("Cited [1-11].", [("never-cited", "12")]),
        ("Cited [1-4], [6], [5], [7-12].", [("citation-order", "6")]),
        ("Cited [12], [11], [10], [9], [8], [7], [1-6].", []),
    ],
)
def test_faults_of_numbers(body: str, expected: list[tuple[str, str]]) -> None:
    assert found(body) == expected


def test_faults_of_names_and_years() -> None:
    body = (
        "Salt (Doe and Poe, 2005), bones (Mosca, 2001; Mosca et al., 2003), stones (Stone, 1999), rain (van der Brook"
        " 2015) "
        "and the world (World Salt Council, 2010; Hill and Lake, 2011)."
    )
    assert sorted(found(body, NAMED)) == [
        ("citation-ambiguous", "3"), ("citation-differs", "1"), ("not-listed", "Hill 2011"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("Abdel Ghani E, Weis S, Roe P. Streams. Gut. 1999;6:3-9.", "Abdel Ghani et al. 2000"),
        ("Hollow A, Weis S, Roe P. Streams. Gut. 1999;6:3-9.", "Hollow et al., 2000"),
        ("HOLLOW A, Weis S, Roe P. Streams. Gut. 1999;6:3-9.", "HOLLOW et al. 2000"),
    ],
)
def test_a_wrong_year_behind_et_al_differs_from_the_list(entry: str, words: str) -> None:
    body = "Salt (Doe and Poe, 2004), bones (Mosca, 2001; Mosca et al., 2003a, b), stones (Stone, 1999), rain (van der"
    listed = [*NAMED[:-1], entry]
    assert found(f"{body} Brook 2015) and streams ({words}).", listed) == [("citation-differs", "7")]


def test_numbers_of_the_list_that_come_twice_or_are_missing() -> None:
    entries = [one for at, one in enumerate(NUMBERED, 1) if at != 5]
    entries[6] = entries[6].replace("8. ", "7. ", 1)
    rules = [rule for rule, _ in found("Cited [1-12].", entries)]
    assert rules.count("numbering") >= 2


def test_one_work_under_two_numbers() -> None:
    entries = [*NUMBERED, "13. Mosca A. Another title. Gut. 2004;1:2-3. doi:10.5555/one"]
    entries[0] += " doi:10.5555/ONE"
    assert ("listed-twice", "13") in found("Cited [1-13].", entries)


@pytest.mark.parametrize(
    ("series", "numbers"), [("1-3,5", [1, 2, 3, 5]), ("3-1", []), ("1-400", []), ("121-3", [121, 122, 123])]
)
def test_series_of_numbers(series: str, numbers: list[int]) -> None:
    assert expanded(series) == numbers


def test_words_beside_a_place_are_whole_words() -> None:
    words = "word " * 40
    assert around(words, 100, 104).split()[0] == "word"


def test_commands_print_the_citations_and_the_list_and_ask_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "article.txt"
    file.write_text(
        "\n\n".join(["The samples were weighed twice. " * 10, "Cited [1-11] and [13].", "References", *NUMBERED])
    )
    assert main(["citations", str(file), "--format", "json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert [one["targets"] for one in held["citations"]][1] == ["13"]
    assert {(one["rule"], one["key"]) for one in held["findings"]} == {("not-listed", "13"), ("never-cited", "12")}
    assert main(["citations", str(file), "--fail-on", "never-cited"]) == 1
    capsys.readouterr()
    assert main(["extract", str(file), "--format", "json"]) == 0
    references = json.loads(capsys.readouterr().out)["references"]
    assert [one["key"] for one in references] == [str(at) for at in range(1, 13)]
    assert references[0]["location"]["line"] == 7
    for format in ("text", "csv"):
        assert main(["extract", str(file), "--format", format]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 12 + (format == "csv")


def test_verify_says_what_the_text_cites_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "article.txt"
    file.write_text("\n\n".join(["The samples were weighed twice. " * 10, "Cited [1-11].", "References", *NUMBERED]))
    report = tmp_path / "report.html"
    asked = [
        "verify",
        str(file),
        "--offline",
        "--cache",
        str(tmp_path / "cache"),
        "--report",
        f"html={report}",
        "--report",
        "terminal=-",
    ]
    assert main([*asked, "--fail-on", "never-cited"]) == 1
    assert "reference 12 is never cited" in capsys.readouterr().out
    assert "In the text" in report.read_text()
    assert main([*asked, "--no-citations", "--allow-undecided"]) == 0
    assert "In the text" not in report.read_text()


def test_remark_is_one_of_our_own_rules() -> None:
    assert isinstance(remarks(list(document("Cited [1-11].", NUMBERED).references), ()), tuple)
    assert Remark.__name__ == "Remark"


def test_a_reference_that_is_named_in_a_looser_form_is_not_never_cited() -> None:
    whole = "Salt (Doe and Poe, 2004; Mosca, 2001; Mosca et al., 2003a, b) and rain (van der Brook 2015). "
    for words in ("stones, as Stone in a letter of 1999 says", "Stone et al. weigh stones", "(Stone, P., 1998, 1999)"):
        assert ("never-cited", "5") not in found(f"{whole} (World Salt Council, 2010) {words}.", NAMED)
    for words in ("the Stone age", "a white stone of 1999", "for Stone; in 1999"):
        assert ("never-cited", "5") in found(f"{whole} (World Salt Council, 2010) {words}.", NAMED)


def test_a_list_of_which_most_is_not_cited_gets_one_finding() -> None:
    entries = [f"{at}. Mosca{chr(96 + at)} A. On weights. Gut. 20{at:02};{at}:1{at}-2{at}." for at in range(1, 43)]
    entries = [one.replace("Mosca" + chr(96 + at), "Mosca") for at, one in enumerate(entries, 1)]
    assert found("Cited [1-4], [5-8] and [9-15].", entries) == [("never-cited", "")]


def test_order_is_not_held_against_captions_the_abstract_or_names_and_years() -> None:
    assert found("Cited [1-4].\nTable 1. Salts [9].\nCited [5-8], [10-12], and [9].") == []
    assert found("A state in the [5] is known. Cited [1-4], [6-12].") == []
    numbered = [f"{at}. {one}" for at, one in enumerate(NAMED, 1)]
    body = (
        "Rain (van der Brook 2015), stones (Stone, 1999), salt (Doe and Poe, 2004), bones (Mosca, 2001), teeth"
        " (Mosca et al., 2003a, b), and all (World Salt Council, 2010)."
    )
    assert found(body, numbered) == []


def test_the_reference_of_the_document_itself_is_no_citation() -> None:
    whole = "Salt (Doe and Poe, 2004; Mosca, 2001), stones (Stone, 1999) and rain (van der Brook 2015)."
    own = "Quill, J. (2020). On the weights of quills. Gut, 4(2), 12-19. https://doi.org/10.5555/quill"
    assert not [one for one in found(f"{own}\n{whole}", NAMED) if one[0] == "not-listed"]
