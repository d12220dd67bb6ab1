"""PubMed through the real Bio.Entrez and a socket: what is asked, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Item, Reference
from citecheck.settings import Settings
from standins.eutils import EutilsStandin
from standins.server import Fault, Reply, Seen, Standin
from tests.sources import tools as shared
from tests.sources.tools import Clock, Echo, reasons, reference

ADDRESS, KEY = "someone@reading-room.net", "0123456789abcdef"
MOSCA = reference("Mosca C", key="m", issued=(2022,), volume="110", issue="6", page="641-8")
BJARNASON = reference("Bjarnason I", key="b", issued=(1997,), volume="40", page="228-33")
NOBODY = reference("Nobody N", key="n", issued=(1997,), volume="40", page="228-33")


def source(
    standin: Standin, *, mailto: str = "", key: str = "", clock: Clock | None = None, timeout: float = 5.0
) -> Source:
    addresses = {"pubmed": getattr(standin, "base", standin.url), "idconv": getattr(standin, "converter", standin.url)}
    keys = {"NCBI_API_KEY": key} if key else {}
    settings = Settings(addresses=addresses, mailto=mailto, keys=keys, timeout=timeout)
    return shared.source("pubmed", settings, clock)


def pmids(answer: Answer) -> list[str]:
    assert isinstance(answer, tuple)
    return [work.item.pmid for work in answer]


def tools(standin: Standin) -> list[str]:
    return [request.path.rpartition("/")[2] for request in standin.requests]


@pytest.fixture
def standin() -> Iterator[EutilsStandin]:
    with EutilsStandin(limits=False) as one:
        yield one
    assert one.errors == []


def test_a_batch_is_one_search_and_one_fetch(standin: EutilsStandin) -> None:
    answers = source(standin).search([BJARNASON, NOBODY, MOSCA], Stage.EXACT)
    assert [pmids(answer) for answer in answers] == [["9071937"], [], ["34978602"]]
    assert tools(standin) == ["esearch.fcgi", "efetch.fcgi"]


def test_nothing_found_is_not_fetched(standin: EutilsStandin) -> None:
    assert source(standin).search([NOBODY], Stage.EXACT) == [()]
    assert tools(standin) == ["esearch.fcgi"]


@pytest.mark.parametrize("stage", [Stage.EXACT, Stage.RELAXED])
def test_an_answer_does_not_depend_on_its_neighbours(standin: EutilsStandin, stage: Stage) -> None:
    batch = [MOSCA, BJARNASON, NOBODY, reference("Bjarnason I", issued=(1997,), volume="41", page="228")]
    together = source(standin).search(batch, stage)
    alone = [source(standin).search([one], stage)[0] for one in batch]
    assert list(together) == alone


def test_relaxed_search_forgives_one_wrong_field(standin: EutilsStandin) -> None:
    wrong = [
        reference("Bjarnason I", issued=(1991,), volume="40", page="228-33"),
        reference("Bjarnason I", issued=(1997,), volume="41", page="228-33"),
        reference("Bjarnason I", issued=(1997,), volume="40", page="282-33"),
        reference("Macpherson A", issued=(1997,), volume="40", page="228-33"),
    ]
    one = source(standin)
    assert list(one.search(wrong, Stage.EXACT)) == [()] * 4
    assert all("9071937" in pmids(answer) for answer in one.search(wrong, Stage.RELAXED))


def test_references_that_state_too_little_are_not_asked(standin: EutilsStandin) -> None:
    empty = Reference(key="1", item=Item())
    assert source(standin).search([empty, reference("Mosca C")], Stage.EXACT) == [(), ()]
    assert standin.requests == []


def test_text_stage_is_not_asked(standin: EutilsStandin) -> None:
    assert source(standin).search([MOSCA], Stage.TEXT) == [()]
    assert standin.requests == []


def test_lookups_ask_once_for_each_kind(standin: EutilsStandin) -> None:
    asked = [
        Identifier("pmid", "34978602"),
        Identifier("pmid", "999999"),
        Identifier("pmid", "0"),
        Identifier("pmid", "12x"),
        Identifier("doi", "10.1136/GUT.40.2.228"),
        Identifier("doi", '10.5555/"missing"'),
        Identifier("isbn", "9780000000001"),
    ]
    answers = source(standin).lookup(asked)
    assert [pmids(answers[one]) for one in asked[:-1]] == [["34978602"], [], [], [], ["9071937"], []]
    assert asked[-1] not in answers
    assert tools(standin) == ["efetch.fcgi", "esearch.fcgi", "efetch.fcgi"]


def record(pmid: str, *ids: str) -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article/></MedlineCitation><PubmedData>"
        f"<ArticleIdList>{''.join(ids)}</ArticleIdList></PubmedData></PubmedArticle>"
    )


def record_set(*records: str) -> Reply:
    return Reply(200, f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode())


def hits(*pmids: str) -> Reply:
    listed = "".join(f"<Id>{pmid}</Id>" for pmid in pmids)
    return Reply(200, f"<eSearchResult><Count>{len(pmids)}</Count><IdList>{listed}</IdList></eSearchResult>".encode())


def converted(*records: Mapping[str, object]) -> Reply:
    return Reply(200, json.dumps({"status": "ok", "records": records}).encode())


def test_pmcids_are_converted_two_hundred_at_a_time_and_the_records_fetched() -> None:
    known = [{"pmcid": "PMC77", "pmid": 5, "requested-id": "PMC77"}]
    unknown = [{"pmcid": f"PMC{n}", "requested-id": f"PMC{n}", "status": "error"} for n in range(100, 299)]
    last = {"pmcid": "PMC300", "pmid": "0", "requested-id": "PMC300"}
    asked = [Identifier("pmcid", one) for one in ("PMC77", *(f"PMC{n}" for n in range(100, 299)), "PMC300")]
    with Echo(converted(*known, *unknown), record_set(record("5")), converted(last)) as echo:
        answers = source(echo, mailto=ADDRESS).lookup(asked)
    assert [pmids(answer) for answer in answers.values()] == [["5"], *([[]] * 200)]
    first, _, second = echo.requests
    assert (first.params["idtype"], first.params["tool"], first.params["email"]) == (
        "pmcid",
        "citecheck-pipeline",
        ADDRESS,
    )
    assert [len(request.params["ids"].split(",")) for request in (first, second)] == [200, 1]


def test_pmcid_that_the_converter_leaves_out_is_not_absent() -> None:
    with Echo(converted({"pmcid": "PMC77", "pmid": 5})) as echo:
        answers = source(echo).lookup([Identifier("pmcid", "PMC77"), Identifier("pmcid", "PMC78")])
    assert set(reasons(answers.values())) == {"identifier converter left some out"}


def test_key_and_address_are_never_in_a_url(standin: EutilsStandin) -> None:
    source(standin, mailto=ADDRESS, key=KEY).search([MOSCA], Stage.EXACT)
    for request in standin.requests:
        assert request.method == "POST"
        assert "?" not in request.path
        assert request.params["api_key"] == KEY
        assert request.params["email"] == ADDRESS
        assert request.params["tool"] == "citecheck-pipeline"


def test_empty_parameters_are_not_sent_and_nobody_is_warned(standin: EutilsStandin) -> None:
    source(standin).search([MOSCA], Stage.EXACT)
    assert all("email" not in request.params and "api_key" not in request.params for request in standin.requests)


@pytest.mark.parametrize("most", [0, 1, 2])
def test_batch_that_brings_in_too_much_is_halved(
    standin: EutilsStandin, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citecheck.sources.pubmed.MOST_HITS", most)
    answers = source(standin).search([MOSCA, BJARNASON], Stage.EXACT)
    if most:
        assert [pmids(answer) for answer in answers] == [["34978602"], ["9071937"]]
        assert tools(standin).count("esearch.fcgi") == {1: 3, 2: 1}[most]
    else:
        assert set(reasons(answers)) == {"too many hits to compare"}


@pytest.mark.parametrize(
    "said",
    [
        "<ErrorList><PhraseNotFound>x</PhraseNotFound></ErrorList>",
        "<WarningList><PhraseIgnored>x</PhraseIgnored></WarningList>",
        "<QueryTranslation>bones[All Fields]</QueryTranslation>",
    ],
)
def test_question_of_which_a_part_was_dropped_is_said_to_be_wide(said: str) -> None:
    listed = "".join(f"<Id>{number}</Id>" for number in range(1, 501))
    body = f"<eSearchResult><Count>9000</Count><IdList>{listed}</IdList>{said}</eSearchResult>"
    with Echo(Reply(200, body.encode())) as echo:
        assert list(reasons(source(echo).search([MOSCA], Stage.EXACT))) == [
            "too many hits to compare: a part of the question was dropped"
        ]


def test_dropped_phrase_takes_no_hit_on_trust() -> None:
    dropped = b"<ErrorList><PhraseNotFound>x</PhraseNotFound></ErrorList></eSearchResult>"
    found = Reply(200, hits("5").body.replace(b"</eSearchResult>", dropped))
    with Echo(found, record_set(record("5"))) as echo:
        assert source(echo).search([MOSCA], Stage.EXACT) == [()]


def test_many_references_are_several_searches(standin: EutilsStandin) -> None:
    many = [reference("Nobody N", issued=(1997,), volume=str(number), page="1") for number in range(130)]
    assert set(source(standin).search(many, Stage.EXACT)) == {()}
    assert all(len(request.params["term"]) < 8100 for request in standin.requests)
    assert len(standin.requests) == 3


def test_equal_questions_are_asked_once(standin: EutilsStandin) -> None:
    first, second = source(standin).search([MOSCA, MOSCA], Stage.EXACT)
    assert first == second
    assert standin.requests[0].params["term"].count("mosca") == 1


def test_record_that_was_found_and_is_left_out_is_asked_for_again_and_not_absent() -> None:
    with Echo(hits("5"), record_set(), record_set(record("5"))) as echo:
        assert source(echo).search([MOSCA], Stage.EXACT) == [()]
        assert len(echo.requests) == 3
    with Echo(hits("5"), record_set()) as echo:
        (reason,) = reasons(source(echo).search([MOSCA], Stage.EXACT))
    assert reason == "records that were found were left out"


def test_number_that_fetch_leaves_out_is_absent() -> None:
    with Echo(record_set(record("6"), record("7"))) as echo:
        answers = source(echo).lookup([Identifier("pmid", "5"), Identifier("pmid", "6")])
    assert [pmids(answer) for answer in answers.values()] == [[], ["6"]]


RATE_BODY = '{"error":"API rate limit exceeded","api-key":"127.0.0.1","count":"4","limit":"3"}\n'
ODD_JSON = '{"esearchresult":{"ERROR":"Search Backend failed: Exception:\n\'retstart\' too large"}}'
SEARCH_ERROR = "<eSearchResult><ERROR>Search Backend failed</ERROR></eSearchResult>"
FETCH_ERROR = "<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>"


@pytest.mark.parametrize("tool", ["esearch", "efetch"])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.status(429, RATE_BODY, {"Retry-After": "2"}), "too many requests (429)"),
        (Fault.status(429), "too many requests (429)"),
        (Fault.status(503, "<html>"), "server error (503)"),
        (Fault.status(400, FETCH_ERROR), "refused our question (400)"),
        (Fault.html(), "answer was not"),
        (Fault.truncated(300), "answer was cut off"),
        (Fault.closed(), "connection lost"),
        (Fault.status(200, ""), "answer was not whole XML"),
        (Fault.status(200, ODD_JSON), "answer was not whole XML"),
        (Fault.status(200, SEARCH_ERROR), "answer was"),
        (Fault.status(200, FETCH_ERROR), "answer was not"),
        (Fault.status(200, "<eSearchResult><IdList/></eSearchResult>"), "answer was not"),
        (Fault.status(200, "<PubmedArticleSet><PubmedArticle>"), "answer was not"),
    ],
)
def test_silent_source_is_not_absence(tool: str, fault: Fault, reason: str) -> None:
    def faulty(seen: Seen) -> Fault | None:
        return fault if tool in seen.path else None

    asked = [Identifier("doi", "10.1136/gut.40.2.228"), Identifier("pmid", "34978602")]
    with EutilsStandin(limits=False, faults=faulty) as standin:
        searched = source(standin, mailto=ADDRESS, key=KEY).search([MOSCA, BJARNASON], Stage.EXACT)
        looked_up = source(standin).lookup(asked[: 1 if tool == "esearch" else 2])
    said = list(reasons([*searched, *looked_up.values()]))
    assert all(one.startswith(reason) for one in said)
    assert "127.0.0.1" not in repr(said)


def test_source_that_says_nothing_is_not_waited_for() -> None:
    with EutilsStandin(limits=False, faults=lambda seen: Fault.hanging(5)) as standin:
        answers = source(standin, timeout=0.05).search([MOSCA], Stage.EXACT)
    assert list(reasons(answers)) == ["no answer in 0.05 s"]


def test_unreachable_service_is_an_outage_for_everybody() -> None:
    with Echo() as echo:
        gone = source(echo)
    assert set(reasons(gone.search([MOSCA, BJARNASON], Stage.EXACT))) == {"connection refused"}


def test_documented_limits_are_kept() -> None:
    clock = Clock()
    with EutilsStandin(clock=clock.now) as standin:
        one = source(standin, clock=clock)
        for number in range(6):
            one.search([reference("Mosca C", issued=(2022,), volume="110", page=str(641 - number))], Stage.EXACT)
        assert len(standin.requests) == 7
        assert standin.refused == 0


def test_entrez_is_left_as_it_was_for_others(standin: EutilsStandin) -> None:
    source(standin, mailto=ADDRESS, key=KEY).search([MOSCA], Stage.EXACT)
    from Bio import Entrez

    library: Any = Entrez
    assert (library.email, library.api_key, library.tool, library.max_tries) == (None, None, "biopython", 3)
    with Echo(Reply(200, b"theirs")) as echo, library.urlopen(echo.url) as handle:
        assert handle.read() == b"theirs"


def test_connecting_sends_nothing() -> None:
    with Echo() as echo:
        assert source(echo).remote
        assert echo.requests == []


def test_no_dtd_is_ever_asked_for() -> None:
    with Echo() as dtd:
        head = f'<!DOCTYPE eSearchResult SYSTEM "{dtd.url}/esearch.dtd">'
        with Echo(Reply(200, f"{head}<eSearchResult><Count>0</Count><IdList/></eSearchResult>".encode())) as echo:
            assert source(echo).search([MOSCA], Stage.EXACT) == [()]
        assert dtd.requests == []
