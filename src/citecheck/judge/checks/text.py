"""What the text of a reference holds that nothing explains."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.model import Case, Finding


def unexplained(case: Case) -> Iterator[Finding]:
    """One note for each part of the raw text that no field explains."""
    for text in case.reference.text_of("unexplained"):
        yield finding("unexplained-text", f"not understood: “{text}”", claimed=text)


CHECKS = Checks(rules=own("unexplained-text"), checks=(unexplained,), place=70)
