"""The DOI system as a source: whether a DOI exists at all, with which agency, and the records of DataCite.

Handles: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation.
Agencies: https://www.doi.org/the-identifier/resources/handbook ("Which RA? service"), many DOIs a request.
DataCite: https://support.datacite.org/docs/api. No publisher's page is ever asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from citecheck.interfaces import (
    Answer,
    Client,
    Endpoint,
    Identifier,
    Limits,
    Request,
    Response,
    Run,
    Source,
    SourceInfo,
    Stage,
    Unanswered,
)
from citecheck.model import Item, Outage, Work
from citecheck.records import datacite
from citecheck.settings import Settings
from citecheck.sources.shared import Prompt, as_answered, batched, parsed

KIND = "doi"
UNNAMED = "an agency that doi.org does not name"
BATCH = 40  # DOIs a request, as for Crossref: about 1.8 kB of URL
_DATACITE = "DataCite"
_NO_SUCH_HANDLE = 100
_EXISTS = (1, 200)  # found; found, but without values of the type asked for


class Doi(Prompt):
    """Knows DOIs and nothing else. It can't search, so it is asked last: only about DOIs nobody else knows.

    The answer to a DOI is the work that DataCite describes; a work with an `agency` where it is registered with
    somebody whose record we can't read or who has none; none where no agency knows it.
    """

    name = "doi"
    remote = True
    identifies = frozenset({"doi"})
    stages: tuple[Stage, ...] = ()

    def __init__(self, run: Run, handles: Client, datacite: Client) -> None:
        self._handles_at, self._datacite_at = HANDLES.address(run.settings), DATACITE.address(run.settings)
        self._handles, self._datacite = handles, datacite

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        by_doi = {one.value.lower(): one for one in identifiers if one.kind == "doi"}
        answers: dict[str, Answer] = {}
        for batch in batched(list(by_doi), BATCH):
            for doi, answer in self._batch(batch):
                answers[doi] = answer
                yield by_doi[doi], answer
        for one in dict.fromkeys(identifiers):  # the same DOI in another spelling
            if one.kind == "doi" and one != by_doi[one.value.lower()]:
                yield one, answers[one.value.lower()]

    def _batch(self, dois: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        try:
            agencies = self._agencies(dois)
        except Unanswered as unanswered:
            yield from ((doi, Outage(source=self.name, reason=unanswered.reason)) for doi in dois)
            return
        described = self._listed([doi for doi in dois if agencies.get(doi) == _DATACITE])

        def answer(doi: str) -> Answer:
            try:
                if doi in described:
                    return described[doi]
                agency = agencies[doi] if doi in agencies else self._agencies([doi]).get(doi, "")
                return self._works(doi, agency)
            except Unanswered as unanswered:
                return Outage(source=self.name, reason=unanswered.reason)

        yield from as_answered(answer, dois, lambda: self._handles.in_flight)

    def _agencies(self, dois: Sequence[str]) -> dict[str, str]:
        """With whom each DOI is registered, "" where the service knows nobody; a DOI that it leaves out is missing."""
        # A comma in a DOI is encoded, so that it separates nothing.
        listed = ",".join(quote(doi, safe="/") for doi in dois)
        body = _json(self._handles, f"{self._handles_at}/doiRA/{listed}")
        whole = isinstance(body, list) and body and all(isinstance(one, Mapping) for one in body)
        if not whole or not all("RA" in one or "status" in one for one in body):
            raise Unanswered("answer was not as documented")
        if len(dois) == 1:
            return {dois[0]: str(body[0].get("RA", ""))}
        return {str(one.get("DOI", "")).lower(): str(one.get("RA", "")) for one in body}

    def _works(self, doi: str, agency: str) -> tuple[Work, ...]:
        """The work of a DOI that no list describes. Only the handle system's word makes it absent."""
        if agency == _DATACITE and (work := self._from_datacite(doi)):
            return (work,)
        if not self._exists(doi):
            return ()
        url = f"https://doi.org/{doi}"
        return (Work(item=Item(doi=doi), source=self.name, url=url, agency=agency or UNNAMED),)

    def _exists(self, doi: str) -> bool:
        """What the handle system says. Only its own word about this very DOI counts as absence."""
        body = _json(self._handles, f"{self._handles_at}/api/handles/{quote(doi, safe='/')}")
        code = body.get("responseCode") if isinstance(body, Mapping) else None
        if code in _EXISTS:
            return True
        if code == _NO_SUCH_HANDLE and str(body.get("handle", "")).lower() == doi:
            return False
        raise Unanswered("handle system gave no clear answer")

    def _listed(self, dois: Sequence[str]) -> dict[str, tuple[Work, ...]]:
        """What DataCite describes of these, in one request. Its index may lag: what is missing is asked for alone."""
        asked = [doi for doi in dois if not set('"\\') & set(doi)]
        if len(asked) < 2:
            return {}
        any_of = " OR ".join(f'"{doi}"' for doi in asked)
        params = {"query": f"doi:({any_of})", "page[size]": str(len(asked))}
        try:
            body = _json(self._datacite, f"{self._datacite_at}/dois", params)
            works = [self._work(record) for record in _data(body, list)]
        except Unanswered:  # asked for alone, each has its own answer or outage
            return {}
        return {work.item.doi: (work,) for work in works if work.item.doi in asked}

    def _from_datacite(self, doi: str) -> Work | None:
        body = _json(self._datacite, f"{self._datacite_at}/dois/{quote(doi, safe='/')}", absent=True)
        if body is None:
            return None
        work = self._work(_data(body, dict))
        if work.item.doi != doi:
            raise Unanswered("answer was about another DOI")
        return work

    def _work(self, record: Any) -> Work:
        try:
            return datacite.work(record, self.name)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unanswered("answer was not as documented") from None


def _data(body: Any, kind: type) -> Any:
    """The `data` of a JSON:API answer."""
    data = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(data, kind):
        raise Unanswered("answer was not as documented")
    return data


def _json(client: Client, url: str, params: Mapping[str, str] | None = None, *, absent: bool = False) -> Any:
    """The JSON at an address: a 404 that is data has a JSON body, too. None for any 404 where `absent` is meant."""
    answer = client.send(Request(kind=KIND, url=url, params=params or {}), _fault)
    if answer.status == 404 and absent:
        return None
    if answer.status == 400:
        raise Unanswered("refused our question (400)")
    try:
        return parsed(answer.content)
    except ValueError:
        raise Unanswered(f"unexpected answer ({answer.status})") from None


def _fault(answer: Response) -> str:
    """A page for people under 200 is no answer."""
    if answer.status != 200:
        return ""
    try:
        parsed(answer.content)
    except ValueError as error:
        return str(error)
    return ""


# --- what others need to know of it ------------------------------------------------------------------


def _datacite_limits(settings: Settings) -> Limits:
    """In five minutes 500 requests from anybody, 1,000 from who gives an address in the User-Agent
    (https://support.datacite.org/docs/rate-limit, since 2025)."""
    if settings.mailto:
        return Limits(pool="polite", per_second={KIND: 3.0}, in_flight=2)
    return Limits(per_second={KIND: 1.5}, in_flight=2)


def _handle_probe(settings: Settings) -> Request:
    return Request(kind=KIND, url=f"{HANDLES.address(settings)}/api/handles/10.1000/1")


def _datacite_probe(settings: Settings) -> Request:
    return Request(kind=KIND, url=f"{DATACITE.address(settings)}/dois/10.5438/0012")


def _words(request: Request) -> str:
    return "DOIs that may be dead" if "/api/handles/" in request.url else "agencies of DOIs"


def _empty(request: Request) -> Response:
    path = urlsplit(request.url).path
    if "/api/handles/" in path:
        return _as_json({"responseCode": 1})
    dois = path.partition("/doiRA/")[2].split(",")
    return _as_json([{"DOI": doi, "status": "DOI does not exist"} for doi in dois])


def _datacite_empty(request: Request) -> Response:
    return _as_json({"data": []}) if request.params else Response(404, {}, b"{}")


def _as_json(body: Any) -> Response:
    return Response(200, {}, json.dumps(body).encode())


HANDLES = Endpoint(
    setting="doi",
    title="DOI handles",
    default="https://doi.org",
    limits=lambda settings: Limits(per_second={KIND: 5.0}, in_flight=2),  # none is stated; it is asked rarely
    words=_words,
    empty=_empty,
    probe=_handle_probe,
)
DATACITE = Endpoint(
    setting="datacite",
    title="DataCite",
    default="https://api.datacite.org",
    limits=_datacite_limits,
    words=lambda request: "records of DataCite",
    empty=_datacite_empty,
    probe=_datacite_probe,
)


def _connected(run: Run, opened: Callable[[Endpoint], Client]) -> Source:
    return Doi(run, opened(HANDLES), opened(DATACITE))


source = SourceInfo(
    name="doi",
    title="the DOI system",
    identifies=Doi.identifies,
    connect=_connected,
    endpoints=(HANDLES, DATACITE),
    rank=30,
    wanted=lambda settings: True,
)
