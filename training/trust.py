"""Learns how likely a complaint is true, by its rule and its signs, and writes them as a table.

    python -m training.trust --labels FILE --corpus DIR --catalogue DIR [--out src/citecheck/judge/trust.tsv]

FILE holds findings on real references that were read one by one against the work: JSON lines with `raw`, `rule`,
`field` and `label` (TRUE, or why it is not). They say how often each kind of complaint is true among people's
references. Faults planted into right references say besides what a true complaint looks like, with less weight, and a
right field that is blamed there what an untrue one does. Logistic regression
(ridge, by Newton's method); the odds are shown for references that were left out in turn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.accuracy import corrupt
from bench.accuracy.run import POLICY, catalogue
from citecheck.formats import citation
from citecheck.gather.gather import gather
from citecheck.judge import trust
from citecheck.judge.judge import case_of, found
from citecheck.model import Finding, Reference
from training import faults

RULES = (
    "author-mismatch",
    "title-mismatch",
    "journal-mismatch",
    "year-mismatch",
    "volume-mismatch",
    "issue-mismatch",
    "page-mismatch",
    "doi-mismatch",
)
TRUE, UNSURE = "TRUE", "UNSURE"
_FOLDS, _RIDGE, _PLANTED = 10, 0.08, 60  # works that are spoilt in every way
_EVALUATED = 2000  # works that the evaluation spoils: not these
_WEIGHT = 0.15  # of a planted fault beside a labelled finding
_BATCH = 200
_STEPS = (0.0, 0.2, 0.5, 0.8, 0.9)
_FIELDS = {"first-author": "author", "other-authors": "author"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that was raised: about which reference, with which signs, and whether it was true."""

    reference: str
    rule: str
    signs: frozenset[str]
    true: bool
    weight: float = 1.0
    share: float = 1.0  # of a finding that says several things

    @property
    def features(self) -> Iterator[tuple[str, str]]:
        yield self.rule, ""
        for sign in self.signs:
            yield self.rule, sign
            yield trust.EVERY, sign


def main() -> int:
    arguments = _arguments()
    labelled, planted = complaints(arguments.labels, arguments.corpus, arguments.catalogue)
    print(f"{len(labelled)} complaints about real references, {len(planted)} about planted faults", file=sys.stderr)
    table = learnt([*labelled, *planted])
    _write(table, labelled, arguments.out)
    for start, number, likely, true in calibration(left_out(labelled, planted)):
        print(f"from {start:.1f}: {number:6.1f} complaints, said {likely:.2f}, true {true:.2f}")
    return 0


def complaints(labels: Path, corpus: Path, folder: Path) -> tuple[list[Complaint], list[Complaint]]:
    """What is raised about the labelled references, and about those with planted faults."""
    return list(_labelled(labels, folder)), list(_planted(corpus, folder))


def _labelled(path: Path, folder: Path) -> Iterator[Complaint]:
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        labels[one["raw"]][one["rule"]] = one["label"]
    for raw, finding, parts in _found(list(labels), folder):
        label = labels[raw].get(finding.rule, UNSURE)
        if label != UNSURE:
            yield Complaint(raw, finding.rule, frozenset(finding.signs), label == TRUE, 1 / parts, 1 / parts)


def _planted(corpus: Path, folder: Path) -> Iterator[Complaint]:
    kinds = {**corrupt.KINDS, **faults.FAULTS}
    cases = [one for one in corrupt.cases(corpus, _PLANTED, skip=_EVALUATED, kinds=kinds) if one.target.doi]
    wrong = {case.text: case.field for case in cases}
    for raw, finding, parts in _found(list(wrong), folder):
        field = _FIELDS.get(finding.field, finding.field)
        signs = frozenset(finding.signs)
        if "off by one" in signs:
            # A work has several years by nature, so that this is planted says nothing of how often it is a fault; a
            # second registry that says the same would.
            signs = signs - {"off by one"} | {"two registries"}
        yield Complaint(raw, finding.rule, signs, field == wrong[raw], _WEIGHT / parts)


def _found(texts: Sequence[str], folder: Path) -> Iterator[tuple[str, Finding, int]]:
    """What the checks raise about each reference, and how many things they say of one field."""
    source = catalogue(folder)
    for start in range(0, len(texts), _BATCH):
        references = [_reference(text) for text in texts[start : start + _BATCH]]
        for evidence in gather(references, [source], POLICY):
            case = case_of(evidence, POLICY)
            raised = [one for one in found(case) if one.rule in RULES] if case.match else []
            parts = Counter(one.rule for one in raised)
            for one in raised:
                yield evidence.reference.raw, one, parts[one.rule]


def _reference(text: str) -> Reference:
    item, spans = citation.read(text)
    return Reference(key="", raw=text, item=item, spans=spans)


def learnt(complaints: Sequence[Complaint]) -> dict[tuple[str, str], float]:
    """Bits by rule and sign, by which the odds of the complaints are likeliest."""
    names = sorted({feature for one in complaints for feature in one.features})
    place = {name: at for at, name in enumerate(names)}
    signs = np.zeros((len(complaints), len(names)))
    for at, one in enumerate(complaints):
        signs[at, [place[name] for name in one.features]] = 1.0
    true = np.array([one.true for one in complaints], dtype=float)
    weight = np.array([one.weight for one in complaints])
    ridge = np.array([_RIDGE if sign else _RIDGE / 4 for _, sign in names])
    bits = np.zeros(len(names))
    for _ in range(60):
        odds = 1 / (1 + np.exp(-signs @ bits))
        slope = signs.T @ (weight * (true - odds)) - ridge * bits
        curve = (signs * (weight * odds * (1 - odds))[:, None]).T @ signs + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        bits += step
        if np.abs(step).max() < 1e-6:
            break
    return {name: float(value) / math.log(2) for name, value in zip(names, bits, strict=True)}


def left_out(labelled: Sequence[Complaint], planted: Sequence[Complaint]) -> Iterator[tuple[Complaint, float]]:
    """Each labelled complaint with the probability that the others give it."""
    folds = [hashlib.sha256(one.reference.encode()).digest()[0] % _FOLDS for one in labelled]
    for fold in range(_FOLDS):
        others = [one for one, its in zip(labelled, folds, strict=True) if its != fold]
        table = learnt([*others, *planted])
        for one, its in zip(labelled, folds, strict=True):
            if its == fold:
                yield one, _probability(table, one)


def _probability(table: Mapping[tuple[str, str], float], one: Complaint) -> float:
    return float(1 / (1 + 2.0 ** -sum(table.get(name, 0.0) for name in one.features)))


def calibration(judged: Iterable[tuple[Complaint, float]]) -> Iterator[tuple[float, float, float, float]]:
    """From which probability on, how many complaints, how likely they were said to be, and how often they were true."""
    found: defaultdict[float, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one, likely in judged:
        step = max(step for step in _STEPS if step <= likely)
        found[step][0] += one.share
        found[step][1] += one.share * likely
        found[step][2] += one.share * one.true
    for step in _STEPS:
        number, likely, true = found[step]
        if number:
            yield step, number, likely / number, true / number


def _write(table: Mapping[tuple[str, str], float], labelled: Sequence[Complaint], path: Path) -> None:
    true, untrue = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in labelled:
        (true if one.true else untrue).update(one.features)
    lines = ["rule\tsign\tbits\ttrue\tuntrue"]
    for rule in (trust.EVERY, *RULES):
        for name in sorted(name for name in table if name[0] == rule):
            lines.append(f"{rule}\t{name[1]}\t{table[name]:.2f}\t{true[name]}\t{untrue[name]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="training.trust", description="learn how likely complaints are true")
    parser.add_argument("--labels", type=Path, required=True, help="findings that were read against the work")
    parser.add_argument(
        "--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of real data"
    )
    parser.add_argument("--catalogue", type=Path, required=True, help="a catalogue of its records")
    parser.add_argument("--out", type=Path, default=Path("src/citecheck/judge/trust.tsv"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
