"""Nothing that goes wrong ends with a traceback, or with the exit code of a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck import api
from citecheck.cli import main
from citecheck.errors import SettingsError
from citecheck.model import Finding, Item, Outcome, Reference, Report, Severity, Verdict


def test_fault_of_our_own_has_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("https://example.org/?key=secret")

    monkeypatch.setattr(api, "document", broken)
    assert main.main(["parse", "list.csv"]) == 70
    printed = capsys.readouterr()
    assert "citecheck itself has failed: ValueError in test_exit_codes.py:" in printed.err
    assert "report it" in printed.err
    assert "secret" not in printed.err
    assert "Traceback" not in printed.err
    assert main.main(["parse", "list.csv", "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


REPORT = Report(
    verdicts=(
        Verdict(
            reference=Reference(key="1", item=Item()),
            outcome=Outcome.MISMATCH,
            item=Item(),
            findings=(Finding(rule="year-mismatch", severity=Severity.WARNING, message="the year differs"),),
        ),
    ),
    sources=(),
    version="1",
    rules=("year-mismatch", "retracted"),
)


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [
        ("error", 0), ("warning", 1), ("never", 0), ("year-mismatch", 1), ("retracted", 0),
        ("retracted,year-mismatch", 1), ("error, year-mismatch", 1), ("retracted,note", 1), ("never,retracted", 0),
    ],
)  # fmt: skip
def test_several_may_make_a_run_fail(fail_on: str, code: int) -> None:
    assert REPORT.exit_code(fail_on) == code


@pytest.mark.parametrize("fail_on", ["typo", "", "error,", "year-mismach", "error;warning"])
def test_library_refuses_what_is_neither_severity_nor_rule(fail_on: str) -> None:
    with pytest.raises(SettingsError, match="neither a severity nor a rule"):
        REPORT.exit_code(fail_on)


def test_plan_refuses_outputs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for more in (["--report", f"json={tmp_path / 'x'}"], ["--export", f"bibtex={tmp_path / 'x'}"], ["--why", "1"]):
        assert main.main(["verify", "references.csv", "--plan", *more]) == 2
        assert "--plan asks nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (["verfy", "x"], "did you mean verify?"),
        (["verify", "x", "--repot", "json=y"], "did you mean --report?"),
        (["rules", "year-mismach"], "did you mean year-mismatch?"),
        (["verify", "references.csv", "--report", "jsn=y"], "did you mean json?"),
        (["verify", "references.csv", "--fail-on", "warnin"], "did you mean warning?"),
        (["verify", "references.csv", "--export", "bibtx=y"], "did you mean bibtex?"),
        (["export", "references.csv"], "--help"),
    ],
)
def test_mistyped_word_gets_the_nearest_as_a_hint(
    argv: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(argv) == 2
    printed = capsys.readouterr()
    assert hint in printed.err
    assert printed.err.startswith("citecheck: error: ")
