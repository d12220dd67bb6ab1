"""The doctor: who answers, with what limits, what is set; no address and no key is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.cli import main
from citecheck.engines import local
from citecheck.gather.doctor import Service, cache, services
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Fault
from tests.sources.tools import at


def asked(settings: Settings) -> list[Service]:
    return list(services(local.chosen(settings), settings))


NOWHERE = "http://127.0.0.1:1"  # nobody listens there


def test_services_that_answer_are_shown_with_their_pool_and_limits() -> None:
    with CrossrefStandin() as crossref, EutilsStandin() as eutils, DoiStandin() as doi:
        found = asked(at(crossref=crossref, eutils=eutils, doi=doi, mailto="t@reading-room.net"))
        assert len(crossref.requests) == 1
        assert len(eutils.requests) == 2
        assert len(doi.requests) == 2
    assert [one.outage for one in found] == [""] * 5
    assert (found[0].pool, found[0].limits) == ("polite-array", "3 in 1s, 3 at once")
    assert found[1].limits == "3 in 1s"


def test_without_an_address_the_slow_pool_is_shown() -> None:
    with CrossrefStandin() as crossref:
        first = asked(at(NOWHERE, crossref=crossref))[0]
    assert (first.pool, first.limits) == ("public-array", "1 in 1s, 1 at once")


def test_each_silent_service_says_why() -> None:
    assert [one.outage for one in asked(at(NOWHERE))] == ["connection refused"] * 5


def test_page_for_people_is_no_answer() -> None:
    with CrossrefStandin(faults=lambda request: Fault.html()) as crossref:
        first = asked(at(NOWHERE, crossref=crossref))[0]
    assert first.outage == "answered with a page for people"


def test_cache_is_counted_and_dated(tmp_path: Path) -> None:
    (tmp_path / "crossref").mkdir()
    for day in ("2026-01-02", "2025-03-04"):
        (tmp_path / "crossref" / f"doi-{day}.json").write_text(f'{{"answered": "{day}T00:00:00Z"}}', encoding="utf-8")
    (tmp_path / "crossref" / "broken.json").write_bytes(b"\xff")
    found = cache(tmp_path)
    assert (found.files, found.oldest, found.newest) == (3, "2025-03-04", "2026-01-02")
    assert found.size == sum(path.stat().st_size for path in tmp_path.rglob("*.json"))
    assert cache(tmp_path / "nowhere").files == 0


SECRETS = {
    "CITECHECK_MAILTO": "somebody@reading-room.net",
    "NCBI_API_KEY": "k3y0fn0b0dy",
    "CROSSREF_PLUS_TOKEN": "t0k3n",
}
SECRETS |= {"CITECHECK_NCBI_EMAIL": "tools@reading-room.net"}


def test_command_shows_what_is_set_but_never_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with CrossrefStandin() as crossref, EutilsStandin() as eutils, DoiStandin() as doi:
        for name, value in (("CROSSREF", crossref.url), ("PUBMED", eutils.base), ("IDCONV", eutils.converter)):
            monkeypatch.setenv(f"CITECHECK_{name}_URL", value)
        for name in ("DOI", "DATACITE"):
            monkeypatch.setenv(f"CITECHECK_{name}_URL", doi.url)
        assert main.main(["doctor", "--cache", str(tmp_path)]) == 0
    printed = "".join(capsys.readouterr())
    assert printed.count(" set") == 4
    assert "empty" in printed
    assert [value for value in SECRETS.values() if value in printed] == []


def test_command_works_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("CROSSREF", "PUBMED", "IDCONV", "DOI", "DATACITE"):
        monkeypatch.setenv(f"CITECHECK_{name}_URL", NOWHERE)
    assert main.main(["doctor", "--cache", str(tmp_path)]) == 3
    printed = capsys.readouterr().out
    assert printed.count("no: connection refused") == 5
    assert "not set (the slow pool" in printed
