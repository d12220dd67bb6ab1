"""The DOI system through a socket: what exists, what does not, and what only seems not to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from citecheck.gather.gather import gather
from citecheck.interfaces import Answer, Identifier, Source
from citecheck.judge.judge import judge
from citecheck.model import Item, Name, Outage, Outcome, Verdict, Work
from citecheck.settings import Policy
from citecheck.sources.doi import UNNAMED
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Fault, Reply, Seen, Standin
from tests.sources.tools import Echo, at, reasons, reference, source, unpaced

PREPRINT = "10.5555/arxiv.1234"
RECORD = {
    "creators": [{"name": "Poe, Ann", "givenName": "Ann", "familyName": "Poe", "nameType": "Personal"}],
    "titles": [{"title": "Os", "titleType": "TranslatedTitle"}, {"title": "Bones and time"}],
    "publisher": "arXiv",
    "publicationYear": 2019,
    "types": {"resourceTypeGeneral": "Preprint"},
    "dates": [{"date": "2018-12-30", "dateType": "Available"}, {"date": "2019-01", "dateType": "Issued"}],
}


def doi(value: str) -> Identifier:
    return Identifier("doi", value)


def ask(standin: Standin, value: str) -> Answer:
    (answer,) = source("doi", at(doi=standin)).lookup([doi(value)]).values()
    return answer


def answer(status: int, body: Any) -> Reply:
    return Reply(status, json.dumps(body).encode())


@pytest.fixture
def standin() -> Iterator[DoiStandin]:
    registered = {"10.5556/medra": "mEDRA", "10.5557/odd": "", "10.5558/gone": "DataCite"}
    with DoiStandin(registered=registered, described={PREPRINT: RECORD}, limits=False) as one:
        yield one
    assert one.errors == []


def test_doi_that_no_agency_has_is_absent_on_the_word_of_the_handle_system(standin: DoiStandin) -> None:
    assert ask(standin, "10.5555/none") == ()
    assert [request.path for request in standin.requests] == ["/doiRA/10.5555/none", "/api/handles/10.5555/none"]


def test_datacite_record_is_the_work(standin: DoiStandin) -> None:
    (work,) = ask(standin, PREPRINT.upper())  # type: ignore[misc]
    assert work.item == Item(
        type="article", title="Bones and time", author=(Name(family="Poe", given="Ann"),), issued=(2019, 1),
        publisher="arXiv", doi=PREPRINT,
    )  # fmt: skip
    assert work.agency == ""
    assert [one.date for one in work.publications] == [(2018, 12, 30), (2019, 1), (2019,)]


def test_doi_of_an_agency_that_is_not_read_is_registered_and_no_more(standin: DoiStandin) -> None:
    for value, agency in (("10.5556/medra", "mEDRA"), ("10.5557/odd", UNNAMED), ("10.5558/gone", "DataCite")):
        assert ask(standin, value) == (
            Work(item=Item(doi=value), source="doi", url=f"https://doi.org/{value}", agency=agency),
        )


def test_agencies_of_many_dois_are_asked_in_one_request(standin: DoiStandin) -> None:
    many = [f"10.5556/{number},x" for number in range(30)]
    standin.registered |= dict.fromkeys(many, "mEDRA")
    answers = source("doi", at(doi=standin)).lookup([doi(one) for one in many])
    assert all(isinstance(one, tuple) and one[0].agency == "mEDRA" for one in answers.values())
    assert sum(request.path.startswith("/doiRA/") for request in standin.requests) == 1


def test_records_of_many_dois_are_asked_in_one_request(standin: DoiStandin) -> None:
    many = [f"10.5555/arxiv.{number}" for number in range(30)]
    standin.described |= dict.fromkeys(many, RECORD)
    standin.registered |= dict.fromkeys(many, "DataCite")
    answers = source("doi", at(doi=standin)).lookup([doi(one) for one in many])
    assert {one[0].item.doi for one in answers.values() if isinstance(one, tuple)} == set(many)
    assert len(standin.requests) == 2


@pytest.mark.parametrize("odd", ["10.5555/a<1>2.0.co;2-#", "10.5555/x?y=1", "10.5555/a%b", "10.5555/é"])
def test_odd_dois_arrive_whole(odd: str, standin: DoiStandin) -> None:
    standin.registered[odd] = "mEDRA"
    assert isinstance(ask(standin, odd), tuple)
    assert ask(standin, odd) != ()


@pytest.mark.parametrize(
    "fault",
    [
        answer(404, {"responseCode": 100, "handle": "10.5555/other"}),
        answer(404, {"responseCode": 100}),
        answer(404, {}),
        answer(404, []),
        answer(200, {"responseCode": 2, "handle": PREPRINT}),
        answer(500, {"responseCode": 100, "handle": PREPRINT}),
        answer(400, {"responseCode": 100, "handle": PREPRINT}),
        Reply(404, b"<html>Not Found</html>"),
        Reply(404, b""),
        Reply(200, b"<html>"),
    ],
)
def test_only_a_clear_word_of_the_handle_system_is_absence(fault: Reply) -> None:
    with Echo(fault) as echo:
        assert list(reasons([ask(echo, PREPRINT)]))


@pytest.mark.parametrize("place", ["/doiRA/", "/dois/"])
@pytest.mark.parametrize(
    "fault",
    [Fault.status(503), Fault.html(), Fault.closed(), Fault.status(200, "[]"), Fault.status(200, '{"data": {}}')],
)
def test_silence_about_a_doi_that_exists_is_an_outage(place: str, fault: Fault) -> None:
    def faulty(seen: Seen) -> Fault | None:
        return fault if seen.path.startswith(place) else None

    with DoiStandin(described={PREPRINT: RECORD}, limits=False, faults=faulty) as standin:
        assert list(reasons([ask(standin, PREPRINT)]))


def test_record_of_another_doi_is_not_taken() -> None:
    with DoiStandin(described={PREPRINT: RECORD | {"doi": "10.5555/other"}}, limits=False) as standin:
        assert list(reasons([ask(standin, PREPRINT)])) == ["answer was about another DOI"]


# --- through gather and judge ----------------------------------------------------------------------


def verdict(standin: DoiStandin, value: str, **fields: Any) -> tuple[Verdict, list[str]]:
    """What is said of a reference with this DOI, and what the DOI system was asked."""
    with CrossrefStandin(limits=False) as crossref, EutilsStandin(limits=False) as eutils:
        sources = unpaced(at(crossref=crossref, eutils=eutils, doi=standin, cache=None))
        one = reference("Poe A", doi=value, **({"title": "Bones and time", "issued": (2019,)} | fields))
        (evidence,) = gather([one], sources, Policy())
    return judge(evidence, Policy()), [request.path for request in standin.requests]


def test_dead_doi_is_an_error_and_the_reference_not_found(standin: DoiStandin) -> None:
    said, _ = verdict(standin, "10.5555/none")
    assert said.outcome is Outcome.NOT_FOUND
    assert {finding.rule for finding in said.findings} == {"dead-doi", "not-found"}


def test_preprint_that_crossref_does_not_know_is_found_at_datacite(standin: DoiStandin) -> None:
    said, asked = verdict(standin, PREPRINT)
    assert said.outcome is Outcome.VERIFIED
    assert said.match
    assert said.match.works[0].source == "doi"
    assert len(asked) == 2


def test_doi_of_another_agency_is_neither_dead_nor_not_found(standin: DoiStandin) -> None:
    said, _ = verdict(standin, "10.5556/medra")
    assert said.outcome is Outcome.UNDECIDED
    assert [finding.rule for finding in said.findings] == ["registered-elsewhere"]
    assert "mEDRA" in said.findings[0].message


def test_doi_that_a_registry_knows_is_not_asked_about(standin: DoiStandin) -> None:
    _, asked = verdict(standin, "10.1136/gut.40.2.228")
    assert asked == []


def test_silent_doi_system_makes_no_doi_dead() -> None:
    with DoiStandin(limits=False, faults=lambda seen: Fault.status(503)) as standin:
        said, _ = verdict(standin, "10.5555/none")
    assert said.outcome is Outcome.UNDECIDED
    assert [finding.rule for finding in said.findings] == ["source-silent"]


def test_silent_registry_leaves_the_doi_system_unasked(standin: DoiStandin) -> None:
    with CrossrefStandin(limits=False, faults=lambda seen: Fault.status(503)) as crossref:
        settings = at(crossref=crossref, doi=standin)
        sources: list[Source] = [source("crossref", settings), source("doi", settings)]
        (evidence,) = gather([reference("Poe A", doi="10.5555/none")], sources, Policy())
    assert standin.requests == []
    assert [outage.source for outage in evidence.outages] == ["crossref"]
    assert evidence.dead == ()


def test_dead_doi_of_a_work_that_is_found_otherwise_is_the_only_dispute(standin: DoiStandin) -> None:
    with CrossrefStandin(limits=False) as crossref, EutilsStandin(limits=False) as eutils:
        sources = unpaced(at(crossref=crossref, eutils=eutils, doi=standin, cache=None))
        stated: dict[str, Any] = {
            "issued": (2022,),
            "volume": "110",
            "issue": "6",
            "page": "641-8",
            "authors_cut": True,
        }
        title = next(work.title for work in crossref.held if work.doi == "10.1007/s00223-021-00938-w")
        one = reference("Mosca C", doi="10.1007/s00223-021-00938-x", title=title, **stated)
        (evidence,) = gather([one], sources, Policy())
    said = judge(evidence, Policy())
    assert said.outcome is Outcome.MISMATCH
    assert said.item.doi == "10.1007/s00223-021-00938-w"
    assert [finding.rule for finding in said.findings if finding.field == "doi"] == ["dead-doi"]


def test_outages_are_said_to_be_of_the_doi_system() -> None:
    with Echo() as gone:
        pass
    settings = at("http://127.0.0.1:9")
    (answer,) = source("doi", settings).lookup([doi("10.5555/x")]).values()
    assert isinstance(answer, Outage)
    assert (answer.source, answer.reason) == ("doi", "connection refused")
    assert gone.requests == []


def test_reference_with_an_arxiv_identifier_is_verified_by_the_record_of_its_preprint() -> None:
    name = "10.48550/arxiv.1812.99999"
    with CrossrefStandin(limits=False) as crossref, DoiStandin(described={name: RECORD}, limits=False) as system:
        settings = at(doi=system, crossref=crossref)
        sources: list[Source] = [source("crossref", settings), source("doi", settings)]
        known, unknown = (
            reference("Poe, Ann", title="Bones and time", issued=(2019,), url=f"https://arxiv.org/abs/1812.{number}")
            for number in ("99999", "88888")
        )
        (evidence,) = gather([known], sources, Policy())
        verdict = judge(evidence, Policy())
        assert verdict.outcome is Outcome.VERIFIED
        assert verdict.item.doi == name
        (evidence,) = gather([unknown], sources, Policy())
        verdict = judge(evidence, Policy())
        assert verdict.outcome is Outcome.NOT_FOUND
        assert "dead-doi" in [one.rule for one in verdict.findings]
