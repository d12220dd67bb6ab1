"""The bench of the live path: what its figures mean and where they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import live, live_lists
from citecheck.model import Item, Name, Work
from standins.eutils import EutilsStandin
from standins.probe import probe_works
from standins.server import Seen
from standins.works import works

RUN = live.Run(name="ten", references=10, matched=9, named=9, crossref=12, single=0, pubmed=6, seconds=5.16)


def test_limits_demand_what_the_busier_service_needs_and_one_latency() -> None:
    assert RUN.requests == 18
    assert RUN.allowed == pytest.approx(12 / 3 + 0.3)


def test_table_has_a_row_for_each_run_and_the_loop_by_hand_once() -> None:
    again = live.Run(name="ten, again", references=10, matched=9, named=9, crossref=0, single=0, pubmed=0, seconds=0.01)
    *_, first, second = live.table([RUN, again], by_hand_each=1.5).splitlines()
    assert first == "| ten | 10 | 9 | 9 | 12 | 6 | 18 | 5.2 | 4.3 | 1.20 | 30 | 15 |"
    assert second == "| ten, again | 10 | 9 | 9 | 0 | 0 | 0 | 0.0 |  |  |  |  |"


def test_table_is_put_between_its_marks_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    page.write_text("# Evaluation\n\nBefore.\n", encoding="utf-8")
    live._write(page, "first")
    page.write_text(page.read_text(encoding="utf-8") + "\nAfter.\n", encoding="utf-8")
    live._write(page, "second")
    text = page.read_text(encoding="utf-8")
    assert "Before." in text
    assert text.endswith("After.\n")
    assert text.count(live._START) == text.count("second") == 1
    assert "first" not in text


def test_quick_stand_in_finds_what_the_whole_one_finds() -> None:
    terms = [
        "(fairweather n[1au] AND 2017:2019[dp] AND 41[vi] AND 113[pg]) OR (undinskaya m[1au] AND 16[vi])",
        '"10.5555/probe.4"[aid] OR "10.5555/nowhere"[aid]',
        "nobody x[1au] AND 2001[dp]",
    ]
    quick, whole = live.QuickEutils(held=works()), EutilsStandin(held=works())
    for term in terms:
        asked = Seen(0.0, "POST", "/entrez/eutils/esearch.fcgi", {"db": "pubmed", "term": term}, {})
        assert _ids(quick.respond(asked).body) == _ids(whole.respond(asked).body)


def _ids(body: bytes) -> list[bytes]:
    return body.partition(b"<IdList>")[2].partition(b"</IdList>")[0].split()


def test_list_cites_works_the_terse_way() -> None:
    (cited,) = live_lists.references(probe_works()[:1])
    assert cited.raw == "Fairweather N, Obermüller J, Castellanos-Ruiz Í. 2018;41(2):113-121."
    assert cited.item
    assert (cited.item.volume, cited.item.page) == ("41", "113-121")


def test_works_that_a_terse_reference_cannot_tell_apart_are_taken_once() -> None:
    item = Item(
        title="Bones",
        author=(Name(family="Doe", given="Jane"),),
        issued=(2015,),
        volume="1",
        page="7-9",
        doi="10.5555/a",
    )
    twice = [Work(item=item, source="pubmed")] * 2
    assert len(live_lists._chosen(twice, 1, step=1)) == 1
    with pytest.raises(SystemExit, match="only 1 works"):
        live_lists._chosen(twice, 2, step=1)


def test_single_dois_have_a_limit_of_their_own() -> None:
    assert (
        live.Run(name="ten", references=10, matched=9, named=9, crossref=12, single=6, pubmed=3, seconds=5).allowed
        == 2.3
    )
