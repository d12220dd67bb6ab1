"""The fictitious works behind a probe of nine references, each right or with one thing wrong (tests/cases)."""

from __future__ import annotations

from functools import cache
from typing import Any

from .works import Author, StandinWork, Update

RETRACTION = Update("retraction", "10.5555/probe.notice", "99800020", (2021, 3, 9))
OSTEOLOGY: dict[str, Any] = {
    "journal": "Annals of Imaginary Osteology",
    "journal_abbrev": "Ann Imag Osteol",
    "issn": ("0000-0019",),
}
MEDICINE: dict[str, Any] = {
    "journal": "Archive of Hypothetical Medicine",
    "journal_abbrev": "Arch Hypothet Med",
    "issn": ("0000-0051",),
}


@cache
def probe_works() -> tuple[StandinWork, ...]:
    return (
        _work(1, "Cortical thickness of dragons raised at altitude", 2018, ("41", "2", "113-121"),
              ("Fairweather Nell", "Obermüller Jörg", "Castellanos-Ruiz Íñigo"), **OSTEOLOGY),
        _work(2, "Vitamin D and the moulting of phoenixes: a cohort from three nests", 2015, ("38", "4", "402-415"),
              ("Þorvaldsson Grímur", "Dvořáčková Eliška", "Pellworm Hauke"), **OSTEOLOGY),
        _work(3, "Fracture healing in glass golems", 2012, ("35", "1", "21-29"),
              ("Lindqvistsson Åsa", "Mbappélé Théo", "Ackroydon Finn"), **OSTEOLOGY),
        _work(4, "Sleep and bone turnover in night watchmen of invented towns", 2016, ("12", "6", "611-620"),
              ("Grünewaldt Käthe", "Holloway-Finch Rex"), **MEDICINE),
        _work(5, "Iron stores of travelling minstrels", 2009, ("5", "3", "201-207"),
              ("Šimáčkovský Ondřej", "Łukaszewska Małgorzata", "Quennell Ivo"), **MEDICINE),
        _work(7, "Moonlight cures rickets: a randomised trial in lighthouses", 2019, ("15", "2", "88-97"),
              ("Penhallowe Morwenna", "Trevarthian Jago"), **MEDICINE,
              types=("Retracted Publication",), updated_by=(RETRACTION,)),
        _work(8, "The gait of centaurs after hip replacement", 2014, ("37", "3", "233-240"),
              ("Hippolytou Xanthe", "Brackenridge Sol", "Núñez-Ferrán Abril"), **OSTEOLOGY),
        _work(9, "Salt intake of mermaids in brackish water", 2020, ("16", "5", "455-463"),
              ("Undinskaya Marina", "Coralline Pearl", "Delacroix-Hume Basil", "Seagrove Tim"), **MEDICINE),
        _work(10, "Bone density of giants measured from a distance", 2017, ("40", "1", "5-14"),
              ("Colossianus Rufus", "Megalou Dione"), **OSTEOLOGY),
        _work(11, "Cortical thickness of dragons raised at altitude", 2017, ("", "", ""),
              ("Fairweather Nell", "Obermüller Jörg", "Castellanos-Ruiz Íñigo"), doi="10.5555/probe.preprint", pmid="",
              type="posted-content", subtype="preprint", relation=(("is-preprint-of", "10.5555/probe.1"),)),
    )  # fmt: skip


def _work(
    number: int, title: str, year: int, place: tuple[str, str, str], people: tuple[str, ...], **facts: Any
) -> StandinWork:
    """`place`: volume, issue, pages; `people`: family name and given name of each."""
    volume, issue, pages = place
    authors = (name.rpartition(" ") for name in people)
    values: dict[str, Any] = {
        "doi": f"10.5555/probe.{number}", "pmid": str(99_800_000 + number), "title": title, "year": year, "month": 4,
        "authors": tuple(Author(family, given, given[0]) for family, _, given in authors),
        "volume": volume, "issue": issue, "pages": pages, "fictitious": True, "provenance": "Invented for tests.",
    }  # fmt: skip
    return StandinWork(**values | facts)
