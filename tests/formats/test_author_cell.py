"""The ways people write authors into one cell."""

from __future__ import annotations

import pytest

from citecheck.formats import author_cell
from citecheck.formats.citation import byline

CASES = {
    "Mosca C, Thorsteinsdottir F": ["Mosca|C", "Thorsteinsdottir|F"],
    "Mosca, Caterina; van Staa, T. P.": ["Mosca|Caterina", "van Staa|T. P."],
    "Mosca C; Card T": ["Mosca|C", "Card|T"],
    "Smith J, Jones K and Brown L": ["Smith|J", "Jones|K", "Brown|L"],
    "Smith, John and Doe, Jane": ["Smith|John", "Doe|Jane"],
    "Smith, J., Jones, K. L., & Brown, M.": ["Smith|J.", "Jones|K. L.", "Brown|M."],
    "Caterina Mosca, Jan van Staa": ["Mosca|Caterina", "van Staa|Jan"],
    "J. Smith, K. Jones": ["Smith|J.", "Jones|K."],
    "Mosca, Caterina": ["Mosca|Caterina"],
    "King, Martin Luther, Jr.": ["King|Martin Luther|Jr."],
    "Smith JA Jr, WHO Study Group": ["Smith|JA|Jr", "WHO Study Group"],
    "World Health Organization": ["World Health Organization"],
    "Li JY, Ångström Å.": ["Li|JY", "Ångström|Å"],
    "NA": ["NA"],
    "Invented Bureau of Statistics": ["Invented Bureau of Statistics"],
    "Centers for Bread Control and Prevention": ["Centers for Bread Control and Prevention"],
    "Jacobus van 't Hout": ["van 't Hout|Jacobus"],
    "Dole J; for the BREAD Investigators": ["Dole|J", "BREAD Investigators"],
    "Dole J and Salt Study Group": ["Dole|J", "Salt Study Group"],
    "Dole, Jane M.; van der Roe, R.; Loe, Ann": ["Dole|Jane M", "van der Roe|R", "Loe|Ann"],
    "DoleJ, van RoeRB": ["Dole|J", "van Roe|RB"],
    "": [],
}


@pytest.mark.parametrize(("cell", "names"), CASES.items(), ids=CASES)
def test_a_cell_of_authors_is_split_into_names(cell: str, names: list[str]) -> None:
    read, cut = author_cell.read(cell)
    written = [
        name.literal or "|".join(part for part in (name.family, name.given, name.suffix) if part) for name in read
    ]
    assert [name.rstrip(".") for name in written] == [name.rstrip(".") for name in names]
    assert not cut


def test_a_cell_and_a_text_are_read_alike() -> None:
    for cell, names in CASES.items():
        if " " in cell and not cell.startswith(("Smith, John", "Mosca, Caterina")):
            found = byline.read_byline(f"{cell}. 2015", 0, len(cell)).names
            assert [str(name).rstrip(".") for name in found] == [
                name.replace("|", " ").rstrip(".") for name in names
            ], cell


@pytest.mark.parametrize("tail", [", et al.", " et al", ", et al", "; et al.", " and others", ",", " …", " & et al."])
def test_a_list_that_stops_early_says_so(tail: str) -> None:
    read, cut = author_cell.read("Mosca C, Card T" + tail)
    assert ([name.family for name in read], cut) == (["Mosca", "Card"], True)
