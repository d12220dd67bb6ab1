"""The DOI system as a source: whether a DOI exists at all, with which agency, and the records of DataCite.

Handles: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation.
DataCite: https://support.datacite.org/docs/api. No publisher's page is ever asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Item, Outage, Work
from citecheck.records import datacite
from citecheck.settings import Settings
from citecheck.sources.crossref import Crossref
from citecheck.sources.net.client import Gate, Response, Silent, gate
from citecheck.sources.shared import Prompt, as_answered, parsed

KIND = "doi"
UNNAMED = "an agency that doi.org does not name"
_NO_SUCH_HANDLE = 100
_EXISTS = (1, 200)  # found; found, but without values of the type asked for
# Neither service states a limit for this; both are asked rarely.
_PER_SECOND, _IN_FLIGHT = 5.0, 2

Ask = Callable[[str], Any]


class Doi(Prompt):
    """Knows DOIs and nothing else. It can't search, so it is asked last: only about DOIs nobody else knows.

    The answer to a DOI is the work that DataCite or (for an alias) Crossref describes; a work with an
    `agency` where it is registered with somebody whose records we can't read; none where no agency knows it.
    """

    name = "doi"
    remote = True
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = ()

    def __init__(self, settings: Settings, one: Gate | None = None) -> None:
        self._handles_url, self._datacite_url = settings.doi_url.rstrip("/"), settings.datacite_url.rstrip("/")
        rates = {KIND: _PER_SECOND}
        self._handles = one or gate(settings, settings.doi_url, rates, _IN_FLIGHT)
        self._datacite = one or gate(settings, settings.datacite_url, rates, _IN_FLIGHT)
        self._crossref = Crossref(settings, one)
        self._agencies: dict[str, str] = {}
        self._lock = threading.Lock()

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        dois = list(dict.fromkeys(one for one in identifiers if one.kind == "doi"))
        yield from as_answered(self._answer, dois, lambda: self._handles.pacer.in_flight)

    def _answer(self, identifier: Identifier) -> Answer:
        doi = identifier.value.lower()
        try:
            return self._works(doi) if self._exists(doi) else ()
        except Silent as silent:
            return Outage(source=self.name, reason=silent.reason)

    def _exists(self, doi: str) -> bool:
        """What the handle system says. Only its own word about this very DOI counts as absence."""
        body = _json(self._handles, f"{self._handles_url}/api/handles/{quote(doi, safe='/')}")
        code = body.get("responseCode") if isinstance(body, Mapping) else None
        if code in _EXISTS:
            return True
        if code == _NO_SUCH_HANDLE and str(body.get("handle", "")).lower() == doi:
            return False
        raise Silent("handle system gave no clear answer")

    def _works(self, doi: str) -> tuple[Work, ...]:
        agency = self._agency(doi)
        described: tuple[Work, ...] = ()
        if agency == "DataCite":
            described = self._from_datacite(doi)
        elif agency == "Crossref":
            # A list of DOIs leaves aliases out; asked alone, Crossref follows them.
            described = tuple(replace(work, source=self.name) for work in self._crossref.single(doi))
        registered = Work(item=Item(doi=doi), source=self.name, url=f"https://doi.org/{doi}", agency=agency)
        return described or (registered,)

    def _agency(self, doi: str) -> str:
        """Who registered DOIs with this prefix; each prefix is asked about once."""
        prefix = doi.partition("/")[0]
        with self._lock:
            known = self._agencies.get(prefix)
        if known is None:
            body = _json(self._handles, f"{self._handles_url}/doiRA/{quote(prefix, safe='')}")
            first = body[0] if isinstance(body, list) and body and isinstance(body[0], Mapping) else None
            if first is None or not ("RA" in first or "status" in first):
                raise Silent("answer was not as documented")
            known = str(first.get("RA") or UNNAMED)
            with self._lock:
                self._agencies[prefix] = known
        return known

    def _from_datacite(self, doi: str) -> tuple[Work, ...]:
        body = _json(self._datacite, f"{self._datacite_url}/dois/{quote(doi, safe='/')}", absent=True)
        if body is None:
            return ()
        try:
            work = datacite.work(body["data"], self.name)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Silent("answer was not as documented") from None
        if work.item.doi != doi:
            raise Silent("answer was about another DOI")
        return (work,)


def connect(settings: Settings) -> Source:
    """The DOI system as these settings ask for it. Nothing is loaded or sent before the first question."""
    return Doi(settings)


def _json(one: Gate, url: str, *, absent: bool = False) -> Any:
    """The JSON at an address: a 404 that is data has a JSON body, too. None for any 404 where `absent` is meant."""
    answer = one.send("GET", url, kind=KIND, check=_fault)
    if answer.status == 404 and absent:
        return None
    if answer.status == 400:
        raise Silent("refused our question (400)")
    try:
        return parsed(answer.content)
    except ValueError:
        raise Silent(f"unexpected answer ({answer.status})") from None


def _fault(answer: Response) -> str:
    """A page for people under 200 is no answer."""
    if answer.status != 200:
        return ""
    try:
        parsed(answer.content)
    except ValueError as error:
        return str(error)
    return ""
