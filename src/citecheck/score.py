"""Agreements to a probability that the candidate is the work meant.

After Fellegi and Sunter, A theory for record linkage (JASA 64, 1969): each field's level adds its weight in bits,
the binary logarithm of how much likelier that level makes the right work. The weights of `weights.tsv` were
learned together, by logistic regression on references whose work is known (`python -m bench.learn`), so that what
two fields say twice counts once and the score is calibrated: of the references scored 0.9, nine in ten are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from citecheck import reading
from citecheck.compare import compare
from citecheck.model import Agreement, Candidate, Level, Reference, Work


@cache
def weights() -> dict[tuple[str, str, str], float]:
    """Bits by field, level and detail; `prior` is the candidate of which nothing is known."""
    table = {}
    for line in files("citecheck").joinpath("weights.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        field, level, detail, bits = line.split("\t")
        table[field, level, detail] = float(bits)
    return table


def weigh(agreements: Iterable[Agreement]) -> float:
    """The evidence in bits: the log of the odds that this is the work meant."""
    return weights()["prior", "", ""] + sum(map(bits, agreements))


def bits(agreement: Agreement) -> float:
    """What one agreement adds. A field that is absent adds nothing: missing data is neutral."""
    if agreement.level is Level.ABSENT:
        return 0.0
    table = weights()
    key = agreement.field, str(agreement.level), agreement.detail
    return table[key] if key in table else table.get((*key[:2], ""), 0.0)


def probability(bits: float) -> float:
    """Log odds in bits to a probability."""
    return float(1 / (1 + 2.0 ** -max(bits, -900.0)))


def candidate(reference: Reference, works: Sequence[Work]) -> Candidate:
    """The descriptions of one work, compared with the reference and scored."""
    if reference.item is None:
        return Candidate(works=tuple(works), agreements=(), score=0.0)
    claimed, agreements = reference.item, compare(reference.item, works)
    if reference.spans:
        read = reading.beside(reference, works, agreements)
        claimed, agreements = read.claimed, read.agreements
    agreements = (*agreements, *_together(agreements))
    return Candidate(works=tuple(works), agreements=agreements, score=probability(weigh(agreements)), claimed=claimed)


def _together(agreements: Sequence[Agreement]) -> Iterator[Agreement]:
    """Fields that one by one agree by chance but seldom all: the imprint; who published where and when."""
    of = {one.field: one for one in agreements}
    for name, parts in _JOINT.items():
        if all(part in of and of[part].level is Level.EXACT for part in parts):
            loose = any(of[part].detail == "loose" for part in parts)
            yield Agreement(field=name, level=Level.CLOSE if loose else Level.EXACT)


_JOINT = {
    "imprint": ("year", "volume", "page"),
    "byline": ("first-author", "container-title", "year"),
}
