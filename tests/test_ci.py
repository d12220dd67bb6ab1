"""What a CI job does with citecheck, in a scratch repository: the action's steps, the hooks, GitLab, the Dockerfile."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hostile.program import environment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
HEAD, *ROWS = (ROOT / "references.csv").read_text(encoding="utf-8").splitlines()
ROW = {row.partition(",")[0]: row for row in ROWS}
OFFLINE = "--offline"
CLEAN, WRONG, SILENT = ("1", "3", "5"), ("1", "12"), ("1", "2")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A repository with a committed cache."""
    shutil.copytree(ROOT / "cache", tmp_path / "cache")
    _git(tmp_path, "init", "-q", ".")
    return tmp_path


def _git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@reading-room.net", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *names, *arguments), cwd=folder, check=True, capture_output=True)


def _list(folder: Path, keys: tuple[str, ...]) -> None:
    (folder / "references.csv").write_text("\n".join([HEAD, *(ROW[key] for key in keys)]) + "\n", encoding="utf-8")


def _sh(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(PATH=path, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _action(folder: Path, **more: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """What the action's script does, its outputs, and the step's summary."""
    outputs, summary = folder / "outputs", folder / "summary"
    outputs.unlink(missing_ok=True)
    summary.unlink(missing_ok=True)
    settings = {"CITECHECK_FILES": "references.csv", "CITECHECK_ARGUMENTS": OFFLINE, "CITECHECK_CACHE": "cache"}
    github = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
    done = _sh(folder, str(ROOT / "action" / "run.sh"), **(settings | github | more))
    said = dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())
    return done, said, summary.read_text(encoding="utf-8") if summary.exists() else ""


def test_planted_wrong_reference_is_flagged_on_its_line(scratch: Path) -> None:
    _list(scratch, WRONG)
    done, outputs, summary = _action(scratch, CITECHECK_FAIL_ON="warning")
    assert done.returncode == 1
    assert outputs == {"outcome": "findings", "errors": "0", "report": "citecheck-reports/citecheck.html"}
    assert "::warning file=references.csv,line=3,title=citecheck%3A year-mismatch::reference 12: " in done.stdout
    assert "| 12 (line 3) | Found, but differs |" in summary
    sarif = json.loads((scratch / "citecheck-reports" / "citecheck.sarif").read_text(encoding="utf-8"))
    (result,) = [one for one in sarif["runs"][0]["results"] if one["level"] == "warning"]
    assert "kind" not in result, "it is the SARIF that GitHub understands"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert (scratch / outputs["report"]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_clean_list_passes(scratch: Path) -> None:
    _list(scratch, CLEAN)
    done, outputs, _ = _action(scratch, CITECHECK_FAIL_ON="warning")
    assert (done.returncode, outputs["outcome"]) == (0, "passed")
    assert "::error" not in done.stdout


def test_outage_is_undecided_and_no_finding(scratch: Path) -> None:
    _list(scratch, SILENT)
    done, outputs, _ = _action(scratch)
    assert (done.returncode, outputs["outcome"]) == (3, "undecided")
    done, outputs, _ = _action(scratch, CITECHECK_ARGUMENTS=f"{OFFLINE} --allow-undecided")
    assert (done.returncode, outputs["outcome"]) == (0, "passed")


def test_waived_reference_passes_and_is_shown(scratch: Path) -> None:
    _list(scratch, WRONG)
    (scratch / "citecheck.toml").write_text(
        'files = ["*.csv"]\n[[waive]]\nrule = "year-mismatch"\nkey = "12"\nreason = "as printed"\n', encoding="utf-8"
    )
    done, outputs, summary = _action(scratch, CITECHECK_FAIL_ON="warning", CITECHECK_FILES="")
    assert (done.returncode, outputs["outcome"]) == (0, "passed")
    assert "1 waived" in summary


def test_change_is_judged_for_its_own_entry(scratch: Path) -> None:
    _list(scratch, WRONG)
    _git(scratch, "add", ".")
    _git(scratch, "commit", "-qm", "a list with an old fault")
    _list(scratch, (*WRONG, "3"))
    done, _, _ = _action(scratch, CITECHECK_FAIL_ON="warning", CITECHECK_ARGUMENTS=f"{OFFLINE} --changed-since HEAD")
    assert done.returncode == 0
    report = json.loads((scratch / "citecheck-reports" / "citecheck.json").read_text(encoding="utf-8"))
    assert [one["key"] for one in report["verdicts"]] == ["3"]


def test_bad_usage_is_told_from_a_finding(scratch: Path) -> None:
    done, outputs, _ = _action(scratch, CITECHECK_FILES="nowhere.bib")
    assert (done.returncode, outputs["outcome"]) == (2, "failed")


def test_inputs_of_the_action_are_never_part_of_a_script(scratch: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    assert not [step for step in steps if "${{" in step.get("run", "")]
    assert {"outcome", "errors", "report"} == set(action["outputs"])
    _list(scratch, CLEAN)
    done, _, _ = _action(scratch, CITECHECK_FILES="references.csv\n$(touch owned)\n; touch owned")
    assert done.returncode == 2
    assert not (scratch / "owned").exists()


def _hooks() -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def test_hook_fails_on_a_wrong_reference_and_passes_a_clean_one(scratch: Path) -> None:
    hook = _hooks()["citecheck"]
    assert re.search(hook["files"], "references.csv")
    assert re.search(hook["files"], "paper/refs.bib")
    entry = (*hook["entry"].split(), "--fail-on", "warning", OFFLINE, "references.csv")
    _list(scratch, WRONG)
    failed = _sh(scratch, *entry)
    assert failed.returncode == 1
    assert "year: 2021, record 2022" in failed.stdout
    _list(scratch, CLEAN)
    assert _sh(scratch, *entry).returncode == 0


def test_hook_that_mends_changes_the_file_where_the_record_is_certain(scratch: Path) -> None:
    hook = _hooks()["citecheck-fix"]
    _list(scratch, CLEAN)
    done = _sh(scratch, *hook["entry"].split(), OFFLINE, "references.csv")
    assert done.returncode == 0, done.stderr


def _snippet(name: str) -> dict[str, Any]:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    section = page[page.index(f"## {name}") :]
    found = re.search(r"```yaml\n(.*?)```", section, re.S)
    assert found
    loaded: dict[str, Any] = yaml.safe_load(found[1])
    return loaded


def test_snippet_for_gitlab_writes_what_it_hands_over(scratch: Path) -> None:
    job = _snippet("GitLab")["references"]
    command = next(line for line in job["script"] if line.startswith("citecheck "))
    _list(scratch, WRONG)
    done = _sh(scratch, *command.replace("refs.bib", "references.csv").split(), OFFLINE, "--fail-on", "warning")
    assert done.returncode == 1
    reports = job["artifacts"]["reports"]
    quality = json.loads((scratch / reports["codequality"]).read_text(encoding="utf-8"))
    assert [
        (one["check_name"], one["location"]["lines"]["begin"]) for one in quality if one["severity"] == "minor"
    ] == [("year-mismatch", 3)]
    assert (scratch / reports["junit"]).exists()
    assert job["allow_failure"]["exit_codes"] == 3


def test_workflows_of_the_page_are_workflows() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    snippets = [yaml.safe_load(one) for one in re.findall(r"```yaml\n(.*?)```", page, re.S)]
    assert len(snippets) >= 4
    assert all(snippets)
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    used = [step["with"] for step in snippets[0]["jobs"]["citecheck"]["steps"] if "OWNER" in step.get("uses", "")]
    assert set(used[0]) <= set(inputs)


def test_image_has_no_build_tools_and_no_root_and_gets_all_that_it_copies() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert "apt-get" not in last
    assert "pip install" not in last
    assert "USER reader" in last
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        for name in line.split():
            assert (ROOT / name).exists(), name
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert all(f"!{name}" in ignored for name in ("pyproject.toml", "constraints.txt", "src"))


def test_wrong_year_of_a_bibliography_is_mended_by_one_click(scratch: Path) -> None:
    text = "@article{lai2021,\n  author = {Lai, Yü},\n  journal = {B},\n  note = {ü}, year = {2021}, volume = {12},\n"
    lines = f"{text}  doi = {{10.3389/fimmu.2021.791565}}\n}}\n".split("\n")
    (scratch / "refs.bib").write_text("\n".join(lines), encoding="utf-8")
    done = _sh(scratch, "citecheck", "verify", "refs.bib", OFFLINE, "--report", "rdjson=out.rdjson")
    assert done.returncode in (0, 1, 3), done.stderr
    diagnostics = json.loads((scratch / "out.rdjson").read_text(encoding="utf-8"))["diagnostics"]
    (year,) = [one for one in diagnostics if one["code"]["value"] == "year-mismatch"]
    (suggestion,) = year["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    assert start["line"] == end["line"] == 4
    before = lines[3].encode()
    after = before[: start["column"] - 1] + suggestion["text"].encode() + before[end["column"] - 1 :]
    assert after.decode() == lines[3].replace("2021", "2022")
