"""Every fault, for every source and every kind of question: an outage with a reason, never "not here", never a hang."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Outage
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.doi import DoiStandin
from standins.eutils import EutilsStandin
from standins.server import Fault, Faults, Reply, Seen
from tests.sources import tools
from tests.sources.tools import Echo, at, reference

ADDRESS, KEY = "someone@reading-room.net", "0123456789abcdef"
HELD, COMMA, PREPRINT, ALIAS = "10.1136/gut.40.2.228", "10.5555/a,b", "10.5556/preprint", "10.5557/alias"
DEAD = "10.5558/dead"
BJARNASON = reference("Bjarnason I", issued=(1997,), volume="40", page="228-33")
# No search stage finds this one, so that the citation matcher is asked.
MISCITED = reference("Nemo N", issued=(1950,), volume="40", page="228-33", container_title="Gut")


@dataclass(frozen=True)
class Question:
    """One kind of question to a source; `path`: the request of it that goes wrong."""

    source: str
    path: str
    ask: Callable[[Source], list[Answer]]


def lookup(kind: str, value: str) -> Callable[[Source], list[Answer]]:
    return lambda source: list(source.lookup([Identifier(kind, value)]).values())


def search(stage: Stage, *references: Any) -> Callable[[Source], list[Answer]]:
    return lambda source: list(source.search(references, stage))


QUESTIONS = {
    "crossref-lookup": Question("crossref", "/works", lookup("doi", HELD)),
    "crossref-single": Question("crossref", "/works/", lookup("doi", COMMA)),
    "crossref-search": Question("crossref", "/works", search(Stage.TEXT, BJARNASON)),
    "pubmed-pmid": Question("pubmed", "efetch", lookup("pmid", "9071937")),
    "pubmed-doi": Question("pubmed", "esearch", lookup("doi", HELD)),
    "pubmed-doi-records": Question("pubmed", "efetch", lookup("doi", HELD)),
    "pubmed-pmcid": Question("pubmed", "idconv", lookup("pmcid", "PMC1027054")),
    "pubmed-pmcid-records": Question("pubmed", "efetch", lookup("pmcid", "PMC1027054")),
    "pubmed-search": Question("pubmed", "esearch", search(Stage.EXACT, BJARNASON)),
    "pubmed-search-records": Question("pubmed", "efetch", search(Stage.EXACT, BJARNASON)),
    "pubmed-relaxed": Question("pubmed", "esearch", search(Stage.RELAXED, BJARNASON)),
    "pubmed-matcher": Question("pubmed", "ecitmatch", search(Stage.RELAXED, MISCITED)),
    "pubmed-matcher-records": Question("pubmed", "efetch", search(Stage.RELAXED, MISCITED)),
    "doi-handle": Question("doi", "/api/handles/", lookup("doi", DEAD)),
    "doi-agency": Question("doi", "/doiRA/", lookup("doi", PREPRINT)),
    "doi-record": Question("doi", "/dois/", lookup("doi", PREPRINT)),
    "crossref-alias": Question("crossref", "/works/10.1136", lookup("doi", ALIAS)),
}
EVERY_QUESTION = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
# A 404 is an answer to a question about one DOI; what it means is tested below.
ANSWERS_404 = {"crossref-single", "doi-record", "crossref-alias"}

FAULTS = {
    "cut body": (Fault.truncated(5), "answer was cut off"),
    "closed": (Fault.closed(), "connection lost"),
    "400": (Fault.status(400, '{"message": [{"message": "x"}]}'), "refused our question (400)"),
    "401": (Fault.status(401), "access refused (401)"),
    "403": (Fault.status(403, "blocked"), "access refused (403)"),
    "429": (Fault.status(429), "too many requests (429)"),
    "429 with Retry-After": (Fault.status(429, "{}", {"Retry-After": "2"}), "too many requests (429)"),
    "500": (Fault.status(500, "<html>"), "server error (500)"),
    "502": (Fault.status(502, "<html>"), "server error (502)"),
    "503": (Fault.status(503, "<html>"), "server error (503)"),
    "504": (Fault.status(504, "<html>"), "server error (504)"),
    "HTML under 200": (Fault.html(), "answer was"),
    "nothing under 200": (Fault.status(200), "answer was"),
    "other JSON": (Fault.status(200, '{"status": "ok", "error":\n"x"}'), ""),
    "other XML": (Fault.status(200, "<eInfoResult><ERROR>x</ERROR></eInfoResult>"), "answer was"),
    "undefined entity": (
        Fault.status(200, "<PubmedArticleSet><PubmedArticle>&nil;</PubmedArticle></PubmedArticleSet>"),
        "",
    ),
}


SLOW = {
    "no answer": (Fault.hanging(5), 0.3, 4.0, "no answer in 0.3 s"),
    # A stand-in on a busy machine may pause for longer than it means to; only the time for the whole is short here.
    "slow drip": (Fault.dripping(0.05), 2.0, 0.1, "no whole answer in time"),
}


def source(name: str, settings: Settings) -> Source:
    """A source in real time whose pauses cost nothing."""
    return tools.source(name, settings, real_time=True)


def answers(question: Question, faults: Faults | None = None, *, timeout: float = 10.0) -> list[Answer]:
    """What the source answers when the stand-ins have these faults."""
    described = {PREPRINT: {"titles": [{"title": "Bones"}]}}
    with (
        CrossrefStandin(limits=False, faults=faults, aliases={ALIAS: HELD}) as crossref,
        EutilsStandin(limits=False, faults=faults) as eutils,
        DoiStandin(limits=False, faults=faults, described=described) as doi,
    ):
        settings = at(
            crossref=crossref, eutils=eutils, doi=doi, mailto=ADDRESS, keys={"NCBI_API_KEY": KEY}, timeout=timeout
        )
        given = question.ask(source(question.source, settings))
        assert not crossref.errors + eutils.errors + doi.errors
    return given


def only_at(path: str, fault: Fault) -> Faults:
    return lambda seen: fault if path in seen.path else None


def assert_silent(given: list[Answer], reason: str = "") -> None:
    (answer,) = given
    assert isinstance(answer, Outage), answer
    assert answer.reason.startswith(reason)
    assert answer.reason
    assert not [secret for secret in (ADDRESS, KEY, "127.0.0.1", "http") if secret in answer.reason]


@EVERY_QUESTION
def test_without_a_fault_there_is_an_answer(question: Question) -> None:
    assert not isinstance(answers(question)[0], Outage)


@EVERY_QUESTION
@pytest.mark.parametrize(("fault", "reason"), FAULTS.values(), ids=FAULTS)
def test_fault_is_an_outage(question: Question, fault: Fault, reason: str) -> None:
    assert_silent(answers(question, only_at(question.path, fault)), reason)


@EVERY_QUESTION
@pytest.mark.parametrize(("fault", "timeout", "whole", "reason"), SLOW.values(), ids=SLOW)
def test_nothing_is_waited_for_long(
    question: Question, fault: Fault, timeout: float, whole: float, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citecheck.sources.net.client.TRIES", 1)
    monkeypatch.setattr("citecheck.sources.net.client.WHOLE_ANSWER", whole)
    assert_silent(answers(question, only_at(question.path, fault), timeout=timeout), reason)


@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - ANSWERS_404))
def test_404_of_a_list_or_a_tool_is_an_outage(name: str) -> None:
    fault = Fault.status(404, "Resource not found.")
    assert_silent(answers(QUESTIONS[name], only_at(QUESTIONS[name].path, fault)))


@pytest.mark.parametrize("name", sorted(ANSWERS_404))
def test_404_about_one_doi_is_told_from_silence(name: str) -> None:
    fault = Fault.status(404, "Resource not found.")
    (answer,) = answers(QUESTIONS[name], only_at(QUESTIONS[name].path, fault))
    if name.startswith("crossref"):
        assert answer == ()
    else:  # the handle system has said that the DOI exists
        assert isinstance(answer, tuple)
        assert [bool(work.agency) for work in answer] == [True]


@EVERY_QUESTION
def test_refused_connection_is_an_outage(question: Question) -> None:
    with Echo() as gone:
        url = gone.url
    assert_silent(question.ask(source(question.source, at(url))), "connection refused")


@EVERY_QUESTION
def test_unknown_name_is_an_outage(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert_silent(question.ask(source(question.source, at("http://registry.invalid"))), "name not resolved")


# --- certificates and proxies ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for 127.0.0.1, with its key beside it."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    made = [*"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=citecheck".split()]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run([openssl, *made], check=True, capture_output=True, timeout=60)
    return path


def over_tls(question: Question, certificate: Path) -> list[Answer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    described = {PREPRINT: {"titles": [{"title": "Bones"}]}}
    with (
        CrossrefStandin(limits=False, tls=context, aliases={ALIAS: HELD}) as crossref,
        EutilsStandin(limits=False, tls=context) as eutils,
        DoiStandin(limits=False, tls=context, described=described) as doi,
    ):
        return question.ask(source(question.source, at(crossref=crossref, eutils=eutils, doi=doi)))


@EVERY_QUESTION
def test_certificate_that_nobody_trusts_is_an_outage(question: Question, certificate: Path) -> None:
    assert_silent(over_tls(question, certificate), "secure connection failed")


@EVERY_QUESTION
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_own_certificates_are_trusted(
    question: Question, variable: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(certificate))
    assert not isinstance(over_tls(question, certificate)[0], Outage)


@EVERY_QUESTION
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_missing_certificate_file_is_an_outage(
    question: Question, variable: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(certificate.with_name("nowhere.pem")))
    assert_silent(over_tls(question, certificate), "certificate file not found")


@EVERY_QUESTION
def test_proxy_is_asked(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    with Echo(Reply(403, b"not through here")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert_silent(question.ask(source(question.source, at("https://registry.invalid"))), "proxy not reached")
        assert {(seen.method, seen.path) for seen in proxy.requests} == {("CONNECT", "registry.invalid:443")}
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert_silent(question.ask(source(question.source, at("http://registry.invalid"))), "access refused (403)")
        assert proxy.requests[-1].path.startswith("http://registry.invalid/")


@EVERY_QUESTION
def test_no_proxy_is_heeded(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert not isinstance(answers(question)[0], Outage)


@EVERY_QUESTION
def test_redirect_to_another_host_is_refused(question: Question) -> None:
    fault = Fault.status(302, headers={"Location": "https://registry.invalid/"})
    assert_silent(answers(question, only_at(question.path, fault)), "redirected elsewhere")


# --- answers that are whole, and about something else -------------------------------------------------


def listed(*dois: str, total: int | None = None) -> Fault:
    items = [{"DOI": doi, "title": ["A\nB"]} for doi in dois]
    message = {"total-results": len(items) if total is None else total, "items": items}
    # With a raw line break inside the title, as NCBI's JSON has been seen.
    return Fault.status(200, json.dumps({"message": message}).replace("\\n", "\n"))


def looked_up(fault: Fault, *dois: str, path: str = "/works") -> list[Answer]:
    def strikes(seen: Seen) -> Fault | None:
        return fault if seen.path == path else None

    def ask(source: Source) -> list[Answer]:
        return list(source.lookup([Identifier("doi", doi) for doi in dois]).values())

    return answers(Question("crossref", path, ask), strikes)


def test_raw_line_breaks_in_json_are_read() -> None:
    (works,) = looked_up(listed("10.5555/x"), "10.5555/x")
    assert isinstance(works, tuple)
    assert works[0].item.title == "A B"


def test_fewer_than_asked_are_absent_and_the_others_found() -> None:
    found, absent = looked_up(listed("10.5555/x"), "10.5555/x", "10.5555/y")
    assert isinstance(found, tuple)
    assert found
    assert absent == ()


def test_list_that_is_shorter_than_it_says_is_an_outage() -> None:
    given = looked_up(listed("10.5555/x", total=2), "10.5555/x", "10.5555/y")
    assert [isinstance(answer, Outage) for answer in given] == [True, True]


@pytest.mark.parametrize("strangers", [1, 3])
def test_works_that_nobody_asked_for_prove_no_absence(strangers: int) -> None:
    """The missing one is asked for alone: here Crossref does hold it."""
    fault = listed("10.5555/x", *(f"10.5555/stranger{number}" for number in range(strangers)))
    ours, held = looked_up(fault, "10.5555/x", HELD)
    assert isinstance(ours, tuple)
    assert [work.item.doi for work in ours] == ["10.5555/x"]
    assert isinstance(held, tuple)
    assert [work.item.doi for work in held] == [HELD]


SET = "<PubmedArticleSet>{}</PubmedArticleSet>"
STRANGER = "<PubmedArticle><MedlineCitation><PMID>77</PMID><Article/></MedlineCitation></PubmedArticle>"
NO_HITS = "<eSearchResult><Count>0</Count><IdList/></eSearchResult>"


@pytest.mark.parametrize("body", [SET.format(""), SET.format(STRANGER)])
@pytest.mark.parametrize("name", ["pubmed-pmid", *(name for name in QUESTIONS if name.endswith("-records"))])
def test_records_left_out_are_absent_only_where_pubmed_did_not_name_them(name: str, body: str) -> None:
    (answer,) = answers(QUESTIONS[name], only_at("efetch", Fault.status(200, body)))
    if name == "pubmed-pmid":  # EFetch answers by omission
        assert answer == ()
    else:
        assert_silent([answer], "records that were found were left out")


@pytest.mark.parametrize("name", ["pubmed-doi", "pubmed-search", "pubmed-relaxed"])
def test_no_hits_are_absence(name: str) -> None:
    assert answers(QUESTIONS[name], only_at("esearch", Fault.status(200, NO_HITS))) == [()]


@pytest.mark.parametrize("count", [0, 2, 3])
def test_list_of_hits_that_does_not_add_up_is_an_outage(count: int) -> None:
    body = f"<eSearchResult><Count>{count}</Count><IdList><Id>9071937</Id></IdList></eSearchResult>"
    assert_silent(
        answers(QUESTIONS["pubmed-search"], only_at("esearch", Fault.status(200, body))), "answer was not whole"
    )


def test_question_whose_field_was_not_understood_is_an_outage() -> None:
    body = NO_HITS.replace("<IdList/>", "<IdList/><ErrorList><FieldNotFound>pg</FieldNotFound></ErrorList>")
    assert_silent(answers(QUESTIONS["pubmed-search"], only_at("esearch", Fault.status(200, body))), "a field of our")
