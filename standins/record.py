"""Fill cache/ by running citecheck against the stand-ins: `make record-standins`.

Only what is established is written: works that are real, never an absence (that a stand-in lacks a
work says nothing about the registry), and where each fact comes from in a `provenance` field.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from citecheck import api
from citecheck.interfaces import Answer, Identifier, Run, Source, Stage
from citecheck.model import Outage, Reference, Report, Work
from citecheck.settings import Settings
from citecheck.sources import crossref, pubmed
from citecheck.sources.cached import Cached
from citecheck.sources.net.client import open_client

from .crossref import CrossrefStandin
from .eutils import EutilsStandin
from .works import established

ROOT = Path(__file__).resolve().parents[1]
FROM = (
    "recorded from a loopback stand-in that holds facts verified from public pages; not an answer of the registry, "
    "which may know more"
)


class Established:
    """A stand-in's source without the fictitious works that it holds beside the real ones."""

    def __init__(self, inner: Source) -> None:
        self.name, self.remote = inner.name, inner.remote
        self.identifies, self.stages = inner.identifies, inner.stages
        self._inner = inner

    def lookup(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Answer]:
        return {one: _real(answer) for one, answer in self._inner.lookup(identifiers).items()}

    def search(self, references: Sequence[Reference], stage: Stage) -> Sequence[Answer]:
        return [_real(answer) for answer in self._inner.search(references, stage)]


def _real(answer: Answer) -> Answer:
    if isinstance(answer, Outage):
        return answer
    return tuple(work for work in answer if work.item.doi in _facts())


def _facts() -> dict[str, str]:
    return {work.doi.lower(): work.provenance for work in established()}


def _provenance(works: tuple[Work, ...]) -> str:
    said = dict.fromkeys(_facts()[work.item.doi] for work in works)
    return "; ".join([FROM, *(text.rstrip(".") for text in said if text)])


def record(folder: Path, references: Sequence[Reference]) -> Report:
    """Verify `references` against the stand-ins and keep the answers in `folder`."""
    with CrossrefStandin(limits=False) as works, EutilsStandin(limits=False) as entrez:
        addresses = {"crossref": works.url, "pubmed": entrez.base}
        run = Run(settings=Settings(addresses=addresses, mailto="standin@reading-room.net"))
        opened = partial(open_client, run=run)
        sources = [
            Cached(
                Established(info.connect(run, opened)),
                folder,
                refresh=True,
                provenance=_provenance,
                keep=bool,
                reader=info.reader,
            )
            for info in (crossref.source, pubmed.source)
        ]
        return api.verify(references, run=run, sources=sources)


def main() -> None:
    folder = ROOT / "cache"
    shutil.rmtree(folder, ignore_errors=True)
    # What is not established is not asked: an answer about it, even an absence, would be invented.
    numbers = {str(work.number) for work in established()}
    report = record(folder, [one for one in api.read(ROOT / "references.csv") if one.key in numbers])
    print(api.render(report), end="")
    print(f"recorded {sum(1 for _ in folder.rglob('*.json'))} answers in {folder.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
