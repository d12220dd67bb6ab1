"""A sequence of verdicts that does not fill the memory: a few stay in it, many go to a temporary file."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, overload

from citecheck.engines import packed
from citecheck.model import Finding, Verdict

KEPT = 4000  # so many verdicts stay in memory, about 40 MB: a report looks at each of them four times


class _OnDemand(Sequence[Verdict], ABC):
    """A sequence whose verdicts are made when they are asked for."""

    @abstractmethod
    def _at(self, place: int) -> Verdict:
        """The verdict at this place, counted from 0."""

    @overload
    def __getitem__(self, place: int) -> Verdict: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Verdict]: ...
    def __getitem__(self, place: int | slice) -> Verdict | Sequence[Verdict]:
        places = range(len(self))[place]
        return self._at(places) if isinstance(places, int) else [self._at(one) for one in places]

    def __iter__(self) -> Iterator[Verdict]:
        return map(self._at, range(len(self)))


class OnDisk(_OnDemand):
    """Verdicts in a file, in the order given, each read when it is asked for."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="citecheck-")  # noqa: SIM115 - lives as long as we do
        self._starts = array("Q")

    def extend(self, verdicts: Iterable[Verdict]) -> None:
        """Write verdicts behind those that are there."""
        end = self._file.seek(0, 2)
        for verdict in verdicts:
            self._starts.append(end)
            end += self._file.write(packed.pack(verdict))

    def __len__(self) -> int:
        return len(self._starts)

    def _at(self, place: int) -> Verdict:
        start = self._starts[place]
        self._file.seek(start)
        length = self._starts[place + 1] - start if place + 1 < len(self) else -1
        return packed.verdict(self._file.read(length))

    def __del__(self) -> None:
        self._file.close()


class Annotated(_OnDemand):
    """Verdicts with findings that were made when the whole list was known, added by place; `seen` makes of each what is
    shown."""

    def __init__(
        self,
        verdicts: Sequence[Verdict],
        added: Mapping[int, tuple[Finding, ...]],
        seen: Callable[[Verdict], Verdict] = lambda verdict: verdict,
    ) -> None:
        self._verdicts, self._added, self._seen = verdicts, added, seen

    def __len__(self) -> int:
        return len(self._verdicts)

    def _at(self, place: int) -> Verdict:
        return self._seen(self._verdicts[place].with_findings(*self._added.get(place, ())))


class Overflowing(_OnDemand):
    """The first verdicts in memory, the others in a file."""

    def __init__(self, kept: Sequence[Verdict], others: OnDisk) -> None:
        self._kept, self._others = kept, others

    def __len__(self) -> int:
        return len(self._kept) + len(self._others)

    def _at(self, place: int) -> Verdict:
        return self._kept[place] if place < len(self._kept) else self._others[place - len(self._kept)]


def collected(verdicts: Iterable[Verdict]) -> Sequence[Verdict]:
    """The verdicts in memory while they are few; what is more goes to a file."""
    remaining = iter(verdicts)
    kept = tuple(islice(remaining, KEPT))
    if len(kept) < KEPT:
        return kept
    on_disk = OnDisk()
    on_disk.extend(remaining)
    return Overflowing(kept, on_disk)
