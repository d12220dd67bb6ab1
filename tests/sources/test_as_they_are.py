"""The registries as they really are: what their own words and other people's probes say, and what it may not cost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from citecheck import api
from citecheck.errors import SettingsError
from citecheck.interfaces import Identifier, Incomplete, Request, Stage, Unanswered
from citecheck.model import Item, Name, Outcome, Reference, Report
from citecheck.records import crossref as crossref_records
from citecheck.settings import Settings
from citecheck.sources.crossref_service import WORKS
from citecheck.sources.doi import DATACITE, HANDLES
from citecheck.sources.entrez import EUTILS
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Fault, Reply, Seen
from standins.works import Update, established, works
from tests.sources.tools import Clock, Echo, at, client, reasons, reference, source, unpaced

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "reader@reading-room.net"
MOSCA, BJARNASON = "34978602", "9071937"
BY_PMID = {work.pmid: work for work in works() if work.pmid}


@contextmanager
def registries(
    *, crossref: dict[str, Any] | None = None, eutils: dict[str, Any] | None = None, doi: dict[str, Any] | None = None
) -> Iterator[tuple[CrossrefStandin, EutilsStandin, DoiStandin]]:
    with (
        CrossrefStandin(limits=False, **(crossref or {})) as one,
        EutilsStandin(limits=False, **(eutils or {})) as two,
        DoiStandin(limits=False, **(doi or {})) as three,
    ):
        yield one, two, three
        assert one.errors + two.errors + three.errors == []


def verified(
    references: list[Reference], *standins: Any, cache: Path | None = None, **settings: Any
) -> tuple[Report, list[Seen]]:
    crossref, eutils, doi = standins
    asked = at(crossref=crossref, eutils=eutils, doi=doi, cache=cache, mailto=ADDRESS, **settings)
    report = api.verify(references, asked, sources=unpaced(asked))
    return report, [*crossref.requests, *eutils.requests, *doi.requests]


def twenty_four() -> list[Reference]:
    return list(api.read(ROOT / "references.csv"))


def found(report: Report) -> Counter[Outcome]:
    return Counter(verdict.outcome for verdict in report.verdicts)


# --- PubMed: a record that is named and not handed out ------------------------------------------------


def test_the_24_are_found_but_for_three_that_the_stand_ins_lack() -> None:
    with registries() as standins:
        report, asked = verified(twenty_four(), *standins)
    assert sum(verdict.match is not None for verdict in report.verdicts) == 21
    assert found(report)[Outcome.NOT_FOUND] == 3
    assert len(asked) == 11  # three that PubMed lacks here and three that nobody has cost a text search each


def test_the_24_cost_at_most_eight_requests_where_pubmed_has_what_crossref_has() -> None:
    known = [replace(one, pmid=one.pmid or str(98_000_000 + place)) for place, one in enumerate(established())]
    with registries(eutils={"held": known}) as standins:
        report, asked = verified(twenty_four(), *standins)
    assert sum(verdict.match is not None for verdict in report.verdicts) == 21
    assert found(report)[Outcome.NOT_FOUND] == 3
    assert len(asked) <= 8


def test_record_that_is_named_and_not_handed_out_leaves_every_other_reference_alone() -> None:
    with registries(eutils={"withheld": {"99999999": BJARNASON}}) as standins:
        report, _ = verified(twenty_four(), *standins)
    assert sum(verdict.match is not None for verdict in report.verdicts) == 21
    assert found(report)[Outcome.UNDECIDED] == 0


def test_only_the_reference_whose_own_search_names_what_is_left_out_is_undecided() -> None:
    lost = BY_PMID[BJARNASON]
    held = [work for work in works() if work.pmid != BJARNASON]
    asked = [reference("Bjarnason I", key="b", issued=(1997,), volume="40", page="228-33")]
    asked += [reference(f"Nobody{n} N", key=str(n), issued=(1997,), volume="41", page=str(n + 9)) for n in range(20)]
    with EutilsStandin(limits=False, held=[*held, lost], withheld={BJARNASON: BJARNASON}) as eutils:
        answers = source("pubmed", at(eutils=eutils)).search(asked, Stage.EXACT)
        assert len(eutils.requests) < 30
    assert list(reasons(answers[:1])) == ["records that were found were left out"]
    assert answers[1:] == [()] * 20


def test_missing_record_silences_only_a_reference_without_an_accepted_work() -> None:
    with EutilsStandin(limits=False, withheld={"99999999": MOSCA}) as eutils:
        right = reference("Mosca C", issued=(2022,), volume="110", page="641-8")
        (answer,) = source("pubmed", at(eutils=eutils)).search([right], Stage.EXACT)
        assert isinstance(answer, Incomplete)
        assert [work.item.pmid for work in answer.works] == [MOSCA]
        settings = at(eutils=eutils, cache=None, sources=("pubmed",))
        report = api.verify([right], settings, sources=unpaced(settings))
    assert report.verdicts[0].match
    assert report.verdicts[0].outages == ()


@pytest.mark.parametrize("kind", ["doi", "pmcid"])
def test_missing_record_silences_only_its_own_identifier(kind: str) -> None:
    one, other = [work for work in works() if work.pmid and work.pmcid and work.doi][:2]
    asked = [Identifier(kind, getattr(work, kind)) for work in (one, other)]
    with EutilsStandin(limits=False, withheld={one.pmid: one.pmid}) as eutils:
        answers = source("pubmed", at(eutils=eutils)).lookup(asked)
    assert list(reasons([answers[asked[0]]])) == ["records that were found were left out"]
    assert isinstance(answers[asked[1]], tuple)
    assert answers[asked[1]]


# --- PubMed: one question of a batch that is not understood, or too much ------------------------------


def test_doi_that_pubmed_misreads_silences_nobody_else_and_is_not_asked_again() -> None:
    odd = "10.1890/0012-9658(2006)87[1492:abc]2.0.co;2"
    held = [work.doi for work in works() if work.pmid][:11]
    with EutilsStandin(limits=False, misread="[1492:abc]") as eutils:
        answers = source("pubmed", at(eutils=eutils)).lookup([Identifier("doi", one) for one in (odd, *held)])
        searches = [request.params["term"] for request in eutils.requests if request.path.endswith("esearch.fcgi")]
    assert list(reasons([answers[Identifier("doi", odd)]])) == ["a field of our question was not understood"]
    assert all(answers[Identifier("doi", one)] for one in held)
    assert len(searches) == len(set(searches))


def test_search_that_finds_far_too_much_is_halved_for_identifiers_too() -> None:
    dois = [Identifier("doi", work.doi) for work in works() if work.pmid][:8]

    def flooded(seen: Seen) -> Fault | None:
        if seen.params.get("term", "").count("[aid]") < 4:
            return None
        ids = "".join(f"<Id>{number}</Id>" for number in range(500))
        return Fault.status(200, f"<eSearchResult><Count>9999</Count><IdList>{ids}</IdList></eSearchResult>")

    with EutilsStandin(limits=False, faults=flooded) as eutils:
        answers = source("pubmed", at(eutils=eutils)).lookup(dois)
    assert all(isinstance(answer, tuple) and answer for answer in answers.values())


# --- works without a DOI in PubMed, and DOIs that stand for others ------------------------------------


def test_work_that_pubmed_has_without_a_doi_gets_it_from_crossref_by_its_own_record() -> None:
    pubmed = [replace(work, doi="") if work.pmid == BJARNASON else work for work in works()]
    cited = reference("Bjarnason I", issued=(1997,), volume="40", page="228-33")
    with registries(eutils={"held": pubmed}) as standins:
        report, _ = verified([cited], *standins)
        (searched,) = [one for one in standins[0].requests if "query.bibliographic" in one.params]
    (verdict,) = report.verdicts
    assert verdict.item.doi == "10.1136/gut.40.2.228"
    assert "Gut" in searched.params["query.bibliographic"]  # the record's words, which the reference does not have
    assert {work.source for work in verdict.match.works} == {"crossref", "pubmed"}  # type: ignore[union-attr]


def test_strangers_that_crossref_offers_for_a_record_are_not_taken() -> None:
    pubmed = [replace(work, doi="") if work.pmid == BJARNASON else work for work in works()]
    others = [work for work in works() if work.pmid != BJARNASON]
    cited = reference("Bjarnason I", issued=(1997,), volume="40", page="228-33")
    with registries(eutils={"held": pubmed}, crossref={"held": others}) as standins:
        report, _ = verified([cited], *standins)
    (verdict,) = report.verdicts
    assert (verdict.outcome, verdict.item.doi) == (Outcome.VERIFIED, "")
    assert [work.source for work in verdict.match.works] == ["pubmed"]  # type: ignore[union-attr]


def test_crossref_that_is_silent_about_a_record_is_told() -> None:
    pubmed = [replace(work, doi="") if work.pmid == BJARNASON else work for work in works()]
    cited = reference("Bjarnason I", issued=(1997,), volume="40", page="228-33")
    with registries(eutils={"held": pubmed}, crossref={"faults": lambda seen: Fault.status(503)}) as standins:
        report, _ = verified([cited], *standins)
    (verdict,) = report.verdicts
    assert verdict.match
    assert "one-registry" in [finding.rule for finding in verdict.findings]


def test_retraction_of_a_work_whose_doi_has_become_an_alias_is_seen() -> None:
    prime, alias = "10.5555/prime", "10.5555/alias"
    notice = Update(type="retraction", doi="10.5555/notice", pmid="", date=(2024, 5, 1))
    work = BY_PMID[BJARNASON]
    pubmed = [replace(work, doi=alias)]
    crossref = [replace(work, doi=prime, pmid="", updated_by=(notice,))]
    cited = reference("Bjarnason I", issued=(1997,), volume="40", page="228-33")
    with registries(eutils={"held": pubmed}, crossref={"held": crossref, "aliases": {alias: prime}}) as standins:
        report, _ = verified([cited], *standins)
    (verdict,) = report.verdicts
    assert "retracted" in [finding.rule for finding in verdict.findings]
    assert {one.source for one in verdict.match.works} == {"crossref", "pubmed"}  # type: ignore[union-attr]


# --- addresses, keys, pace ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["you@example.org", "info@example.com", "a@b", "x@mail.example", "x@host.invalid", "x@a.test", "x@localhost", "me"],
)
def test_address_at_which_nobody_can_be_written_to_is_refused(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(mailto=address)
    assert caught.value.hint == "--mailto YOUR-ADDRESS"
    assert Settings(mailto=ADDRESS).mailto == ADDRESS


def test_no_page_shows_an_address_that_could_be_copied() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        assert "@example." not in page.read_text(encoding="utf-8"), page


@pytest.mark.parametrize("maintainer", ["", "tools@reading-room.net"])
def test_ncbi_is_told_the_tool_and_its_maintainer(maintainer: str) -> None:
    keys = {"CITECHECK_NCBI_EMAIL": maintainer} if maintainer else {}
    with EutilsStandin(limits=False) as eutils:
        source("pubmed", at(eutils=eutils, mailto=ADDRESS, keys=keys)).lookup(
            [Identifier("pmid", BJARNASON), Identifier("pmcid", "PMC1027054")]
        )
        for request in eutils.requests:
            assert (request.params["tool"], request.params["email"]) == ("citecheck-pipeline", maintainer or ADDRESS)
            assert ADDRESS in request.headers["user-agent"]


def test_key_that_ncbi_does_not_know_is_told_in_words_and_asked_no_more() -> None:
    with EutilsStandin(limits=False, keys=["right"]) as eutils:
        one = source("pubmed", at(eutils=eutils, keys={"NCBI_API_KEY": "wrong"}))
        answers = one.search([reference(f"Poe{n} A", issued=(2001,), volume=str(n)) for n in range(99)], Stage.EXACT)
        assert set(reasons(answers)) == {"NCBI does not know the key in NCBI_API_KEY"}
        assert len(eutils.requests) == 1


def test_datacite_is_asked_within_its_five_minutes() -> None:
    for settings, most in ((Settings(), 500), (Settings(mailto=ADDRESS), 1000)):
        (rate,) = DATACITE.limits(settings).per_second.values()
        assert rate * 300 <= most


@pytest.mark.parametrize("said", ["300", "3600"])
def test_service_that_asks_for_more_patience_than_we_have_is_closed_at_once(said: str) -> None:
    clock = Clock()
    with Echo(Reply(429, b"", {"Retry-After": said}), Reply(200, b"{}"), limits=False) as echo:
        one, other = client(clock), client(clock)
        for _ in range(3):
            with pytest.raises(Unanswered, match=f"asked us to come back in {said} s"):
                one.send(Request(kind="lists", url=echo.url))
        assert len(echo.requests) == 1
        assert clock.pauses == []
        assert other.send(Request(kind="lists", url=echo.url)).status == 200  # another service


def test_pace_halves_after_a_complaint_and_recovers_slowly_below_the_ceiling() -> None:
    clock, starts = Clock(), []

    def complaining(seen: Seen) -> Fault | None:
        starts.append(clock.now())
        return Fault.status(429) if len(starts) == 3 else None

    said = {"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s", "x-concurrency-limit": "3"}
    with Echo(Reply(200, b"{}", said), limits=False, faults=complaining) as echo:
        one = client(clock, endpoint=WORKS)
        for _ in range(60):
            one.send(Request(kind="lists", url=echo.url))
    gaps = [round(after - before, 3) for before, after in pairwise(starts)]
    assert gaps[:2] == [0.367, 0.367]
    assert gaps[3:20] == [0.733] * 17  # behind the pause for the complaint itself
    assert 0.367 < gaps[-1] < 0.733
    assert one.in_flight <= 3


@pytest.mark.parametrize("endpoint", [HANDLES, DATACITE])
def test_rate_headers_of_services_that_define_none_mean_nothing(endpoint: Any) -> None:
    clock = Clock()
    with Echo(Reply(200, b"{}", {"x-ratelimit-limit": "500", "x-rate-limit-limit": "500"}), limits=False) as echo:
        one = client(clock, endpoint=endpoint)
        for _ in range(3):
            one.send(Request(kind="doi", url=echo.url))
    assert clock.pauses == [0.22, 0.22]
    assert EUTILS.stated({"x-ratelimit-limit": "10"}).requests == 10


# --- questions ----------------------------------------------------------------------------------------


def test_nothing_is_searched_for_by_numbers_alone() -> None:
    numbers: dict[str, Any] = {"issued": (2004,), "volume": "43", "issue": "1", "page": "53-60"}
    nobody = Reference(key="2", item=Item(author=(Name(literal="Anonymous"),), issued=(1999,)))
    with CrossrefStandin(limits=False) as crossref:
        one = source("crossref", at(crossref=crossref))
        one.search([reference(**numbers, raw="2004;43(1):53-60"), nobody], Stage.TEXT)
        assert crossref.requests == []
        one.search([reference(**numbers, container_title="Gut")], Stage.TEXT)
        assert len(crossref.requests) == 1


def test_agencies_are_asked_for_many_dois_and_handles_only_for_those_that_nobody_has() -> None:
    registered = {f"10.5556/{number},{number}": "mEDRA" for number in range(100)}
    asked = [Identifier("doi", one) for one in (*registered, "10.5556/none")]
    with DoiStandin(limits=False, registered=registered) as doi:
        answers = source("doi", at(doi=doi)).lookup(asked)
        paths = Counter(request.path.split("/")[1] for request in doi.requests)
    assert answers[asked[-1]] == ()
    assert paths["doiRA"] == 3
    assert all(answers[one] != () for one in asked[:-1])


def test_fields_that_help_are_asked_of_crossref() -> None:
    with CrossrefStandin(limits=False) as crossref:
        source("crossref", at(crossref=crossref)).lookup([Identifier("doi", "10.1136/gut.40.2.228")])
        selected = set(crossref.requests[0].params["select"].split(","))
    assert {"editor", "original-title", "short-title"} <= selected


def test_edited_book_is_filed_under_its_editors_and_a_title_is_taken_where_it_is() -> None:
    record = {"DOI": "10.5555/book", "type": "edited-book", "original-title": ["Knochen"], "title": [],
              "editor": [{"family": "Poe", "given": "Ann"}]}  # fmt: skip
    body = json.dumps({"message": {"items": [record], "total-results": 1}}).encode()
    with Echo(Reply(200, body), limits=False) as echo:
        (answer,) = source("crossref", at(echo.url)).lookup([Identifier("doi", "10.5555/book")]).values()
    assert isinstance(answer, tuple)
    assert answer[0].item.title == "Knochen"
    assert [name.family for name in answer[0].item.author] == ["Poe"]


@pytest.mark.parametrize(
    ("deposited", "read"),
    [
        ("<p>Bones</p>", "Bones"),
        ("<title>Bones</title><subtitle>a view</subtitle>", "Bones a view"),
        (
            'The <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi><mo>=</mo><mn>2</mn></math> case',
            "The x=2 case",
        ),
        ("On <formula><tex>$x^2$</tex></formula> bones", "On $x^2$ bones"),
        ("Bones&amp;nbsp;and&amp;amp; time &amp;#39;now&amp;#39;", "Bones and& time 'now'"),
        ("Une lecture de <La captive>", "Une lecture de <La captive>"),
    ],
)
def test_markup_that_was_deposited_is_no_part_of_a_title(deposited: str, read: str) -> None:
    assert crossref_records.work({"DOI": "10.5555/x", "title": [deposited]}).item.title == read


@pytest.mark.parametrize(
    ("name", "filed"),
    [("García Márquez G", "Garcia Marquez G"), ("Nguyễn VT", "Nguyen VT"), ("Bjarnason I", "Bjarnason I")],
)
def test_lines_for_the_citation_matcher_are_plain_ascii(name: str, filed: str) -> None:
    from citecheck.sources import citation_match

    item = reference(name, issued=(1997,), volume="40", page="228-33", container_title="Gut").item
    assert item
    assert citation_match.lines([item]) == f"Gut|1997|40|228|{filed}|0|"


def test_redirect_to_the_http_address_of_the_same_service_is_followed_over_https() -> None:
    from citecheck.sources.net.client import _followed

    https = "https://api.crossref.org/works/10.5555%2Falias"
    assert _followed(https, "http://api.crossref.org/works/x") == "https://api.crossref.org/works/x"
    assert _followed(https, "/works/x") == "https://api.crossref.org/works/x"
    for elsewhere in ("http://api.crossref.org:8080/x", "http://other.org/x", "https://other.org/x"):
        assert _followed(https, elsewhere) == ""


def test_outcome_of_number_12_depends_on_the_year_of_collection_that_pubmed_gives() -> None:
    lai = next(work for work in established() if work.number == 12)
    (cited,) = [one for one in twenty_four() if one.key == "12"]
    outcomes = []
    for year in (2022, 2021):
        pubmed = [replace(lai, year=year, month=None) if work.number == 12 else work for work in works()]
        with registries(eutils={"held": pubmed}) as standins:
            report, _ = verified([cited], *standins)
        outcomes.append(report.verdicts[0].outcome)
    assert outcomes == [Outcome.MISMATCH, Outcome.VERIFIED]


def test_limits_by_address_are_shared_by_all_who_give_it() -> None:
    clock = Clock()
    with CrossrefStandin(clock=clock.now) as crossref:
        for _ in range(2):  # two machines: nothing is shared between them but the address
            one = client(clock, mailto=ADDRESS, endpoint=WORKS)
            answer = one.send(
                Request(kind="lists", url=f"{crossref.url}/works", params={"mailto": ADDRESS, "rows": "0"})
            )
            assert answer.headers["x-rate-limit-type"] == "email"
