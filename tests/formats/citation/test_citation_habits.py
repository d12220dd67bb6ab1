"""References in the habits of many fields and countries; works, people and journals are invented."""

from __future__ import annotations

import contextlib
import time

import pytest

from citecheck.formats import citation

# text | first author | title | container | year | volume | issue | page or number
HABITS = {
    "supplement, language and PMID": (
        "Dole J, van Roe RB. On invented bones: a cohort study. Z Erfund Med. 2015;12(Suppl 2):S3-S9. PMID: 12345.",
        "Dole J|On invented bones: a cohort study|Z Erfund Med|2015|12|Suppl 2|S3-S9",
    ),
    "AMA with a DOI": (
        "Dole J, Roe R. Invented bones in children. J Fict Bones. 2015;313(12):1234-1235. doi:10.5555/jfb.2015.1",
        "Dole J|Invented bones in children|J Fict Bones|2015|313|12|1234-1235",
    ),
    "chapter with editors": (
        "Dole, J. (2015). On invented bones. In R. Roe & M. Poe (Eds.), Handbook of invention (2nd ed., pp. 12–34). "
        "New York: Nowhere Press.",
        "Dole J|On invented bones|Handbook of invention|2015|||12-34",
    ),
    "German journal": (
        "Müller, K.: Über erfundene Knochen. In: Zeitschrift für Erfindung, Jg. 12, Nr. 3 (2015), S. 123-131.",
        "Müller K|Über erfundene Knochen|Zeitschrift für Erfindung|2015|12|3|123-131",
    ),
    "French guillemets": (
        "Dupont, J., « Les os inventés », Revue de l'invention, vol. 12, n° 3, mars 2015, p. 123-131.",
        "Dupont J|Les os inventés|Revue de l'invention|2015|12|3|123-131",
    ),
    "article number": (
        "Dole J, Roe R. Invented bones at rest. PLoS Invent 2015;10:e0123456.",
        "Dole J|Invented bones at rest|PLoS Invent|2015|10||e0123456",
    ),
    "physics, no title": (
        "Dole J and Roe R 2015 Phys. Rev. B 91 123456",
        "Dole J||Phys. Rev. B|2015|91||123456",
    ),
    "physics, letter glued to the volume": (
        "J. Dole, R. Roe, Phys. Rev. D78, 114014 (2008).",
        "Dole J.||Phys. Rev. D|2008|78||114014",
    ),
    "book of a body": (
        "World Health Organization. Invented bones: a report. Geneva: Nowhere Press; 2015.",
        "World Health Organization|Invented bones: a report||2015|||",
    ),
    "nothing but capitals": (
        "DOLE J, ROE RB. ON INVENTED BONES. J FICT BONES 2015;12:123-131.",
        "DOLE J|ON INVENTED BONES|J FICT BONES|2015|12||123-131",
    ),
    "lost spaces": (
        "Dole J,van Roe RB.On the strength of invented bones.J Fict Bones 2015;12(3):123-31.",
        "Dole J|On the strength of invented bones|J Fict Bones|2015|12|3|123-131",
    ),
    "a word parted by a line break": (
        "Dole J, Roe R. Degener-\nation of the invented\nbones. J Fict Bones 2015;12:123-31.",
        "Dole J|Degeneration of the invented bones|J Fict Bones|2015|12||123-131",
    ),
    "in press": (
        "Dole J, Roe R. Invented bones. J Fict Bones (in press).",
        "Dole J|Invented bones|J Fict Bones||||",
    ),
    "Nature": (
        "12. Dole, J. et al. Invented bones. J Fict Bones 512, 123–131 (2015).",
        "Dole J|Invented bones|J Fict Bones|2015|512||123-131",
    ),
    "PubMed's own": (
        "J Fict Bones. 1951 Nov;193(1):265-75",
        "||J Fict Bones|1951|193|1|265-275",
    ),
    "part as issue": (
        "Dole J, Roe R (2015) Invented bones. J Fict Bones 12(Pt B):123–131. https://doi.org/10.5555/b.2015.1",
        "Dole J|Invented bones|J Fict Bones|2015|12|Pt B|123-131",
    ),
    "short surnames in capitals": (
        "KIM, Min-Ji and LI, Wei, 2015, On invented bones. J Fict Bones [online]. March 2015. Vol. 12, no. 3, p. 3–9.",
        "KIM Min-Ji|On invented bones|J Fict Bones|2015|12|3|3-9",
    ),
}


@pytest.mark.parametrize("habit", HABITS)
def test_a_reference_is_read_in_the_habits_of_many_fields_and_countries(habit: str) -> None:
    text, expected = HABITS[habit]
    item, _ = citation.read(text)
    first = str(item.author[0]) if item.author else ""
    found = (first, item.title, item.container_title, item.year, item.volume, item.issue, item.locator)
    assert "|".join(found) == expected


@pytest.mark.parametrize("journal", ["Bone Fict", "Fict Bone J", "BONES", "Bones", "Bones (Basel)", "J Fict Res"])
def test_a_journal_before_the_year_is_no_author(journal: str) -> None:
    item, _ = citation.read(f"{journal}. 2013 Jun 21;113(1):40-51")
    assert (item.author, item.container_title) == ((), journal)


def test_initials_that_lost_their_space_are_initials() -> None:
    item, _ = citation.read("McDoleJA, RoeRB. On the strength of invented bones. J Fict Bones. 2015;12:123-31.")
    assert [(name.family, name.given) for name in item.author] == [("McDole", "JA"), ("Roe", "RB")]


def test_one_person_before_the_year_is_no_journal() -> None:
    item, _ = citation.read("Dole J. 2013;113(1):40-51")
    assert (str(item.author[0]), item.container_title) == ("Dole J", "")


def test_a_month_and_a_day_are_part_of_the_date() -> None:
    item, _ = citation.read("Dole J. Invented bones. J Fict Bones. 1977 Jan 8;1(6053):82")
    assert item.issued == (1977, 1, 8)


def test_a_year_in_the_title_is_not_the_year_of_the_work() -> None:
    item, _ = citation.read("Dole J, Roe R. Invented bones in 1918 and later. J Fict Bones. 2015;12(3):123-31.")
    assert (item.year, item.title) == ("2015", "Invented bones in 1918 and later")


def test_publisher_place_and_editors_are_explained() -> None:
    text = "Dole J. Invented bones. In: Roe R, Poe M, editors. Handbook of bones. Rome: Nowhere Press; 2015. p. 3-9."
    item, spans = citation.read(text)
    assert (item.publisher, item.container_title) == ("Nowhere Press", "Handbook of bones")
    assert {"editor", "publisher-place", "publisher"} <= {span.field for span in spans}


NAMES = {
    "García-López M, de la Fuente JA Jr, O'Neil K, Li Y. On the strength of bones. J Fict Bones. 2015;12:1-9.": (
        ("García-López", "M", ""), ("de la Fuente", "JA", "Jr"), ("O'Neil", "K", ""), ("Li", "Y", ""),
    ),
    "INVENTED, J. Douglas, MADEUP, Cody, VAN NOWHERE, W. Berk and ROE, Peter F., 2015, On bones. J Bones 12.": (
        ("INVENTED", "J. Douglas", ""), ("MADEUP", "Cody", ""), ("VAN NOWHERE", "W. Berk", ""),
        ("ROE", "Peter F", ""),
    ),
    "Invented, Hema, Fictitious, Ai, Nowhere, Riadh, Del Nada, Carlos A., Madeup, Akira. On bones. J Bones. 2009. 52": (
        ("Invented", "Hema", ""), ("Fictitious", "Ai", ""), ("Nowhere", "Riadh", ""), ("Del Nada", "Carlos A.", ""),
        ("Madeup", "Akira", ""),
    ),
    "[1] V.F. de O. Invented, A.V. Fictitious, Journal of Invented Bones 26 (2018) 1.": (
        ("Invented", "V.F. de O.", ""), ("Fictitious", "A.V.", ""),
    ),
    "Dehnavi, Seyed Mohsen, Gholamreza Pazuki, and Iraj Fictitious. 2015. “On invented bones.” J Fict Bones 12: 1-9.": (
        ("Dehnavi", "Seyed Mohsen", ""), ("Pazuki", "Gholamreza", ""), ("Fictitious", "Iraj", ""),
    ),
    "De Souto Barreto, Philipe, Sandrine Andrieu, and Bruno Vellas. 2015. “On invented bones.” Bones 63 (8): 1–9.": (
        ("De Souto Barreto", "Philipe", ""), ("Andrieu", "Sandrine", ""), ("Vellas", "Bruno", ""),
    ),
    "[3] J. Dole, R.B. van Roe, F. da C. Benetti, On invented bones, J. Fict. Bones. 12 (2015) 123–131.": (
        ("Dole", "J.", ""), ("van Roe", "R.B.", ""), ("Benetti", "F. da C.", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_names_are_parted_into_family_and_given_name(text: str) -> None:
    item, _ = citation.read(text)
    assert tuple((name.family, name.given, name.suffix) for name in item.author) == NAMES[text]


@pytest.mark.parametrize("words", ["et al.", "et al", "and others", "u. a."])
def test_a_cut_list_of_authors_is_known_by_its_last_words(words: str) -> None:
    item, spans = citation.read(f"Dole J, Roe R, {words} Invented bones. J Fict Bones. 2015;12:123-31.")
    assert item.authors_cut
    assert [name.family for name in item.author] == ["Dole", "Roe"]
    assert "et-al" in {span.field for span in spans}


def test_a_list_of_authors_before_the_year_in_harvard_style_is_not_cut() -> None:
    item, _ = citation.read("Dole, J. & van Roe, R.B., 2015. On invented bones. J Fict Bones, 12(3), pp.123–131.")
    assert not item.authors_cut


REPEATED = (
    "A", "A. ", ", ", "Dole J, ", "(", "([", "1", "1-", "a.", "10.5555/a ", "http://a ", '"', "et al ", "and ", "2015 ",
    "2015;", "vol. ", "PMID: 1 ", "a-", "van ", "Jr ", ".,;:", "Dole ", "&", "<i>", "Dole, J., (2015). ", "/", "Dole; ",
    ". ", "J.-", "d'", "\n", "in in ", "May ", "Institute of ", "retrieved from ", " ",
)  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_the_longest_text_of_one_repeated_piece_takes_no_longer_than_its_length_warrants(piece: str) -> None:
    text = ("x" + piece * citation.LONGEST)[: citation.LONGEST - 1] + "!"
    before = time.process_time()
    with contextlib.suppress(citation.Unreadable):
        citation.read(text)
    # Some 5,000 tokens; a pattern that tries every split of 10,000 characters would take minutes.
    assert time.process_time() - before < 3


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Doe J. Invented nets. CoRR abs/2099.01234 (2099).", "https://arxiv.org/abs/2099.01234"),
        ("Doe J. Invented nets. arXiv preprint arXiv:2099.01234v2, 2099.", "https://arxiv.org/abs/2099.01234v2"),
        ("Doe J. Invented strings. 1999. arXiv:hep-th/9901234", "https://arxiv.org/abs/hep-th/9901234"),
    ],
)
def test_arxiv_identifiers_of_every_age(text: str, url: str) -> None:
    item, _ = citation.read(text)
    assert item.url == url


def test_group_with_a_year_in_its_name_is_the_author() -> None:
    item, _ = citation.read(
        "GBD 2019 Invented Injury and Disease Collaborators. Burden of invented injuries, 1990-2019: a systematic"
        " analysis. Lancet. 2020;396:1204-22."
    )
    assert [str(name) for name in item.author] == ["GBD 2019 Invented Injury and Disease Collaborators"]
    assert item.year == "2020"


@pytest.mark.parametrize(
    "text",
    [
        "Doe, J. (n.d.). Nonlinear bones. Theory of Invented Bones, 461-487.",
        "DOE, Jane, [no date], Nonlinear bones. [online]. [no date]. Available from:",
        "Doe, Jane. “Nonlinear bones.” Theory of Invented Bones 12: n. pag.",
        "Doe, J. (n.d.). Nonlinear bones [Paper presentation]. Annual Meeting of the Society for Bones, Boston, MA.",
        "Doe J. Nonlinear bones. arXiv preprint",
        "Doe J. Nonlinear bones. Translated by Richard Roe. Cambridge: Nowhere University Press.",
    ],
)
def test_what_is_said_of_a_work_is_understood_and_no_word_left_over(text: str) -> None:
    item, spans = citation.read(text)
    assert (item.title, item.year) == ("Nonlinear bones", "")
    assert not [span for span in spans if span.field == "unexplained"]


@pytest.mark.parametrize(
    "text", ["1Journal of Invented Bones 12, 45 (2015).", "[1]Journal of Invented Bones 12 (2015) 45."]
)
def test_label_that_lost_its_space_is_a_label(text: str) -> None:
    item, spans = citation.read(text)
    assert [text[span.start : span.end] for span in spans if span.field == "citation-number"] == ["1"]
    assert item.container_title == "Journal of Invented Bones"


def test_words_that_begin_with_a_digit_are_no_label() -> None:
    _, spans = citation.read("3D printing of invented bones. Doe J, Roe R. J Fict Bones. 2015;12(3):123-31.")
    assert not [span for span in spans if span.field == "citation-number"]


def test_journal_with_a_page_is_readable_without_people_and_year() -> None:
    item, _ = citation.read("Modern Invented Culture 313 (n.d.).")
    assert item.container_title == "Modern Invented Culture"


@pytest.mark.parametrize(
    ("text", "people", "title", "journal"),
    [
        ("Doe J, Roe R. J Fict Bones. 1979;49:1-25.", 2, "", "J Fict Bones"),
        ("Doe J. J Fict Bones. 1979;49:1-25.", 1, "", "J Fict Bones"),
        ("Smith J. Bones. Lancet. 2004;43:3-9.", 1, "Bones", "Lancet"),
        ("Smith J. Lancet. 2004;43:3-9.", 1, "", "Lancet"),
    ],
)
def test_full_stop_behind_initials_ends_a_list(text: str, people: int, title: str, journal: str) -> None:
    item, _ = citation.read(text)
    assert (len(item.author), item.title, item.container_title) == (people, title, journal)


@pytest.mark.parametrize(
    ("text", "volume", "issue"),
    [
        ("Roe AW. 1979;49 Suppl 2:1-25.", "49 Suppl 2", ""),
        ("Roe AW, Doe B, et al. 1979;49 Suppl:1-25.", "49 Suppl", ""),
        ("Roe AW, Doe B. 1979;49(3 Suppl):S1-25.", "49", "3 Suppl"),
        ("Roe AW. J Fict Bones. 1979;49(3 Pt 1):1-25.", "49", "3 Pt 1"),
    ],
)
def test_supplements_and_parts_belong_to_the_number_in_front_of_them(text: str, volume: str, issue: str) -> None:
    item, _ = citation.read(text)
    assert (item.year, item.volume, item.issue, item.title) == ("1979", volume, issue, "")
    assert item.page.endswith("25")
