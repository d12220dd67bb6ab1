"""The list of checks: complete, in one order, and what decides the outcome is the rule, not where it is raised."""

from __future__ import annotations

import pytest

from citecheck.judge import checks, rules
from citecheck.judge.findings import filed
from citecheck.model import Finding, Severity


def test_rules_of_the_checks_are_our_own_and_each_belongs_to_one_value() -> None:
    raised = [rule for value in checks.installed() for rule in value.rules]
    assert len(raised) == len(set(raised))
    assert all(rules.RULES[rule.id] is rule for rule in raised)
    assert {rule.id for rule in raised} >= {rule.id for rule in rules.RULES.values() if rule.disputes}


@pytest.mark.parametrize(("rule", "disputes"), [("year-mismatch", True), ("concern", False), ("retracted", False)])
def test_rule_says_whether_its_findings_contradict(rule: str, disputes: bool) -> None:
    assert rules.named(rule).disputes is disputes
    assert filed([rules.finding(rule, "said by anybody")]).contradict is disputes


def test_note_of_a_disputing_rule_contradicts_nothing() -> None:
    note = Finding(rule="year-mismatch", severity=Severity.NOTE, message="perhaps")
    assert not filed([note]).contradict


def test_waived_finding_is_kept_apart_and_decides_nothing() -> None:
    found = [rules.finding("year-mismatch", "wrong"), rules.finding("given-name", "otherwise")]
    findings = filed(found, waives=lambda one: one.rule == "year-mismatch")
    assert ([one.rule for one in findings.kept], [one.rule for one in findings.waived]) == (
        ["given-name"],
        ["year-mismatch"],
    )
    assert not findings.contradict


def test_findings_are_kept_by_severity_and_otherwise_as_they_came() -> None:
    found = [rules.finding(rule, "") for rule in ("given-name", "retracted", "number-added", "year-mismatch")]
    assert [one.rule for one in filed(found).kept] == ["retracted", "year-mismatch", "given-name", "number-added"]
