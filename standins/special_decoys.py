"""The decoys made for one purpose each: notices, look-alikes, and awkward names, titles and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .works import Author, StandinWork, Update

OUTSIDE_PUBMED = "none"  # in a draft: give it no PMID
RETRACTED, RETRACTION = ("10.5555/retracted.1", "99900001"), ("10.5555/retraction.1", "99900002")
DOUBTED, CONCERN = ("10.5555/doubted.1", "99900003"), ("10.5555/concern.1", "99900004")
CORRECTED, CORRECTION = ("10.5555/corrected.1", "99900005"), ("10.5555/correction.1", "99900006")
LONE = Author("Quillfeather", "Tom", "T")
JOURNAL: dict[str, Any] = {
    "journal": "Journal of Supposed Nutrition",
    "journal_abbrev": "J Suppos Nutr",
    "issn": ("0000-0035",),
}
LOOK_ALIKES = {  # number of the work resembled: a title close to its own
    1: "Newly Diagnosed Coeliac Disease and Bone Health in Older Adults: A Literature Review",
    5: "The role of inflammation in functional dyspepsia (FD)",
    6: "Pathophysiology of Inflammatory Bowel Disease: Adaptive Immune System",
    7: "Glucocorticoid-induced osteopenia: physiology and therapy",
    12: "Role of Vitamin E in Intestinal Health",
    13: "The Role of Vitamin A in Inflammatory Bowel Disease: Mechanism to Management",
    14: "Vitamins and Trace Elements in Inflammatory Bowel Disease",
    19: "Diversity of the Human Oral Microbial Flora",
    22: "The gut microbiota regulates muscle mass in mice",
}


def special_works(cited: Sequence[StandinWork]) -> Iterator[StandinWork]:
    by_number = {work.number: work for work in cited}
    yield _erratum(by_number[19])
    yield from _with_notice("retraction", RETRACTED, RETRACTION, ("Retracted Publication",), "314")
    yield from _with_notice("expression_of_concern", DOUBTED, CONCERN, (), "318")
    yield from _with_notice("correction", CORRECTED, CORRECTION, (), "322")
    for index, (number, title) in enumerate(LOOK_ALIKES.items()):
        yield _plain(title, year=by_number[number].year, volume=str(330 + index), pages=f"{901 + index}-918")
    for number in (1, 19, 24):
        yield _same_authors_same_year(by_number[number])
    yield from _article_numbers()
    yield from _names()
    yield from _dates_and_titles()


def _plain(title: str, **facts: Any) -> StandinWork:
    values: dict[str, Any] = {"authors": (LONE,), "year": 2015, "month": 4, "issue": "2", **JOURNAL}
    return StandinWork(doi=facts.pop("doi", ""), title=title, **values | facts)


def _erratum(work: StandinWork) -> StandinWork:
    update = Update("erratum", work.doi, work.pmid, (work.year, 9, 2))
    return replace(
        work, doi="10.5555/erratum.1", pmid="99900007", pmcid="", number=None, title=f"Erratum: {work.title}",
        volume="309", issue="5739", pages="1482", month=9, day=2, types=("Published Erratum",),
        update_to=(update,),
    )  # fmt: skip


def _with_notice(
    kind: str, work: tuple[str, str], notice: tuple[str, str], types: tuple[str, ...], volume: str
) -> Iterator[StandinWork]:
    """An article and its notice; a retraction is told twice, by the publisher and by Retraction Watch."""
    title = f"Dietary sand and fracture risk in imaginary twins, part {volume}"
    sources = ("publisher", "retraction-watch") if kind == "retraction" else ("publisher",)
    day = (2019, 5, 14)
    told = tuple(Update(kind, *notice, day, source) for source in sources)
    back = tuple(Update(kind, *work, day, source) for source in sources)
    head = {"retraction": "Retraction: ", "correction": "Correction: "}.get(kind, "Expression of Concern: ")
    kinds = {"retraction": "Retraction Notice", "correction": "Published Erratum"}
    notice_type = kinds.get(kind, "Expression of Concern")
    authors = (Author("Marrowby", "Ines C", "IC"), LONE)
    yield _plain(
        title, doi=work[0], pmid=work[1], volume=volume, pages="501-509", authors=authors,
        types=types, updated_by=told,
    )  # fmt: skip
    place = {"year": 2019, "month": 5, "volume": str(int(volume) + 100), "pages": "77"}
    yield _plain(head + title, doi=notice[0], pmid=notice[1], authors=(), types=(notice_type,), update_to=back, **place)


def _same_authors_same_year(work: StandinWork) -> StandinWork:
    return replace(
        work, doi="", pmid="", pmcid="", number=None, volume=str(int(work.volume) + 1), pages="3011-3019",
        title="Companion notes on invented measurements", online=(), types=(),
    )  # fmt: skip


def _article_numbers() -> Iterator[StandinWork]:
    """Numbers in each of the places where publishers and PubMed put them."""
    yield _plain("A number in its own field only", volume="351", article_number="104417", issue="")
    yield _plain("A number with a letter in its own field", volume="352", article_number="e1004259")
    yield _plain("A number in the place of the pages", volume="353", pages="e1000217")
    yield _plain("A number that PubMed prints", volume="354", article_number="88", medline_pagination="88")
    dashed = {"article_number": "e01299-23", "medline_pagination": "e0129923"}
    yield _plain("A number in two notations", volume="355", **dashed)
    yield _plain("A number in a supplement", volume="356", issue="Suppl 1", pages="S12-S18")


def _names() -> Iterator[StandinWork]:
    group = Author(name="Imaginary Bone Consortium")
    yield _plain("A work by a group", volume="361", pages="11-19", authors=(group,))
    yield _plain("A work by a person and a group", volume="362", pages="21-29", authors=(LONE, group))
    particle = Author("van der Zandweg", "Pieter J", "PJ")
    yield _plain("A work by an author with a particle", volume="363", pages="31-39", authors=(particle,))
    accents = Author("Škvoreček-Ångström", "Zoë Łucja", "ZŁ")
    yield _plain("A work by an author with diacritics", volume="364", pages="41-49", authors=(accents,))
    apostrophe = Author("O'Marrowell", "Una", "U")
    yield _plain("A work by an author with an apostrophe", volume="365", pages="51-59", authors=(apostrophe,))
    yield _plain("A work without authors", volume="366", pages="61-69", authors=())
    many = tuple(Author(f"Testwright{letter}", "Kim", "K") for letter in "abcdefghij")
    yield _plain("A list cut off", volume="367", pages="71-79", authors=many, authors_complete=False)


def _dates_and_titles() -> Iterator[StandinWork]:
    early = {"year": 2019, "month": 2, "online": (2018, 12, 11)}
    yield _plain("A work online in the year before", volume="371", pages="81-89", **early)
    yield _plain("A work dated by the year alone", volume="372", pages="91-99", month=None, issue="")
    yield _plain("A work of two months", volume="378", pages="151-159", year=2000, medline_date="2000 Jan-Feb")
    markup = "Effects of <i>Lactobacillus imaginarius</i> and vitamin D<sub>3</sub> in made-up mice"
    yield _plain(markup, volume="373", pages="101-109")
    yield _plain("Salt & fictitious pepper: a <1% solution?", volume="374", pages="111-119")
    cites = (("10.1136/gut.40.2.228", "9071937"), ("10.5555/nowhere", ""))
    yield _plain("A work with a reference list", volume="375", pages="121-129", cites=cites)
    traps = (("10.1172/JCI86062", "27111232"),)
    yield _plain("Another work with a reference list", volume="376", pages="131-139", cites=traps)
    yield _plain(
        "A preprint of nothing", doi="10.5555/preprint.1", pmid=OUTSIDE_PUBMED, type="posted-content",
        subtype="preprint", journal="", journal_abbrev="", issn=(), issue="",
    )  # fmt: skip
    yield _plain("Parentheses in a DOI", doi="10.5555/(paren)1;2<a>#x?", volume="377", pages="141-149")
