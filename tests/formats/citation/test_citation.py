"""One loose reference to an item with spans."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck import names
from citecheck.formats import citation
from citecheck.model import Item

ROOT = Path(__file__).resolve().parents[3]

# What each of the article's references states: first author, names, cut, year, volume, issue, page, number.
EXPECTED = """
1|Mosca C|3|cut|2022|110|6|641-648|
2|Pollak RD|3|cut|1998|93|9|1483-1490|
3|Bjarnason I|3|cut|1997|40|2|228-233|
4|Bommu VJL|2||2021|13|12||e20602
5|Ng QX|3|cut|2018|11||345-349|
6|Saez A|3|cut|2023|24|2||
7|Canalis E|3|cut|2007|18|10|1319-1328|
8|Card T|3|cut|2004|53|2|251-255|
9|Van Staa TP|3|cut|2003|48|11|3224-3229|
10|Yonemura K|3|cut|2004|43|1|53-60|
11|Paray BA|3|cut|2020|21|24||
12|Lai Y|3|cut|2021|12|||791565
13|Fletcher J|3|cut|2019|11|5||
14|Ghishan FK|2||2017|46|4|797-808|
15|Nowak JK|3|cut|2014|4|1|4768|
16|Rondanelli M|3|cut|2019|55|7||
17|Thong BKS|3||2019|16|9||
18|Qorraj-Bytyqi H|2|cut|2018|6|3|442-446|
19|Eckburg PB|3|cut|2005|308|5728|1635-1638|
20|Gill SR|3|cut|2006|312|5778|1355-1359|
21|Akinsuyi OS|2||2023|11|3||e00322-23
22|Sjögren K|3|cut|2012|27|6|1357-1367|
23|Guss JD|3|cut|2019|127||146-154|
24|Li JY|3|cut|2016|126|6|2049-2063|
""".strip().splitlines()


def _article() -> dict[str, str]:
    with (ROOT / "references.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["reference"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("line", EXPECTED, ids=lambda line: line.split("|")[0])
def test_each_reference_of_the_article_is_read_field_by_field(line: str) -> None:
    key, *fields = line.split("|")
    item, spans = citation.read(_article()[key])
    cut = "cut" if item.authors_cut else ""
    found = [str(item.author[0]), str(len(item.author)), cut, item.year]
    assert [*found, item.volume, item.issue, item.page, item.number] == fields
    assert not [span for span in spans if span.field == "unexplained"]


TITLED = [
    (
        "Smith J, de la Cruz MA, van der Berg A Jr. The role of vitamin K in health. J Clin Invest. 2004 Jan 7;"
        "12(3 Pt 2):e123-9. doi: 10.5555/ABC.12. PMID: 12345",
        "The role of vitamin K in health|J Clin Invest|2004-1-7|12|3 Pt 2|e123-e129||10.5555/abc.12|12345",
    ),
    ("Lancet. 1961 Jun 24;1(7191):1378-9", "|Lancet|1961-6-24|1|7191|1378-1379|||"),
    (
        "Smith, J. A., & Jones, B. (2004). A title here. Journal of Things, 43(1), 53–60. https://doi.org/10.5555/xyz",
        "A title here|Journal of Things|2004|43|1|53-60||10.5555/xyz|",
    ),
    ("Wang L. The thing: a review? Nature 2004;12:S1-S3.", "The thing: a review|Nature|2004|12||S1-S3|||"),
    ("Doe J, Roe R. 2011;40 Suppl 1:S12-8.", "||2011|40 Suppl 1||S12-S18|||"),
    ("Doe J, Roe R. 2011;40(7-8):12.", "||2011|40|7-8|12|||"),
]


@pytest.mark.parametrize(("text", "expected"), TITLED, ids=[text[:20] for text, _ in TITLED])
def test_titled_references_are_read(text: str, expected: str) -> None:
    item, _ = citation.read(text)
    issued = "-".join(map(str, item.issued))
    found = (item.title, item.container_title, issued, item.volume, item.issue, item.page, item.number, item.doi)
    assert "|".join((*found, item.pmid)) == expected


def test_particles_suffixes_and_compound_surnames_stay_whole() -> None:
    item, _ = citation.read("Qorraj-Bytyqi H, van der Berg A Jr, De la Cruz MA, O'Brien K. 2011;40:12.")
    names = [(name.family, name.given, name.suffix) for name in item.author]
    assert names == [
        ("Qorraj-Bytyqi", "H", ""),
        ("van der Berg", "A", "Jr"),
        ("De la Cruz", "MA", ""),
        ("O'Brien", "K", ""),
    ]


def test_group_name_is_one_author() -> None:
    item, _ = citation.read(
        "WHO Study Group. Assessment of fracture risk. World Health Organ Tech Rep Ser 1994;843:1-129."
    )
    assert [name.literal for name in item.author] == ["WHO Study Group"]
    assert item.title == "Assessment of fracture risk"


def test_dangling_comma_means_a_cut_list_and_no_et_al() -> None:
    item, spans = citation.read("Saez A, Herrero-Fernandez B, Gomez-Bris R, 2023;24(2).")
    assert item.authors_cut
    assert "et-al" not in {span.field for span in spans}


def test_text_that_no_field_explains_is_kept_with_its_place() -> None:
    text = "Sjögren K, Engdahl C. 2012;27(6 Suppl 2):1357-67. see also somewhere"
    item, spans = citation.read(text)
    assert item.issue == "6 Suppl 2"
    assert [text[span.start : span.end] for span in spans if span.field == "unexplained"] == ["see also somewhere"]


def test_every_span_points_at_the_text_it_was_read_from() -> None:
    text = "Mosca C, Thorsteinsdottir F, et al. 2022;110(6):641-648."
    _, spans = citation.read(text)
    found = {(span.field, text[span.start : span.end]) for span in spans}
    assert found == {
        ("author", "Mosca C"), ("author", "Thorsteinsdottir F"), ("et-al", "et al."),
        ("year", "2022"), ("volume", "110"), ("issue", "6"), ("page", "641-648"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "   ", "???", "References", "12;;;(("])
def test_text_without_a_reference_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(citation.Unreadable, match="no author, year, title or identifier"):
        citation.read(text)


def test_text_longer_than_any_reference_is_refused() -> None:
    with pytest.raises(citation.Unreadable, match="more than a reference has"):
        citation.read("Dole J. 2015;12:1. " * 1000)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_is_dropped(text: str) -> None:
    try:
        item, spans = citation.read(text)
    except citation.Unreadable:
        return
    assert isinstance(item, Item)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    covered = {place for span in spans for place in range(span.start, span.end)}
    label = len(text) - len(text.lstrip("([ \t\n0123456789"))
    lost = [char for place, char in enumerate(text) if place not in covered and place >= label and char.isalnum()]
    assert not lost or any(word in text.lower() for word in ("doi", "pm", "p", "http", "jan", "and", "al"))


# One fictitious work in the order and with the marks of many styles; which fields each style states.
STYLES = {
    "vancouver": "1. Dole J, van Roe RB. On the strength of invented bones. J Fict Bones. 2015 Mar;12(3):123-31.",
    "vancouver, online": "1. Dole J, van Roe RB. On the strength of invented bones. J Fict Bones [Internet]. Nowhere "
    "Press; 2015 Mar;12(3):123-31. Available from:",
    "apa": "Dole, J., & van Roe, R. B. (2015). On the strength of invented bones. J Fict Bones, 12(3), 123–131.",
    "harvard": "Dole, J. & van Roe, R.B., 2015. On the strength of invented bones. J Fict Bones, 12(3), pp.123–131.",
    "chicago": "Dole, Jane, and Richard van Roe. 2015. “On the Strength of Invented Bones.” J Fict Bones 12 (3) "
    "(March): 123–131.",
    "mla": "Dole, Jane, and Richard van Roe. “On the Strength of Invented Bones.” J Fict Bones 12.3 (2015): 123–131.",
    "ieee": "[1] J. Dole and R. B. van Roe, “On the strength of invented bones,” J Fict Bones, vol. 12, no. 3, "
    "pp. 123–131, Mar. 2015.",
    "iso 690": "DOLE, Jane and VAN ROE, Richard, 2015, On the strength of invented bones. J Fict Bones [online]. "
    "March 2015. Vol. 12, no. 3, p. 123–131.",
    "acm": "[1] Dole, J. and van Roe, R.B. 2015. On the strength of invented bones. J Fict Bones. 12, 3 (Mar. 2015), "
    "123–131.",
    "springer": "Dole J, van Roe RB (2015) On the strength of invented bones. J Fict Bones 12(3):123–131",
    "elsevier": "[1] J. Dole, R.B. van Roe, On the strength of invented bones, J Fict Bones. 12 (2015) 123–131.",
    "elsevier, untitled": "[1] J. Dole, R.B. van Roe, J Fict Bones 12 (2015) 123.",
    "aip": "1 J. Dole and R.B. van Roe, J Fict Bones 12, 123 (2015).",
    "acs": "(1) Dole, J.; van Roe, R. B. J Fict Bones 2015, 12, 123–131.",
    "broken lines": "Dole J, van Roe RB. On the strength of\ninvented bones. J Fict Bones\n2015;12:123-31.",
}
UNTITLED = {"elsevier, untitled", "aip", "acs"}


@pytest.mark.parametrize("style", STYLES)
def test_one_work_is_read_alike_in_many_styles(style: str) -> None:
    item, _ = citation.read(STYLES[style])
    families = [names.surname(name.family) for name in item.author]
    assert (families, item.year, item.volume) == (["dole", "roe"], "2015", "12")
    assert item.page.partition("-")[0] == "123"
    assert item.container_title == "J Fict Bones"
    assert item.issue in ("", "3")
    title = " ".join(item.title.lower().split())
    assert title == ("" if style in UNTITLED else "on the strength of invented bones")


def test_journal_that_ends_in_a_capital_is_not_an_author() -> None:
    item, _ = citation.read("Br Med J. 1977 Jan 8;1(6053):82")
    assert (item.author, item.container_title, item.page) == ((), "Br Med J", "82")


@pytest.mark.parametrize(
    ("text", "authors", "title"),
    [
        ("Quill TA. Salt & pepper. J Suppos Nutr. 2015;374(2):111-9.", ["Quill TA"], "Salt & pepper"),
        (
            "Quill T, Koch I. PTGL: graphs of fictitious proteins. J Suppos Nutr. 2021;37(7):32-4.",
            ["Quill T", "Koch I"],
            "PTGL: graphs of fictitious proteins",
        ),
    ],
)  # fmt: skip
def test_full_stop_behind_initials_ends_the_authors(text: str, authors: list[str], title: str) -> None:
    item, _ = citation.read(text)
    assert [str(name) for name in item.author] == authors
    assert item.title == title


def test_doi_may_hold_angle_brackets() -> None:
    item, _ = citation.read(
        "Quill T. Salt. Cancer. 1979;43(2):585-90. doi:10.5555/0142(1979)43:2<585::aid-q7>3.0.co;2-0"
    )
    assert item.doi == "10.5555/0142(1979)43:2<585::aid-q7>3.0.co;2-0"


def test_arxiv_identifier_is_no_year_and_no_doi() -> None:
    item, _ = citation.read("Quill T, Broom A. Adding salt to fictitious soup. arXiv:1512.00567 [cs]. 2014.")
    assert (item.issued, item.doi, item.url) == ((2014,), "", "https://arxiv.org/abs/1512.00567")
