"""What each token of a reference belongs to, as a model trained on tagged references judges it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from itertools import groupby
from typing import Any

from citecheck.formats.citation import tokens
from citecheck.model import Span

MODEL = "reference.crfsuite"


@cache
def _model() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    with as_file(files("citecheck.formats.citation") / MODEL) as path:
        tagger.open(str(path))
    return tagger


def runs(text: str) -> Iterator[Span]:
    """The tokens of `text` in runs of one label, from the first to behind the last token of each."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # the model takes no lone surrogates; nothing moves by it
    places = tokens.places(text)
    labels = _model().tag(tokens.features(text, places)) if places else []
    for label, run in groupby(zip(labels, places, strict=True), key=lambda pair: pair[0]):
        stood = [place for _, place in run]
        yield Span(field=label, start=stood[0][0], end=stood[-1][1])
