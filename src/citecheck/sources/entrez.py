"""NCBI's E-utilities on PubMed: Bio.Entrez builds the requests, our gate sends them, lxml reads the answers.

Bio.Entrez has no timeout and repeats a refused request without a pause, and its reader needs a DTD of
the current year, so the function it sends with is replaced. Outside a question of ours it is the real one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlsplit

from citecheck.model import Work
from citecheck.settings import Settings
from citecheck.sources import citation_match
from citecheck.sources.net.client import Check, Gate, Response, Silent, gate

MOST_HITS = 500
MOST_RECORDS = 200  # records an EFetch: 4 to 9 MB
KIND = "eutils"

_Answer = TypeVar("_Answer")


class Found(NamedTuple):
    """How many records a search matches in all, the PMIDs of the first MOST_HITS of them, and whether PubMed
    dropped or remapped a part of the question (which widens it)."""

    total: int
    pmids: tuple[str, ...]
    widened: bool = False


class _Call(NamedTuple):
    """The question being asked in this thread."""

    gate: Gate
    url: str
    check: Check


_current: ContextVar[_Call | None] = ContextVar("the E-utilities question in progress", default=None)


class Entrez:
    """ESearch, EFetch and ECitMatch. All raise Silent when there is no usable answer."""

    def __init__(self, settings: Settings, gate: Gate | None = None) -> None:
        self._url = settings.pubmed_url.rstrip("/")
        self._mailto = settings.mailto
        self._key = settings.ncbi_key
        self._gate = gate or open_gate(settings)

    def search(self, term: str) -> Found:
        """The records that a boolean term finds."""
        return self._ask("esearch", _found, term=term, retmax=MOST_HITS)

    def fetch(self, pmids: Sequence[str]) -> tuple[Work, ...]:
        """The records of these PMIDs; EFetch leaves out those it does not know."""
        works = self._ask("efetch", _works, id=",".join(pmids)) if pmids else ()
        return tuple(work for work in works if work.item.pmid in pmids)

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

        # Stated even when empty, or Bio.Entrez warns; what is empty is not sent.
        us = {"tool": "citecheck", "email": self._mailto, "api_key": self._key}
        token = _current.set(_Call(self._gate, self._url, check))
        try:
            getattr(_entrez(), tool)(db="pubmed", retmode="xml", **question, **us)
        finally:
            _current.reset(token)
        return answers[-1]


def open_gate(settings: Settings) -> Gate:
    per_second, pool = (10.0, "key") if settings.ncbi_key else (3.0, "public")
    return gate(settings, settings.pubmed_url, {KIND: per_second}, 3, pool=pool)


def _found(body: bytes) -> Found:
    """Reads an ESearch answer. A dropped phrase only widens the search, and every hit is checked against the
    reference; a field that PubMed does not know would make it another question.

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
        raise ValueError("a field of our question was not understood")
    pmids = tuple(pmid.text.strip() for pmid in root.iterfind("IdList/Id") if pmid.text)
    if len(pmids) != min(int(count), MOST_HITS):
        raise ValueError("answer was not whole")
    dropped = any(root.find(where) is not None for where in ("ErrorList/PhraseNotFound", "WarningList/PhraseIgnored"))
    return Found(int(count), pmids, dropped or "[All Fields]" in root.findtext("QueryTranslation", ""))


def _works(body: bytes) -> tuple[Work, ...]:
    from citecheck.records.pubmed import works

    return tuple(works(body))


class _Handle(io.BytesIO):
    """What Bio.Entrez expects its sender to return; the body was read already."""

    def __init__(self, url: str) -> None:
        from email.message import Message

        super().__init__()
        self.url = url
        self.headers = Message()
        self.headers["Content-Type"] = "text/xml"


@cache
def _entrez() -> Any:
    library: Any = import_module("Bio.Entrez")
    urlopen = library.urlopen

    def send(request: Any, *others: Any) -> Any:
        call = _current.get()
        if call is None:
            return urlopen(request, *others)
        library._open.previous = 0  # its own pause is neither needed nor safe between threads
        address = urlsplit(request.full_url)
        form = dict(parse_qsl(request.data.decode() if request.data else address.query))
        url = f"{call.url}/{address.path.rpartition('/')[2]}"
        # Always POST: the key and the contact address stay out of URLs, and a term may be long.
        response = call.gate.send("POST", url, kind=KIND, data=form, check=call.check)
        if response.status != 200:
            raise Silent(f"refused our question ({response.status})")
        return _Handle(url)

    library.urlopen = send
    return library
