"""Agreements to a probability that the candidate is the work meant.

After Fellegi and Sunter, A theory for record linkage (JASA 64, 1969): each field's level adds its
weight, the binary logarithm of how much likelier that level is for the right work than for a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citecheck.compare import compare
from citecheck.model import Agreement, Candidate, Level, Reference, Work

# One work among the about 180 million that Crossref holds (2**27.4).
PRIOR = -27.4

# Bits for exact, close and different; an absent field adds nothing: missing data is neutral.
# Estimates from how often unrelated works agree: a volume one time in 45, a first page one in 700,
# a surname with initials one in 2,000, a journal one in 3,000: journal, year, volume and first page
# together are enough, as they are for NLM's citation matcher. An identifier that agrees outweighs one field that
# differs, not several.
WEIGHTS = {
    "first-author": (11.0, 4.0, -7.0),
    "other-authors": (12.0, 6.0, -7.0),
    "title": (22.0, 14.0, -12.0),
    "container-title": (11.5, 6.0, -5.0),
    "year": (4.5, 1.5, -5.0),
    "volume": (5.5, 3.5, -5.0),
    "issue": (3.0, 1.0, -2.5),
    "page": (9.5, 8.5, -6.0),
    "doi": (40.0, 0.0, -6.0),
    "pmid": (36.0, 0.0, -6.0),
    "pmcid": (36.0, 0.0, -4.0),
}
# Each further co-author in place adds this, twice at the most: a team that signs once signs again.
NEXT_AUTHOR, NEXT_AUTHORS = 4.0, 2
_COLUMN = {Level.EXACT: 0, Level.CLOSE: 1, Level.DIFFERENT: 2}


def weigh(agreements: Iterable[Agreement]) -> float:
    """The evidence in bits: the log of the odds that this is the work meant."""
    return PRIOR + sum(_bits(one) for one in agreements if one.level is not Level.ABSENT)


def _bits(agreement: Agreement) -> float:
    bits = WEIGHTS[agreement.field][_COLUMN[agreement.level]]
    if agreement.field == "other-authors" and agreement.level is Level.EXACT:
        bits += NEXT_AUTHOR * min(agreement.claimed.count("; "), NEXT_AUTHORS)
    return bits


def probability(bits: float) -> float:
    """Log odds in bits to a probability."""
    return float(1 / (1 + 2.0 ** -max(bits, -900.0)))


def candidate(reference: Reference, works: Sequence[Work]) -> Candidate:
    """The descriptions of one work, compared with the reference and scored."""
    agreements = compare(reference.item, works) if reference.item else ()
    return Candidate(works=tuple(works), agreements=agreements, score=probability(weigh(agreements)))
