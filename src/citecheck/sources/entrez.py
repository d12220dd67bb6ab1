"""NCBI's E-utilities: Bio.Entrez writes the requests, our client sends them, lxml reads the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from citecheck.interfaces import Client, Endpoint, Key, Limits, Request, Response, Run, StatedLimits, Unanswered
from citecheck.model import Work
from citecheck.settings import Settings
from citecheck.sources import citation_match, eutils_requests
from citecheck.sources.shared import Refused, number, parsed

MOST_HITS = 500
MOST_RECORDS = 200  # records an EFetch: 4 to 9 MB
KIND = "eutils"
# NCBI wants to know the tool and who maintains it, not who uses it (https://www.ncbi.nlm.nih.gov/books/NBK25497).
TOOL = "citecheck-pipeline"
API_KEY = Key(variable="NCBI_API_KEY", title="NCBI key", without="3 requests a second instead of 10")
MAINTAINER = Key(
    variable="CITECHECK_NCBI_EMAIL",
    title="NCBI contact",
    without="NCBI is given the contact address; for whoever runs an installation for others",
)

_Answer = TypeVar("_Answer")


class Found(NamedTuple):
    """How many records a search matches in all, the numbers of the first MOST_HITS of them (in PubMed the PMIDs),
    whether a part of the question was dropped or remapped (which widens it), and whether a field of it was not known
    (another question then)."""

    total: int
    pmids: tuple[str, ...]
    widened: bool = False
    misunderstood: bool = False


class Entrez:
    """ESearch, EFetch, ESummary and ECitMatch. All raise Unanswered when there is no usable answer."""

    def __init__(self, run: Run, client: Client) -> None:
        self._address = EUTILS.address(run.settings)
        # Stated even when empty, or Bio.Entrez warns; what is empty is not sent.
        self._us = {"email": "", "api_key": run.settings.key(API_KEY.variable)} | us(run.settings)
        self._client = client

    def search(self, term: str, database: str = "pubmed") -> Found:
        """The records that a boolean term finds."""
        return self._ask("esearch", _found, db=database, term=term, retmax=MOST_HITS)

    def fetch(self, pmids: Sequence[str]) -> tuple[Work, ...]:
        """The records of these PMIDs; EFetch leaves out those it does not know."""
        works = self._ask("efetch", _works, id=",".join(pmids)) if pmids else ()
        return tuple(work for work in works if work.item.pmid in pmids)

    def books(self, numbers: Sequence[str]) -> tuple[Work, ...]:
        """The books among these records of the NLM Catalog. They do not tell the numbers by which they are asked for:
        raises Refused where some are left out."""

        def read(body: bytes) -> tuple[int, tuple[Work, ...]]:
            from citecheck.records.nlm import works

            return works(body)

        count, found = self._ask("efetch", read, db="nlmcatalog", id=",".join(numbers)) if numbers else (0, ())
        if count < len(numbers):
            raise Refused("records that were found were left out")
        return found

    def summaries(self, numbers: Sequence[str]) -> tuple[Work, ...]:
        """What these records of the Bookshelf are, in short."""

        def read(body: bytes) -> tuple[Work, ...]:
            from citecheck.records.bookshelf import works

            return works(parsed(body))

        return self._ask("esummary", read, db="books", retmode="json", id=",".join(numbers)) if numbers else ()

    def match(self, lines: str) -> str:
        """What the citation matcher says to these lines."""
        return self._ask("ecitmatch", citation_match.checked, bdata=lines)

    def _ask(self, tool: str, read: Callable[[bytes], _Answer], **question: Any) -> _Answer:
        answers: list[_Answer] = []

        def check(response: Response) -> str:
            if response.status == 200:
                try:
                    answers.append(read(response.content))
                except ValueError as error:
                    return str(error)
            return ""

        question = {"db": "pubmed", "retmode": "xml", **question, **self._us}
        answer = self._client.send(eutils_requests.asked(self._address, KIND, tool, **question), check)
        if answer.status == 400:
            raise Refused("refused our question (400)")
        if answer.status != 200:
            raise Unanswered(f"refused our question ({answer.status})")
        return answers[-1]


def us(settings: Settings) -> dict[str, str]:
    """Who asks, as NCBI wants it: the tool, and the address of its maintainer or, without one, the user's."""
    email = settings.key(MAINTAINER.variable) or settings.mailto
    return {"tool": TOOL} | ({"email": email} if email else {})


def _found(body: bytes) -> Found:
    """Reads an ESearch answer. A dropped phrase only widens the search: every hit is checked against the reference.

    ValueError for anything that is not a list of hits: an `<ERROR>` comes under status 200, too.
    """
    from lxml import etree

    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise ValueError("answer was not whole XML") from None
    count = root.findtext("Count", "").strip()
    if root.tag != "eSearchResult" or root.find("ERROR") is not None or not count.isdecimal():
        raise ValueError("answer was not a list of hits")
    if root.find("ErrorList/FieldNotFound") is not None:
        return Found(0, (), misunderstood=True)
    pmids = tuple(pmid.text.strip() for pmid in root.iterfind("IdList/Id") if pmid.text)
    if len(pmids) != min(int(count), MOST_HITS):
        raise ValueError("answer was not whole")
    dropped = any(root.find(where) is not None for where in ("ErrorList/PhraseNotFound", "WarningList/PhraseIgnored"))
    return Found(int(count), pmids, dropped or "[All Fields]" in root.findtext("QueryTranslation", ""))


def _works(body: bytes) -> tuple[Work, ...]:
    from citecheck.records.pubmed import works

    return tuple(works(body))


# --- what others need to know of it ------------------------------------------------------------------


def _limits(settings: Settings) -> Limits:
    if settings.key(API_KEY.variable):
        return Limits(pool="key", per_second={KIND: 10.0}, in_flight=3)
    return Limits(per_second={KIND: 3.0}, in_flight=3)


def _probe(settings: Settings) -> Request:
    key = settings.key(API_KEY.variable)
    # In the body, so that key and address stay out of URLs.
    asked = {"db": "pubmed", "term": "1[uid]", "retmax": "0", **us(settings)} | ({"api_key": key} if key else {})
    return Request(kind=KIND, url=f"{EUTILS.address(settings)}/esearch.fcgi", data=asked)


_BARE = "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article/></MedlineCitation></PubmedArticle>"


def _tool(request: Request) -> str:
    return request.url.rpartition("/")[2].partition(".")[0]


def _words(request: Request) -> str:
    if (request.data or {}).get("db", "pubmed") != "pubmed":
        return "searches for books" if _tool(request) == "esearch" else "records of books"
    return {"esearch": "searches", "efetch": "records", "ecitmatch": "citation matches"}[_tool(request)]


def _empty(request: Request) -> Response:
    asked: Mapping[str, str] = request.data or {}
    lines = "\n".join(f"{line}NOT_FOUND" for line in asked.get("bdata", "").split("\r"))
    nothing = {"esearch": "<eSearchResult><Count>0</Count><IdList/></eSearchResult>", "efetch": "<PubmedArticleSet/>"}
    return Response(200, {}, nothing.get(_tool(request), lines).encode())


def _bare(request: Request) -> Response:
    """A search finds one record; a record tells its number."""
    asked: Mapping[str, str] = request.data or {}
    if _tool(request) == "esearch":
        body = "<eSearchResult><Count>1</Count><IdList><Id>1</Id></IdList></eSearchResult>"
    elif _tool(request) == "efetch" and asked.get("db") == "nlmcatalog":
        body = "<NLMCatalogRecordSet><NLMCatalogRecord/></NLMCatalogRecordSet>"
    elif _tool(request) == "esummary":
        body = '{"result": {"uids": []}}'
    elif _tool(request) == "efetch":
        body = f"<PubmedArticleSet>{''.join(map(_BARE.format, asked.get('id', '').split(',')))}</PubmedArticleSet>"
    else:
        return _empty(request)
    return Response(200, {}, body.encode())


def _denied(answer: Response) -> str:
    """A key that NCBI does not know is told as a bad question, like any other."""
    try:
        error = str(parsed(answer.content)["error"]) if answer.status == 400 else ""
    except (ValueError, KeyError, TypeError):
        return ""
    return f"NCBI does not know the key in {API_KEY.variable}" if "api key" in error.lower() else ""


EUTILS = Endpoint(
    setting="pubmed",
    title="PubMed (E-utilities)",
    default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    limits=_limits,
    words=_words,
    empty=_empty,
    bare=_bare,
    denied=_denied,
    large_jobs="NCBI asks for large jobs at weekends, or from 21:00 to 5:00 US Eastern time",
    probe=_probe,
    stated=lambda headers: StatedLimits(requests=number(headers.get("x-ratelimit-limit"))),
)
