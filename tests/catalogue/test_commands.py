from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from citecheck.catalogue.entries import Flaw
from citecheck.catalogue.manifest import Applied
from citecheck.catalogue.progress import Lines
from citecheck.cli import main
from tests.catalogue.made import library, record, retractions


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    works = library(tmp_path / "works.jsonl", [record(n, PMID=str(900 + n)) for n in range(30)])
    table = retractions(tmp_path / "table.csv", [("10.5555/obs.3", "", "10.5555/notice.3", "Retraction")])
    assert main.main(["catalogue", "build", str(tmp_path / "made"), str(works), "--notices", str(table)]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'made'}: 2 files applied, 0 skipped; 30 records, 1 remarks\n"
    assert printed.err.splitlines()[-1] == "table.csv: 1 remarks"
    return tmp_path / "made"


def test_adding_tells_what_is_new(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [folder.parent / "works.jsonl", library(folder.parent / "more.jsonl", [record(50)])]
    assert main.main(["catalogue", "add", str(folder), *map(str, files)]) == 0
    printed = capsys.readouterr()
    assert printed.out.endswith(": 1 files applied, 1 skipped; 1 records\n")
    assert "works.jsonl: is in the catalogue already" in printed.err


def test_info_tells_records_files_and_checksums(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["catalogue", "info", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "records   30\n  library               30\nremarks   1\n" in printed
    assert "files     2\n" in printed
    assert [line.split()[-1] for line in printed.splitlines()[-2:]] == ["works.jsonl", "table.csv"]
    assert len(printed.splitlines()[-1].split()[0]) == 64


@pytest.mark.parametrize("identifier", ["https://doi.org/10.5555/OBS.3", "903", "PMID: 903"])
def test_lookup_prints_the_work_and_its_notices(
    folder: Path, capsys: pytest.CaptureFixture[str], identifier: str
) -> None:
    assert main.main(["catalogue", "lookup", str(folder), identifier]) == 0
    printed = capsys.readouterr().out
    assert "Observations of beetles in season 3. J Invent Obs. 1963;4:121-126" in printed
    assert "library: DOI 10.5555/obs.3, PMID 903" in printed
    assert "retraction 2020-03-01 10.5555/notice.3 (retraction-watch)" in printed


def test_lookup_of_the_unknown_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["catalogue", "lookup", str(folder), "PMC55"]) == 1
    assert "no work with the PMCID PMC55" in capsys.readouterr().err


def test_search_ranks_and_tells_the_fields(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["catalogue", "search", str(folder), "otters 1986 grimaldi", "--limit", "2"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("1. score ")
    assert "matched: author, title, year" in printed.splitlines()[0]
    assert "Observations of otters in season 26" in printed.splitlines()[1]
    assert printed.count("score") == 2
    assert main.main(["catalogue", "search", str(folder), "qqqq"]) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lookup", "{folder}", "what"], "'what' is no DOI, PMID or PMCID"),
        (["info", "{folder}/nowhere"], "no catalogue in"),
        (["search", "{folder}", "tides", "--limit", "0"], "a search for no works finds none"),
        (["build", "{folder}"], "no file to read"),
        (["add", "{folder}", "{folder}/missing.xml"], "missing.xml"),
        (["add", "{folder}", "{folder}/manifest.json", "--workers", "0"], "at least one worker"),
    ],
)
def test_error_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main.main(["catalogue", *(word.format(folder=folder) for word in words)]) == 2
    printed = capsys.readouterr().err
    assert message in printed
    assert "\n  hint: " in printed


def test_verify_asks_the_catalogue_first_and_needs_no_network(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refs = folder.parent / "refs.txt"
    refs.write_text("Eriksen A, Abara B. Observations of volcanoes in season 4. J Invent Obs. 1964;5:128-33.\n")
    alone = [str(refs), "--source", "catalogue", "--catalogue", str(folder)]
    assert main.main(["verify", *alone]) == 0
    assert "sources: catalogue (" in capsys.readouterr().out
    cached = [str(refs), "--catalogue", str(folder), "--offline", "--cache", str(folder.parent / "cache")]
    assert main.main(["verify", *cached]) == 0
    assert "sources: catalogue, crossref, pubmed, nlm, doi (" in capsys.readouterr().out


def test_importing_the_command_line_loads_no_engine() -> None:
    code = "import citecheck.cli.main, sys; sys.exit(any(name.partition('.')[0] == 'tantivy' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class _Terminal:
    """A stream that keeps what is written to it."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...


def test_progress_tells_the_rate_and_the_time_left_within_a_file() -> None:
    terminal, clock = _Terminal(), iter([0.0, 1.0, 10.0, 10.1])
    lines = Lines(terminal, live=True, now=lambda: next(clock))  # type: ignore[arg-type]
    lines.plan(1, 400)
    lines.consumed(50)
    lines.reading("a", 5_000)
    assert terminal.text == ""  # nobody waits yet
    lines.consumed(50)
    lines.reading("a", 45_000)
    assert terminal.text == f"\r{'a: 50,000 records, 5,000/s, about 30 s left':<78}"
    lines.reading("a", 1_000)
    lines.done(Applied(name="a", sha256="", size=400, entries=60_000))
    assert terminal.text.endswith("\ra: 60,000 records\n")


def test_progress_off_a_terminal_is_a_line_every_ten_seconds() -> None:
    terminal, clock = _Terminal(), iter([0.0, *range(1, 60)])
    lines = Lines(terminal, live=False, now=lambda: float(next(clock)))  # type: ignore[arg-type]
    lines.plan(3, 500)
    for _ in range(30):
        lines.consumed(10)
        lines.reading("a", 1000)
    told = terminal.text.splitlines()
    assert told[0] == "a: file 1 of 3, 2,000 records, 1,000/s, about 48 s left"
    assert len(told) == 3


def test_progress_of_thousands_of_files_is_not_a_line_each() -> None:
    terminal = _Terminal()
    lines = Lines(terminal, live=False, now=lambda: 0.0)  # type: ignore[arg-type]
    lines.plan(5000, 5000)
    for _ in range(2500):
        lines.done(Applied(name="a", sha256="", size=1, entries=1))
        lines.skipped(Applied(name="a", sha256="", size=1))
    assert terminal.text == ""


def test_progress_tells_the_first_flaws_and_counts_the_rest() -> None:
    terminal = _Terminal()
    lines = Lines(terminal, live=False, now=lambda: 0.0)  # type: ignore[arg-type]
    lines.plan(1, 10)
    for number in range(8):
        lines.flaw(Flaw("a", f"record {number}", "not JSON"))
    lines.done(Applied(name="a", sha256="", size=1, flaws=8))
    assert terminal.text.splitlines()[4:] == [
        "a, record 4: not JSON", "a: 3 more records like these", "a: 8 unreadable",
    ]  # fmt: skip
