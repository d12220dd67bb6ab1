"""Every kind of finding: its id, its severity and one sentence. The page of a rule is in rules.md."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from citecheck.errors import SettingsError
from citecheck.model import Finding, Severity

_NOTE, _WARNING, _ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding. `summary` is one sentence; `page()` explains it at length."""

    id: str
    severity: Severity
    summary: str

    def page(self) -> str:
        """The section of rules.md about this rule (Markdown, heading included)."""
        text = files("citecheck.judge").joinpath("rules.md").read_text(encoding="utf-8")
        start = text.index(f"\n## {self.id}\n") + 1
        end = text.find("\n## ", start)
        return text[start : end if end > 0 else len(text)].strip()


_ALL = (
    Rule("unreadable", _ERROR, "a row of the list could not be read as a reference"),
    Rule("not-found", _ERROR, "every source answered and none knows such a work"),
    Rule("ambiguous", _WARNING, "several works fit about equally well"),
    Rule("source-silent", _NOTE, "a source did not answer, so nothing can be said yet"),
    Rule("retracted", _ERROR, "the work was retracted"),
    Rule("concern", _WARNING, "the publisher has expressed concern about the work"),
    Rule("corrected", _NOTE, "a correction of the work was published"),
    Rule("reinstated", _NOTE, "the work was retracted and later reinstated"),
    Rule("updated", _NOTE, "a newer version of the work, or something else about it, was published"),
    Rule("preprint-cited", _NOTE, "the work is a preprint, and a published version is known"),
    Rule("notice-cited", _WARNING, "the reference names a notice about a work, not the work"),
    Rule("doi-of-another-work", _ERROR, "the DOI belongs to another work"),
    Rule("doi-alias", _NOTE, "the DOI is an alias of the one that the record carries"),
    Rule("doi-mismatch", _ERROR, "the DOI is not that of the work described"),
    Rule("dead-doi", _ERROR, "no agency has registered the DOI"),
    Rule("registered-elsewhere", _NOTE, "the DOI is registered with an agency whose records are not read"),
    Rule("pmid-of-another-work", _ERROR, "the PMID belongs to another work"),
    Rule("pmid-mismatch", _ERROR, "the PMID is not that of the work described"),
    Rule("pmcid-mismatch", _ERROR, "the PMCID is not that of the work described"),
    Rule("author-mismatch", _WARNING, "the authors differ from the record"),
    Rule("title-mismatch", _WARNING, "the title differs from the record"),
    Rule("journal-mismatch", _WARNING, "the journal differs from the record"),
    Rule("year-mismatch", _WARNING, "the year differs from every year of the record"),
    Rule("volume-mismatch", _WARNING, "the volume differs from the record"),
    Rule("issue-mismatch", _WARNING, "the issue differs from the record"),
    Rule("page-mismatch", _WARNING, "the pages or article number differ from the record"),
    Rule("duplicate", _WARNING, "another reference of the list names the same work"),
    Rule("shared-identifier", _WARNING, "another reference of the list states the same identifier"),
    Rule("year-variant", _NOTE, "the year is one of several that the work carries"),
    Rule("author-list-cut", _NOTE, "the author list stops early without et al."),
    Rule("given-name", _NOTE, "an author has another given name with the same initial in the record"),
    Rule("number-added", _NOTE, "the reference has neither pages nor article number; the record has"),
    Rule("unexplained-text", _NOTE, "a part of the reference was not understood"),
    Rule("registries-differ", _NOTE, "the registries describe the work differently"),
    Rule("registered-twice", _NOTE, "the work is also registered under another identifier"),
    Rule("one-registry", _NOTE, "the work was seen in one registry only, the other did not answer"),
)

RULES = {rule.id: rule for rule in _ALL}


def rule_named(id: str) -> Rule:
    """The rule with this id; SettingsError names the known ones."""
    try:
        return RULES[id]
    except KeyError:
        raise SettingsError(f"no rule named {id!r}", hint=f"known: {', '.join(RULES)}") from None


def finding(rule: str, message: str, *, field: str = "", claimed: str = "", found: str = "") -> Finding:
    """A finding of this rule, with the rule's severity."""
    severity = rule_named(rule).severity
    return Finding(rule=rule, severity=severity, message=message, field=field, claimed=claimed, found=found)
