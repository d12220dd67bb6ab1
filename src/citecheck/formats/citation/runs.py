"""The parts of a text in order, as a value that rules take and give back changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from citecheck.model import Span

_MARKS = " .,:;"


@dataclass(frozen=True, slots=True)
class Runs:
    """`spans` of `text`, in order, none over another."""

    text: str
    spans: tuple[Span, ...]

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def of(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def first(self, *fields: str) -> Span | None:
        return next((span for span in self.spans if span.field in fields), None)

    def has(self, *fields: str) -> bool:
        return any(span.field in fields for span in self.spans)

    def before(self, span: Span) -> Span | None:
        at = self.spans.index(span)
        return self.spans[at - 1] if at else None

    def after(self, span: Span) -> Span | None:
        at = self.spans.index(span) + 1
        return self.spans[at] if at < len(self.spans) else None

    def cut(self, span: Span, *, start: int = -1, end: int = -1) -> Runs:
        """With `span` from `start` or up to `end` only."""
        narrow = replace(span, start=max(start, span.start), end=span.end if end < 0 else min(end, span.end))
        return self._with(span, [narrow] if narrow.end > narrow.start else [])

    def relabel(self, span: Span, field: str) -> Runs:
        return self._with(span, [replace(span, field=field)])

    def claim(self, field: str, start: int, end: int) -> Runs:
        """With `start` to `end` as one run of `field`; what others had of it is taken from them."""
        kept: list[Span] = []
        for span in self.spans:
            if span.end <= start or span.start >= end:
                kept.append(span)
                continue
            behind = next((at for at in range(end, span.end) if self.text[at] not in _MARKS), span.end)
            left = [replace(span, end=min(span.end, start)), replace(span, start=max(span.start, behind))]
            kept += [one for one in left if any(map(str.isalnum, self.text[one.start : one.end]))]
        return self.made(self.text, [*kept, Span(field=field, start=start, end=end)])

    @classmethod
    def made(cls, text: str, spans: Iterable[Span]) -> Runs:
        return cls(text, tuple(sorted(spans, key=lambda span: span.start)))

    def _with(self, span: Span, put: list[Span]) -> Runs:
        at = self.spans.index(span)
        return Runs(self.text, (*self.spans[:at], *put, *self.spans[at + 1 :]))
