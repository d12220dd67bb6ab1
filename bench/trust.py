"""How often complaints about real references are true: by rule, and by the probability that they are given.

    python -m bench.trust --labels FILE --corpus DIR --catalogue DIR [--page docs/evaluation.md]

FILE as for `training.trust`. The first table counts what the program says today of the labelled references, by rule;
the second holds the probability against the truth, each complaint judged by a table learned without its reference.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import page
from bench.accuracy.tables import table
from citecheck.judge import trust
from training.trust import Complaint, calibration, complaints, left_out


def main() -> int:
    arguments = _arguments()
    labelled, planted = complaints(arguments.labels, arguments.corpus, arguments.catalogue)
    judged = list(left_out(labelled, planted))
    findings = _findings(judged)
    above = [true for likely, true in findings.values() if likely >= trust.LIKELY]
    true = sum(above)
    sections = [
        f"{page.measured()}. {len({one.reference for one in labelled})} references, {len(labelled)} complaints.",
        table(("rule", "raised", "of them true", "as warning or error", "of them true"), _by_rule(labelled)),
        f"Left out of the learning in turn, {len(above)} findings are at or above the line of {trust.LIKELY:g}; {true}"
        f" of them ({true / max(len(above), 1):.0%}) are true.",
        table(("probability from", "complaints", "said", "true"), _calibrated(judged)),
    ]
    for section in sections:
        print(section, end="\n\n")
    if arguments.page:
        page.write(arguments.page, "Complaints", "trust", "\n\n".join(sections))
    return 0


def _findings(judged: Iterable[tuple[Complaint, float]]) -> dict[tuple[str, str], tuple[float, bool]]:
    """By reference and rule: a finding may say several things, and is as likely as the likeliest of them."""
    found: dict[tuple[str, str], tuple[float, bool]] = {}
    for one, likely in judged:
        key = (one.reference, one.rule)
        found[key] = (max(likely, found[key][0]) if key in found else likely), one.true
    return found


def _by_rule(labelled: Iterable[Complaint]) -> Iterator[tuple[str, ...]]:
    counts: dict[str, Counter[str]] = {}
    today = ((one, trust.probability(one.rule, one.signs) or 0.0) for one in labelled)
    for (_, rule), (likely, true) in _findings(today).items():
        for name in (rule, "all"):
            counts.setdefault(name, Counter()).update(_tally(loud=likely >= trust.LIKELY, true=true))
    for rule in sorted(counts, key=lambda rule: (rule == "all", -counts[rule]["raised"])):
        of = counts[rule]
        yield rule, str(of["raised"]), str(of["true"]), str(of["loud"]), str(of["loud and true"])


def _tally(*, loud: bool, true: bool) -> dict[str, int]:
    return {"raised": 1, "true": int(true), "loud": int(loud), "loud and true": int(loud and true)}


def _calibrated(judged: Iterable[tuple[Complaint, float]]) -> Iterator[tuple[str, ...]]:
    for start, number, likely, true in calibration(judged):
        yield f"{start:.1f}", f"{number:.0f}", f"{likely:.2f}", f"{true:.2f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.trust", description="measure how often complaints are true")
    parser.add_argument("--labels", type=Path, required=True, help="findings that were read against the work")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("CITECHECK_CORPUS"), help="the folder of data")
    parser.add_argument("--catalogue", type=Path, required=True, help="a catalogue of its records")
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
