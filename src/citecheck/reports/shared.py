"""What several reports need: words for fields, counts, the short look at a verdict, safe and measured text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from citecheck.judge.wording import source_word
from citecheck.model import Agreement, Candidate, Finding, Level, Outage, Outcome, Report, Severity, Verdict

FIELD_WORDS = {
    "first-author": "first author",
    "other-authors": "other authors",
    "container-title": "journal",
    "page": "pages",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
}

OUTCOME_WORDS = {
    Outcome.VERIFIED: "Verified",
    Outcome.MISMATCH: "Found, but differs",
    Outcome.NOT_FOUND: "Not found",
    Outcome.UNDECIDED: "Undecided",
    Outcome.UNREADABLE: "Could not be read",
}
LEVEL_WORDS = {Level.EXACT: "same", Level.CLOSE: "nearly the same", Level.DIFFERENT: "different"}
_SPANS_OF = {
    "author": ("author", "first-author", "other-authors"),
    "first-author": ("author", "first-author"),
    "other-authors": ("author", "other-authors"),
    "page": ("page", "number"),
}
_PLURAL = frozenset({"other-authors", "page"})

# Embeddings, overrides and isolates reorder what stands around them: https://www.unicode.org/reports/tr9/
_REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_WITHOUT_WIDTH = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb"
_TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
_NEUTRALISED = frozenset(_REORDERING + _WITHOUT_WIDTH + _TAGS)
_MARKS = 4  # as many as an honest letter carries
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_PILED = re.compile(f"[{_COMBINING}]{{{_MARKS + 1},}}")


def as_bytes(parts: Callable[[Report], Iterator[str]]) -> Callable[[Report], Iterator[bytes]]:
    """What renders a report in pieces of text, as what renders it in pieces of UTF-8."""
    return lambda report: (part.encode() for part in parts(report))


def field_word(field: str) -> str:
    """The name of a field as an editor would say it."""
    return FIELD_WORDS.get(field, field)


def source_words(names: Sequence[str]) -> list[str]:
    """Each source once, as it writes itself."""
    return list(dict.fromkeys(map(source_word, names)))


def visible(text: str) -> str:
    """`text` with nothing in it that a terminal or a page would obey instead of showing it.

    White space is spaces; control characters, what reorders text and what has no width are U+FFFD; of many marks on
    one letter the first few are left. A joiner stays, which some scripts need.
    """
    if not text.isascii():
        text = _PILED.sub(lambda pile: pile[0][:_MARKS], text)
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    # Cc: control; Cs: lone surrogate; the last two code points of each plane are no characters.
    hidden = unicodedata.category(char) in ("Cc", "Cs") or char in _NEUTRALISED or ord(char) & 0xFFFE == 0xFFFE
    return "\ufffd" if hidden else char


def encodable(text: str) -> str:
    """`text` with lone surrogates, which UTF-8 can't carry, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def width(text: str) -> int:
    """Columns that `text` takes on a terminal: none for combining marks, two for wide characters."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clipped(text: str, limit: int) -> str:
    """`text` on one line, in at most `limit` columns; `…` stands for what was cut."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = " ".join(visible(text).split())
    if width(text) <= limit:
        return text
    if text.isascii():
        return text[: max(limit - 1, 0)].rstrip() + "…"
    kept, used = "", 0
    for char in text:
        used += _columns(char)
        if used >= limit:
            break
        kept += char
    return kept.rstrip() + "…"


def harmless(line: str) -> str:
    """A line of a log without the words at its beginning that a GitHub workflow obeys (`::error::`)."""
    return re.sub(r"^(\s*):(?=:)", r"\1: ", line) if line.lstrip().startswith("::") else line


def markdown(text: str) -> str:
    """`text` so that Markdown, with HTML in it, shows it as it is, in one line; nobody is mentioned by it."""
    shown = re.sub(r"([\\`*_{}\[\]|~$])", r"\\\1", " ".join(visible(text).split()))
    shown = re.sub(r"^([#+>=-]|[0-9]+(?=[.)]))", r"\\\1" if not shown[:1].isdigit() else r"\1\\", shown)
    shown = shown.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"@(?=\w)", "@<!-- -->", shown)


def counted(number: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *head, last = words or ("",)
    return f"{', '.join(head)} and {last}" if head else last


def severities(report: Report) -> dict[Severity, int]:
    """How many findings there are of each severity, the heaviest first."""
    return {severity: report.count_findings(severity) for severity in sorted(Severity, reverse=True)}


def summary(report: Report) -> str:
    """`24 references: 20 verified, 1 mismatch, 3 undecided; 2 errors, 1 note`; what does not occur is left out."""
    counts = [(report.count(outcome), outcome) for outcome in Outcome]
    outcomes = ", ".join(f"{number} {outcome}" for number, outcome in counts if number)
    references = counted(len(report.verdicts), "reference")
    told = "; ".join(filter(None, (outcomes, tally(report), _set_aside(report))))
    return f"{references}: {told}" if report.verdicts else references


def _set_aside(report: Report) -> str:
    """`1 waived, 3 not shown`; empty without any."""
    counts = (report.count_waived(), "waived"), (report.count_suppressed(), "not shown")
    return ", ".join(f"{number} {word}" for number, word in counts if number)


def tally(report: Report) -> str:
    """`2 errors, 1 note`; empty without findings."""
    return ", ".join(counted(number, str(severity)) for severity, number in severities(report).items() if number)


def by_weight(findings: Sequence[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; otherwise as they came."""
    return sorted(findings, key=lambda finding: -finding.severity)


def weight(verdict: Verdict) -> int:
    """The severity of the heaviest finding, 0 without any."""
    return max((finding.severity for finding in verdict.findings), default=0)


def untold(verdict: Verdict) -> list[Outage]:
    """The outages that no finding's message tells already."""
    messages = [finding.message for finding in verdict.findings]
    return [one for one in verdict.outages if not any(one.source in text and one.reason in text for text in messages)]


def glance(verdict: Verdict) -> list[str]:
    """What to look at, in a few words each: silent sources of an undecided reference, warnings and errors."""
    parts = _silence(verdict.outages) if verdict.outcome is Outcome.UNDECIDED else []
    heavy = [one for one in by_weight(verdict.findings) if one.severity >= Severity.WARNING]
    return parts + [_brief(one, verdict) for one in heavy]


def _silence(outages: Sequence[Outage]) -> list[str]:
    """`not asked: Crossref, PubMed` for a run offline, `out of time: …`, `no answer: …` for a source that failed."""
    sources: dict[str, list[str]] = {}
    for outage in outages:
        asked = not outage.reason.startswith("not asked")
        words = "no answer" if asked else "out of time" if outage.reason.endswith("are over") else "not asked"
        sources.setdefault(words, []).append(outage.source)
    return [f"{words}: {', '.join(source_words(names))}" for words, names in sources.items()]


def _brief(finding: Finding, verdict: Verdict) -> str:
    if finding.field and finding.found:
        claimed, found = clipped(finding.claimed, 28) or "none", clipped(finding.found, 28)
        return f"{field_word(finding.field)}: {claimed}, record {found}"
    # The outcome stands beside it: its word again would say nothing.
    if finding.rule == Outcome.NOT_FOUND:
        return _nearest(verdict)
    return finding.message if finding.rule == verdict.outcome else finding.rule


def _nearest(verdict: Verdict) -> str:
    if not verdict.candidates:
        return "nothing near it"
    item = verdict.candidates[0].item
    author = str(item.author[0]) if item.author else ""
    journal = item.container_title_short or item.container_title
    return f"nearest, not accepted: {' '.join(filter(None, (author, item.year, journal))) or 'a work without a name'}"


def compared(verdict: Verdict) -> tuple[Agreement, ...]:
    """How the fields of the match compare, in step with the findings: what a finding disputes is different, and what
    none disputes is not."""
    disputing = (*verdict.findings, *verdict.waived)
    disputed = {part for one in disputing if one.severity >= Severity.WARNING for part in spans_of(one.field)}

    def level(one: Agreement) -> Level:
        if one.level is Level.ABSENT:
            return one.level
        if one.field in disputed:
            return Level.DIFFERENT
        return Level.CLOSE if one.level is Level.DIFFERENT else one.level

    agreements = verdict.match.compared if verdict.match else ()
    return tuple(replace(one, level=level(one)) for one in agreements)


def spans_of(field: str) -> tuple[str, ...]:
    """The pieces of a reference that show a field: authors are one piece or two, a locator is read as either of two."""
    return _SPANS_OF.get(field, (field,))


def level_word(agreement: Agreement) -> str:
    """How a field compares, in words: `same`, `nearly the same: another script`, `different`."""
    manner = f": {agreement.manner}" if agreement.manner and agreement.level is not Level.EXACT else ""
    return LEVEL_WORDS[agreement.level] + manner


def why(candidate: Candidate, agreements: Sequence[Agreement] = ()) -> str:
    """One sentence: what speaks for a candidate and what against it, how likely it is, and who describes it."""
    agreements = agreements or candidate.compared
    clauses = [
        _clause(agreements, Level.EXACT, "agree"),
        _clause(agreements, Level.CLOSE, "nearly agree"),
        _clause(agreements, Level.DIFFERENT, "differ"),
        f"probability {_probability(candidate.score)}",
        f"described by {joined(source_words([work.source for work in candidate.works]))}",
    ]
    sentence = "; ".join(filter(None, clauses))
    return f"{sentence[0].upper()}{sentence[1:]}."


def _clause(agreements: Sequence[Agreement], level: Level, stem: str) -> str:
    of_level = [one for one in agreements if one.level is level]
    words = joined([field_word(one.field) for one in of_level])
    return f"the {words} {verb(of_level, stem)}" if of_level else ""


def verb(subjects: Sequence[Agreement], stem: str) -> str:
    """`the year differs`, `the pages differ`, `the year and volume differ`."""
    return stem if len(subjects) > 1 or subjects[0].field in _PLURAL else f"{stem}s"


def _probability(score: float) -> str:
    """Two decimals, but never a certainty: a score of 0.998 is not 1.00."""
    return "above 0.99" if score > 0.99 else "below 0.01" if score < 0.01 else f"{score:.2f}"
