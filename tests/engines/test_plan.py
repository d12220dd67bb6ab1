"""A plan says what a run asks: compared with runs against stand-ins that have everything, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck import api
from citecheck.cli import main
from citecheck.engines.dry_run import Question
from citecheck.engines.plan import Line, Plan, plan, render
from citecheck.model import Reference
from citecheck.settings import Settings
from citecheck.sources.entrez import EUTILS
from standins.crossref import CrossrefStandin
from standins.eutils import EutilsStandin
from standins.works import StandinWork, works
from tests.sources.tools import at, unpaced

HELD = [work for work in works() if work.doi.startswith("10.5555/standin.") and work.pmid and work.pages]
SOURCES = ("crossref", "pubmed")


def _cited(held: Iterable[StandinWork]) -> list[Reference]:
    """References that state everything but the identifiers."""
    lines = (
        f"{', '.join(f'{author.family} {author.initials}' for author in work.authors)}. {work.title}. "
        f"{work.journal_abbrev}. {work.year};{work.volume}({work.issue}):{work.pages}."
        for work in held
    )
    return list(api.stream_bytes("\n".join(lines).encode(), "list", format="text"))


def _counts(planned: Plan, service: str = "") -> tuple[int, int]:
    lines = [line for line in planned.lines if service in line.question.words]
    return sum(line.least for line in lines), sum(line.most for line in lines)


def _asked(references: list[Reference], held: list[StandinWork], cache: Path | None = None) -> int:
    with CrossrefStandin(limits=False, held=held) as crossref, EutilsStandin(limits=False, held=held) as eutils:
        settings = at(crossref=crossref, eutils=eutils, cache=cache, mailto="t@reading-room.net")
        api.verify(references, settings, sources=unpaced(settings)[:2])
        return len(crossref.requests) + len(eutils.requests)


@pytest.mark.parametrize("count", [1, 20, 90])
def test_run_that_finds_everything_at_once_costs_what_the_plan_says_at_best(count: int) -> None:
    chosen = HELD[:count]
    settings = Settings(sources=SOURCES, cache=None, mailto="t@reading-room.net")
    assert _counts(plan(_cited(chosen), settings))[0] == _asked(_cited(chosen), chosen)


def test_run_that_finds_nothing_costs_no_more_than_the_plan_says_at_worst() -> None:
    references = _cited(HELD[:20])
    planned = plan(references, Settings(sources=SOURCES, cache=None, addresses={"pubmed": "http://127.0.0.1:1"}))
    asked = _asked(references, [])
    assert asked == _counts(planned)[1]
    assert _counts(planned, "text searches") == (0, 20)


def test_what_the_cache_answers_is_not_planned(tmp_path: Path) -> None:
    references = _cited(HELD[:20])
    _asked(references, HELD[:20], tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    settings = Settings(sources=SOURCES, cache=tmp_path)
    planned = plan(references, settings)
    assert planned.lines == ()
    assert "no request is needed" in "".join(render(planned))
    assert _counts(plan(references, replace(settings, refresh=True)))[0] > 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == before


def test_offline_nothing_would_be_asked(tmp_path: Path) -> None:
    assert plan(_cited(HELD[:3]), Settings(cache=tmp_path, offline=True)).lines == ()


def test_stated_identifiers_are_planned_with_those_who_are_asked_about_them() -> None:
    references = list(
        api.stream_bytes(b"key,authors,year,doi,pmid,pmcid\na,Doe J,2015,10.5555/x,9,PMC7\n", "list.csv", format="csv")
    )
    words = {line.question.words for line in plan(references, Settings(cache=None)).lines}
    assert {"look-ups of DOIs", "look-ups of PMCIDs", "records", "DOIs that may be dead"} <= words


def test_time_is_that_of_the_busiest_service() -> None:
    planned = plan(_cited(HELD[:30]), Settings(sources=("crossref",), cache=None, mailto="t@reading-room.net"))
    assert planned.seconds(lambda line: line.most) == pytest.approx(30 / 3)
    slow = plan(_cited(HELD[:30]), Settings(sources=("crossref",), cache=None))
    assert slow.seconds(lambda line: line.most) == pytest.approx(30.0)


def test_command_prints_the_plan_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.txt").write_text("Doe J, Roe R. 2015;12(3):123-31.\n", encoding="utf-8")
    with CrossrefStandin() as crossref, EutilsStandin() as eutils:
        monkeypatch.setenv("CITECHECK_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("CITECHECK_PUBMED_URL", eutils.base)
        arguments = ["verify", str(tmp_path / "list.txt"), "--plan", "--cache", str(tmp_path / "cache")]
        assert main.main(arguments) == 0
        assert crossref.requests == eutils.requests == []
    printed = capsys.readouterr().out
    assert "1 references; nothing was asked" in printed
    assert "text searches" in printed
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("count", "told"), [(40, False), (400, True)])
def test_large_job_is_told_when_to_come(count: int, told: bool) -> None:
    question = Question(service="x", words="searches", per_second=3, large_jobs=EUTILS.large_jobs)
    large = Plan(references=1, lines=(Line(question=question, least=1, most=count),))
    assert ("at weekends" in "".join(render(large))) is told
