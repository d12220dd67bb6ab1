"""Whether the services answer, with what limits, and what of ours is set: one cheap question to each."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from citecheck.settings import Settings
from citecheck.sources import crossref, doi, entrez, pmcids
from citecheck.sources.net.client import Gate, Response, Silent, gate

_TIMEOUT = 10.0
_ANSWERED = re.compile(r'"answered": "(\d{4}-\d\d-\d\d)')


@dataclass(frozen=True, kw_only=True)
class Service:
    """What one service said. `silence`: why it did not answer; `pool` and `limits`: its own words, if any."""

    source: str
    name: str
    silence: str = ""
    milliseconds: float = 0.0
    pool: str = ""
    limits: str = ""


@dataclass(frozen=True, kw_only=True)
class Cache:
    """The folder of answers: files, bytes, and the days of the oldest and the newest answer."""

    folder: str
    files: int = 0
    size: int = 0
    oldest: str = ""
    newest: str = ""


def services(settings: Settings, now: Callable[[], float] = time.monotonic) -> Iterator[Service]:
    """Each service of the sources that the settings name, asked in turn; one that can't be reached says why."""
    settings = replace(settings, timeout=min(settings.timeout, _TIMEOUT))
    for source, name, ask in _QUESTIONS:
        if source not in settings.sources:
            continue
        begun = now()
        try:
            headers = ask(settings).headers
        except Silent as silent:
            yield Service(source=source, name=name, silence=silent.reason)
            continue
        took = 1000 * (now() - begun)
        pool, limits = headers.get("x-api-pool", ""), _limits(headers)
        yield Service(source=source, name=name, milliseconds=took, pool=pool, limits=limits)


def cache(folder: Path) -> Cache:
    """What the cache holds; a file that can't be read counts with its size alone."""
    days: list[str] = []
    files = size = 0
    for path in folder.glob("*/*.json"):
        try:
            size += path.stat().st_size
            days += _ANSWERED.findall(path.read_text(encoding="utf-8", errors="replace"))[:1]
        except OSError:
            continue
        finally:
            files += 1
    return Cache(folder=str(folder), files=files, size=size, oldest=min(days, default=""), newest=max(days, default=""))


def _crossref(settings: Settings) -> Response:
    params = {"rows": "0"} | ({"mailto": settings.mailto} if settings.mailto else {})
    url = f"{settings.crossref_url.rstrip('/')}/works"
    return _whole(crossref.open_gate(settings), "GET", url, crossref.LISTS, params=params)


def _pubmed(settings: Settings) -> Response:
    asked = {"db": "pubmed", "term": "1[uid]", "retmax": "0", "tool": "citecheck"}
    # In the body, so that key and address stay out of URLs.
    asked |= {"email": settings.mailto} if settings.mailto else {}
    asked |= {"api_key": settings.ncbi_key} if settings.ncbi_key else {}
    url = f"{settings.pubmed_url.rstrip('/')}/esearch.fcgi"
    return _whole(entrez.open_gate(settings), "POST", url, entrez.KIND, data=asked)


def _converter(settings: Settings) -> Response:
    params = {"ids": "PMC13901", "idtype": "pmcid", "format": "json", "tool": "citecheck"}
    one = gate(settings, settings.idconv_url, {pmcids.KIND: 3.0}, 3)
    return _whole(one, "GET", f"{settings.idconv_url.rstrip('/')}/", pmcids.KIND, params=params)


def _handles(settings: Settings) -> Response:
    one = gate(settings, settings.doi_url, {doi.KIND: 5.0}, 2)
    return _whole(one, "GET", f"{settings.doi_url.rstrip('/')}/api/handles/10.1000/1", doi.KIND, absent=True)


def _datacite(settings: Settings) -> Response:
    one = gate(settings, settings.datacite_url, {doi.KIND: 5.0}, 2)
    return _whole(one, "GET", f"{settings.datacite_url.rstrip('/')}/dois/10.5438/0012", doi.KIND, absent=True)


def _whole(
    one: Gate,
    method: str,
    url: str,
    kind: str,
    *,
    params: Mapping[str, str] | None = None,
    data: Mapping[str, str] | None = None,
    absent: bool = False,
) -> Response:
    """The answer, if it is one. `absent`: that the service does not know the thing is an answer, too."""
    answer = one.send(method, url, kind=kind, params=params, data=data)
    if answer.status != 200 and not (absent and answer.status == 404):
        raise Silent(f"unexpected answer ({answer.status})")
    if answer.content.lstrip()[:1].lower() == b"<" and b"<html" in answer.content[:500].lower():
        raise Silent("answered with a page for people")
    return answer


_QUESTIONS: tuple[tuple[str, str, Callable[[Settings], Response]], ...] = (
    ("crossref", "Crossref", _crossref),
    ("pubmed", "PubMed (E-utilities)", _pubmed),
    ("pubmed", "PMC id converter", _converter),
    ("doi", "DOI handles", _handles),
    ("doi", "DataCite", _datacite),
)


def _limits(headers: Mapping[str, str]) -> str:
    """The limits that the service states, in words."""
    rate = headers.get("x-rate-limit-limit") or headers.get("x-ratelimit-limit", "")
    interval, at_once = headers.get("x-rate-limit-interval", "1s"), headers.get("x-concurrency-limit", "")
    parts = (f"{rate} in {interval}" if rate else "", f"{at_once} at once" if at_once else "")
    return ", ".join(filter(None, parts))
