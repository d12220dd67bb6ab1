"""What the live path costs: requests and seconds against stand-ins with the documented limits and 300 ms latency.

`make bench-live CORPUS=DIR`. The run fails when the stand-ins saw more than the limits allow at any instant.
"""

from __future__ import annotations

import argparse
import copy
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bench import live_by_hand, live_lists
from citecheck import api
from citecheck.model import Outcome, Reference
from citecheck.settings import Settings
from standins.crossref import CrossrefStandin
from standins.eutils import EutilsStandin
from standins.server import Reply, Seen
from standins.works import StandinWork, fold, works

LATENCY = 0.3
PER_SECOND = 3  # Crossref's lists with a contact address, and the E-utilities without a key
_SINGLE_PER_SECOND = 10  # Crossref, one DOI at a time, with a contact address
_IN_FLIGHT = 3
_BY_HAND = 12  # references in the sample of the loop by hand
_START, _END = "<!-- live: begin -->", "<!-- live: end -->"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One list, verified: what it cost. `allowed`: the seconds that the strictest limit demands.

    Crossref limits requests for one DOI (`single`) apart from those for lists. `named`: matches that have a DOI.
    """

    name: str
    references: int
    matched: int
    named: int
    crossref: int
    single: int
    pubmed: int
    seconds: float

    @property
    def requests(self) -> int:
        return self.crossref + self.pubmed

    @property
    def allowed(self) -> float:
        lists = (self.crossref - self.single) / PER_SECOND
        return max(lists, self.single / _SINGLE_PER_SECOND, self.pubmed / PER_SECOND) + LATENCY * bool(self.requests)


class QuickEutils(EutilsStandin):
    """Evaluates a query only over works of which an author or the DOI is in it: the lists here state no titles."""

    def respond(self, request: Seen) -> Reply:
        term = request.params.get("term", "").lower()
        if not term:
            return super().respond(request)
        words, narrowed = set(fold(term).split()), copy.copy(self)
        narrowed.held = tuple(work for work in self.held if words & _surnames(work) or work.doi.lower() in term)
        return narrowed._esearch(request.params)


_known: dict[str, set[str]] = {}


def _surnames(work: StandinWork) -> set[str]:
    if work.doi not in _known:
        _known[work.doi] = {word for author in work.authors for word in fold(author.family or author.name).split()}
    return _known[work.doi]


def verified(
    name: str,
    references: Sequence[Reference],
    held: Sequence[StandinWork],
    *,
    in_pubmed: Sequence[StandinWork] | None = None,
) -> list[Run]:
    """The list verified with an empty cache, and again. `in_pubmed`: what PubMed has, if that is something else."""
    both = held, held if in_pubmed is None else in_pubmed
    with tempfile.TemporaryDirectory() as cache:
        return [_once(name, references, both, cache), _once(f"{name}, again", references, both, cache)]


def _once(
    name: str, references: Sequence[Reference], held: tuple[Sequence[StandinWork], Sequence[StandinWork]], cache: str
) -> Run:
    one, two = held
    with CrossrefStandin(held=one, latency=LATENCY) as crossref, QuickEutils(held=two, latency=LATENCY) as eutils:
        settings = Settings(
            sources=("crossref", "pubmed"),
            addresses={"crossref": crossref.url, "pubmed": eutils.base},
            mailto="bench@reading-room.net",
            cache=cache,
        )
        begun = time.monotonic()
        report = api.verify(references, settings)
        seconds = time.monotonic() - begun
        if crossref.refused or eutils.refused or crossref.max_in_flight > _IN_FLIGHT:
            raise SystemExit(f"{name}: over the limits: {crossref.refused} and {eutils.refused} requests refused")
        if crossref.errors or eutils.errors:
            raise SystemExit(f"{name}: a stand-in failed: {(crossref.errors + eutils.errors)[0]}")
        outcomes = Counter(verdict.outcome for verdict in report.verdicts)
        return Run(
            name=name,
            references=len(references),
            matched=outcomes[Outcome.VERIFIED] + outcomes[Outcome.MISMATCH],
            named=sum(bool(verdict.match and verdict.match.item.doi) for verdict in report.verdicts),
            crossref=len(crossref.requests),
            single=sum(request.path.rstrip("/") != "/works" for request in crossref.requests),
            pubmed=len(eutils.requests),
            seconds=seconds,
        )


def by_hand(held: Sequence[StandinWork]) -> float:
    """Seconds a reference of the loop by hand, over a sample."""
    sample = list(held[:_BY_HAND])
    with CrossrefStandin(held=held, latency=LATENCY) as crossref, QuickEutils(held=held, latency=LATENCY) as eutils:
        return live_by_hand.seconds_each(sample, crossref.url, eutils.base)


def table(runs: Sequence[Run], by_hand_each: float) -> str:
    lines = [
        "| list | references | matched | with a DOI | requests to Crossref | to PubMed | in all | seconds "
        "| the limits demand | ratio | by hand: requests | seconds |",
        f"|{' --- |' * 12}",
    ]
    for run in runs:
        again = run.name.endswith(", again")
        ratio = f"{run.seconds / run.allowed:.2f}" if run.requests else ""
        hand = ("", "") if again else (f"{3 * run.references:,}", f"{by_hand_each * run.references:,.0f}")
        cells = (
            run.name, f"{run.references:,}", f"{run.matched:,}", f"{run.named:,}", f"{run.crossref:,}",
            f"{run.pubmed:,}", f"{run.requests:,}",
            f"{run.seconds:.1f}", f"{run.allowed:.1f}" if run.requests else "", ratio, *hand,
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as ledger:
        os.environ["XDG_CACHE_HOME"] = ledger  # what other processes of this machine ask is no business of the run
        measured = _measured(arguments.corpus, arguments.references)
    text = f"{_heading()}\n\n{measured}"
    print(text)
    if arguments.page:
        _write(arguments.page, text)
    return 0


def _measured(corpus: Path, count: int) -> str:
    both, one = live_lists.in_pubmed(corpus, count), live_lists.in_crossref(corpus, count // 5)
    twenty_four = api.read(Path(__file__).resolve().parents[1] / "references.csv")
    runs = verified("the 24 of references.csv", twenty_four, works())
    runs += verified(f"{count:,} that PubMed has", live_lists.references(both), both)
    runs += verified(f"{count // 5:,} that only Crossref has", live_lists.references(one), one)
    bare = live_lists.without_doi(corpus, count * 3 // 10)
    runs += verified(
        f"{len(bare):,} that PubMed has without a DOI",
        live_lists.references(bare),
        bare,
        in_pubmed=[replace(work, doi="") for work in bare],
    )
    return table(runs, by_hand(both))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    corpus = os.environ.get("CITECHECK_CORPUS")
    parser.add_argument("--corpus", type=Path, default=corpus and Path(corpus), help="or CITECHECK_CORPUS")
    parser.add_argument("--page", type=Path, help="put the table between the marks of this page")
    parser.add_argument("--references", type=int, default=1000, help="length of the long list; the other is a fifth")
    arguments = parser.parse_args()
    if not arguments.corpus or not arguments.corpus.is_dir():
        parser.error("name the folder of real data: --corpus DIR, or CITECHECK_CORPUS")
    return arguments


def _heading() -> str:
    return (
        f"Measured on {datetime.now(UTC).date()} against loopback stand-ins with {PER_SECOND} requests a second and "
        f"{_IN_FLIGHT} in flight each, {LATENCY * 1000:.0f} ms latency and an empty cache; no request was refused. "
        "The limits demand: requests to the busier service by its rate (Crossref 10 a second for single DOIs), "
        "and one latency. By hand: habanero's search, "
        f"ESearch and EFetch for each reference, paused as the services ask; {_BY_HAND} references timed and scaled "
        f"up. Load average {os.getloadavg()[0]:.1f} at the end."
    )


def _write(page: Path, text: str) -> None:
    """Put the table between the marks of the page; the section is begun if need be."""
    old = page.read_text(encoding="utf-8") if page.exists() else "# Evaluation\n"
    if _START not in old:
        old = f"{old.rstrip()}\n\n## The live path\n\n{_START}\n{_END}\n"
    pattern = re.compile(f"{re.escape(_START)}.*?{re.escape(_END)}", re.S)
    page.write_text(pattern.sub(lambda _: f"{_START}\n{text}\n{_END}", old), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
