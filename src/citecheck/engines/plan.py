"""What a run would ask of whom, and how many requests that takes, without asking anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from citecheck.engines import local
from citecheck.engines.dry_run import DryClient, Question, Supposed, Tally, everything, nothing
from citecheck.interfaces import Client, Endpoint, Identifier, Run, Source, SourceInfo
from citecheck.model import Reference, Work
from citecheck.settings import Settings
from citecheck.sources.cached import Cached

_Answer = Callable[[Identifier | Reference], tuple[Work, ...]]
_LARGE = 300  # requests that make a job large
_SURE = 0.5  # what a dry run makes up is accepted, however little the reference states


@dataclass(frozen=True, kw_only=True)
class Line:
    """A kind of question: requests where each reference is found at once, and where none is found at all."""

    question: Question
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would be asked; what the cache answers is left out."""

    references: int
    lines: tuple[Line, ...]

    def seconds(self, count: Callable[[Line], int]) -> float:
        """How long the limits make a run take at least: the services are asked at the same time."""
        services: dict[str, float] = {}
        for line in self.lines:
            wait = count(line) / line.question.per_second
            services[line.question.service] = services.get(line.question.service, 0.0) + wait
        return max(services.values(), default=0.0)


def plan(references: Sequence[Reference], settings: Settings) -> Plan:
    """The plan of a run over these references with these settings. Nothing is sent and nothing is kept."""
    sure = replace(settings.policy, threshold=min(settings.policy.threshold, _SURE))
    least = _dry(references, replace(settings, policy=sure), everything(references))
    most = _dry(references, settings, nothing)
    questions = dict.fromkeys((*most.counts, *least.counts))
    lines = tuple(Line(question=one, least=least.counts[one], most=most.counts[one]) for one in questions)
    ordered = sorted(lines, key=lambda line: (line.question.service, line.question.words))
    return Plan(references=len(references), lines=tuple(ordered))


def _dry(references: Sequence[Reference], settings: Settings, answer: _Answer) -> Tally:
    tally, run = Tally(), Run(settings=settings)
    if settings.offline:
        return tally
    opened = partial(_opened, run=run, tally=tally, found=answer is not nothing)
    sources = [_supposed(info, run, opened, answer) for info in local.chosen(settings)]
    for _ in local.run(references, run, sources=sources):
        pass
    return tally


def _opened(endpoint: Endpoint, run: Run, tally: Tally, *, found: bool) -> Client:
    return DryClient(endpoint, run, tally, found=found)


def _supposed(info: SourceInfo, run: Run, opened: Callable[[Endpoint], Client], answer: _Answer) -> Source:
    source = info.connect(run, opened)
    if not source.remote:
        return source
    supposed = Supposed(source, answer)
    if run.settings.cache is None:
        return supposed
    # What is made up must never be kept.
    return Cached(
        supposed, Path(run.settings.cache), refresh=run.settings.refresh, reader=info.reader, keep=lambda works: False
    )


def render(plan: Plan) -> Iterator[str]:
    """The plan as a table, line by line."""
    yield f"{plan.references} references; nothing was asked\n"
    if not plan.lines:
        yield "every question is answered from the cache, no request is needed\n"
        return
    width = max(len(line.question.service) for line in plan.lines)
    yield f"{'service':<{width}}  {'question':<21}  {'at best':>7}  {'at worst':>8}  a second\n"
    for line in plan.lines:
        one = line.question
        yield f"{one.service:<{width}}  {one.words:<21}  {line.least:>7}  {line.most:>8}  {one.per_second:>8g}\n"
    least, most = sum(line.least for line in plan.lines), sum(line.most for line in plan.lines)
    yield f"{'in all':<{width}}  {'':<21}  {least:>7}  {most:>8}\n"
    best, worst = plan.seconds(lambda line: line.least), plan.seconds(lambda line: line.most)
    yield f"the limits make that at least {best:.0f} to {worst:.0f} seconds\n"
    large = Counter[str]()
    for line in plan.lines:
        large[line.question.large_jobs] += line.most
    yield from (f"{words}\n" for words, count in large.items() if words and count >= _LARGE)
    yield "at best: each reference is found at the first question; at worst: no source knows any\n"
