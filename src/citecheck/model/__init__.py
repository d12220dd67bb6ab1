"""The nouns of citecheck, each defined once in one of the three modules of this room."""

from __future__ import annotations

from citecheck.model.bibliography import (
    NOTICE_RELATIONS,
    RETRACTIONS,
    Citation,
    Item,
    Location,
    Name,
    Notice,
    Publication,
    Reference,
    Relation,
    Span,
    Work,
)
from citecheck.model.enums import SEVERITIES, Level, Outcome, Ruling, Severity
from citecheck.model.verdicts import (
    Agreement,
    Candidate,
    Case,
    Contest,
    Evidence,
    Finding,
    Outage,
    Report,
    Rule,
    Verdict,
    by_severity,
)

__all__ = [
    "NOTICE_RELATIONS",
    "RETRACTIONS",
    "SEVERITIES",
    "Agreement",
    "Candidate",
    "Case",
    "Citation",
    "Contest",
    "Evidence",
    "Finding",
    "Item",
    "Level",
    "Location",
    "Name",
    "Notice",
    "Outage",
    "Outcome",
    "Publication",
    "Reference",
    "Relation",
    "Report",
    "Rule",
    "Ruling",
    "Severity",
    "Span",
    "Verdict",
    "Work",
    "by_severity",
]
