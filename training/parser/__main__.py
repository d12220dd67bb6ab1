"""Counts the words of catalogue records and trains the model that tells the parts of a reference apart.

    python -m training.parser --corpus DIR [--output FILE]

Both are written into the package. Only the tuning part of each set is read (bench.accuracy.sets says which). The same
data give the same model.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pycrfsuite

from citecheck.formats.citation import tagger, tokens
from citecheck.formats.citation.asides import set_aside
from citecheck.formats.citation.identifiers import identified
from citecheck.model import Span
from training.parser import lexicon, mixed, rendered, tagged, written
from training.parser.tagged import Tagged

_SEED = 20
_WRITTEN = 6_000
_RENDERED = 450  # of each style
_SETTINGS = {
    "c1": 0.3, "c2": 0.02, "max_iterations": 120, "feature.minfreq": 2, "feature.possible_transitions": True,
}  # fmt: skip
# Words that announce a number go with it; sets differ about them.
_ANNOUNCING = frozenset(
    "vol volume vols no nos n nr num number issue iss pp p pages page bd band jg jahrgang s seiten t tome heft h"
    " art article".split()
)
_NUMBERS = frozenset({"volume", "issue", "page"})
_INSIDE = frozenset({"in", "dans"})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.parser", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--output", type=Path, default=Path(tagger.__file__).parent / tagger.MODEL)
    arguments = parser.parse_args()
    lexicon.write(arguments.corpus, Path(tokens.__file__).parent / tokens.WORDS)
    count = train(arguments.corpus, arguments.output)
    print(f"{count:,} references, {arguments.output.stat().st_size / 1e6:.1f} MB")


def train(corpus: Path, output: Path, keep: Callable[[str], bool] = lambda _: True) -> int:
    """Writes the model that the references learn, of those people tagged only such as `keep` keeps; how many."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    count = 0
    for one in _examples(corpus, keep):
        line, places, labels = labelled(one)
        if places:
            trainer.append(tokens.features(line, places), labels)
            count += 1
    trainer.set_params(_SETTINGS)
    trainer.train(str(output))
    return count


def _examples(corpus: Path, keep: Callable[[str], bool]) -> Iterator[Tagged]:
    chance = random.Random(_SEED)
    real = [one for one in tagged.references(corpus) if keep(one.text)]
    yield from mixed.references(real, chance)
    for one in real:
        yield one
        draw = chance.random()
        if draw < 0.1:
            yield _misread(one, chance)
        elif draw < 0.25:
            yield _spaced(one)
    for one in chain(rendered.references(corpus, _SEED, _RENDERED), written.references(corpus, _SEED, _WRITTEN)):
        yield _misread(one, chance) if chance.random() < 0.18 else one


def labelled(one: Tagged) -> tuple[str, list[tokens.Place], list[str]]:
    """The text as the tagger sees it, its tokens and the label of each."""
    line = set_aside(identified(one.text).rest)[1]
    places = tokens.places(line)
    labels = [_at(start, one.parts) for start, _ in places]
    words = [line[start:end].lower() for start, end in places]
    for at in reversed(range(len(places))):
        following = labels[at + 1] if at + 1 < len(places) else ""
        if words[at] in _INSIDE and labels[at] == "container" and (not at or labels[at - 1] != "container"):
            labels[at] = "other"
        elif words[at] in _ANNOUNCING and following in _NUMBERS and labels[at] in _NUMBERS | {"other"}:
            labels[at] = following
        elif words[at : at + 2] in (["et", "al"], ["et", "all"], ["and", "others"]):
            labels[at : at + 2] = ["etal", "etal"]
        elif labels[at] == "label" and at > 1:
            labels[at] = "other"
    return line, places, labels


def _at(place: int, parts: Iterable[Span]) -> str:
    return next((part.field for part in parts if part.start <= place < part.end), "other")


def _misread(one: Tagged, chance: random.Random) -> Tagged:
    """As a poor scan gives it: spaces lost and added, letters changed."""

    def change(char: str) -> str:
        if char == " " and chance.random() < 0.06:
            return ""
        if char.isalpha() and chance.random() < 0.006:
            char = chance.choice("abcdefghijklmnopqrstuvwxyzABCXYZ")
        return char + " " if char.isalpha() and chance.random() < 0.003 else char

    return _changed(one, [change(char) for char in one.text])


def _spaced(one: Tagged) -> Tagged:
    """With a space before every mark, as some extractors print them."""
    return _changed(one, [" " + char if char in ",.;:()" else char for char in one.text])


def _changed(one: Tagged, pieces: list[str]) -> Tagged:
    """The reference with each character replaced, and its parts where they are now."""
    at = [0]
    for piece in pieces:
        at.append(at[-1] + len(piece))
    parts = tuple(Span(field=part.field, start=at[part.start], end=at[part.end]) for part in one.parts)
    return Tagged(text="".join(pieces), parts=parts)


if __name__ == "__main__":
    main()
