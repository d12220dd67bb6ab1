"""The tagger's runs, mended where the marks of a reference tell more surely than its words where a part ends."""

from __future__ import annotations

from citecheck.formats.citation import heads, tails
from citecheck.formats.citation.runs import Runs

# In this order: a title is found and begun before it is cut, numbers are told apart before what they stand between.
RULES = (*tails.NUMBERS, *heads.RULES, *tails.CONTAINERS)


def mended(runs: Runs) -> Runs:
    """The runs with each rule applied, one after the other."""
    for rule in RULES:
        runs = rule(runs)
    return runs
