"""The words of names, folded and told apart."""

from __future__ import annotations

import pytest

from citecheck import names


@pytest.mark.parametrize(
    ("family", "folded"),
    [
        ("van Staa", "staa"),
        ("Staa", "staa"),
        ("van 't Hout", "hout"),
        ("de la Cruz-Loaf", "cruzloaf"),
        ("Sjögren", "sjogren"),
        ("Le", "le"),
        ("Di", "di"),
    ],
)
def test_a_surname_is_compared_without_particles(family: str, folded: str) -> None:
    assert names.surname(family) == folded


@pytest.mark.parametrize(
    ("given", "folded"), [("Jan K", "jk"), ("JK", "jk"), ("J.-K.", "jk"), ("Jean-Karl", "jk"), ("AYS", "ays"), ("", "")]
)
def test_initials_of_given_names(given: str, folded: str) -> None:
    assert names.initials(given) == folded


@pytest.mark.parametrize("text", ["J", "J.A.", "J. A.", "JA", "J-P", "Yu."])
def test_what_is_initials(text: str) -> None:
    assert names.is_initials(text)


@pytest.mark.parametrize("text", ["Li", "Jan", "GREY", "J. Doe", ""])
def test_what_is_no_initials(text: str) -> None:
    assert not names.is_initials(text)


@pytest.mark.parametrize(
    "text",
    [
        "World Bread Organization",
        "Organização Mundial do Pão",
        "Ministère du Pain",
        "Centers for Bread Control",
        "the BREAD Investigators",
        "Salt Task Force",
        "Deutsche Gesellschaft für Brot",
    ],
)
def test_words_that_only_groups_have(text: str) -> None:
    assert names.is_group(text)


@pytest.mark.parametrize("text", ["Jane Dole", "van Roe RB", "Centrella M", "Groupil A", "Incerti P", "Teamer J"])
def test_people_are_no_groups(text: str) -> None:
    assert not names.is_group(text)


def test_particles_with_and_without_their_apostrophe() -> None:
    assert all(map(names.is_particle, ("'t", "’t", "Van")))
    assert not names.is_particle("t")
