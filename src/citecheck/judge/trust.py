"""How likely a complaint is true, from what is known of it, and what its rule makes of that.

Each sign of a finding adds its bits to those of its rule, for every rule and for this one; the sum is the log of the
odds. The table, `trust.tsv`, was learned by logistic regression from findings on real references that were read one by
one against the work, and from faults that were planted (`python -m training.trust`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

LIKELY = 0.8
"""From here on a complaint is one, below it is a question: all that are above, on references that were left out of the
learning, were true nine times in ten."""

HOPELESS = 0.2
"""A question that is answered with no more often than four times in five is not asked."""

EVERY = "*"
"""Stands for every rule in the table: what a sign says of all of them."""


@cache
def table() -> dict[tuple[str, str], float]:
    """Bits by rule and sign; the sign "" is what a rule begins with."""
    lines = files("citecheck.judge").joinpath("trust.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {(rule, sign): float(bits) for rule, sign, bits, *_ in rows}


def probability(rule: str, signs: Iterable[str]) -> float | None:
    """Of a finding of this rule with these signs, of which unknown ones add nothing; None for a rule without a row."""
    known = table()
    if (rule, "") not in known:
        return None
    bits = known[rule, ""] + sum(known.get((of, sign), 0.0) for sign in set(signs) for of in (rule, EVERY))
    return float(1 / (1 + 2.0**-bits))
