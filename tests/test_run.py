"""Whole runs of the main job: against the stand-ins, with them down, and offline from the shipped cache."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck import api
from citecheck.cli import main
from citecheck.model import Outcome
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.eutils import EutilsStandin
from tests.sources.tools import unpaced

ROOT = Path(__file__).resolve().parents[1]
REFERENCES = api.read(ROOT / "references.csv")
NOT_ESTABLISHED = {"2", "4", "21"}


@pytest.fixture
def crossref() -> Iterator[CrossrefStandin]:
    with CrossrefStandin(limits=False) as standin:
        yield standin
        assert not standin.errors


@pytest.fixture
def eutils() -> Iterator[EutilsStandin]:
    with EutilsStandin(limits=False) as standin:
        yield standin
        assert not standin.errors


@pytest.fixture
def settings(tmp_path: Path, crossref: CrossrefStandin, eutils: EutilsStandin) -> Settings:
    return Settings(
        addresses={"crossref": crossref.url, "pubmed": eutils.base},
        cache=tmp_path / "cache",
        mailto="t@reading-room.net",
    )


DOWN = "http://127.0.0.1:9"  # the discard port: nothing listens there


def test_the_24_cost_at_most_12_requests_and_a_second_run_none(
    settings: Settings, crossref: CrossrefStandin, eutils: EutilsStandin
) -> None:
    report = api.verify(REFERENCES, settings, sources=unpaced(settings))
    assert len(crossref.requests) + len(eutils.requests) <= 12
    not_found = {verdict.reference.key for verdict in report.verdicts if verdict.outcome is Outcome.NOT_FOUND}
    assert not_found == NOT_ESTABLISHED
    asked = len(crossref.requests) + len(eutils.requests)
    assert api.verify(REFERENCES, settings, sources=unpaced(settings)) == report
    assert len(crossref.requests) + len(eutils.requests) == asked


def test_contact_address_is_sent_and_kept_nowhere(
    settings: Settings, crossref: CrossrefStandin, eutils: EutilsStandin
) -> None:
    secret = replace(settings, mailto="who@reading-room.net", keys={"NCBI_API_KEY": "0123456789abcdef"})
    report = api.verify(REFERENCES[:4], secret, sources=unpaced(secret))
    assert any("who@reading-room.net" in str(seen.params) for seen in crossref.requests)
    assert all("0123456789abcdef" not in seen.path for seen in eutils.requests)
    assert settings.cache
    kept = "".join(path.read_text(encoding="utf-8") + path.name for path in Path(settings.cache).rglob("*.json"))
    for text in (kept, api.render(report, "json"), api.render(report, "html"), repr(secret)):
        assert "who@reading-room.net" not in text
        assert "0123456789abcdef" not in text


def test_both_registries_down_leaves_all_undecided(tmp_path: Path) -> None:
    report = api.verify(REFERENCES, Settings(addresses={"crossref": DOWN, "pubmed": DOWN}, cache=tmp_path))
    assert report.count(Outcome.UNDECIDED) == 24
    assert report.exit_code() == 3
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize(("down", "seen"), [("crossref", "pubmed"), ("pubmed", "crossref")])
def test_one_registry_down_finds_works_through_the_other(settings: Settings, down: str, seen: str) -> None:
    half = replace(settings, addresses={**settings.addresses, down: DOWN})
    report = api.verify(REFERENCES, half, sources=unpaced(half))
    found = [verdict for verdict in report.verdicts if verdict.match]
    assert len(found) == (18 if seen == "pubmed" else 21)
    for verdict in found:
        assert verdict.match
        assert {work.source for work in verdict.match.works} == {seen}
        assert "one-registry" in {finding.rule for finding in verdict.findings}
    assert {verdict.outcome for verdict in report.verdicts if not verdict.match} == {Outcome.UNDECIDED}


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CITECHECK_", "NCBI_"))}
    return subprocess.run(
        [sys.executable, "-m", "citecheck", *arguments],
        cwd=ROOT, env=clean | {"SOURCE_DATE_EPOCH": "1700000000"} | environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_shipped_answers_establish_the_21_and_leave_three_unasked(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    run = _run("verify", "references.csv", "--offline", "--allow-undecided", "--report", f"json={out}")
    assert run.returncode == 0, run.stderr
    verdicts = json.loads(out.read_text(encoding="utf-8"))["verdicts"]
    undecided = {verdict["key"]: verdict for verdict in verdicts if verdict["outcome"] == "undecided"}
    assert undecided.keys() == NOT_ESTABLISHED
    for verdict in undecided.values():
        assert {outage["source"] for outage in verdict["outages"]} == {"crossref", "pubmed"}
        assert all("not asked" in outage["reason"] for outage in verdict["outages"])
    assert sum(bool(verdict["item"].get("DOI")) for verdict in verdicts) == 21
    assert _run("verify", "references.csv", "--offline").returncode == 3


def test_shipped_answers_hold_no_absence_and_say_where_they_come_from() -> None:
    files = sorted((ROOT / "cache").rglob("*.json"))
    assert files
    for file in files:
        answer = json.loads(file.read_text(encoding="utf-8"))
        assert answer["works"], file.name
        assert "stand-in" in answer["provenance"]
        assert all(not work["item"]["DOI"].startswith("10.5555/") for work in answer["works"])
        assert "@" not in file.read_text(encoding="utf-8")


def test_two_offline_runs_give_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for turn in ("one", "two"):
        outputs = [f"{name}={tmp_path / turn / name}" for name in ("json", "html", "csv", "terminal")]
        reports = [part for output in outputs for part in ("--report", output)]
        run = _run("verify", "references.csv", "--offline", *reports, "--export", f"bibtex={tmp_path / turn / 'bib'}")
        assert run.returncode == 3
        texts.append({path.name: path.read_bytes() for path in sorted((tmp_path / turn).iterdir())})
    assert texts[0] == texts[1]
    assert len(texts[0]) == 5


def test_command_line_loads_nothing_heavy() -> None:
    heavy = "pandas", "numpy", "habanero", "Bio", "requests", "lxml"
    code = f"import citecheck.cli.main, sys; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_offline_run_loads_nothing_heavy() -> None:
    heavy = "pandas", "numpy", "habanero", "Bio", "requests", "lxml"
    code = (
        "import sys; from citecheck.cli.main import main; main(['verify', 'references.csv', '--offline']);"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stderr.strip() == "[]"


def test_frame_has_a_row_for_each_reference_and_the_columns_of_the_csv() -> None:
    report = api.verify(REFERENCES, Settings(offline=True, cache=str(ROOT / "cache")))
    frame = api.to_frame(report)
    assert list(frame.columns) == api.render(report, "csv").splitlines()[0].split(",")
    assert len(frame) == 24
    assert frame.loc[0, "doi"] == "10.1007/s00223-021-00938-w"


def test_frame_with_awkward_values_is_read_as_text() -> None:
    import pandas

    frame = pandas.DataFrame({"key": ["a"], "authors": ["NA"], "volume": ["012"], "year": ["2001"], "issue": [None]})
    (reference,) = api.from_frame(frame)
    assert reference.item
    assert (reference.item.volume, reference.item.issue) == ("012", "")
    assert str(reference.item.author[0]) == "NA"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["verify", "nowhere.csv"], "can't read nowhere.csv", "hint: name a file"),
        (
            ["verify", "references.csv", "--source", "scopus"],
            "no source named 'scopus'",
            "hint: known: catalogue, crossref, doi, links, nlm, pubmed",
        ),
        (["verify", "references.csv", "--report", "pdf=x.pdf"], "no report named 'pdf'", "hint: known: badge, csv"),
        (["verify", "references.csv", "--report", "json"], "'json' is not FORMAT=PATH", "--report json=report.json"),
        (["verify", "references.csv", "--fail-on", "typo"], "neither a severity nor a rule", "citecheck rules"),
        (["verify", "references.csv", "--mailto", "me"], "not an e-mail address", "YOUR-ADDRESS"),
        (["verify", "references.csv", "--offline", "--refresh"], "exclude each other", "drop one"),
        (["export", "references.csv", "--to", "text", "--offline"], "can be read but not written", "bibtex"),
        (["rules", "nonsense"], "no rule named 'nonsense'", "year-mismatch"),
    ],
)
def test_bad_usage_is_one_line_and_a_hint(
    arguments: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main.main(arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert hint in printed.err
    assert printed.out == ""


def test_parse_shows_fields_and_places(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    numbered = tmp_path / "list.txt"
    numbered.write_text("1. Mosca C, Poe B, et al. 2022;110(6):641-8.\n2. ???\n", encoding="utf-8")
    assert main.main(["parse", str(numbered), "--format", "json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["references"]
    assert first["item"]["page"] == "641-648"
    assert {"field": "volume", "start": 28, "end": 31} in first["spans"]
    assert second["problem"]
    assert second["location"]["line"] == 2


def test_export_prints_the_matched_and_says_what_is_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main.main(["export", "references.csv", "--to", "bibtex", "--offline"]) == 3
    printed = capsys.readouterr()
    assert printed.out.count("@article{") == 21
    assert "@article{Mosca2022," in printed.out
    assert "3 of 24 references left out" in printed.err
