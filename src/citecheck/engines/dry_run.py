"""Sources that ask nobody: what they would ask is counted, by service and kind of question.

A rehearsal goes through the real sources, so that it batches as they do. Two cases bound what a run costs: each
reference is found at the first question, or none is found at all. Repeated and refused requests come on top.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from citecheck.interfaces import Answer, Identifier, Source, Stage
from citecheck.model import Item, Reference, Work
from citecheck.sources.net import client
from citecheck.sources.net.client import Check, Gate, Response
from citecheck.sources.net.pacing import Pacer

_FETCHED = "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article/></MedlineCitation></PubmedArticle>"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A kind of question to a service, and how many of it may be asked a second."""

    service: str
    words: str
    per_second: float


class Tally:
    """How often each kind of question was asked. Safe to share between threads."""

    def __init__(self) -> None:
        self.counts: Counter[Question] = Counter()
        self._lock = threading.Lock()

    def add(self, question: Question) -> None:
        with self._lock:
            self.counts[question] += 1


@contextmanager
def rehearsing(tally: Tally) -> Iterator[None]:
    """Sources that are made inside the block ask nobody and count in `tally`."""
    token = client.rehearsal.set(lambda url, per_second, in_flight: _Counting(tally, url, per_second, in_flight))
    try:
        yield
    finally:
        client.rehearsal.reset(token)


class Foretold:
    """A source in a rehearsal: its questions are counted, its answers are made up by `answer`."""

    def __init__(self, inner: Source, answer: Callable[[Identifier | Reference], tuple[Work, ...]]) -> None:
        self.name, self.remote = inner.name, inner.remote
        self.identifies, self.stages = inner.identifies, inner.stages
        self._inner, self._answer = inner, answer

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        return {one: self._named(self._answer(one)) for one in self._inner.lookup(identifiers)}

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        self._inner.search(references, stage)
        return [self._named(self._answer(one)) if stage in self.stages else () for one in references]

    def _named(self, works: tuple[Work, ...]) -> tuple[Work, ...]:
        return tuple(replace(work, source=self.name) for work in works)


def nothing(asked: Identifier | Reference) -> tuple[Work, ...]:
    """The answer where no source knows anything."""
    return ()


def everything(references: Sequence[Reference]) -> Callable[[Identifier | Reference], tuple[Work, ...]]:
    """Answers as if each of these references were right, and its work in every source with DOI and PMID."""
    made = {reference: _made(number, reference.item or Item()) for number, reference in enumerate(references, 1)}
    named = {
        Identifier(kind, value): work
        for work in made.values()
        for kind, value in (("doi", work.item.doi), ("pmid", work.item.pmid), ("pmcid", work.item.pmcid))
        if value
    }

    def answer(asked: Identifier | Reference) -> tuple[Work, ...]:
        work = made.get(asked) if isinstance(asked, Reference) else named.get(asked)
        return (work,) if work else ()

    return answer


def _made(number: int, item: Item) -> Work:
    filled = replace(item, doi=item.doi or f"10.5555/plan.{number}", pmid=item.pmid or str(number))
    return Work(item=filled, source="")


class _Counting(Gate):
    """A gate that sends nothing: it counts the question and gives an answer that is whole and of no use."""

    def __init__(self, tally: Tally, url: str, per_second: Mapping[str, float], in_flight: int) -> None:
        super().__init__(Pacer(per_second, in_flight))
        self._tally, self._host, self._rates = tally, urlsplit(url).netloc, dict(per_second)

    def send(
        self,
        method: str,
        url: str,
        *,
        kind: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> Response:
        words, answer = _understood(urlsplit(url).path, params or data or {})
        self._tally.add(Question(service=self._host, words=words, per_second=self._rates[kind]))
        if check:
            check(answer)
        return answer


def _understood(path: str, asked: Mapping[str, str]) -> tuple[str, Response]:
    """What a request asks, in words, and the answer of a service that has nothing."""
    tool = path.rstrip("/").rpartition("/")[2]
    if tool == "works":
        words = "look-ups of DOIs" if "filter" in asked else "text searches"
        return words, _json({"message": {"items": [], "total-results": 0}})
    if tool == "esearch.fcgi":  # one record, so that it is fetched
        return "searches", _xml("<eSearchResult><Count>1</Count><IdList><Id>1</Id></IdList></eSearchResult>")
    if tool == "efetch.fcgi":
        records = "".join(map(_FETCHED.format, asked.get("id", "").split(",")))
        return "records", _xml(f"<PubmedArticleSet>{records}</PubmedArticleSet>")
    if tool == "ecitmatch.cgi":
        lines = [f"{line}NOT_FOUND" for line in asked.get("bdata", "").split("\r")]
        return "citation matches", Response(200, {}, "\n".join(lines).encode())
    if tool == "articles":
        unknown = [{"requested-id": one, "status": "error"} for one in asked.get("ids", "").split(",")]
        return "look-ups of PMCIDs", _json({"status": "ok", "records": unknown})
    if "/api/handles/" in path:
        return "DOIs that may be dead", _json({"responseCode": 1})
    if "/doiRA/" in path:
        return "agencies of DOIs", _json([{"RA": "DataCite"}])
    return "single records", Response(404, {}, b"{}")


def _json(body: Any) -> Response:
    return Response(200, {}, json.dumps(body).encode())


def _xml(body: str) -> Response:
    return Response(200, {}, body.encode())
