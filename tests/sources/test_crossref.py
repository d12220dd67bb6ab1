"""Crossref through the real habanero and a socket: what is asked, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from citecheck.interfaces import Identifier, Run, Source, Stage
from citecheck.model import Item, Name, Reference, Relation
from citecheck.settings import Settings
from citecheck.sources.crossref_query import query
from citecheck.sources.crossref_service import WORKS
from citecheck.sources.net.client import open_client
from standins.crossref import CrossrefStandin
from standins.server import Fault, Reply, Seen, Standin
from tests.sources import tools
from tests.sources.tools import Clock, Echo, reasons, reference

ADDRESS = "someone@reading-room.net"
MOSCA = "10.1007/s00223-021-00938-w"
LIST = {"total-results": 0, "items": []}


def source(standin: Standin, *, mailto: str = "", clock: Clock | None = None, timeout: float = 5.0) -> Source:
    settings = Settings(addresses={"crossref": standin.url}, mailto=mailto, timeout=timeout)
    return tools.source("crossref", settings, clock)


def doi(value: str) -> Identifier:
    return Identifier("doi", value)


def answer(message: object) -> Reply:
    return Reply(200, json.dumps({"status": "ok", "message": message}).encode(), {"Content-Type": "application/json"})


@pytest.fixture
def standin() -> Iterator[CrossrefStandin]:
    with CrossrefStandin(limits=False) as one:
        yield one
    assert one.errors == []


def test_many_dois_are_one_request_and_one_for_what_the_list_leaves_out(standin: CrossrefStandin) -> None:
    held = [doi(work.doi) for work in standin.held if "," not in work.doi and ":" not in work.doi][:39]
    answers = source(standin).lookup([*held, doi("10.5555/missing")])
    assert [len(answers[one]) for one in held] == [1] * len(held)  # type: ignore[arg-type]
    assert answers[doi("10.5555/missing")] == ()
    listed, single = standin.requests
    assert listed.params["rows"] == "40"
    assert single.path == "/works/10.5555%2Fmissing"


def test_dois_are_compared_without_case(standin: CrossrefStandin) -> None:
    (works,) = source(standin).lookup([doi(MOSCA.upper())]).values()
    assert isinstance(works, tuple)
    assert works[0].item.doi == MOSCA


def test_more_than_forty_dois_are_several_requests_and_a_prefix_of_strangers_is_soon_left_alone(
    standin: CrossrefStandin,
) -> None:
    asked = [doi(f"10.5555/missing.{number}") for number in range(81)]
    assert set(source(standin).lookup(asked).values()) == {()}
    lists = [request.params["rows"] for request in standin.requests if request.path == "/works"]
    assert sorted(lists) == ["1", "40", "40"]
    assert 3 <= len(standin.requests) - 3 <= 6  # some at the same time


@pytest.mark.parametrize(
    "odd",
    ["10.5555/a,b", "10.5555/(sici)1097<1::aid>3.0.co;2-#", "10.5555/x?y=1", "10.5555/a b", "10.5555/e/", "10.5555/é%"],
)
def test_odd_dois_arrive_whole(odd: str, standin: CrossrefStandin) -> None:
    assert source(standin).lookup([doi(odd)]) == {doi(odd): ()}
    for request in standin.requests:
        assert odd in (unquote(request.path.removeprefix("/works/")), request.params.get("filter", "")[4:])


@pytest.mark.parametrize("alias", ["10.5555/alias,1", "10.5555/alias"])
def test_alias_that_a_list_leaves_out_is_followed_and_stays_visible(alias: str) -> None:
    with CrossrefStandin(limits=False, aliases={alias: MOSCA}) as standin:
        (works,) = source(standin).lookup([doi(alias)]).values()
    assert isinstance(works, tuple)
    assert works[0].item.doi == MOSCA
    assert Relation(kind="has-alias", doi=alias) in works[0].relations


def test_identifiers_of_other_kinds_are_left_alone(standin: CrossrefStandin) -> None:
    assert source(standin).lookup([Identifier("pmid", "1")]) == {}
    assert standin.requests == []


def test_search_asks_once_for_each_reference_and_keeps_the_order(standin: CrossrefStandin) -> None:
    references = [
        reference("Mosca C", issued=(2022,), volume="110", issue="6", page="641-8"),
        reference("Bjarnason I", issued=(1997,), volume="40", page="228-33"),
    ]
    mosca, bjarnason = source(standin, mailto=ADDRESS).search(references, Stage.TEXT)
    assert isinstance(mosca, tuple)
    assert isinstance(bjarnason, tuple)
    assert MOSCA in {work.item.doi for work in mosca}
    assert "10.1136/gut.40.2.228" in {work.item.doi for work in bjarnason}
    assert {request.params["query.bibliographic"] for request in standin.requests} == {
        "C Mosca 2022 110 6 641 648",
        "I Bjarnason 1997 40 228 233",
    }
    assert all(request.params["rows"] == "10" for request in standin.requests)


def test_query_holds_the_tokens_that_are_indexed() -> None:
    item = Item(
        author=(Name(family="van Staa", given="Tjeerd Pieter"), Name(literal="Bone Group")), title="Bones",
        container_title="Gut", issued=(2003, 5), volume="48", issue="12", page="1319-28", number="",
    )  # fmt: skip
    asked = query(Reference(key="1", raw="something else", item=item))
    assert asked == "T P van Staa Bone Group Bones Gut 2003 48 12 1319 1328"


def test_query_falls_back_to_the_text_and_is_bounded() -> None:
    assert query(Reference(key="1", raw=" some\n text", item=Item())) == "some text"
    assert len(query(Reference(key="1", raw="x" * 9000, item=Item()))) == 800


def test_reference_without_anything_to_ask_is_not_asked(standin: CrossrefStandin) -> None:
    assert source(standin).search([Reference(key="1", item=Item())], Stage.TEXT) == [()]
    assert standin.requests == []


def test_other_stages_are_not_asked(standin: CrossrefStandin) -> None:
    assert source(standin).search([reference("Mosca C")], Stage.EXACT) == [()]
    assert standin.requests == []


def test_address_goes_as_parameter_and_in_the_agent_only_when_stated(standin: CrossrefStandin) -> None:
    source(standin, mailto=ADDRESS).lookup([doi(MOSCA)])
    source(standin).lookup([doi(MOSCA)])
    with_address, without = standin.requests
    assert with_address.params["mailto"] == ADDRESS
    assert ADDRESS in with_address.headers["user-agent"]
    assert ADDRESS not in repr(without)


def test_public_pool_starts_slowly_and_polite_pool_as_documented() -> None:
    slow, fast = (open_client(WORKS, Run(settings=one)) for one in (Settings(), Settings(mailto=ADDRESS)))
    assert (slow.in_flight, fast.in_flight) == (1, 3)
    assert vars(slow)["_pacer"] is vars(open_client(WORKS, Run(settings=Settings())))["_pacer"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.status(429), "too many requests (429)"),
        (Fault.status(429, '{"message": "text"}', {"Retry-After": "2"}), "too many requests (429)"),
        (Fault.status(503, "<html>"), "server error (503)"),
        (Fault.status(504, "<html>"), "server error (504)"),
        (Fault.status(403, "blocked"), "access refused (403)"),
        (Fault.status(400, '{"message": [{"message": "x"}]}'), "refused our question (400)"),
        (Fault.status(404, "Resource not found."), "unexpected answer (404)"),
        (Fault.html(), "answer was not JSON"),
        (Fault.truncated(200), "answer was cut off"),
        (Fault.closed(), "connection lost"),
        (Fault.status(200, "[]"), "answer was not as documented"),
        (Fault.status(200, '{"message": "fine"}'), "answer was not as documented"),
        (Fault.status(200, '{"message": {"total-results": 0}}'), "answer was not as documented"),
        (Fault.status(200, '{"message": {"items": []}}'), "answer was not as documented"),
        (Fault.status(200, '{"message": {"total-results": 1, "items": [{}]}}'), "answer was not as documented"),
        (Fault.status(200, '{"message": {"total-results": 1, "items": ["x"]}}'), "answer was not as documented"),
        (Fault.status(200, ""), "answer was not JSON"),
    ],
)
def test_silent_source_is_not_absence(fault: Fault, reason: str) -> None:
    with CrossrefStandin(limits=False, faults=lambda seen: fault) as standin:
        looked_up = source(standin, mailto=ADDRESS).lookup([doi(MOSCA)])
        searched = source(standin, mailto=ADDRESS).search([reference("Mosca C", volume="110")], Stage.TEXT)
    assert set(reasons([*looked_up.values(), *searched])) == {reason}


@pytest.mark.parametrize("body", ["<html>", "{}", '{"message": {}}', '{"message": []}'])
def test_silent_single_lookup_is_not_absence(body: str) -> None:
    with Echo(Reply(200, body.encode())) as echo:
        answers = source(echo).lookup([doi("10.5555/a,b")])
    assert next(reasons(answers.values())).startswith("answer was not")


def test_source_that_says_nothing_is_not_waited_for() -> None:
    with CrossrefStandin(limits=False, faults=lambda seen: Fault.hanging(5)) as standin:
        answers = source(standin, timeout=0.05).search([reference("Mosca C")], Stage.TEXT)
    assert list(reasons(answers)) == ["no answer in 0.05 s"]


def test_unreachable_service_is_an_outage_for_everybody() -> None:
    with Echo() as echo:
        gone = source(echo)
    answers = gone.search([reference("Mosca C", volume=str(number)) for number in range(30)], Stage.TEXT)
    assert set(reasons(answers)) == {"connection refused"}


def test_one_bad_moment_does_not_spoil_the_others() -> None:
    def moment(seen: Seen) -> Fault | None:
        return Fault.status(418) if "Mosca" in seen.params.get("query.bibliographic", "") else None

    with CrossrefStandin(limits=False, faults=moment) as standin:
        ill, well = source(standin).search([reference("Mosca C"), reference("Bjarnason I")], Stage.TEXT)
    assert list(reasons([ill])) == ["unexpected answer (418)"]
    assert isinstance(well, tuple)


def test_documented_limits_are_kept() -> None:
    clock = Clock()
    with CrossrefStandin(clock=clock.now) as standin:
        one = source(standin, mailto=ADDRESS, clock=clock)
        for number in range(7):  # one by one: threads would all move the one clock
            assert isinstance(one.search([reference("Mosca C", volume=str(number))], Stage.TEXT)[0], tuple)
        assert standin.refused == 0
        assert 1.0 < clock.now() - 1000 < 4.0


def test_no_more_searches_run_at_once_than_the_pool_allows() -> None:
    with CrossrefStandin(limits=False, latency=0.002) as standin:
        source(standin, mailto=ADDRESS).search([reference("Mosca C", volume=str(at)) for at in range(20)], Stage.TEXT)
        assert standin.max_in_flight <= 3


def test_habanero_still_works_for_others(standin: CrossrefStandin) -> None:
    source(standin).lookup([doi(MOSCA)])
    from habanero import Crossref as Theirs

    assert Theirs(base_url=standin.url).works(ids=MOSCA)["message"]["DOI"].lower() == MOSCA


def test_connecting_sends_nothing() -> None:
    with Echo() as echo:
        assert source(echo).remote
        assert echo.requests == []
