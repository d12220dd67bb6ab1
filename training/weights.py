"""Learns the weights of `citecheck.score` and writes them as a table.

    python -m training.weights --corpus DIR --catalogue DIR [--sample N] [--out src/citecheck/match/weights.tsv]

Logistic regression (ridge, by Newton's method) on what the pipeline sees of references whose work is known: rows of the
part for tuning, references with one thing wrong each, and for every third row its right candidates withheld, so that
the best of the others is a look-alike of a work that is not there. First on all candidates, then three times on
the best one of each reference, unless it ties with another: that is what is decided about.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.accuracy import corrupt
from bench.accuracy.examples import Example, examples
from bench.accuracy.proof import is_target
from bench.accuracy.run import POLICY, catalogue
from citecheck.formats import citation
from citecheck.gather.gather import gather
from citecheck.match.score import PRIOR, TITLED, UNTITLED
from citecheck.model import Agreement, Level, Reference
from citecheck.workers import Workers

Feature = tuple[str, str, str]
_IDENTIFIERS = ("doi", "pmid", "pmcid")
# An identifier that agrees outweighs one or two fields that differ, not all of them; too few references state one
# for a weight to be learned.
_IDENTIFIED = {"exact": 9.0, "different": -1.0}
_PREPRINT = ("doi", "exact", "arxiv", "4.00", "4.00")  # its published version may be meant as well
_SETTLED = (
    ("year", "absent", "version", "-0.70", "-3.50"),  # of a preprint and of what a journal made of it
    ("doi", "different", "data", "-30.00", "-30.00"),  # a data set is never the article about it
    ("doi", "different", "elsewhere", "-8.00", "-8.00"),  # the same text in another journal
    ("doi", "exact", "contradicted", "0.00", "0.00"),  # title and page are another work's
)
_RIDGE, _ROUNDS, _ENOUGH = 0.5, 3, 20
_SPOILT = 250  # works, each in every way and in every form that corrupt.py knows
_EVALUATED = 2000  # works that the evaluation spoils: not these
_WITHHELD = 3  # of so many references one has its right candidates withheld


@dataclass(frozen=True, slots=True)
class Group:
    """The candidates of one reference: their features and whether each is the work meant."""

    candidates: tuple[tuple[tuple[Feature, ...], bool], ...]

    def of(self, kind: str) -> Group:
        """The candidates for which the weights of this kind hold."""
        titled = kind == TITLED
        return Group(tuple(one for one in self.candidates if any(name == "title" for name, _, _ in one[0]) is titled))


def main() -> int:
    arguments = _arguments()
    with Workers(os.cpu_count() or 1) as workers:
        found = chain(
            map(_group, examples(arguments.corpus, arguments.catalogue, workers, sample=arguments.sample)),
            _spoilt(arguments.corpus, arguments.catalogue, workers),
        )
        groups = [one for group in found for one in _with_withheld(group)]
    rows = table(groups)
    arguments.out.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(groups):,} references, {len(rows) - 1} rows in {arguments.out}")
    return 0


def table(groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """Rows of the table: field, level, detail, bits with a title, bits without one; header first, prior second."""
    # Without a title many works share what is stated: each could be there alone in another catalogue.
    learned = [learn([group.of(kind) for group in groups], shared=kind == UNTITLED) for kind in (TITLED, UNTITLED)]
    names = sorted({name for one in learned for name in one} - {PRIOR})
    rows = [(*name, *(f"{one.get(name, 0.0):.2f}" for one in learned)) for name in (PRIOR, *names)]
    named = [
        (field, level, "", *[f"{value:.2f}"] * 2) for field in _IDENTIFIERS for level, value in _IDENTIFIED.items()
    ]
    return [("field", "level", "detail", TITLED, UNTITLED), *rows, *named, _PREPRINT, *_SETTLED]


def learn(groups: Sequence[Group], *, shared: bool) -> dict[Feature, float]:
    """Bits of each feature that is common enough, and of the prior; `shared`: also from wrong works that tie."""
    counts = Counter(one for group in groups for features, _ in group.candidates for one in features)
    names = sorted(one for one, count in counts.items() if count >= _ENOUGH)
    places = {name: place for place, name in enumerate(names)}
    x, y, starts = _matrix(groups, places)
    weights = _signed(x, y, names)
    for _ in range(_ROUNDS):
        best = _best(x @ weights, y, starts, shared=shared)
        weights = _signed(x[best], y[best], names)
    bits = (weights / np.log(2)).tolist()
    return {PRIOR: bits[-1], **dict(zip(names, bits, strict=False))}


def _matrix(groups: Sequence[Group], places: dict[Feature, int]) -> tuple[Any, Any, list[int]]:
    candidates = [one for group in groups for one in group.candidates]
    x = np.zeros((len(candidates), len(places) + 1))
    x[:, -1] = 1.0
    for row, (features, _) in enumerate(candidates):
        for one in features:
            if one in places:
                x[row, places[one]] = 1.0
    starts = np.cumsum([0, *(len(group.candidates) for group in groups)]).tolist()
    return x, np.array([right for _, right in candidates], dtype=float), starts


def _best(scores: Any, y: Any, starts: Sequence[int], *, shared: bool) -> list[int]:
    """The place of the best candidate of each reference that has one, unless it ties: that is judged as a tie.

    `shared`: the best of wrong ones that tie, too.
    """
    margin, best = POLICY.margin * np.log(2), []
    for begin, end in pairwise(starts):
        if end > begin:
            first = begin + int(np.argmax(scores[begin:end]))
            near = [one for one in range(begin, end) if scores[one] > scores[first] - margin]
            if len(near) == 1 or (shared and not y[near].any()):
                best.append(first)
    return best


def _signed(x: Any, y: Any, names: Sequence[Feature]) -> Any:
    """The weights, with nothing for an agreement that would speak against a work or a difference that would for it."""
    kept = np.ones(x.shape[1], dtype=bool)
    while True:
        weights = np.zeros(x.shape[1])
        weights[kept] = _fit(x[:, kept], y)
        amiss = [place for place, name in enumerate(names) if kept[place] and weights[place] * _sign(name) < 0]
        if not amiss:
            return weights
        kept[amiss] = False


def _sign(name: Feature) -> int:
    """1 where a feature can only speak for a work, -1 against it, 0 for either."""
    field, level, detail = name
    return 0 if field == "rest" and detail else {"exact": 1, "different": -1}.get(level, 0)


def _fit(x: Any, y: Any) -> Any:
    """The weights (natural logarithm) that make the answers likeliest; the prior is hardly held back."""
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[-1] = 0.01
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(x @ weights, -500, 500)))
        spread = likely * (1 - likely) + 1e-9
        step = np.linalg.solve((x * spread[:, None]).T @ x + np.diag(ridge), x.T @ (likely - y) + ridge * weights)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return weights


def _group(example: Example) -> Group:
    return Group(tuple((_features(one.agreements), right) for one, right in example.candidates))


def _features(agreements: Sequence[Agreement]) -> tuple[Feature, ...]:
    return tuple(
        (one.field, str(one.level), one.detail)
        for one in agreements
        if one.level is not Level.ABSENT and one.field not in _IDENTIFIERS
    )


def _with_withheld(group: Group) -> Iterator[Group]:
    """The group, and for some the same one as if the catalogue did not have the work."""
    yield group
    wrong = tuple(one for one in group.candidates if not one[1])
    digest = hashlib.sha256(repr(group.candidates).encode()).digest()
    if len(wrong) < len(group.candidates) and wrong and digest[0] % _WITHHELD == 0:
        yield Group(wrong)


def _spoilt(corpus: Path, folder: Path, workers: Workers) -> Iterator[Group]:
    """References with one thing wrong. What a chimera means is nobody's to say."""
    forms = (corrupt.whole, corrupt.untitled, corrupt.terse)
    cases = chain.from_iterable(corrupt.cases(corpus, _SPOILT, skip=_EVALUATED, form=form) for form in forms)
    known = (case for case in cases if case.kind != "chimera" and "DOI" not in case.kind)
    tasks = ((folder, batch) for batch in _batched(known, 100))
    yield from chain.from_iterable(workers.map(_spoilt_groups, tasks))


def _batched(cases: Iterator[corrupt.Case], size: int) -> Iterator[tuple[corrupt.Case, ...]]:
    while batch := tuple(islice(cases, size)):
        yield batch


def _spoilt_groups(task: tuple[Path, tuple[corrupt.Case, ...]]) -> list[Group]:
    folder, cases = task
    references = [_reference(case) for case in cases]
    evidences = gather(references, [catalogue(folder)], POLICY)
    return [
        Group(tuple((_features(one.agreements), is_target(one, case.target)) for one in evidence.candidates))
        for case, evidence in zip(cases, evidences, strict=True)
    ]


def _reference(case: corrupt.Case) -> Reference:
    item, spans = citation.read(case.text)
    return Reference(key=case.key, raw=case.text, item=item, spans=spans)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="training.weights", description="learn the weights of agreements")
    parser.add_argument("--corpus", type=Path, required=True, help="the folder of real data")
    parser.add_argument("--catalogue", type=Path, required=True, help="a catalogue of its records")
    parser.add_argument("--sample", type=int, default=1200, help="so many references of each set and style")
    parser.add_argument("--out", type=Path, default=Path("src/citecheck/match/weights.tsv"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
