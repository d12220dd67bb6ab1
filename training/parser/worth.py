"""What each rule that mends the tagger's runs is worth on references that the models were not trained on.

    python -m training.parser.worth --corpus DIR --models DIR [--folds 3] [--only 0,1]

The models are those that training.parser.folds makes. For each rule: how many fields read right turn wrong, and how
many read wrong turn right, where it is left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from bench.accuracy import parsing
from bench.accuracy.labels import PARSING, Labelled
from citecheck.formats.citation import mended, tagger
from citecheck.model import Span
from training.parser import folds

_Fields = set[tuple[str, str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.parser.worth", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only", default="0", help="numbers of the folds to measure, parted by commas")
    parser.add_argument("--models", type=Path, required=True, help="folder of the models")
    arguments = parser.parse_args()
    lost: dict[str, list[int]] = {rule.__name__: [0, 0] for rule in mended.RULES}
    for fold in map(int, arguments.only.split(",")):
        trained = folds.trained(arguments.corpus, arguments.models / f"{fold}.crfsuite", fold, arguments.folds)
        rows = [row for name in PARSING for row in folds.held(name, arguments.corpus, fold, arguments.folds)]
        with mock.patch.object(tagger, "_model", return_value=trained):
            for name, wrong, right in _worth(rows):
                lost[name][0] += wrong
                lost[name][1] += right
    for name, (wrong, right) in sorted(lost.items(), key=lambda pair: pair[1][1] - pair[1][0]):
        print(f"{name.strip('_'):22} {wrong:5} wrong without it, {right:5} right")


def _worth(rows: list[Labelled]) -> Iterator[tuple[str, int, int]]:
    """Each rule with the fields that turn wrong and those that turn right without it."""
    remembered: dict[str, tuple[Span, ...]] = {}
    runs = tagger.runs

    def once(text: str) -> Iterator[Span]:
        if text not in remembered:
            remembered[text] = tuple(runs(text))
        return iter(remembered[text])

    with mock.patch.object(tagger, "runs", once):
        whole = _wrong(rows)
        for rule in mended.RULES:
            with mock.patch.object(mended, "RULES", tuple(other for other in mended.RULES if other is not rule)):
                without = _wrong(rows)
            yield rule.__name__, len(without - whole), len(whole - without)


def _wrong(rows: list[Labelled]) -> _Fields:
    return {(one["set"], one["string"], one["field"]) for one in parsing.measured(rows, parsing.Parsed())}


if __name__ == "__main__":
    main()
