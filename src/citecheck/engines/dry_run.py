"""Clients that ask nobody: what they would ask is counted, by service and kind of question.

A dry run goes through the real sources, so that it batches as they do. Two cases bound what a run costs: each
reference is found at the first question, or none is found at all. Repeated and refused requests come on top.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from citecheck.interfaces import Answer, Endpoint, Identifier, Inspection, Request, Response, Run, Source, Stage
from citecheck.model import Item, Reference, Work


@dataclass(frozen=True, kw_only=True)
class Question:
    """A kind of question to a service, and how many of it may be asked a second."""

    service: str
    words: str
    per_second: float
    large_jobs: str = ""


class Tally:
    """How often each kind of question was asked. Safe to share between threads."""

    def __init__(self) -> None:
        self.counts: Counter[Question] = Counter()
        self._lock = threading.Lock()

    def add(self, question: Question) -> None:
        with self._lock:
            self.counts[question] += 1


class DryClient:
    """Sends nothing: it counts the question and gives the answer of a service that has nothing, or (`found`) has what
    is asked for."""

    def __init__(self, endpoint: Endpoint, run: Run, tally: Tally, *, found: bool) -> None:
        self._endpoint, self._tally = endpoint, tally
        self._answer = endpoint.bare if found and endpoint.bare else endpoint.empty
        self._limits = endpoint.limits(run.settings)

    @property
    def in_flight(self) -> int:
        return self._limits.in_flight

    def send(self, request: Request, inspect: Inspection | None = None) -> Response:
        endpoint, per_second = self._endpoint, self._limits.per_second[request.kind]
        question = Question(
            service=endpoint.title,
            words=endpoint.words(request),
            per_second=per_second,
            large_jobs=endpoint.large_jobs,
        )
        self._tally.add(question)
        answer = self._answer(request)
        if inspect:
            inspect(answer)
        return answer


class Supposed:
    """A source whose questions are asked of dry clients, and whose answers are made up by `answer`."""

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
