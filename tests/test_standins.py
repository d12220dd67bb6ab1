"""The stand-ins answer in the form of the services they stand for, and hold only what they may."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import os
import time
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from Bio import Entrez as untyped_entrez
from habanero import Crossref, RequestError
from lxml import etree

from standins.crossref import CrossrefStandin
from standins.decoys import decoys
from standins.eutils import BASE, EutilsStandin
from standins.server import Fault, Reply, Seen, Standin
from standins.works import StandinWork, abbreviated_pages, by_doi, by_pmid, established, first_page, fold, works

Entrez: Any = untyped_entrez  # no annotations in that package
ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("CITECHECK_CORPUS", ROOT.parent / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(not (CORPUS / "api").is_dir(), reason="no recorded exchanges beside the repository")

# first author, year, volume and first page (or number) of the 24 references, as the article prints them
REFERENCES = (
    ("mosca", 2022, "110", "641"), ("pollak", 1998, "93", "1483"), ("bjarnason", 1997, "40", "228"),
    ("bommu", 2021, "13", "e20602"), ("ng", 2018, "11", "345"), ("saez", 2023, "24", ""),
    ("canalis", 2007, "18", "1319"), ("card", 2004, "53", "251"), ("van staa", 2003, "48", "3224"),
    ("yonemura", 2004, "43", "53"), ("paray", 2020, "21", ""), ("lai", 2021, "12", "791565"),
    ("fletcher", 2019, "11", ""), ("ghishan", 2017, "46", "797"), ("nowak", 2014, "4", "4768"),
    ("rondanelli", 2019, "55", ""), ("thong", 2019, "16", ""), ("qorraj bytyqi", 2018, "6", "442"),
    ("eckburg", 2005, "308", "1635"), ("gill", 2006, "312", "1355"), ("akinsuyi", 2023, "11", "e00322"),
    ("sjogren", 2012, "27", "1357"), ("guss", 2019, "127", "146"), ("li", 2016, "126", "2049"),
)  # fmt: skip


@pytest.fixture
def crossref() -> Iterator[CrossrefStandin]:
    with CrossrefStandin(limits=False) as standin:
        yield standin
    assert standin.errors == []


@pytest.fixture
def eutils() -> Iterator[EutilsStandin]:
    with EutilsStandin(limits=False) as standin:
        yield standin
    assert standin.errors == []


@pytest.fixture
def entrez(eutils: EutilsStandin, monkeypatch: pytest.MonkeyPatch) -> EutilsStandin:
    """Biopython's Entrez, sending to the stand-in."""

    def urlopen(request: urllib.request.Request) -> Answer:
        parts = urlsplit(request.full_url)
        target = f"{eutils.url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        redirected = urllib.request.Request(target, data=request.data, method=request.get_method())
        with urllib.request.urlopen(redirected, timeout=5) as response:
            return Answer(response.read(), response.headers, target)

    monkeypatch.setattr(Entrez, "urlopen", urlopen)
    monkeypatch.setattr(Entrez, "email", "someone@example.org")
    monkeypatch.setattr(Entrez, "api_key", "a-key")  # a shorter pause between calls
    return eutils


class Answer(io.BytesIO):
    """A response read to its end, with the two attributes that Biopython asks for."""

    def __init__(self, body: bytes, headers: Any, url: str) -> None:
        super().__init__(body)
        self.headers, self.url = headers, url


def get(standin: Standin, path: str, **params: str) -> requests.Response:
    return requests.get(standin.url + path, params=params, timeout=5)


def search(standin: EutilsStandin, term: str, **params: str) -> dict[str, Any]:
    answer = get(standin, f"{BASE}esearch.fcgi", db="pubmed", term=term, retmode="json", **params)
    result: dict[str, Any] = answer.json()["esearchresult"]
    return result


# --- the works --------------------------------------------------------------------------------------


def first_author(work: StandinWork) -> str:
    return fold(work.authors[0].family) if work.authors else ""


def test_established_works_are_the_21_and_one_preprint() -> None:
    numbers = [work.number for work in established()]
    assert numbers == [1, 3, *range(5, 21), 22, 23, 24, None]
    assert all(work.provenance and not work.fictitious for work in established())
    assert {work.number for work in established() if work.number and not work.pmid} == {7, 10, 22}


def test_unverified_facts_are_absent() -> None:
    by_number = {work.number: work for work in established()}
    assert not by_number[7].issue
    assert by_number[7].month is None
    assert not by_number[15].issue
    assert len(by_number[23].authors) == 10
    assert not any(author.given for author in by_number[23].authors)
    assert [n for n, work in by_number.items() if n and not work.authors_complete] == [3, 9, 14, 23]
    assert by_number[12].date == (2022, 1, 5)
    assert by_number[12].year != REFERENCES[11][1]


def test_decoys_are_many_fictitious_and_the_same_every_time() -> None:
    assert len(decoys()) >= 200
    assert all(work.fictitious and work.doi.startswith("10.5555/") for work in decoys())
    assert all(not work.pmid or int(work.pmid) > 99_000_000 for work in decoys())
    assert decoys.__wrapped__() == decoys()
    for identifiers in ([work.doi.lower() for work in works()], [work.pmid for work in works() if work.pmid]):
        assert len(identifiers) == len(set(identifiers))


def test_no_decoy_answers_a_reference() -> None:
    """Stricter than needed: no decoy even has the first author and the volume of a reference."""
    taken = {(author, volume) for author, _, volume, _ in REFERENCES}
    assert not [work for work in decoys() if (first_author(work), work.volume) in taken]


def test_the_three_works_that_are_not_established_are_not_held() -> None:
    families = {fold(author.family) for work in works() for author in work.authors}
    assert not families & {"pollak", "karmeli", "eliakim", "bommu", "mirza", "akinsuyi", "roesch"}
    forbidden = ("femoral neck osteopenia", "9732930", "cureus", "spectrum.00322", "468_q")
    held = repr(works()).lower()
    assert not [text for text in forbidden if text in held]


def test_other_people_wrote_at_the_place_of_every_reference() -> None:
    """Otherwise volume and page alone would find the right work."""
    places = {(work.volume, first_page(work.pages or work.article_number)) for work in decoys()}
    for _, _, volume, page in REFERENCES:
        assert not page or any(v == volume and p.startswith(page) for v, p in places)


def test_works_are_found_by_identifier() -> None:
    assert by_doi("10.1172/jci86062") == by_pmid("27111232")
    assert by_doi("10.1172/none") is by_pmid("") is None


@pytest.mark.parametrize(
    ("pages", "printed"),
    [("1319-1328", "1319-28"), ("228-233", "228-33"), ("12-19", "12-9"), ("99-104", "99-104"), ("7", "7")],
)
def test_last_pages_are_abbreviated(pages: str, printed: str) -> None:
    assert abbreviated_pages(pages) == printed


# --- the server -------------------------------------------------------------------------------------


def test_requests_are_recorded_in_order() -> None:
    with CrossrefStandin(limits=False) as standin:
        get(standin, "/works", **{"query.bibliographic": "bone"})
        get(standin, "/works/10.1%2Fx")
        first, second = standin.requests
    assert (first.method, first.path, first.params) == ("GET", "/works", {"query.bibliographic": "bone"})
    assert second.path == "/works/10.1%2Fx"
    assert second.time >= first.time
    assert "user-agent" in first.headers


def test_a_connection_is_kept_and_fast() -> None:
    with CrossrefStandin(limits=False) as standin, requests.Session() as session:
        ticks = [time.monotonic()]
        for _ in range(50):
            assert session.get(f"{standin.url}/works/10.5555/retracted.1", timeout=5).status_code == 200
            ticks.append(time.monotonic())
        pauses = [after - before for before, after in pairwise(ticks)]
        assert median(pauses) < 0.02  # with delayed acknowledgements each takes 40 ms
        assert len(standin.requests) == 50


def test_limits_of_crossref_follow_pool_and_kind() -> None:
    clock = [100.0]
    with CrossrefStandin(clock=lambda: clock[0]) as standin:
        answers = [get(standin, "/works", rows="0", mailto="a@example.org") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[0].headers["x-api-pool"] == "polite-array"
        assert answers[0].headers["x-rate-limit-limit"] == "3"
        assert answers[3].content == b""
        assert "Retry-After" not in answers[3].headers
        statuses = [get(standin, "/works/10.5555/retracted.1").status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        clock[0] += 1.01
        assert get(standin, "/works", rows="0").headers["x-api-pool"] == "public-array"
        assert get(standin, "/works", rows="0").status_code == 429
        assert standin.refused == 3
        assert len(standin.requests) == 12


def test_an_address_in_the_user_agent_is_polite() -> None:
    with CrossrefStandin(retry_after="1") as standin:
        agent = {"User-Agent": "citecheck (mailto:a@example.org)"}
        url = f"{standin.url}/works"
        answers = [requests.get(url, params={"rows": "0"}, headers=agent, timeout=5) for _ in range(4)]
    assert answers[0].headers["x-concurrency-limit"] == "3"
    assert (answers[3].status_code, answers[3].headers["Retry-After"]) == (429, "1")


def test_too_many_at_one_time_are_refused() -> None:
    """The public pool takes one request at a time, however few there are in a second."""
    with CrossrefStandin(latency=0.2) as standin, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(get, standin, "/works/10.5555/retracted.1") for _ in range(4)]
        statuses = sorted(each.result().status_code for each in asked)
        assert statuses == [200, 429, 429, 429]
        assert standin.max_in_flight == 1


def test_in_flight_is_counted_without_limits() -> None:
    with EutilsStandin(limits=False, latency=0.15) as standin:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: search(standin, "bone"), range(4)))
        assert standin.max_in_flight == 4
        assert standin.refused == 0


def test_limits_of_eutils_follow_the_key() -> None:
    clock = [5.0]
    with EutilsStandin(clock=lambda: clock[0]) as standin:
        path = f"{BASE}esearch.fcgi"
        answers = [get(standin, path, term="bone") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        refused = answers[3]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
        assert refused.headers["Retry-After"] == "2"
        assert refused.headers["X-RateLimit-Limit"] == "3"
        assert refused.json()["api-key"] == "127.0.0.1"
        assert refused.json()["limit"] == "3"
        keyed = [get(standin, path, term="bone", api_key="k").status_code for _ in range(11)]
        assert keyed == [200] * 10 + [429]


def faulty(*faults: Fault | None) -> CrossrefStandin:
    """Each request takes the next fault; None stands for a normal answer."""
    left = iter(faults)
    return CrossrefStandin(limits=False, faults=lambda request: next(left))


def test_faults_replace_the_answer() -> None:
    slow_down = Fault.status(503, "<html>busy</html>", {"Content-Type": "text/html", "Retry-After": "7"})
    with faulty(slow_down, Fault.html(), None) as standin:
        busy, page, normal = (get(standin, "/works/10.5555/retracted.1") for _ in range(3))
    assert (busy.status_code, busy.headers["Retry-After"], busy.text) == (503, "7", "<html>busy</html>")
    assert page.status_code == 200
    assert page.text.startswith("<html>")
    assert normal.json()["message"]["DOI"] == "10.5555/retracted.1"


def test_faults_cut_the_connection() -> None:
    with faulty(Fault.closed(), Fault.truncated(20)) as standin:
        address = urlsplit(standin.url).netloc
        for error in (http.client.RemoteDisconnected, http.client.IncompleteRead):
            connection = http.client.HTTPConnection(address, timeout=5)
            connection.request("GET", "/works/10.5555/retracted.1")
            with pytest.raises(error):
                connection.getresponse().read()
            connection.close()


def test_a_hanging_answer_ends_with_the_stand_in() -> None:
    with faulty(Fault.hanging(25)) as standin, pytest.raises(requests.Timeout):
        requests.get(standin.url, timeout=0.05)
    started = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        with faulty(Fault.hanging(25)) as standin:
            asked = pool.submit(get, standin, "/works")
            while not standin.requests:
                time.sleep(0.005)
        assert isinstance(asked.exception(5), requests.ConnectionError)
    assert time.monotonic() - started < 5


def test_mistakes_of_the_stand_in_are_kept() -> None:
    class Broken(CrossrefStandin):
        def respond(self, request: Seen) -> Reply:
            raise ZeroDivisionError

    with Broken(limits=False) as standin:
        assert get(standin, "/works").status_code == 500
        assert "ZeroDivisionError" in standin.errors[0]


# --- Crossref ---------------------------------------------------------------------------------------


def bibliographic(standin: Standin, query: str, **params: str) -> list[dict[str, Any]]:
    answer = get(standin, "/works", **{"query.bibliographic": query}, **params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["message"]["items"]
    return items


def test_habanero_searches_and_fetches(crossref: CrossrefStandin) -> None:
    client = Crossref(base_url=crossref.url, mailto="someone@example.org")
    query = "Eckburg PB, Bik EM, Bernstein CN 2005 308 5728 1635"
    found = client.works(query_bibliographic=query, limit=5, select=["DOI", "score", "title"])
    items = found["message"]["items"]
    assert items[0]["DOI"] == "10.1126/science.1110591"
    assert len(items) == 5
    assert set(items[0]) == {"DOI", "score", "title"}
    assert items[0]["score"] > items[1]["score"] > 0
    one = client.works(ids="10.1172/JCI86062")["message"]
    assert one["DOI"] == "10.1172/jci86062"
    assert one["page"] == "2049-2063"
    assert client.registration_agency("10.1172/JCI86062") == ["Crossref"]
    assert "mailto:someone@example.org" in crossref.requests[0].headers["user-agent"]


def test_habanero_sees_errors(crossref: CrossrefStandin) -> None:
    client = Crossref(base_url=crossref.url)
    with pytest.raises(RequestError, match="no such filter"):
        client.works(filter={"volume": "12"})
    missing = get(crossref, "/works/10.5555%2Fnowhere")
    assert (missing.status_code, missing.text) == (404, "Resource not found.")


def test_every_established_work_is_found_by_its_reference(crossref: CrossrefStandin) -> None:
    for work in established():
        names = " ".join(f"{author.family} {author.initials}" for author in work.authors[:3])
        query = f"{names} {work.year} {work.volume} {work.issue} {work.first_page}"
        assert work.doi.lower() in [item["DOI"] for item in bibliographic(crossref, query, rows="5")]


def test_scores_grow_with_the_query_and_article_numbers_are_not_indexed(crossref: CrossrefStandin) -> None:
    queries = ("Eckburg Bik 2005", "Eckburg Bik 2005 308 1635 Science Diversity")
    short, longer = (bibliographic(crossref, query)[0] for query in queries)
    assert longer["score"] > 1.5 * short["score"]
    assert not bibliographic(crossref, "104417")
    assert len(bibliographic(crossref, "2019")) == 20


def test_filters_of_one_name_are_alternatives(crossref: CrossrefStandin) -> None:
    dois = "doi:10.1172/JCI86062,doi:10.1136/gut.40.2.228,doi:10.5555/none"
    found = get(crossref, "/works", filter=dois).json()["message"]
    assert found["total-results"] == 2
    assert found["items-per-page"] == 20
    both = get(crossref, "/works", filter=f"{dois},from-pub-date:2010,until-pub-date:2016-12").json()
    assert [item["DOI"] for item in both["message"]["items"]] == ["10.1172/jci86062"]


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"filter": "volume:12"}, "filter-not-available"),
        ({"select": "DOI,subtype"}, "select-not-available"),
        ({"rows": "1001"}, "integer-not-valid"),
        ({"frobnicate": "1"}, "parameter-not-allowed"),
    ],
)
def test_bad_parameters_give_a_list_of_messages(crossref: CrossrefStandin, params: dict[str, str], kind: str) -> None:
    answer = get(crossref, "/works", **params)
    assert answer.status_code == 400
    assert [message["type"] for message in answer.json()["message"]] == [kind]


def test_updates_and_relations(crossref: CrossrefStandin) -> None:
    def one(doi: str) -> dict[str, Any]:
        message: dict[str, Any] = get(crossref, f"/works/{doi}").json()["message"]
        return message

    retracted, notice = one("10.5555/retracted.1"), one("10.5555/retraction.1")
    told = [(update["type"], update["source"], update["DOI"]) for update in retracted["updated-by"]]
    assert told == [("retraction", source, notice["DOI"]) for source in ("publisher", "retraction-watch")]
    assert notice["update-to"][0]["DOI"] == "10.5555/retracted.1"
    assert "update-to" not in retracted
    preprint, article = one("10.1101/562058"), one("10.1016/j.bone.2019.06.010")
    assert preprint["relation"]["is-preprint-of"][0]["id"] == article["DOI"]
    assert article["relation"]["has-preprint"][0]["id"] == preprint["DOI"]
    assert (preprint["type"], preprint["subtype"]) == ("posted-content", "preprint")
    assert not {"volume", "page", "container-title"} & set(preprint)
    assert one("10.5555%2F(paren)1%3B2%3Ca%3E%23x%3F")["volume"] == "377"
    assert one("10.1007/s00198-007-0394-0").keys().isdisjoint({"issue", "published-print"})


def test_agency_of_another_registry() -> None:
    with CrossrefStandin(limits=False, agencies={"10.5061/Dryad.1": "datacite"}) as standin:
        answer = get(standin, "/works/10.5061%2Fdryad.1/agency").json()
        assert answer["message"]["agency"] == {"id": "datacite", "label": "DataCite"}
        assert get(standin, "/works/10.5061%2Fdryad.1").status_code == 404


# --- PubMed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("mosca c[1au] AND 2022[dp] AND 110[vi] AND 641[pg]", ["34978602"]),
        ("641-648[pg]", []),
        ('"gill s"[1au]', []),
        ("gill s[1au] AND 312[vi]", ["16741115"]),
        ("(card t[1au] OR west j[1au]) AND 53[vi]", ["14724159"]),
        ("sanchez martinez h[au] AND 2023[dp] AND 24[vi]", ["36675038"]),
        ("1526[pg]", []),
        ("ijms[aid] OR 10.3390/IJMS24021526[doi]", ["36675038"]),
        ("1526[lid] AND saez a[1au]", ["36675038"]),
        ("791565[pg] AND lai y[1au] AND 2021:2023[dp]", ["35069573"]),
        ("Gut[ta] AND 1997[dp] AND 40[vi] AND 228[pg]", ["9071937"]),
        ("0017-5749[ta] AND 228[pg]", ["9071937"]),
        ('"Retracted Publication"[pt]', ["99800007", "99900001"]),
        ("van der zandweg p[1au]", ["@363"]),
        ("skvorecek-angstrom[1au]", ["@364"]),
        ("O'Marrowell U[1au]", ["@365"]),
        ("imaginary bone consortium[cn]", ["@361", "@362"]),
        ("10.5555/(paren)1;2<a>#x?[aid]", ["@377"]),
        ("2018[dp] AND 371[vi]", ["@371"]),
        ("e1000217[pg]", ["@353"]),
        ("27111232[uid] NOT 2016[dp]", []),
        ("e20602[pg] AND (bommu v[au] OR mirza l[au])", []),
        ("pollak rd[1au] AND 1998[dp] AND 93[vi] AND 1483[pg]", []),
    ],
)
def test_esearch_fields(eutils: EutilsStandin, term: str, expected: list[str]) -> None:
    """An expectation with @ names a decoy by its volume."""
    found = search(eutils, term)["idlist"]
    special = (work for work in decoys() if work.volume.isdecimal() and 350 < int(work.volume) < 380)
    by_volume = {work.pmid: f"@{work.volume}" for work in special}
    assert sorted(by_volume.get(pmid, pmid) for pmid in found) == expected


def test_esearch_drops_unknown_words_only_without_tag(eutils: EutilsStandin) -> None:
    untagged = search(eutils, "zzzqqq AND eckburg pb[1au]")
    assert int(untagged["count"]) > 0
    assert untagged["errorlist"]["phrasesnotfound"] == ["zzzqqq"]
    assert "zzzqqq" not in untagged["querytranslation"]
    tagged = search(eutils, "zzzqqq[ti] AND eckburg pb[1au]")
    assert (tagged["count"], tagged["errorlist"]["phrasesnotfound"]) == ("0", ["zzzqqq"])
    assert search(eutils, "bone[nofield]")["errorlist"]["fieldsnotfound"] == ["nofield"]


def test_esearch_pages_and_errors(eutils: EutilsStandin) -> None:
    everything = search(eutils, "2000:2030[dp]")
    assert int(everything["count"]) > len(everything["idlist"]) == 20
    rest = search(eutils, "2000:2030[dp]", retmax="3", retstart="20")
    assert len(rest["idlist"]) == 3
    assert not set(rest["idlist"]) & set(everything["idlist"])
    far = get(eutils, f"{BASE}esearch.fcgi", term="bone", retstart="9999", retmode="json")
    assert far.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(far.text)


def test_biopython_searches_and_summarises(entrez: EutilsStandin) -> None:
    with Entrez.esearch(db="pubmed", term="eckburg pb[1au] AND 2005[dp] AND 308[vi]") as handle:
        found = Entrez.read(handle)
    assert (found["Count"], found["IdList"]) == ("1", ["15831718"])
    with Entrez.esearch(db="pubmed", term="zzzqqq eckburg") as handle:
        assert Entrez.read(handle)["ErrorList"]["PhraseNotFound"] == ["zzzqqq"]
    with Entrez.esummary(db="pubmed", id="15831718") as handle:
        (summary,) = Entrez.read(handle)
    assert (summary["Volume"], summary["Pages"], summary["AuthorList"][0]) == ("308", "1635-8", "Eckburg PB")
    assert entrez.requests[0].params["email"] == "someone@example.org"


def test_biopython_fetches_and_matches(entrez: EutilsStandin) -> None:
    with Entrez.efetch(db="pubmed", id="36675038,1,24759680", retmode="xml") as handle:
        fetched = etree.fromstring(handle.read())
    assert fetched.xpath("//MedlineCitation/PMID/text()") == ["36675038", "24759680"]
    with Entrez.ecitmatch(db="pubmed", bdata="gut|1997|40|228|bjarnason i|k1|") as handle:
        assert handle.read().strip() == "gut|1997|40|228|bjarnason i|k1|9071937"
    with Entrez.efetch(db="pubmed", id=[str(99_000_001 + n) for n in range(250)], retmode="xml") as handle:
        handle.read()
    assert entrez.requests[-1].method == "POST"


def fetch(standin: EutilsStandin, pmid: str) -> Any:
    answer = get(standin, f"{BASE}efetch.fcgi", db="pubmed", id=pmid, retmode="xml")
    assert answer.content.startswith(b"<?xml")
    assert b"pubmed_260101.dtd" in answer.content[:250]
    return etree.fromstring(answer.content)


def test_pubmed_places_for_pages_and_numbers(eutils: EutilsStandin) -> None:
    pages = {"16741115": "1355-9", "30288077": "345-349", "24759680": "4768", "35069573": "791565"}
    for pmid, printed in pages.items():
        assert fetch(eutils, pmid).xpath("string(//MedlinePgn)") == printed
    numbered = fetch(eutils, "36675038")
    assert not numbered.xpath("//Pagination")
    assert numbered.xpath('//ELocationID[@EIdType="pii"]/text()') == ["1526"]


def test_pubmed_marks_of_retraction(eutils: EutilsStandin) -> None:
    retracted, notice = fetch(eutils, "99900001"), fetch(eutils, "99900002")
    assert "Retracted Publication" in retracted.xpath("//PublicationType/text()")
    assert retracted.xpath("//CommentsCorrections/@RefType") == ["RetractionIn"]
    assert notice.xpath("//PublicationType/text()") == ["Retraction Notice"]
    assert notice.xpath('//CommentsCorrections[@RefType="RetractionOf"]/PMID/text()') == ["99900001"]
    assert fetch(eutils, "99900003").xpath("//CommentsCorrections/@RefType") == ["ExpressionOfConcernIn"]


def test_pubmed_traps(eutils: EutilsStandin) -> None:
    citing = fetch(eutils, search(eutils, "375[vi]")["idlist"][0])
    own, others = "//PubmedData/ArticleIdList/ArticleId", "//ReferenceList//ArticleId"
    assert "9071937" in citing.xpath(f"{others}/text()")
    assert "9071937" not in citing.xpath(f"{own}/text()")
    markup = fetch(eutils, search(eutils, "373[vi]")["idlist"][0])
    assert markup.xpath("//ArticleTitle/i/text()") == ["Lactobacillus imaginarius"]
    cut_off = fetch(eutils, search(eutils, "367[vi]")["idlist"][0])
    assert cut_off.xpath("//AuthorList/@CompleteYN") == ["N"]
    assert fetch(eutils, search(eutils, "378[vi]")["idlist"][0]).xpath("//MedlineDate")


def test_efetch_omits_unknown_and_refuses_malformed_ids(eutils: EutilsStandin) -> None:
    assert not fetch(eutils, "999999999").xpath("//PubmedArticle")
    for bad in ("0", "abc"):
        answer = get(eutils, f"{BASE}efetch.fcgi", id=bad, retmode="xml")
        assert answer.status_code == 400
        assert ET.fromstring(answer.content).findtext("ERROR")


def test_esummary_in_three_forms(eutils: EutilsStandin) -> None:
    path, ids = f"{BASE}esummary.fcgi", "14724159,999999999"
    listed = get(eutils, path, id=ids, retmode="json").json()["result"]
    assert listed["uids"] == ids.split(",")
    assert listed["14724159"]["pages"] == "251-5"
    assert listed["999999999"]["error"]
    second = etree.fromstring(get(eutils, path, id=ids, version="2.0").content)
    assert second.xpath("//DocumentSummary/@uid") == ids.split(",")
    assert second.xpath("//error")
    many = ",".join(str(n) for n in range(1, 502))
    answer = requests.post(eutils.url + path, data={"id": many, "retmode": "json"}, timeout=5)
    assert answer.status_code == 200
    assert "result" not in answer.json()


def test_ecitmatch_stops_at_a_line_without_journal_and_candidate(eutils: EutilsStandin) -> None:
    lines = (
        "gut|1899|40|228|nobody x|wrong-author-and-year|", "no such journal|2000|1|1||k2|",
        "gut|1997|41|228||k3|", "|2016|126|2049|li jy|k4|", "|1998|93|9999||k5|", "gut|1997|40|228||k6|",
    )  # fmt: skip
    answer = get(eutils, f"{BASE}ecitmatch.cgi", db="pubmed", retmode="xml", bdata="\r".join(lines))
    outcomes = [line.split("|")[5:] for line in answer.text.splitlines()]
    assert outcomes == [
        ["wrong-author-and-year", "9071937"],
        ["k2", "NOT_FOUND;INVALID_JOURNAL"],
        ["k3", "NOT_FOUND"],
        ["k4", "27111232"],
    ]
    many = get(eutils, f"{BASE}ecitmatch.cgi", bdata="J Suppos Nutr|||77||k|").text
    assert many == "J Suppos Nutr|||77||k|AMBIGUOUS 99900002,99900004,99900006\n"


# --- the form of the answers, against recorded ones ---------------------------------------------------


def recorded_crossref() -> Iterator[dict[str, Any]]:
    with gzip.open(CORPUS / "api" / "crossref_exchanges.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            if exchange["status"] == 200 and '"message-type":"work' in exchange["body"]:
                yield json.loads(exchange["body"])


@needs_corpus
def test_crossref_answers_have_the_recorded_form(crossref: CrossrefStandin) -> None:
    kinds: dict[str, set[type]] = {"updated-by": {list}, "update-to": {list}}
    envelopes: dict[str, list[set[str]]] = {}
    for body in recorded_crossref():
        message = body["message"]
        envelopes.setdefault(body["message-type"], []).append(set(message) if "items" in message else set())
        for item in message.get("items", [message]):
            for key, value in item.items():
                kinds.setdefault(key, set()).add(type(value))
    listed = get(crossref, "/works", rows="1000").json()
    assert set(listed["message"]) in envelopes["work-list"]
    for item in listed["message"]["items"]:
        for key, value in item.items():
            assert type(value) in kinds[key], key
    assert {"work", "work-agency"} <= set(envelopes)
    single = get(crossref, "/works/10.1126/science.1110591").json()
    assert set(single) == set(listed)


def paths(element: Any, above: str = "") -> Iterator[str]:
    here = f"{above}/{element.tag}"
    yield from (here, *(f"{here}@{name}" for name in element.attrib))
    for child in element:
        yield from paths(child, here)


@needs_corpus
def test_pubmed_records_have_the_recorded_form(eutils: EutilsStandin) -> None:
    known: set[str] = set()
    for source in sorted((CORPUS / "api" / "fixtures").rglob("*.xml")):
        parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, recover=True)
        root = etree.parse(source, parser).getroot()
        if root is not None and root.tag == "PubmedArticleSet":
            known.update(paths(root))
    ids = ",".join(work.pmid for work in works() if work.pmid)
    form = {"db": "pubmed", "id": ids, "retmode": "xml"}
    answer = requests.post(f"{eutils.base}efetch.fcgi", data=form, timeout=5)
    new = {path.rpartition("/")[2] for path in set(paths(etree.fromstring(answer.content))) - known}
    assert new <= {"MedlineDate"}  # documented, but in none of the recorded records


@needs_corpus
def test_eutils_answers_have_the_recorded_form(eutils: EutilsStandin) -> None:
    fixtures = CORPUS / "api" / "fixtures"
    recorded = ET.parse(fixtures / "biopython__biopython" / "Tests__Entrez__esearch3.xml").getroot()
    answer = get(eutils, f"{BASE}esearch.fcgi", term="Gut[ta]")
    assert [child.tag for child in ET.fromstring(answer.content)] == [child.tag for child in recorded]
    summary = ET.parse(fixtures / "dhimmel__pubmedpy" / "pubmedpy__tests__data__esummary.xml").getroot()
    items = {item.get("Name"): item.get("Type") for item in summary.iterfind("DocSum/Item")}
    ours = ET.fromstring(get(eutils, f"{BASE}esummary.fcgi", id="14724159,27111232").content)
    assert {item.get("Name"): item.get("Type") for item in ours.iterfind("DocSum/Item")}.items() <= items.items()
    matches = fixtures / "illumination-k__pubmed-client" / "ecitmatch__citmatch_mixed.txt"
    wrong_journal = [line for line in matches.read_text().splitlines() if "INVALID" in line]
    sent = wrong_journal[0].rpartition("|")[0] + "|"
    assert get(eutils, f"{BASE}ecitmatch.cgi", bdata=sent).text.splitlines() == wrong_journal


@needs_corpus
def test_refusals_have_the_recorded_form() -> None:
    examples = json.loads((CORPUS / "api" / "error_examples.json").read_text(encoding="utf-8"))
    (example,) = (each for each in examples if (each["service"], each["status"]) == ("eutils", 429))
    with EutilsStandin(clock=lambda: 1.0) as standin:
        answers = [get(standin, f"{BASE}esearch.fcgi", term="bone") for _ in range(4)]
    assert answers[3].json() == json.loads(example["body"]) | {"api-key": "127.0.0.1"}
    assert example["headers"].items() <= dict(answers[3].headers).items()
