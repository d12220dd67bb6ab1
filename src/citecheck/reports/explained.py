"""Why a candidate won, or none did: the evidence of each field in bits, numbers that add up, and what the policy says.

Nothing is judged here: everything that is shown is a field of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from citecheck.errors import SettingsError
from citecheck.formats.citation import kinds
from citecheck.judge import trust
from citecheck.judge.wording import in_words
from citecheck.model import Agreement, Candidate, Contest, Finding, Level, Outcome, Reference, Report, Ruling, Verdict
from citecheck.reports.shared import clipped, counted, field_word, harmless, joined, source_words, visible, width
from citecheck.reports.terminal import heading, told
from citecheck.settings import Policy

WIDTH = 100
_HEADINGS = ("field", "cited", "record", "level", "bits")
_WIDEST = (13, 24, 25, 24, 6)  # with the gaps, WIDTH columns
_GAP = "  "
_SHOWN = 3  # candidates of a reference without a match
_NAMED = 5  # keys named in a hint
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
        for role, candidate in _shown(verdict):
            described = joined(source_words([work.source for work in candidate.works]))
            yield ""
            yield from _wrapped(f"{role}: {in_words(candidate)}, described by {described}")
            yield from _table(verdict.reference, candidate)
        yield ""
        yield from _wrapped(_ruling(verdict.contest, policy))
    if verdict.kind in kinds.WORDS:
        yield from _wrapped(f"kind of work: {kinds.WORDS[verdict.kind]}")
    for line in told(verdict):
        yield from _wrapped(line.strip(), "  ")
    yield from (line for finding in (*verdict.findings, *verdict.suppressed) for line in _likely(finding, verdict))


def _likely(finding: Finding, verdict: Verdict) -> Iterator[str]:
    """How likely a complaint is true, by which signs; and what is not shown because it hardly ever is."""
    if finding.probability is None:
        return
    words = f"{finding.rule}: true with probability {finding.probability:.2f}"
    if finding.signs:
        words += f" ({', '.join(dict.fromkeys(finding.signs))})"
    if finding in verdict.suppressed:
        words += f"; not shown: {finding.message}"
    elif finding.probability < trust.LIKELY:
        words += f"; a note below {trust.LIKELY:g}"
    yield from _wrapped(words, "  ")


def _shown(verdict: Verdict) -> Iterator[tuple[str, Candidate]]:
    """The candidates that get a table, each with what it is to the reference."""
    decided = verdict.contest
    if decided is None:
        return
    if verdict.match:
        yield "match", verdict.match
    elif decided.ruling is Ruling.TIED and decided.runner_up:
        yield "best", decided.best
        yield "next work", decided.runner_up
    else:
        others = (one for one in verdict.candidates if one != decided.best)
        yield from (("not accepted", one) for one in islice((decided.best, *others), _SHOWN))


def _table(reference: Reference, candidate: Candidate) -> Iterator[str]:
    """A line for what is known beforehand, one for each field, the sum, and the probability that it means."""
    rows = [tuple(map(clipped, row, _WIDEST)) for row in _rows(reference, candidate)]
    widths = [max(map(width, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    ruler = _GAP.join("-" * wide for wide in widths)
    yield _line(_HEADINGS, widths)
    yield ruler
    yield from (_line(row, widths) for row in rows)
    yield ruler
    yield _line(("sum", "", "", "", _signed(candidate.bits)), widths)
    yield f"probability{_probability(candidate.score):>{len(ruler) - len('probability')}}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The cells side by side, the number on the right."""
    *words, number = cells
    padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(words, widths, strict=False)]
    return _GAP.join([*padded, f"{number:>{widths[-1]}}"])


def _rows(reference: Reference, candidate: Candidate) -> Iterator[_Row]:
    compared = "no title is compared" if candidate.agreement("title").level is Level.ABSENT else "a title is compared"
    yield "prior", "", "", compared, _signed(candidate.prior)
    for one in candidate.agreements:
        cited, found = _cited(one, reference), "explained by no field" if one.field == "rest" else one.found
        if one.level is not Level.ABSENT or cited or found:
            word = "left over" if one.field == "rest" else field_word(one.field)
            yield word, cited, found, _level(one, cited), _signed(one.bits)


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
    if decided.ruling is Ruling.UNLIKELY:
        return f"not accepted, below the threshold: {likely}, at least {policy.threshold:g} is needed"
    likely = f"{likely} (at least {policy.threshold:g} is needed)"
    if decided.ruling is Ruling.UNTELLING:
        return f"not accepted, too little names a work: {likely}, but what agrees could be said of many works"
    if decided.ruling is Ruling.UNLIKE:
        return f"not accepted, another edition, copy or kind of work: {likely}, but where it appeared is another place"
    if decided.runner_up is None:
        return f"accepted: {likely}; no other work competes"
    ahead = f"{decided.margin:.2f} bits ahead of the next work (at least {policy.margin:.2f} are needed)"
    if decided.best.bits - decided.runner_up.bits < decided.margin:
        ahead += ", counted from a preprint or notice of the best, which is on top"
    if decided.ruling is Ruling.TIED:
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
            yield harmless(line)
            longer = indent + word
        line = longer
    if line:
        yield harmless(line)
