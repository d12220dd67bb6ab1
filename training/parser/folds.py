"""Measures the parser on references it was not trained on, without the part that only counts.

    python -m training.parser.folds --corpus DIR --models DIR [--folds 3] [--only 0,1]

Each fold of the tuning part (by a hash of the reference) is read by a model trained on the others; the sets that are
never trained on (UMass, ParsCit) are read by the first model, their tuning part alone.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pycrfsuite

from bench.accuracy import parsing
from bench.accuracy.labels import PARSING, Labelled, labelled
from bench.accuracy.sets import TUNE
from citecheck import normalize
from citecheck.formats.citation import tagger
from training.parser import __main__ as training

_FOREIGN = ("umass_citations", "parscit_tokens")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.parser.folds", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only", default="", help="numbers of the folds to measure, parted by commas")
    parser.add_argument("--models", type=Path, required=True, help="folder for the models; those in it are used again")
    parser.add_argument("--errors", type=Path, help="file for one line per field read otherwise than labelled")
    arguments = parser.parse_args()
    chosen = [int(one) for one in arguments.only.split(",")] if arguments.only else list(range(arguments.folds))
    found = {name: parsing.Parsed() for name in PARSING}
    errors: list[dict[str, Any]] = []
    for fold in chosen:
        model = trained(arguments.corpus, arguments.models / f"{fold}.crfsuite", fold, arguments.folds)
        with mock.patch.object(tagger, "_model", return_value=model):
            for name in PARSING:
                if name not in _FOREIGN or fold == chosen[0]:
                    rows = held(name, arguments.corpus, fold, arguments.folds)
                    errors += parsing.measured(rows, found[name])
    print(parsing.section(found))
    if arguments.errors:
        with gzip.open(arguments.errors, "wt") as lines:
            lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in errors)


def trained(corpus: Path, model: Path, fold: int, folds: int) -> pycrfsuite.Tagger:
    """The model of the other folds, out of its file if that is there."""
    if not model.exists():
        training.train(corpus, model, keep=lambda text: fold_of(text, folds) != fold)
    trained = pycrfsuite.Tagger()
    trained.open(str(model))
    return trained


def held(name: str, corpus: Path, fold: int, folds: int) -> Iterator[Labelled]:
    rows = (row for row in labelled(name, corpus) if row.part == TUNE)
    return (row for row in rows if name in _FOREIGN or fold_of(row.text, folds) == fold)


def fold_of(text: str, folds: int) -> int:
    return hashlib.sha256(f"fold|{normalize.key(text)}".encode()).digest()[0] % folds


if __name__ == "__main__":
    main()
