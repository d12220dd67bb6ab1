"""Agreements to a probability that the candidate is the work meant.

After Fellegi and Sunter, A theory for record linkage (JASA 64, 1969): each field's level adds its weight in bits,
the binary logarithm of how much likelier that level makes the right work. The weights of `weights.tsv` were
learned together, by logistic regression on references whose work is known (`python -m training.weights`), so that what
two fields say twice counts once and the score is calibrated: of the references scored 0.9, nine in ten are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from citecheck.match.compare import compare
from citecheck.match.text import beside
from citecheck.model import Agreement, Candidate, Level, Reference, Work

PRIOR = ("prior", "", "")
TITLED, UNTITLED = "titled", "untitled"
_ANOTHER_WORK = (frozenset({"title", "page"}), frozenset({"title", "first-author"}))
_ELSEWHERE = frozenset({"doi", "container-title", "volume", "page"})


@cache
def weights() -> dict[tuple[str, str, str, str], float]:
    """Bits by kind of reference, field, level and detail; `prior` is a candidate of which nothing is known.

    Where no title is compared, the numbers have to tell a work from others, so they weigh more: the two kinds have
    weights of their own.
    """
    table = {}
    for line in files("citecheck.match").joinpath("weights.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        field, level, detail, *bits = line.split("\t")
        for kind, value in zip((TITLED, UNTITLED), bits, strict=True):
            table[kind, field, level, detail] = float(value)
    return table


def kind_of(agreements: Iterable[Agreement]) -> str:
    """Which weights hold: whether a title is compared."""
    titled = any(one.field == "title" and one.level is not Level.ABSENT for one in agreements)
    return TITLED if titled else UNTITLED


def weigh(agreements: Sequence[Agreement]) -> float:
    """The evidence in bits: the log of the odds that this is the work meant."""
    kind = kind_of(agreements)
    return weights()[kind, *PRIOR] + sum(
        bits(one, kind) for one in agreements if one.level is not Level.ABSENT or one.detail
    )


def bits(agreement: Agreement, kind: str) -> float:
    """What one agreement adds. A field that is absent adds nothing: missing data is neutral.

    But where two years cannot be compared, being those of two versions, the same year tells more.
    """
    table = weights()
    if agreement.level is Level.ABSENT:
        return table.get((kind, agreement.field, agreement.level, agreement.detail), 0.0) if agreement.detail else 0.0
    found = table.get((kind, agreement.field, agreement.level, agreement.detail))
    return table.get((kind, agreement.field, agreement.level, ""), 0.0) if found is None else found


def probability(bits: float) -> float:
    """Log odds in bits to a probability."""
    return float(1 / (1 + 2.0 ** -max(bits, -900.0)))


def candidate(reference: Reference, works: Sequence[Work]) -> Candidate:
    """The descriptions of one work, compared with the reference and scored."""
    if reference.item is None:
        return Candidate(works=tuple(works), agreements=(), score=0.0)
    claimed, agreements = reference.item, compare(reference.item, works)
    if reference.spans:
        read = beside.beside(reference, works, agreements)
        claimed, agreements = read.claimed, read.agreements
    else:
        agreements = (*agreements, beside.rest(reference, works, agreements))
    agreements = _settled(agreements)
    kind = kind_of(agreements)
    prior = weights()[kind, *PRIOR]
    weighed = tuple([_weighed(one, kind) for one in agreements])
    total = prior + sum([one.bits for one in weighed])
    score = probability(total)
    return Candidate(works=tuple(works), agreements=weighed, score=score, claimed=claimed, bits=total, prior=prior)


def _settled(agreements: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """What the DOI weighs in view of the rest.

    One that agrees says nothing where title and page, or title and first author, are those of another work, as with
    editions and parts of a series; one that differs, with journal, volume and page, is that of the same text elsewhere.
    """
    different = {one.field for one in agreements if one.level is Level.DIFFERENT and one.detail != "near"}
    if different >= _ELSEWHERE:
        detail = "elsewhere"
    elif "doi" not in different and any(different >= fields for fields in _ANOTHER_WORK):
        detail = "contradicted"
    else:
        return tuple(agreements)
    return tuple([replace(one, detail=one.detail or detail) if one.field == "doi" else one for one in agreements])


def _weighed(agreement: Agreement, kind: str) -> Agreement:
    added = bits(agreement, kind)
    if not added:
        return agreement
    return Agreement(  # `replace` takes twice as long
        field=agreement.field,
        level=agreement.level,
        claimed=agreement.claimed,
        found=agreement.found,
        detail=agreement.detail,
        manner=agreement.manner,
        bits=added,
    )
