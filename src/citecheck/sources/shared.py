"""What sources share."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, TypeVar

from citecheck.interfaces import Answer, Identifier, Stage, Unanswered
from citecheck.model import Outage, Reference

_T = TypeVar("_T")
_Asked = TypeVar("_Asked", bound=Hashable)


class Prompt:
    """Base of sources that hand over each answer as soon as they have it, so that it can be kept at once."""

    def lookup_each(self, identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, Answer]]:
        """Identifiers of the kinds that this source knows, each once with its answer, in any order."""
        raise NotImplementedError

    def asks(self, reference: Reference, stage: Stage) -> bool:
        """Whether there is anything to ask about a reference at this stage. Where there is not, no works are the answer
        and nothing is kept."""
        return True

    def search_each(self, references: Sequence[Reference], stage: Stage) -> Iterator[tuple[int, Answer]]:
        """The place of each reference in `references` with its answer, in any order."""
        return ((place, ()) for place in range(len(references)))

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        """All answers at once: see `Source`."""
        return dict(self.lookup_each(identifiers))

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        """All answers at once: see `Source`."""
        answers = dict(self.search_each(references, stage))
        return [answers[place] for place in range(len(references))]


def batched(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Slices of at most `size` things, in order."""
    return (things[start : start + size] for start in range(0, len(things), size))


class Refused(Unanswered):
    """The service won't answer this very question, however often it is asked; it may answer a smaller one."""


def divided(
    source: str, batch: Sequence[_Asked], ask: Callable[[Sequence[_Asked]], dict[_Asked, Answer]]
) -> dict[_Asked, Answer]:
    """What `ask` answers to the batch. One question must not silence the others: where the batch is too much or is not
    understood, it is halved."""
    try:
        return ask(batch)
    except Refused as refused:
        if len(batch) == 1:
            return {batch[0]: Outage(source=source, reason=refused.reason)}
        middle = len(batch) // 2
        return divided(source, batch[:middle], ask) | divided(source, batch[middle:], ask)
    except Unanswered as unanswered:
        return dict.fromkeys(batch, Outage(source=source, reason=unanswered.reason))


def together(answers: Sequence[Answer]) -> Answer:
    """The works of several answers; an outage only where none has any."""
    works = [work for answer in answers if not isinstance(answer, Outage) for work in answer]
    silent: Answer = next((answer for answer in answers if isinstance(answer, Outage)), ())
    return tuple(dict.fromkeys(works)) or silent


def as_answered(
    ask: Callable[[_Asked], _T], questions: Sequence[_Asked], in_flight: Callable[[], int]
) -> Iterator[tuple[_Asked, _T]]:
    """Each question with its answer, as they come, so many at a time.

    The first question goes alone: it learns the limits, or that nobody is there.
    """
    for question in questions[:1]:
        yield question, ask(question)
    with ThreadPoolExecutor(max_workers=in_flight()) as pool:
        asked = [(question, pool.submit(ask, question)) for question in questions[1:]]
        by_future = {future: question for question, future in asked}
        try:
            for future in as_completed(by_future):
                yield by_future[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def parsed(body: bytes) -> Any:
    """The JSON of an answer; raw line breaks inside texts pass, for NCBI sends them. ValueError if it is none."""
    import json

    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError):
        raise ValueError("answer was not JSON") from None


def number(text: str | None) -> float:
    """The number at the beginning of a header's value, 0 without any."""
    match = re.match(r"\s*(\d{1,6}(?:\.\d+)?)", text or "")
    return float(match[1]) if match else 0.0
