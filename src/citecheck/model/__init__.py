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
from citecheck.model.enums import SEVERITIES, Level, Outcome, Severity
from citecheck.model.verdicts import Agreement, Candidate, Evidence, Finding, Outage, Report, Verdict

__all__ = [
    "NOTICE_RELATIONS",
    "RETRACTIONS",
    "SEVERITIES",
    "Agreement",
    "Candidate",
    "Citation",
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
    "Severity",
    "Span",
    "Verdict",
    "Work",
]
