"""What a raw text states of one work, whatever a parser made of it. The works are fictitious."""

from __future__ import annotations

from dataclasses import replace

from citecheck.formats import citation
from citecheck.match.compare import compare
from citecheck.match.text.beside import beside, quick_score, read, text_of
from citecheck.model import Agreement, Item, Level, Name, Reference, Work

MOSS = Item(
    title="Slow growth of moss on northern roofs",
    author=(
        Name(family="Tern", given="Karl Ole"),
        Name(family="von Alk", given="Ida"),
        Name(family="Grebe", given="Siri A B C"),
    ),
    container_title="Journal of Imaginary Botany",
    container_title_short="J Imag Bot",
    issued=(2011,),
    volume="12",
    issue="3",
    page="245-258",
    doi="10.5555/moss.1",
)
ROOF = Work(item=MOSS, source="crossref")


def _reference(text: str) -> Reference:
    item, spans = citation.read(text)
    return Reference(key="1", raw=text, item=item, spans=spans)


def _beside(text: str, item: Item = MOSS) -> dict[str, Agreement]:
    reference = _reference(text)
    works = (Work(item=item, source="crossref"),)
    agreements = beside(reference, works, compare(reference.item or Item(), works)).agreements
    return {one.field: one for one in agreements}


def test_untitled_reference_states_no_title_though_the_journal_may_be_parsed_as_one() -> None:
    said = _beside("[1] K.O. Tern, I. von Alk, Journal of Imaginary Botany 12 (2011) 245.")
    assert said["title"].level is Level.ABSENT
    for field in ("first-author", "container-title", "volume", "page", "year"):
        assert said[field].level is Level.EXACT, field
    assert said["rest"].level is Level.EXACT


def test_title_with_typing_errors_and_lost_spaces_is_close() -> None:
    said = _beside(
        "Tern, K. O. (2011). Slow grovth of mosson northern rofs. Journal of Imaginary Botany, 12(3), 245-258."
    )
    assert said["title"].level is Level.CLOSE


def test_title_with_an_ampersand_is_found_whole() -> None:
    item = replace(MOSS, title="House on the northern hill: Ida Alk Architect & Associates, Quendor")
    text = "Tern KO. House on the northern hill: Ida Alk Architect & Associates, Quendor. J Imag Bot."
    assert read(text_of(_reference(text)), Work(item=item, source="crossref"), {}).levels["title"] is Level.EXACT


def test_volume_is_not_vouched_for_by_an_issue_that_has_its_number() -> None:
    said = _beside("Tern KO, von Alk I. Slow growth of moss on northern roofs. J Imag Bot. 2011;7(12):245-58.")
    assert said["volume"].level is Level.DIFFERENT
    assert (said["volume"].claimed, said["volume"].found) == ("7", "12")


def test_another_last_page_is_close_and_a_shortened_one_exact() -> None:
    assert (
        _beside("Tern KO. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-58.")["page"].level
        == "exact"
    )
    assert (
        _beside("Tern KO. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-59.")["page"].level
        == "close"
    )


def test_number_that_nothing_explains_is_another_page() -> None:
    said = _beside("[1] K.O. Tern, I. von Alk, Journal of Imaginary Botany (2011) 5859.", replace(MOSS, volume=""))
    assert said["page"].level is Level.DIFFERENT
    assert said["page"].claimed == "5859"


def test_initials_of_somebody_else_are_not_the_author() -> None:
    assert _beside("Tern JF. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-58.")[
        "first-author"
    ].level in (Level.DIFFERENT, Level.CLOSE)


def test_authors_are_parted_as_the_work_parts_them() -> None:
    text = "Tern KO, von Alk I, Grebe SABC. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-58."
    reference = _reference(text)
    read_beside = beside(reference, (ROOF,), compare(reference.item or Item(), (ROOF,)))
    assert [str(name) for name in read_beside.claimed.author] == ["Tern KO", "von Alk I", "Grebe SABC"]


def test_title_of_another_work_differs_and_is_not_held_against_it_twice() -> None:
    said = _beside("Tern KO. Fast decay of lichen beneath southern eaves: a survey. J Imag Bot. 2011;12(3):245-58.")
    assert said["title"].level is Level.DIFFERENT
    assert said["rest"].level is Level.EXACT


def test_part_two_is_not_part_one() -> None:
    part = replace(MOSS, title="Slow growth of moss on northern roofs. Part II")
    said = _beside("Tern KO. Slow growth of moss on northern roofs. Part III. J Imag Bot. 2011;12(3):245-58.", part)
    assert said["title"].level is Level.DIFFERENT


def test_subtitle_with_another_word_is_close_not_exact() -> None:
    item = replace(MOSS, title="Slow growth of moss: ten years on northern roofs")
    said = _beside("Tern KO. Slow growth of moss: ten years on southern roofs. J Imag Bot. 2011;12(3):245-58.", item)
    assert said["title"].level is not Level.EXACT


def test_every_word_is_explained_once() -> None:
    text = text_of(_reference("Tern KO. J Imag Bot. 2011;12(12):12-12."))
    used = read(text, ROOF, {}).used
    assert len(used) == len(set(used))


def test_promise_is_higher_for_the_work_that_is_there() -> None:
    text = text_of(_reference("Tern KO, von Alk I. J Imag Bot. 2011;12(3):245-58."))
    other = Work(
        item=replace(MOSS, author=(Name(family="Auk", given="B"),), page="9-12", volume="3"), source="crossref"
    )
    assert quick_score(text, ROOF) > quick_score(text, other)


def test_title_that_was_taken_for_a_part_of_the_journal_is_another_title() -> None:
    said = _beside(
        "Tern KO, von Alk I. Fast decay of lichen beneath southern eaves from 2008 to 2018. "
        "Journal of Imaginary Botany. 2011;12(3):245-58."
    )
    assert said["title"].level is Level.DIFFERENT
    assert "lichen beneath southern eaves" in said["title"].claimed


def test_number_read_as_a_volume_is_the_page_of_a_work_without_volumes() -> None:
    chapter = replace(MOSS, volume="", issue="", container_title="Roofs and Walls", container_title_short="")
    said = _beside("[3] K.O. Tern, I. von Alk, Roofs and Walls 245 (2011).", chapter)
    assert said["page"].level is Level.EXACT
    assert said["volume"].level is Level.ABSENT


def test_end_of_a_range_is_no_first_page() -> None:
    said = _beside("J Imag Bot. 2011;12(3):308-13", replace(MOSS, page="13-22"))
    assert said["page"].level is Level.DIFFERENT


def test_journal_goes_on_in_its_subtitle() -> None:
    handbook = replace(MOSS, container_title="Mosses: Their Growth and Their Decay", container_title_short="")
    said = _beside("Tern KO, von Alk I. Mosses: Their Growth and Their Decay. 2011;12(3):245-58.", handbook)
    assert said["container-title"].level is Level.EXACT
    assert said["rest"].level is Level.EXACT


def test_meeting_by_its_acronym_is_explained() -> None:
    meeting = replace(
        MOSS,
        container_title="2011 International Conference on Imaginary Botany and Roofs, ICIBR 2011, Oslo, May 2011",
        container_title_short="",
    )
    said = _beside("Tern KO, von Alk I. 2011. Slow growth of moss on northern roofs. In ICIBR.", meeting)
    assert said["container-title"].level is Level.EXACT


def test_reference_that_stands_twice_is_read_once() -> None:
    once = "Tern KO, von Alk I. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-58."
    said = _beside(f"{once}  {once}")
    assert {one.level for one in said.values()} <= {Level.EXACT, Level.ABSENT}
    assert "doi" in said


def test_dates_of_a_text_are_looked_for_among_all_that_it_states() -> None:
    text = "Moss 2009 Collaborators. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-58."
    said = _beside(text)
    assert said["year"].level is Level.EXACT
    assert said["year"].claimed == "2011"


def test_record_whose_names_are_in_one_piece_has_its_people_in_the_text() -> None:
    people = (Name(family="Karl Ole Tern"), Name(family="Ida Alk"))
    said = _beside(
        "Tern KO, Alk I. Slow growth of moss on northern roofs. J Imag Bot. 2011;12(3):245-58.",
        replace(MOSS, author=people),
    )
    assert said["first-author"].level is Level.EXACT
    assert said["other-authors"].level is Level.EXACT


def test_short_title_within_a_longer_one_is_not_stated() -> None:
    text = "Tern KO. A focused update of the guideline for roof failure in the north. J Imag Bot. 2011;12(3):245-58."
    assert _beside(text, replace(MOSS, title="Roof failure."))["title"].level is Level.DIFFERENT
    headed = "Tern KO. Roof failure: a focused update of the guideline. J Imag Bot. 2011;12(3):245-58."
    assert _beside(headed, replace(MOSS, title="Roof failure."))["title"].level is not Level.DIFFERENT


def test_numbers_that_a_space_or_a_letter_damaged_are_read_with_the_record() -> None:
    said = _beside("Tern KO, von Alk I. Slow growth of moss on northern roofs. J Imag Bot. 20 11;12(3):2f5-58.")
    assert said["year"].level is Level.EXACT
    assert said["page"].level is Level.CLOSE
    said = _beside("Tern KO, von Alk I. Slow growth of moss on northern roofs. J Imag Bot. 2q11;12(3):245k.")
    assert said["year"].level is Level.EXACT
    assert said["page"].level is Level.CLOSE


def test_damaged_number_of_something_else_is_not_the_work_s() -> None:
    said = _beside("Tern KO, von Alk I. Slow growth of moss on northern roofs. J Imag Bot. 2z14;12(3):245-58.")
    assert said["year"].level is not Level.EXACT
