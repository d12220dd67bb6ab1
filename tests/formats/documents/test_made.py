"""Lists of fictitious references in every layout that is measured: each comes out whole, and reads as its string."""

from __future__ import annotations

import pytest

from bench.documents import fields, made, office

_NAMES = "Mosca Card Roe Doe Poe Stone Brook Marsh Field Hill Dale Moor Fenn Lake Rivers Woods Heath Ford".split()
_WORDS = "bones salt rain growth teeth islands mice winters stones herbs otters tides lichens".split()


def strings(count: int) -> list[str]:
    """Journal articles, chapters and reports in three styles, with titles of several lines."""
    return [_string(number) for number in range(count)]


def _string(number: int) -> str:
    one, two, three = (_NAMES[(number * step + step) % len(_NAMES)] for step in (1, 5, 7))
    first, second, third = (_WORDS[(number * step + step) % len(_WORDS)].title() for step in (1, 3, 4))
    year, volume, page = 1980 + number % 40, 3 + number % 50, 10 + number * 7
    title = f"{first} and {second.lower()} of {number + 12} {third.lower()} in unusually wet years: a comparative study"
    return (
        f"{one} A, {two} B, {three} C. {title}. Gut. {year};{volume}(2):{page}-{page + 9}. doi:10.5555/gut.{number}",
        f"{one}, A., {two}, B., & {three}, C. ({year}). {title}. Weather Notes, {volume}(3), {page}–{page + 9}.",
        f"{one}, A. ({year}) {title}. In: {two} B (ed) {third} at sea. Pebble Press, Riverside, pp {page}–{page + 4}",
    )[number % 3]


@pytest.mark.parametrize("layout", [one for one in made.LAYOUTS if one.kind != made.OFFICE], ids=str)
def test_every_reference_of_a_made_document_comes_out_whole(layout: made.Layout) -> None:
    (document,) = made.documents(strings(60), layout, size=60, seed=3)
    good, missed = made.whole(document)
    assert missed == []
    alike = fields.Alike()
    alike.add(good)
    assert alike.different == []


@pytest.mark.slow
@pytest.mark.skipif(not office.present(), reason="LibreOffice is not here")
@pytest.mark.parametrize("layout", [one for one in made.LAYOUTS if one.kind == made.OFFICE], ids=str)
def test_every_reference_comes_out_whole_of_a_pdf_that_an_office_program_printed(layout: made.Layout) -> None:
    (document,) = made.documents(strings(30), layout, size=30, seed=3)
    assert made.whole(document)[1] == []
