"""Where a list begins and ends, and where each entry does."""

from __future__ import annotations

import pytest

from citecheck.formats import text
from citecheck.formats.documents import headings
from citecheck.formats.documents.joining import joined
from citecheck.formats.documents.likeness import likeness
from citecheck.model import Reference
from tests.formats.documents.sample import BYLINE, LIST, TEXT, plain


def read(whole: str) -> list[Reference]:
    return list(text.read(whole.encode(), "article.txt").references)


@pytest.mark.parametrize(
    "heading",
    (
        "References;REFERENCES;7. References;R E F E R E N C E S;Literaturverzeichnis;Références;Referencias;"
        "Works Cited;"
        "Referências bibliográficas;Riferimenti bibliografici;Literatuurlijst;Piśmiennictwo;Список литературы;参考文献;"
        "참고문헌;Kaynakça;Källförteckning;Použitá literatura;References and Notes:"
    ).split(";"),
)
def test_a_heading_in_any_of_the_languages_opens_the_list(heading: str) -> None:
    assert headings.is_list(heading)
    assert [one.raw for one in read(plain(heading=heading))] == list(LIST)


@pytest.mark.parametrize(
    "words", ["The references were read twice", "Literature on bones is rich and old", "Notes on salt"]
)
def test_a_sentence_is_no_heading(words: str) -> None:
    assert not headings.is_list(words)


@pytest.mark.parametrize("line", ["Methods 12(3), 101-110.", "Notes, 16(3), 101–110.", "Index. 2004;3:4-5."])
def test_the_end_of_a_journal_s_name_with_its_numbers_ends_no_list(line: str) -> None:
    assert not headings.ends_list(line)
    assert headings.ends_list(line.split()[0].strip(".,"))


@pytest.mark.parametrize("label", ["{}. ", "{} ", "[{}] ", "({}) ", "{}) ", ""])
def test_only_the_entries_of_the_list_are_references(label: str) -> None:
    references = read(plain(label=label))
    assert [one.raw for one in references] == list(LIST)
    assert all(one.item and not one.problem for one in references)


@pytest.mark.parametrize("label", ["{}. ", "[{}] ", ""])
def test_without_a_heading_the_list_is_found_by_what_reads_like_one(label: str) -> None:
    listed = [label.format(number) + one for number, one in enumerate(LIST, 1)]
    whole = "\n\n".join([BYLINE, *TEXT, *listed])
    assert [one.raw for one in read(whole)] == list(LIST)


PRIVATE = [
    BYLINE,
    "Correspondence to: Jane Roe, Stone Street 12, Riverside. Telephone 555 0100.",
    "The patient, born on 12 March 1961, lived in Riverside and was seen in our hospital in 2003.",
    "Received 3 May 2021; accepted 4 June 2021",
    "Figure 1. Islands in 2003 (photograph by J. Roe).",
    "Acknowledgements: We thank A. Poe for the salt and the County of Riverside for grant 2003/12.",
    "Table 2. Weights of teeth, 1999-2003, in mg.",
    "Running title: teeth of two islands",
    "Conflicts of interest: JR was paid by Pebble Press in 2002.",
    "This work was done while the second author was a guest of the institute, which we are grateful for.",
]


@pytest.mark.parametrize("words", PRIVATE)
@pytest.mark.parametrize("label", ["{}. ", ""])
def test_nothing_around_a_list_is_a_reference_that_could_be_sent(words: str, label: str) -> None:
    listed = [label.format(number) + one for number, one in enumerate(LIST, 1)]
    for whole in ("\n\n".join([words, *TEXT, "References", *listed]), "\n\n".join([words, *listed, "", words])):
        assert [one.raw for one in read(whole) if one.item] == list(LIST)


def test_prose_inside_a_list_is_told_with_its_line_and_not_read() -> None:
    words = "We are grateful to all who have helped us, and we hope that they will do so when it is asked of them again"
    lines = [f"1. {LIST[0]}", f"2. {words}", f"3. {LIST[1]}", f"4. {LIST[2]}"]
    good, bad, *_ = read("\n".join(lines))
    assert good.item
    assert (bad.key, bad.item, bad.location.line) == ("2", None, 2)
    assert "does not read as a reference" in bad.problem


def test_two_lists_of_one_document_are_both_read() -> None:
    supplement = "\n\n".join(["Supplementary references", f"1. {LIST[2]}", f"2. {LIST[3]}"])
    keys = [one.key for one in read(plain(LIST[:2]) + "\n" + supplement)]
    assert keys == ["1", "2", "1-2", "2-2"]


def test_numbers_that_come_twice_or_are_missing_keep_their_entries() -> None:
    labels = ["1", "2", "2", "5"]
    whole = "References\n" + "\n".join(f"{label}. {one}" for label, one in zip(labels, LIST, strict=True))
    assert [one.location.label for one in read(whole)] == labels


def test_numbers_of_long_lists_are_labels() -> None:
    entries = [f"{at}. {LIST[at % 4]}" for at in range(9_998, 10_003)]
    assert [one.location.label for one in read("\n".join(entries))] == [str(at) for at in range(9_998, 10_003)]


def test_hanging_entries_are_put_together() -> None:
    lines = [line for one in LIST for line in (one[:40], "    " + one[40:])]
    assert [one.raw.replace(" ", "") for one in read("References\n" + "\n".join(lines))] == [
        one.replace(" ", "") for one in LIST
    ]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["the gastro-", "intestinal tract"], "the gastrointestinal tract"),
        (["pages 641-", "648."], "pages 641-648."),
        (["Jean-", "Pierre"], "Jean-Pierre"),
        (["T-", "cell"], "T-cell"),
        (["https://doi.org/10.5555/", "salt.2011.7"], "https://doi.org/10.5555/salt.2011.7"),
        (["doi:10.5555/salt-", "2011"], "doi:10.5555/salt-2011"),
        (["soft\u00ad", "ware"], "software"),
        (["neuro\ufffedegenerative disease"], "neurodegenerative disease"),
        (["two  spaces"], "two  spaces"),
    ],
)
def test_lines_are_joined_as_they_were_cut(lines: list[str], whole: str) -> None:
    assert joined(lines) == whole


@pytest.mark.parametrize("reference", LIST)
def test_references_read_like_such(reference: str) -> None:
    assert likeness(reference) >= 4


@pytest.mark.parametrize("words", [*PRIVATE, *TEXT])
def test_what_stands_around_a_list_does_not_read_like_a_reference(words: str) -> None:
    assert likeness(words) < 4
