"""Two works in one entry."""

from __future__ import annotations

import pytest

from citecheck.formats.citation import parted

FIRST = "Quill T, Koch I. Salt in invented bread. J Fict Bones. 2015;12(3):123-31."


@pytest.mark.parametrize(
    "second",
    [
        "Roe R, Poe X, et al. Pepper in invented soup. J Fict Soups. 2016;13(4):12-9.",
        "Roe R. 2016. Pepper in invented soup. Trends in Soup 13: 12–19.",
        "R. Roe and X. Poe, Pepper in invented soup, Soup Rev., 13, 12 (2016).",
        "Roe, R., & Poe, X. (2016). Pepper in invented soup. Trends in Soup, 13(4), 12-19.",
    ],
)
def test_a_second_list_of_people_behind_the_pages_begins_another_reference(second: str) -> None:
    assert parted(f"{FIRST} {second}") == [FIRST, second]
    assert parted(f"{FIRST} 24. {second}") == [FIRST, second]


def test_a_second_imprint_is_another_reference() -> None:
    first, second = "T. Quill and I. Koch, Fict. Rev. A 49, 1584 (1994)", "Fict. Rev. A 51, 1874 (1995)."
    assert parted(f"{first}; {second}") == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        f"{FIRST} Erratum in: Quill T. J Fict Bones. 2016;13(4):12-9.",
        f"{FIRST} Comment in: Roe R, Poe X. J Fict Bones. 2016;13(4):12-9.",
        "Quill T. Deaths by loaf: January 1 to May 19, 2020. Am J Bread. 2020;110(12):1850-1852.",
        "Quill T, Koch I. Salt in 1,960 loaves. Int J Bread Biol 70(2):510–514. https://doi.org/10.5555/j.1",
        "Quill T. Salt. In: Roe R, Poe X, editors. The book of soup. Oslo: Nowhere; 2010. p. 3-9.",
    ],
)
def test_an_entry_with_one_work_stays_whole(text: str) -> None:
    assert parted(text) == [text]
