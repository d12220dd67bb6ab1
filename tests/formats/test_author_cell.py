"""The ways people write authors into one cell."""

from __future__ import annotations

import pytest

from citecheck.formats import author_cell

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


@pytest.mark.parametrize("tail", [", et al.", " et al", ", et al", "; et al.", " and others", ",", " …", " & et al."])
def test_a_list_that_stops_early_says_so(tail: str) -> None:
    read, cut = author_cell.read("Mosca C, Card T" + tail)
    assert ([name.family for name in read], cut) == (["Mosca", "Card"], True)
