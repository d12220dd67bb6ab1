"""Letters and marks that nobody sees: named with their place, unless they belong there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citecheck.judge.checks.letters import hidden, mixed
from citecheck.model import Candidate, Evidence, Item, Reference, Work
from tests.judge.tools import case

ITEM = Item(title="Bones")


def _words(text: str, record: str = "Bones") -> list[tuple[str, str]]:
    match = Candidate(works=(Work(item=replace(ITEM, title=record), source="crossref"),), agreements=(), score=1.0)
    evidence = Evidence(reference=Reference(key="1", raw=text, item=ITEM), candidates=(match,))
    return [(one.claimed, one.message) for one in mixed(case(match, evidence=evidence))]


def test_cyrillic_letter_in_a_latin_word_is_named_with_its_place() -> None:
    ((word, message),) = _words("Doe J. Bones. L\u0430ncet. 2015")
    assert word == "L\u0430ncet"
    assert "its letter 2, “\u0430”, is Cyrillic" in message


@pytest.mark.parametrize(
    "text", ["TNFα and NFκB in bones", "Москва. Кости. 2015", "Żółw, naïve, Ångström", "Lancet", "ΔΝ"]
)
def test_words_of_one_alphabet_and_greek_letters_that_belong_there_are_left_alone(text: str) -> None:
    assert _words(text) == []


def test_word_that_the_record_spells_so_is_left_alone() -> None:
    assert _words("The L\u0430ncet of bones", record="The L\u0430ncet of bones") == []


def test_mark_that_nobody_sees_is_told_with_the_word_before_it() -> None:
    reference = Reference(key="1", raw="Doe J. Bones. doi:10.5555/bo\u200bnes", item=ITEM)
    (found,) = hidden(case(None, evidence=Evidence(reference=reference)))
    assert found.claimed == "doi:10.5555/bo"
    assert "zero width space" in found.message
    assert list(hidden(case(None, ITEM))) == []
