"""The weights and what they add up to."""

from __future__ import annotations

import pytest

from citecheck.formats import citation
from citecheck.match.score import PRIOR, TITLED, UNTITLED, bits, candidate, kind_of, probability, weigh, weights
from citecheck.model import Agreement, Item, Level, Name, Reference, Work


def _agreement(field: str, level: Level, detail: str = "") -> Agreement:
    return Agreement(field=field, level=level, detail=detail)


def test_sum_is_the_prior_and_what_each_field_adds() -> None:
    agreements = (_agreement("first-author", Level.EXACT), _agreement("page", Level.DIFFERENT))
    added = sum(bits(one, UNTITLED) for one in agreements)
    assert weigh(agreements) == pytest.approx(weights()[UNTITLED, *PRIOR] + added)


def test_absent_field_is_neutral() -> None:
    assert bits(_agreement("volume", Level.ABSENT), TITLED) == 0.0


def test_unknown_detail_weighs_as_none() -> None:
    plain, odd = _agreement("year", Level.DIFFERENT), _agreement("year", Level.DIFFERENT, "odd")
    assert bits(plain, TITLED) == bits(odd, TITLED) < 0


def test_title_decides_which_weights_hold() -> None:
    assert kind_of((_agreement("title", Level.DIFFERENT),)) == TITLED
    assert kind_of((_agreement("title", Level.ABSENT),)) == UNTITLED


@pytest.mark.parametrize("kind", [TITLED, UNTITLED])
def test_agreement_never_speaks_against_a_work_nor_difference_for_it(kind: str) -> None:
    for (of, field, level, detail), value in weights().items():
        if of == kind and field != "rest":
            assert value >= 0 or level != "exact", (field, detail)
            assert value <= 0 or level != "different", (field, detail)


def test_probability_of_no_evidence_either_way_is_a_half() -> None:
    assert probability(0.0) == 0.5
    assert probability(-5000.0) >= 0.0
    assert probability(3.0) == pytest.approx(8 / 9)


def test_untitled_reference_with_all_its_numbers_is_nearly_certain() -> None:
    item = Item(
        title="Slow growth of moss on northern roofs",
        author=(Name(family="Tern", given="Karl"), Name(family="Alk", given="Ida")),
        container_title="Journal of Imaginary Botany",
        issued=(2011,),
        volume="12",
        issue="3",
        page="245-258",
    )
    text = "Tern K, Alk I, et al. 2011;12(3):245-58."
    stated, spans = citation.read(text)
    reference = Reference(key="1", raw=text, item=stated, spans=spans)
    assert candidate(reference, (Work(item=item, source="crossref"),)).score > 0.9
