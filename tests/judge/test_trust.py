"""How likely a complaint is true decides whether it is one, a question, or nothing."""

from __future__ import annotations

import pytest

from citecheck.judge import rules, trust
from citecheck.judge.findings import filed
from citecheck.model import Severity

GRADED = {rule for rule, _ in trust.table()} - {trust.EVERY}


def test_table_grades_the_rules_that_compare_fields_and_no_others() -> None:
    assert {
        *(f"{field}-mismatch" for field in ("author", "title", "journal", "year", "volume", "issue", "page", "doi"))
    } == GRADED
    assert all(rules.RULES[rule].disputes for rule in GRADED)


@pytest.mark.parametrize("rule", sorted(GRADED))
def test_plain_difference_from_a_record_is_a_complaint(rule: str) -> None:
    signs = ("words changed",) if rule == "title-mismatch" else ()
    assert (trust.probability(rule, signs) or 0) >= trust.LIKELY
    assert rules.finding(rule, "they differ", signs=signs).severity is rules.RULES[rule].severity


@pytest.mark.parametrize("rule", ["year-mismatch", "journal-mismatch", "page-mismatch", "volume-mismatch"])
def test_another_version_is_no_fault_of_the_reference(rule: str) -> None:
    assert (trust.probability(rule, ("another version",)) or 1) < trust.LIKELY


def test_unlikely_complaint_is_a_note_and_worded_as_a_question() -> None:
    found = rules.finding(
        "year-mismatch", "the reference says 2016, the record 2017", signs=("off by one", "thin record")
    )
    assert found.probability is not None
    assert found.probability < trust.LIKELY
    assert found.severity is Severity.NOTE
    (kept,) = (*filed([found]).kept, *filed([found]).suppressed)
    assert kept.message.endswith("?") or kept in filed([found]).suppressed


def test_hopeless_complaint_is_not_shown_and_decides_nothing() -> None:
    found = rules.finding("year-mismatch", "", field="year", signs=("off by one", "another version"))
    findings = filed([found])
    assert (findings.kept, findings.suppressed, findings.contradict) == ((), (found,), False)
    assert findings.disputed == {"year"}


def test_rule_that_is_not_in_the_table_is_not_graded() -> None:
    assert trust.probability("retracted", ("another version",)) is None
    assert rules.finding("retracted", "").probability is None


def test_sign_that_the_table_does_not_know_adds_nothing() -> None:
    assert trust.probability("title-mismatch", ("unheard of",)) == trust.probability("title-mismatch", ())


def test_what_differs_in_one_field_is_one_finding() -> None:
    parts = [rules.finding("author-mismatch", words, field="author", signs=("typo",)) for words in ("one", "two")]
    (kept,) = filed(parts).kept
    assert kept.message == "one; two"
