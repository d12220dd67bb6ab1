"""A check: a title that is written in capitals from end to end."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import Checks
from citecheck.model import Case, Finding, Rule, Severity

RULE = Rule("title-in-capitals", Severity.NOTE, "the title is written in capitals")
_LONG = 12  # letters


def in_capitals(case: Case) -> Iterator[Finding]:
    """A note for a claimed title of some length without a small letter."""
    title = case.reference.item.title if case.reference.item else ""
    if title.isupper() and len(title) >= _LONG:
        message = "the title is written in capitals"
        yield Finding(rule=RULE.id, severity=RULE.severity, message=message, field="title", claimed=title)


CHECKS = Checks(
    rules=(RULE,),
    checks=(in_capitals,),
    pages=lambda: (
        "## title-in-capitals\n\nA title in capitals hides which words are names. Write it as the record does.\n"
    ),
)
