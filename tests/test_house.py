"""Living with findings: settings, severities, waivers, a baseline, what changed, and the questions to the author."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck.cli import config, main
from citecheck.errors import SettingsError
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = ("--offline", "--allow-undecided")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of this project, whose reference 12 has a wrong year, with its answers; a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()  # no settings file above is looked for
    shutil.copy(ROOT / "references.csv", tmp_path)
    shutil.copytree(ROOT / "cache", tmp_path / "cache")
    return tmp_path


def settle(desk: Path, text: str, name: str = "citecheck.toml") -> None:
    (desk / name).write_text(text, encoding="utf-8")


def run(*arguments: str) -> int:
    return main.main(list(arguments))


def report(*arguments: str) -> dict[str, dict[str, object]]:
    """The verdicts of the JSON report by key."""
    run("verify", "references.csv", *OFFLINE, "-q", "--report", "json=out.json", *arguments)
    return {one["key"]: one for one in json.loads(Path("out.json").read_text(encoding="utf-8"))["verdicts"]}


def rules_of(verdict: dict[str, object], kind: str = "findings") -> list[str]:
    findings = verdict[kind]
    assert isinstance(findings, list)
    return [one["rule"] for one in findings]


def test_file_of_settings_is_found_upwards_and_flags_win(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(desk, 'fail-on = "warning"\noffline = true\nallow-undecided = true\nfiles = ["*.csv"]\n')
    below = desk / "paper" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("verify") == 1, "files, cache, offline and fail-on all come from the file"
    assert run("verify", "--fail-on", "error") == 0


def test_pyproject_with_our_table_is_one_and_without_it_is_none(desk: Path) -> None:
    settle(desk, "[project]\nname = 'x'\n", "pyproject.toml")
    assert config.found().path is None
    settle(desk, '[tool.citecheck]\nfail-on = ["retracted", "warning"]\n', "pyproject.toml")
    assert run("verify", "references.csv", *OFFLINE) == 1


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("fail-onn = 'error'", "no setting is called 'fail-onn'", "did you mean fail-on?"),
        ("offline = 'yes'", "offline is not true or false", "offline = false"),
        ("[severities]\nyear-mismach = 'note'", "no rule named 'year-mismach'", "did you mean year-mismatch?"),
        ("[severities]\nyear-mismatch = 'notes'", "'notes' is no severity", "did you mean note?"),
        ("[[waive]]\nrule = 'year-mismatch'\nkey = '12'", "waiver 1 has no reason", "required"),
        ("[[waive]]\nrule = 'x'\nkey = '1'\nreason = 'y'", "no rule named 'x'", "known"),
        ("[[waive]]\nrule = 'duplicate'\nkey = '1'\nreason = 'y'\nexpires = 'soon'", "'soon' is no day", "2027-05"),
        ("[[waive]]\nrule = 'duplicate'\nkee = '1'", "no field is called 'kee'", "rule, key"),
        ("a = ", "can't read", "mend it"),
    ],
)
def test_mistake_in_the_file_is_said_with_a_hint(
    desk: Path, capsys: pytest.CaptureFixture[str], text: str, message: str, hint: str
) -> None:
    settle(desk, text)
    assert run("verify", "references.csv", *OFFLINE) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert hint in printed.err


def test_config_prints_what_holds_and_where_it_is_from_but_no_address(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(desk, 'mailto = "someone@reading-room.net"\nmax-age = 30\n[severities]\nduplicate = "off"\n')
    assert run("config") == 0
    printed = capsys.readouterr().out
    assert re.search(r"max-age +30 +.*citecheck.toml", printed)
    assert re.search(r"cache +cache +default", printed)
    assert "duplicate = off" in printed
    assert "reading-room" not in printed


def test_severity_of_a_rule_is_the_offices_to_decide(desk: Path) -> None:
    settle(desk, '[severities]\nyear-mismatch = "note"\nauthor-list-cut = "off"\n')
    verdicts = report()
    assert verdicts["12"]["outcome"] == "verified", "a note disputes nothing"
    assert rules_of(verdicts["12"]) == ["year-mismatch"]
    assert "author-list-cut" not in rules_of(verdicts["18"])
    assert rules_of(verdicts["18"], "suppressed") == ["author-list-cut"]
    settle(desk, '[severities]\nyear-mismatch = "error"\n')
    assert run("verify", "references.csv", *OFFLINE) == 1


def test_wrong_year_that_is_accepted_until_may_passes_and_is_shown(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = (
        '[[waive]]\nrule = "year-mismatch"\nkey = "12"\nreason = "as the journal printed it"\nexpires = "2999-05"\n'
    )
    settle(desk, waiver)
    assert run("verify", "references.csv", *OFFLINE, "--fail-on", "warning") == 0
    printed = capsys.readouterr().out
    assert "waived   year-mismatch" in printed
    assert "(as the journal printed it; until 2999-05-31)" in printed
    assert "1 waived" in printed
    assert rules_of(report()["12"], "waived") == ["year-mismatch"]


def test_waiver_that_expired_accepts_nothing_and_is_a_finding(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(desk, '\n[[waive]]\nrule = "year-mismatch"\nkey = "12"\nreason = "soon mended"\nexpires = 2020-01-31\n')
    assert run("verify", "references.csv", *OFFLINE, "--fail-on", "waiver-expired") == 1
    printed = capsys.readouterr().out
    assert "waiver-expired: the waiver of year-mismatch for 12 expired on 2020-01-31 (soon mended)" in printed
    assert "line 2" in printed
    assert "waived   year" not in printed


def test_waiver_of_no_use_is_a_finding(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(desk, '[[waive]]\nrule = "year-mismatch"\nkey = "3"\nreason = "mended since"\n')
    assert run("verify", "references.csv", *OFFLINE, "--fail-on", "waiver-unused") == 1
    assert "nothing is waived by the waiver of year-mismatch for 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    "comment",
    ["% citecheck: ignore year-mismatch until 2999-05 -- as printed", "%citecheck: ignore year-mismatch -- ok"],
)
@pytest.mark.parametrize("inside", [True, False])
def test_comment_beside_an_entry_is_a_waiver(desk: Path, comment: str, inside: bool) -> None:
    head, body = "@article{lai2021,\n", (
        "  author = {Lai, Yu and Masatoshi, H. and Ma, Y. and others},\n  year = {2021},\n  volume = {12},\n"
        "  doi = {10.3389/fimmu.2021.791565}\n}\n"
    )  # fmt: skip
    entry = f"{head}{comment}\n{body}" if inside else f"{comment}\n{head}{body}"
    (desk / "refs.bib").write_text(
        f"@article{{other, author={{Doe, Jane}}, title={{Nothing at all}}, year={{1999}}}}\n\n{entry}", encoding="utf-8"
    )
    run("verify", "refs.bib", *OFFLINE, "-q", "--report", "json=bib.json")
    loaded = json.loads((desk / "bib.json").read_text(encoding="utf-8"))
    lai = next(one for one in loaded["verdicts"] if one["key"] == "lai2021")
    assert rules_of(lai, "waived") == ["year-mismatch"]


def test_comment_without_a_reason_is_refused_with_its_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "refs.bib").write_text(
        "@article{a, author={Doe, Jane}, title={Nothing}, year={1999}}\n% citecheck: ignore year-mismatch\n",
        encoding="utf-8",
    )
    assert run("verify", "refs.bib", *OFFLINE) == 2
    assert "refs.bib:2: a waiver needs a reason" in capsys.readouterr().err


def test_baseline_leaves_only_what_is_new(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report()
    shutil.copy("out.json", "old.json")
    assert run("verify", "references.csv", *OFFLINE, "--fail-on", "note", "--baseline", "old.json") == 0
    assert "15 not shown" in capsys.readouterr().out
    text = (desk / "references.csv").read_text(encoding="utf-8").replace("2018;11:345-349", "2017;11:345-349")
    (desk / "references.csv").write_text(text, encoding="utf-8")
    assert run("verify", "references.csv", *OFFLINE, "--fail-on", "never", "--baseline", "old.json") == 0
    capsys.readouterr()
    for wrong in ("references.csv", "nowhere.json"):
        assert run("verify", "references.csv", *OFFLINE, "--baseline", wrong) == 2
        assert "can't read the report" in capsys.readouterr().err


def _change(path: str, key: str, **changes: object) -> None:
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    for one in data["verdicts"]:
        if one["key"] == key:
            one.update(changes)
    Path(path).write_text(json.dumps(data), encoding="utf-8")


def test_diff_tells_a_retraction_that_happened_since_and_a_verdict_that_drifted(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report()
    shutil.copy("out.json", "new.json")
    retraction = {
        "rule": "retracted", "severity": "error", "message": "the work was retracted on 2026-02-01", "field": "",
        "claimed": "", "found": "", "fingerprint": "0123456789abcdef",
    }  # fmt: skip
    _change("new.json", "3", findings=[retraction])
    _change("new.json", "12", outcome="verified", findings=[])
    capsys.readouterr()
    assert run("diff", "out.json", "new.json") == 1
    printed = capsys.readouterr().out
    assert "new      reference 3: error retracted: the work was retracted on 2026-02-01" in printed
    assert "changed  reference 12: the outcome was mismatch, now verified" in printed
    assert "gone     reference 12: warning year-mismatch" in printed
    assert "3 changes: 1 new, 1 changed, 1 gone" in printed
    assert run("diff", "new.json", "out.json") == 1
    assert run("diff", "out.json", "out.json") == 0
    capsys.readouterr()
    assert run("diff", "out.json", "new.json", "--format", "json") == 1
    assert {one["kind"] for one in json.loads(capsys.readouterr().out)["changes"]} == {"new", "changed", "gone"}
    assert run("diff", "out.json", "new.json", "--format", "markdown") == 1
    assert "### New (1)" in capsys.readouterr().out


def _git(*arguments: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@reading-room.net", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *names, *arguments), check=True, capture_output=True)


def test_only_the_entries_of_a_change_are_judged_and_all_are_read_for_duplicates(desk: Path) -> None:
    shutil.rmtree(desk / ".git")
    _git("init", "-q", ".")
    _git("add", "references.csv")
    _git("commit", "-qm", "list")
    text = (desk / "references.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    touched = next(number for number, line in enumerate(lines) if line.startswith("12,"))
    lines[touched] = lines[touched].replace("et al. ", "et al.  ")
    lines.append(lines[3].replace("3,", "25,", 1))
    (desk / "references.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    verdicts = report("--changed-since", "HEAD")
    assert set(verdicts) == {"12", "25"}
    assert rules_of(verdicts["12"]) == ["year-mismatch"]


def test_range_that_git_does_not_know_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(desk / ".git")
    _git("init", "-q", ".")
    _git("add", "references.csv")
    _git("commit", "-qm", "list")
    for revision in ("nowhere", "--output=x"):
        assert run("verify", "references.csv", *OFFLINE, f"--changed-since={revision}") == 2
        assert "git says" in capsys.readouterr().err
    assert not (desk / "x").exists()


def test_questions_to_the_author_are_polite_and_one_a_reference(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("queries", "references.csv", *OFFLINE) == 0
    printed = capsys.readouterr().out
    assert "Reference 12: Lai Y, Masatoshi H, Ma Y, et al. 2021;12:791565." in printed
    assert "Crossref and PubMed give 2022, the list 2021. Please confirm the year." in printed
    assert printed.count("\nReference ") == 1


def test_office_replaces_the_words(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "ours.toml").write_text('[confirm]\nyear-mismatch = "{found} oder {claimed}?"\n', encoding="utf-8")
    assert run("queries", "references.csv", *OFFLINE, "--wording", "ours.toml") == 0
    assert "- 2022 oder 2021?" in capsys.readouterr().out
    assert run("queries", "references.csv", *OFFLINE, "--wording", "references.csv") == 2
    assert "can't read the wording" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "begins"), [("markdown", b"# Questions"), ("docx", b"PK")])
def test_questions_are_written_in_other_forms(desk: Path, form: str, begins: bytes) -> None:
    assert run("queries", "references.csv", *OFFLINE, "--to", form, "-o", "letter") == 0
    assert (desk / "letter").read_bytes().startswith(begins)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[CrossrefStandin, EutilsStandin]]:
    with CrossrefStandin(limits=False) as crossref, EutilsStandin(limits=False) as eutils, DoiStandin() as doi:
        for name, address in (
            ("CROSSREF", crossref.url), ("PUBMED", eutils.base), ("IDCONV", eutils.converter), ("DOI", doi.url),
            ("DATACITE", doi.url),
        ):  # fmt: skip
            monkeypatch.setenv(f"CITECHECK_{name}_URL", address)
        yield crossref, eutils


def test_watch_asks_by_identifier_alone_and_tells_nothing_where_nothing_happened(
    desk: Path, services: tuple[CrossrefStandin, EutilsStandin], capsys: pytest.CaptureFixture[str]
) -> None:
    crossref, eutils = services
    assert run("watch", "references.csv") == 0
    assert "21 of 24 references watched: no reference with a new notice" in capsys.readouterr().out
    assert len(crossref.requests) + len(eutils.requests) <= 6
    assert not [seen for seen in crossref.requests if "query.bibliographic" in seen.params]
    assert not [seen for seen in eutils.requests if "[1au]" in seen.params.get("term", "")]


def test_watch_tells_a_retraction_that_was_not_known(
    desk: Path, services: tuple[CrossrefStandin, EutilsStandin], capsys: pytest.CaptureFixture[str]
) -> None:
    """The answers of last week knew of no retraction; those of today do, and the next run knows it."""
    crossref, _ = services
    respond = crossref.respond
    day = {"date-parts": [[2026, 2, 1]]}
    notice = {"DOI": "10.5555/notice.1", "type": "retraction", "updated": day, "source": "publisher"}

    def retracting(request):  # type: ignore[no-untyped-def]
        reply = respond(request)
        if reply.status == 200 and b"10.1136/gut.40.2.228" in reply.body:
            data = json.loads(reply.body)
            for item in data["message"].get("items", [data["message"]]):
                if item.get("DOI", "").lower() == "10.1136/gut.40.2.228":
                    item["updated-by"] = [notice]
            return replace(reply, body=json.dumps(data).encode())
        return reply

    crossref.respond = retracting  # type: ignore[method-assign]
    assert run("watch", "references.csv") == 1
    printed = capsys.readouterr().out
    assert "3  verified" in printed
    assert "error    retracted: " in printed
    assert "1 reference with a new notice" in printed
    assert run("watch", "references.csv") == 0, "what was told once is known"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_every_command_and_its_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("completion", shell) == 0
    printed = capsys.readouterr().out
    for word in ("verify", "queries", "watch", "changed-since", "baseline"):
        assert word in printed
    if program := shutil.which(shell):
        checked = subprocess.run([program, "-n"], input=printed, text=True, capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr


def test_man_page_has_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("man") == 0
    printed = capsys.readouterr().out
    assert printed.startswith(".TH CITECHECK 1")
    assert ".SS verify\ncheck every reference and report" in printed


def test_terminal_is_used_as_wide_as_it_is_and_coloured_there_alone(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from citecheck import api
    from citecheck.reports import terminal
    from citecheck.settings import Settings

    report = api.verify(api.read("references.csv"), Settings(offline=True, cache="cache"))
    for columns in (60, 80, 200):
        text = "".join(terminal.parts(report, terminal.Look(width=columns)))
        table = text.split("\n\n")[0].splitlines()
        assert max(map(len, table)) <= columns
    coloured = "".join(terminal.parts(report, terminal.Look(colour=True)))
    plain = "".join(terminal.parts(report))
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert "\x1b" not in plain
    worst = "".join(terminal.parts(report, terminal.Look(worst_first=True))).splitlines()
    assert worst[2].startswith("12 ")


def test_bad_name_of_a_key_is_never_taken_for_another() -> None:
    with pytest.raises(SettingsError):
        config.read({"chache": "x"}, Path("citecheck.toml"))
