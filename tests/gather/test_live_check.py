"""Questions that only a live call can settle, here against the stand-ins: about twenty, none that fails."""

from __future__ import annotations

import pytest

from citecheck.cli import main
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Fault
from tests.gather.test_doctor import NOWHERE

ADDRESS = "reader@reading-room.net"
AGENCIES = {"10.1002/art.11283": "Crossref", "10.48550/arxiv.1706.03762": "DataCite"}


def test_twenty_polite_questions_are_asked_and_what_differs_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    alias = {"10.3103/s009545270801009x": "10.1136/gut.40.2.228"}
    with CrossrefStandin(aliases=alias) as crossref, EutilsStandin() as eutils, DoiStandin(registered=AGENCIES) as doi:
        for name, address in (("CROSSREF", crossref.url), ("PUBMED", eutils.base), ("IDCONV", eutils.converter)):
            monkeypatch.setenv(f"CITECHECK_{name}_URL", address)
        for name in ("DOI", "DATACITE"):
            monkeypatch.setenv(f"CITECHECK_{name}_URL", doi.url)
        assert main.main(["doctor", "--live-check", "--mailto", ADDRESS]) == 1
        asked = [*crossref.requests, *eutils.requests, *doi.requests]
        assert crossref.refused == eutils.refused == 0
        assert crossref.errors + eutils.errors + doi.errors == []
    assert 15 <= len(asked) <= 24
    printed = capsys.readouterr().out
    assert ADDRESS not in printed
    assert "an alias asked for alone is followed           another DOI\n" in printed
    assert "! PubMed (E-utilities)  year of 35069573 (reference 12)                2022 (expected: 2021)" in printed
    assert "not as documented" not in printed


def test_no_answer_and_an_odd_one_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with CrossrefStandin(limits=False, faults=lambda seen: Fault.status(200, "{}")) as crossref:
        monkeypatch.setenv("CITECHECK_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("CITECHECK_PUBMED_URL", NOWHERE)
        arguments = ["doctor", "--live-check", "--source", "crossref", "--source", "pubmed"]
        monkeypatch.setenv("CITECHECK_IDCONV_URL", NOWHERE)
        assert main.main(arguments) == 3
    printed = capsys.readouterr().out
    assert "not as documented" in printed
    assert "? PubMed (E-utilities)" in printed
    assert "no answer: connection refused" in printed
    assert "DOI handles" not in printed
