"""Why a candidate won, or none did: the evidence of each field in bits, numbers that add up, and what the policy says.

Nothing is judged here: the bits are those of `score`, the order of the works is that of `judge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from citecheck.errors import SettingsError
from citecheck.judge.contest import Contest, contest, names_a_work
from citecheck.judge.wording import in_words
from citecheck.match import score
from citecheck.model import Agreement, Candidate, Level, Outcome, Reference, Report, Verdict
from citecheck.reports.shared import clipped, counted, field_word, joined, source_words, visible, width
from citecheck.reports.terminal import heading, told
from citecheck.settings import Policy

WIDTH = 100
_HEADINGS = ("field", "cited", "record", "level", "bits")
_WIDEST = (13, 24, 25, 24, 6)  # with the gaps, WIDTH columns
_GAP = "  "
_SHOWN = 3  # candidates of a reference without a match
_NAMED = 5  # keys named in a hint
_KINDS = {score.TITLED: "a title is compared", score.UNTITLED: "no title is compared"}
_DETAILS = {
    ("other-authors", "1"): "1 found",
    ("other-authors", "2"): "2 found",
    ("other-authors", "3"): "3 or more",
    ("page", "number"): "article no.",
    ("rest", "numbers"): "numbers left",
    ("rest", "locator"): "no page seen",
}

_Row = tuple[str, str, str, str, str]


def check(keys: Iterable[str], references: Sequence[Reference]) -> None:
    """SettingsError for a key that no reference has."""
    known = dict.fromkeys(reference.key for reference in references)
    for key in keys:
        if key not in known:
            some = ", ".join(islice(known, _NAMED)) + (" …" if len(known) > _NAMED else "")
            hint = f"the list has {counted(len(known), 'key')}: {some}" if known else "the list has no reference"
            raise SettingsError(f"--explain {key!r}: no reference has this key", hint=hint)


def parts(report: Report, keys: Iterable[str], policy: Policy) -> Iterator[str]:
    """The explanations of the references with these keys, in the order of the list."""
    wanted, gap = frozenset(keys), ""
    for verdict in report.verdicts:
        if verdict.reference.key in wanted:
            yield gap + render(verdict, policy)
            gap = "\n\n"


def render(verdict: Verdict, policy: Policy) -> str:
    """One verdict explained; lines of at most WIDTH columns (unless a single word is longer), ending with a newline."""
    return "".join(f"{line}\n" for line in _lines(verdict, policy))


def _lines(verdict: Verdict, policy: Policy) -> Iterator[str]:
    yield heading(verdict)
    yield from _wrapped(verdict.reference.raw, "  ")
    if verdict.outcome is not Outcome.UNREADABLE:
        decided = contest(_weighed(verdict), policy)
        for role, candidate in _shown(verdict, decided, policy):
            described = joined(source_words([work.source for work in candidate.works]))
            yield ""
            yield from _wrapped(f"{role}: {in_words(candidate)}, described by {described}")
            yield from _table(verdict.reference, candidate)
        yield ""
        yield from _wrapped(_ruling(decided, policy))
    for line in told(verdict):
        yield from _wrapped(line.strip(), "  ")


def _weighed(verdict: Verdict) -> list[Candidate]:
    """What a verdict keeps of the candidates, the likeliest first."""
    kept = [*([verdict.match] if verdict.match else []), *verdict.candidates, *verdict.further]
    return sorted(kept, key=lambda one: -score.weigh(one.agreements))


def _shown(verdict: Verdict, decided: Contest | None, policy: Policy) -> Iterator[tuple[str, Candidate]]:
    """The candidates that get a table, each with what it is to the reference."""
    if decided is None:
        return
    if verdict.match:
        yield "match", decided.best
    elif _tied(decided, policy) and decided.runner_up:
        yield "best", decided.best
        yield "next work", decided.runner_up
    else:
        others = (one for one in _weighed(verdict) if one is not decided.best)
        yield from (("not accepted", one) for one in islice((decided.best, *others), _SHOWN))


def _tied(decided: Contest, policy: Policy) -> bool:
    return decided.best.score >= policy.threshold and decided.margin < policy.margin


def _table(reference: Reference, candidate: Candidate) -> Iterator[str]:
    """A line for what is known beforehand, one for each field, the sum, and the probability that it means."""
    rows = [tuple(map(clipped, row, _WIDEST)) for row in _rows(reference, candidate)]
    widths = [max(map(width, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    ruler = _GAP.join("-" * wide for wide in widths)
    yield _line(_HEADINGS, widths)
    yield ruler
    yield from (_line(row, widths) for row in rows)
    yield ruler
    total = score.weigh(candidate.agreements)
    yield _line(("sum", "", "", "", _signed(total)), widths)
    yield f"probability{_probability(score.probability(total)):>{len(ruler) - len('probability')}}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The cells side by side, the number on the right."""
    *words, number = cells
    padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(words, widths, strict=False)]
    return _GAP.join([*padded, f"{number:>{widths[-1]}}"])


def _rows(reference: Reference, candidate: Candidate) -> Iterator[_Row]:
    kind = score.kind_of(candidate.agreements)
    yield "prior", "", "", _KINDS[kind], _signed(score.weights()[kind, *score.PRIOR])
    for one in candidate.agreements:
        cited, found = _cited(one, reference), "explained by no field" if one.field == "rest" else one.found
        if one.level is not Level.ABSENT or cited or found:
            word = "left over" if one.field == "rest" else field_word(one.field)
            yield word, cited, found, _level(one, cited), _signed(score.bits(one, kind))


def _cited(agreement: Agreement, reference: Reference) -> str:
    """What the reference states; a DOI that no agency has was not compared, and is shown all the same."""
    if agreement.field == "doi" and reference.item:
        return agreement.claimed or reference.item.doi
    return agreement.claimed


def _level(agreement: Agreement, cited: str) -> str:
    if agreement.level is not Level.ABSENT:
        detail = _DETAILS.get((agreement.field, agreement.detail), agreement.detail)
        return f"{agreement.level} ({detail})" if detail else str(agreement.level)
    if cited and not agreement.claimed:
        return "not counted"
    return "not compared" if cited and agreement.found else "not in the record" if cited else "not cited"


def _ruling(decided: Contest | None, policy: Policy) -> str:
    """What the policy makes of the numbers."""
    if decided is None:
        return "not accepted: no source offered a work to compare"
    likely = f"the probability is {_probability(decided.best.score)}"
    if decided.best.score < policy.threshold:
        return f"not accepted, below the threshold: {likely}, at least {policy.threshold:g} is needed"
    likely = f"{likely} (at least {policy.threshold:g} is needed)"
    if not names_a_work(decided.best):
        return f"not accepted, too little names a work: {likely}, but what agrees could be said of many works"
    if decided.runner_up is None:
        return f"accepted: {likely}; no other work competes"
    ahead = f"{decided.margin:.2f} bits ahead of the next work (at least {policy.margin:.2f} are needed)"
    own = score.weigh(decided.best.agreements) - score.weigh(decided.runner_up.agreements)
    if own < decided.margin:
        ahead += ", counted from a preprint or notice of the best, which is on top"
    if _tied(decided, policy):
        return f"not accepted, too close to the next work: {likely}, but {ahead}: {in_words(decided.runner_up)}"
    return f"accepted: {likely}; {ahead}: {in_words(decided.runner_up)}"


def _signed(bits: float) -> str:
    return f"{bits:+.2f}"


def _probability(value: float) -> str:
    """Four decimals, but never a certainty."""
    return "above 0.9999" if value > 0.9999 else "below 0.0001" if value < 0.0001 else f"{value:.4f}"


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    """`text` in lines of at most WIDTH columns; a single word may be longer."""
    line = ""
    for word in visible(text).split():
        longer = f"{line} {word}" if line else indent + word
        if line and width(longer) > WIDTH:
            yield line
            longer = indent + word
        line = longer
    if line:
        yield line
