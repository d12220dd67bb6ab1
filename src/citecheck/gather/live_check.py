"""What only a live call can settle: about twenty polite questions to the services, each beside what we expect.

For the first person with a network, and whenever a service may have changed. What differs belongs into an issue;
docs/sources.md says what depends on it. Nothing of the user's is asked but the contact address and keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from citecheck.interfaces import Client, Endpoint, Request, Response, Run, SourceInfo, Unanswered
from citecheck.settings import Settings
from citecheck.sources import crossref_service as crossref
from citecheck.sources import doi, entrez, pmcids

_ALIAS = "10.3103/s009545270801009x"  # of another DOI, by Crossref's own example (community.crossref.org/t/13138)
_ODD = "10.1890/0012-9658(2006)87[1492:aeomef]2.0.co;2"
_BOOK = "9781455726134"
_NOWHERE = "10.5555/this.doi.does.not.exist"
_Read = Callable[[Sequence[Response]], str]


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One thing to find out: what is asked of a service, how the answers read, and what we expect to read."""

    about: str
    endpoint: Endpoint
    ask: tuple[Request, ...]
    read: _Read
    expected: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What was expected and what was found; `outage`: why there was no answer."""

    about: str
    service: str
    expected: str
    found: str = ""
    outage: str = ""

    @property
    def differs(self) -> bool:
        return not self.outage and self.found != self.expected


def checked(sources: Sequence[SourceInfo], run: Run, opened: Callable[[Endpoint], Client]) -> Iterator[Difference]:
    """Each expectation about the services of these sources beside what the service says, in turn."""
    clients: dict[str, Client] = {}
    for one in expectations(run.settings, sources):
        client = clients.setdefault(one.endpoint.setting, opened(one.endpoint))
        blank = Difference(about=one.about, service=one.endpoint.title, expected=one.expected)
        try:
            answers = [client.send(request) for request in one.ask]
            yield replace(blank, found=one.read(answers))
        except Unanswered as unanswered:
            yield replace(blank, outage=unanswered.reason)
        except (ValueError, KeyError, TypeError, IndexError):
            yield replace(blank, found="an answer that is not as documented")


def expectations(settings: Settings, sources: Sequence[SourceInfo]) -> list[Expectation]:
    """All that is asked of these sources, service by service."""
    known = [*_of_pubmed(settings), *_of_crossref(settings), *_of_dois(settings)]
    asked = {endpoint.setting for source in sources for endpoint in source.endpoints}
    return [one for one in known if one.endpoint.setting in asked]


def _of_pubmed(settings: Settings) -> Iterator[Expectation]:
    def search(*terms: str) -> tuple[Request, ...]:
        return tuple(_eutils(settings, "esearch", term=term, retmax="0") for term in terms)

    def pubmed(about: str, ask: tuple[Request, ...], read: _Read, expected: str) -> Expectation:
        return Expectation(about=about, endpoint=entrez.EUTILS, ask=ask, read=read, expected=expected)

    bone = "osteoporosis[ti] AND 2020[dp]"
    yield pubmed("a stop word with a tag is ignored", search(f"use[ti] AND {bone}", bone), _equal_counts, "as many")
    hyphen = search("qorraj-bytyqi h[1au]", "qorraj bytyqi h[1au]")
    yield pubmed("names are found with and without their hyphen", hyphen, _equal_counts, "as many")
    apostrophe = search("o'brien s[1au] AND 2020[dp]", "obrien s[1au] AND 2020[dp]")
    yield pubmed("names are found with and without their apostrophe", apostrophe, _equal_counts, "as many")
    quoted = search('"li j"[1au] AND 2020[dp]', "li j[1au] AND 2020[dp]")
    yield pubmed("a quoted name is not completed", quoted, _fewer, "fewer")
    yield pubmed("a DOI with square brackets is understood", search(f'"{_ODD}"[aid]'), _understood, "understood")
    shelved = _eutils(settings, "esearch", db="nlmcatalog", term=f"{_BOOK}[ISBN]", retmax="0")
    yield pubmed("the NLM Catalog knows the field ISBN", (shelved,), _understood, "understood")
    named = (_eutils(settings, "efetch", id="9071937,99999999"),)
    yield pubmed("an unknown PMID is left out of the records", named, _pmids, "9071937")
    yield pubmed("year of 35069573 (reference 12)", (_eutils(settings, "efetch", id="35069573"),), _year, "2021")
    yield pubmed("DOI of 9732930", (_eutils(settings, "efetch", id="9732930"),), _doi, "none")
    yield Expectation(
        about="PMCIDs are converted",
        endpoint=pmcids.CONVERTER,
        ask=(pmcids.CONVERTER.probe(settings),),
        read=_converted,
        expected="converted",
    )


def _of_crossref(settings: Settings) -> Iterator[Expectation]:
    address, contact = crossref.WORKS.address(settings), {"mailto": settings.mailto} if settings.mailto else {}
    fields = {"rows": "1", "select": ",".join(crossref.SELECT), "query.bibliographic": "osteoporosis", **contact}
    listed = Request(kind=crossref.LISTS, url=f"{address}/works", params=fields)
    alias = replace(listed, params={"filter": f"doi:{_ALIAS}", "rows": "1", **contact})
    by_isbn = {"filter": f"isbn:{_BOOK},type:book,type:monograph", "rows": "1", **contact}
    single = Request(kind=crossref.SINGLE, url=f"{address}/works/{_ALIAS.replace('/', '%2F')}", params=contact)
    pool = "polite-array 3 in 1s, 3 at once" if settings.mailto else "public-array 1 in 1s, 1 at once"
    for about, request, read, expected in (
        ("every field that we select may be selected", listed, _status, "200"),
        ("pool and limits of lists", listed, _pool, pool),
        ("a list leaves out an alias", alias, _total, "0"),
        ("books are found by their ISBN", replace(alias, params=by_isbn), _status, "200"),
        ("an alias asked for alone is followed", single, _followed, "another DOI"),
        (
            "a DOI that nobody has",
            replace(single, url=f"{address}/works/{_NOWHERE.replace('/', '%2F')}"),
            _status,
            "404",
        ),
    ):
        yield Expectation(about=about, endpoint=crossref.WORKS, ask=(request,), read=read, expected=expected)


def _of_dois(settings: Settings) -> Iterator[Expectation]:
    handles, datacite = doi.HANDLES.address(settings), doi.DATACITE.address(settings)
    preprint = "10.48550/arxiv.1706.03762"
    many = Request(kind=doi.KIND, url=f"{handles}/doiRA/10.1002/art.11283,{preprint},{_NOWHERE}")
    dead = Request(kind=doi.KIND, url=f"{handles}/api/handles/{_NOWHERE}")
    query = {"query": f'doi:("{preprint}" OR "10.5438/0012")', "page[size]": "2"}
    listed = Request(kind=doi.KIND, url=f"{datacite}/dois", params=query)
    for about, endpoint, request, read, expected in (
        ("agencies of many DOIs", doi.HANDLES, many, _agencies, "Crossref, DataCite, DOI does not exist"),
        ("a handle that does not exist", doi.HANDLES, dead, _handle, "100 for the DOI asked"),
        ("records of many DOIs", doi.DATACITE, listed, _records, "2"),
    ):
        yield Expectation(about=about, endpoint=endpoint, ask=(request,), read=read, expected=expected)


def _eutils(settings: Settings, tool: str, **asked: str) -> Request:
    key = settings.key(entrez.API_KEY.variable)
    form = {"db": "pubmed", "retmode": "xml", **asked, **entrez.us(settings)} | ({"api_key": key} if key else {})
    return Request(kind=entrez.KIND, url=f"{entrez.EUTILS.address(settings)}/{tool}.fcgi", data=form)


def _found(pattern: str, answer: Response) -> list[str]:
    return re.findall(pattern, answer.content.decode("utf-8", "replace"), re.S)


def _counts(answers: Sequence[Response]) -> list[int]:
    return [int(_found(r"<Count>(\d+)</Count>", answer)[0]) for answer in answers]


def _equal_counts(answers: Sequence[Response]) -> str:
    one, other = _counts(answers)
    return "as many" if one == other else f"{one:,} and {other:,}"


def _fewer(answers: Sequence[Response]) -> str:
    one, other = _counts(answers)
    return "fewer" if one < other else f"{one:,} and {other:,}"


def _understood(answers: Sequence[Response]) -> str:
    return "misread" if _found("<FieldNotFound>|<ERROR>", answers[0]) else "understood"


def _pmids(answers: Sequence[Response]) -> str:
    return ", ".join(_found(r"<MedlineCitation[^>]*>\s*<PMID[^>]*>(\d+)", answers[0]))


def _year(answers: Sequence[Response]) -> str:
    return _found(r"<PubDate>.*?(\d{4})", answers[0])[0]


def _doi(answers: Sequence[Response]) -> str:
    return next(iter(_found(r'<ELocationID EIdType="doi"[^>]*>([^<]+)', answers[0])), "none")


def _converted(answers: Sequence[Response]) -> str:
    return "converted" if json.loads(answers[0].content, strict=False)["records"] else "nothing"


def _status(answers: Sequence[Response]) -> str:
    return str(answers[0].status)


def _pool(answers: Sequence[Response]) -> str:
    stated = crossref.WORKS.stated(answers[0].headers)
    return f"{stated.pool} {stated.requests:g} in {stated.seconds:g}s, {stated.in_flight} at once"


def _total(answers: Sequence[Response]) -> str:
    return str(json.loads(answers[0].content)["message"]["total-results"])


def _followed(answers: Sequence[Response]) -> str:
    if answers[0].status != 200:
        return str(answers[0].status)
    return "the same DOI" if json.loads(answers[0].content)["message"]["DOI"].lower() == _ALIAS else "another DOI"


def _agencies(answers: Sequence[Response]) -> str:
    return ", ".join(str(one.get("RA") or one.get("status")) for one in json.loads(answers[0].content))


def _handle(answers: Sequence[Response]) -> str:
    body = json.loads(answers[0].content)
    whose = "the DOI asked" if str(body.get("handle")).lower() == _NOWHERE else "another"
    return f"{body['responseCode']} for {whose}"


def _records(answers: Sequence[Response]) -> str:
    return str(len(json.loads(answers[0].content)["data"]))
