from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.model import Finding, Item, Outcome, Reference, Report, Severity, Verdict
from citecheck.reports import terminal
from citecheck.reports.shared import clipped, width
from tests.reports.sample import EMPTY, SAMPLE, shown


def one(verdict: Verdict) -> str:
    return shown(terminal.REPORT, Report(verdicts=(verdict,), sources=("crossref",), version="1"))


def verdict(**changes: object) -> Verdict:
    base = Verdict(reference=Reference(key="a", item=Item()), outcome=Outcome.VERIFIED, item=Item())
    return replace(base, **changes)  # type: ignore[arg-type]


def test_columns_stay_aligned_behind_wide_and_combining_characters() -> None:
    journals = ("骨代謝学会誌", "Kno\u0308chen", "Bone")
    items = [Item(doi="10.5555/a", pmid="1", container_title=name) for name in journals]
    finding = Finding(rule="ambiguous", severity=Severity.WARNING, message="several works fit")
    verdicts = tuple(verdict(item=item, findings=(finding,)) for item in items)
    lines = shown(terminal.REPORT, Report(verdicts=verdicts, sources=(), version="1")).splitlines()[2:5]
    assert {width(line[: line.index("ambiguous")]) for line in lines} == {width(lines[2]) - len("ambiguous")}


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("Bone", 4), ("骨代謝", 6), ("Kno\u0308chen", 7), ("e\u200d", 1)]
)
def test_width_counts_wide_letters_twice_and_combining_marks_not_at_all(text: str, columns: int) -> None:
    assert width(text) == columns


def test_no_row_is_wider_than_the_table() -> None:
    item = Item(doi="10.5555/" + "x" * 300, pmid="123456789", container_title="界" * 100)
    finding = Finding(
        rule="title-mismatch", severity=Severity.WARNING, message="m", field="title", claimed="a" * 90, found="b" * 90
    )
    reference = Reference(key="k" * 80, item=item)
    text = one(verdict(reference=reference, item=item, findings=(finding, finding)))
    table = text.split("\n\n")[0].splitlines()
    assert max(map(width, table)) <= terminal.WIDTH
    assert table[2].count("…") >= 4


def test_rule_under_the_headings_has_the_full_width_whatever_the_content() -> None:
    assert {width(one(verdict(item=Item(title=title))).splitlines()[1]) for title in ("", "long " * 40)} == {132}
    assert width(shown(terminal.REPORT, SAMPLE).splitlines()[1]) == terminal.WIDTH


@given(st.text())
def test_control_characters_never_reach_the_output(text: str) -> None:
    finding = Finding(
        rule="ambiguous", severity=Severity.WARNING, message=text, field="title", claimed=text, found=text
    )
    item = Item(doi=text, pmid=text, container_title=text)
    shown = one(verdict(reference=Reference(key=text, raw=text, item=item), item=item, findings=(finding,)))
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n"]
    assert len(shown.splitlines()) == 10


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_clipped_text_fits(text: str, limit: int) -> None:
    assert width(clipped(text, limit)) <= limit


def test_clipping_keeps_an_accent_with_its_letter() -> None:
    assert clipped("Kno\u0308chenmark", 4) == "Kno\u0308…"


def test_only_notes_leave_a_discreet_mark() -> None:
    note = Finding(rule="number-added", severity=Severity.NOTE, message="the record adds e12")
    assert one(verdict(findings=(note, note))).splitlines()[2].endswith("  (2 notes)")
    assert one(verdict()).splitlines()[2] == "a    verified"


def test_differing_value_stands_beside_that_of_the_record() -> None:
    assert "year: 2021, record 2022" in shown(terminal.REPORT, SAMPLE).splitlines()[3]


def test_undecided_reference_names_the_silent_sources_and_why() -> None:
    text = shown(terminal.REPORT, SAMPLE)
    assert "not asked: Crossref, PubMed" in text.splitlines()[4]
    assert "no answer: PubMed; ambiguous" in text.splitlines()[8]
    assert "  silent   pubmed did not answer: the service is down" in text.splitlines()


def test_nearest_candidate_is_named_as_not_accepted() -> None:
    assert "nearest, not accepted: Example A 2017" in shown(terminal.REPORT, SAMPLE).splitlines()[5]
    unknown = replace(SAMPLE.verdicts[3], candidates=())
    assert one(unknown).splitlines()[2].endswith("nothing near it")


def test_outage_that_a_finding_tells_is_not_told_again() -> None:
    assert shown(terminal.REPORT, SAMPLE).count("not asked: offline") == 2


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_findings_are_told_heaviest_first(order: tuple[int, ...]) -> None:
    findings = tuple(Finding(rule=f"rule-{weight}", severity=Severity(weight), message="m") for weight in order)
    lines = [line.split() for line in one(verdict(findings=findings)).splitlines() if line.startswith("  ")]
    assert [line[0] for line in lines] == ["error", "warning", "note"]


def test_summary_counts_outcomes_and_findings() -> None:
    expected = (
        "8 references: 2 verified, 1 mismatch, 1 not-found, 3 undecided, 1 unreadable; 3 errors, 2 warnings, 2 notes"
    )
    assert expected in shown(terminal.REPORT, SAMPLE).splitlines()


def test_empty_list_is_said_in_words() -> None:
    assert shown(terminal.REPORT, EMPTY) == "0 references\n\nsources: crossref (citecheck 0.1.0)\n"
