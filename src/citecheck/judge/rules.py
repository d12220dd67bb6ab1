"""Every kind of finding: its id, its severity and one sentence. The page of a rule is in rules.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from citecheck.errors import SettingsError, among, nearest
from citecheck.judge import checks, trust
from citecheck.model import SEVERITIES, Finding, Rule, Severity

_NOTE, _WARNING, _ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR


_ALL = (
    Rule("unreadable", _ERROR, "a row of the list could not be read as a reference"),
    Rule("not-found", _ERROR, "every source answered and none knows such a work"),
    Rule("not-covered", _NOTE, "nobody knows the work, and the registries hold only some works of its kind"),
    Rule("too-little", _NOTE, "nobody knows the work, and the reference states too little to name one"),
    Rule("ambiguous", _WARNING, "several works fit about equally well"),
    Rule("source-silent", _NOTE, "a source did not answer, so nothing can be said yet"),
    Rule("retracted", _ERROR, "the work was retracted"),
    Rule("concern", _WARNING, "the publisher has expressed concern about the work"),
    Rule("corrected", _NOTE, "a correction of the work was published"),
    Rule("reinstated", _NOTE, "the work was retracted and later reinstated"),
    Rule("updated", _NOTE, "a newer version of the work, or something else about it, was published"),
    Rule("preprint-cited", _NOTE, "the work is a preprint, and a published version is known"),
    Rule("published-version", _NOTE, "a preprint is cited, and its published version was found"),
    Rule("notice-cited", _WARNING, "the reference names a notice about a work, not the work"),
    Rule("doi-of-another-work", _ERROR, "the DOI belongs to another work", disputes=True),
    Rule("doi-alias", _NOTE, "the DOI is an alias of the one that the record carries"),
    Rule("doi-mismatch", _ERROR, "the DOI is not that of the work described", disputes=True),
    Rule("dead-doi", _ERROR, "no agency has registered the DOI", disputes=True),
    Rule("registered-elsewhere", _NOTE, "the DOI is registered with an agency whose records are not read"),
    Rule("pmid-of-another-work", _ERROR, "the PMID belongs to another work", disputes=True),
    Rule("pmid-mismatch", _ERROR, "the PMID is not that of the work described", disputes=True),
    Rule("pmcid-mismatch", _ERROR, "the PMCID is not that of the work described", disputes=True),
    Rule("isbn-of-another-book", _NOTE, "the ISBN leads to a book of another title by other people"),
    Rule("author-mismatch", _WARNING, "the authors differ from the record", disputes=True),
    Rule("title-mismatch", _WARNING, "the title differs from the record", disputes=True),
    Rule("journal-mismatch", _WARNING, "the journal differs from the record", disputes=True),
    Rule("year-mismatch", _WARNING, "the year differs from every year of the record", disputes=True),
    Rule("volume-mismatch", _WARNING, "the volume differs from the record", disputes=True),
    Rule("issue-mismatch", _WARNING, "the issue differs from the record", disputes=True),
    Rule("page-mismatch", _WARNING, "the pages or article number differ from the record", disputes=True),
    Rule("mixed-alphabets", _WARNING, "a word mixes letters of two alphabets"),
    Rule("duplicate", _WARNING, "another reference of the list names the same work"),
    Rule("shared-identifier", _WARNING, "another reference of the list states the same identifier"),
    Rule("hidden-mark", _NOTE, "the text holds a mark that nobody sees"),
    Rule("year-variant", _NOTE, "the year is one of several that the work carries"),
    Rule("author-list-cut", _NOTE, "the author list stops early without et al."),
    Rule("given-name", _NOTE, "an author has another given name with the same initial in the record"),
    Rule("number-added", _NOTE, "the reference has neither pages nor article number; the record has"),
    Rule("unexplained-text", _NOTE, "a part of the reference was not understood"),
    Rule("registries-differ", _NOTE, "the registries describe the work differently"),
    Rule("registered-twice", _NOTE, "the work is also registered under another identifier"),
    Rule("waiver-unused", _WARNING, "a waiver accepts nothing that was found"),
    Rule("waiver-expired", _WARNING, "the day until which a waiver holds is over"),
    Rule("link-dead", _WARNING, "nothing is at the address that the reference cites"),
    Rule("link-unseen", _NOTE, "nobody could look at the address that the reference cites"),
    Rule("one-registry", _NOTE, "the work was seen in one registry only, the other did not answer"),
    Rule("not-listed", _WARNING, "the text cites what the list does not hold"),
    Rule("never-cited", _WARNING, "the text never cites the reference"),
    Rule("citation-order", _NOTE, "the number is first cited before a smaller one"),
    Rule("numbering", _WARNING, "a number of the list is missing or comes twice"),
    Rule("listed-twice", _WARNING, "the list holds one work under two numbers"),
    Rule("manager-differs", _NOTE, "the reference manager's data in the file say otherwise than the printed list"),
    Rule("citation-differs", _WARNING, "the text cites another year than the list gives"),
    Rule("citation-ambiguous", _WARNING, "the text could mean more than one reference"),
    Rule("accepted-by-hand", _NOTE, "somebody says that this is the work meant"),
    Rule("rejected-by-hand", _NOTE, "somebody says that the work found is not the one meant"),
)

RULES = {rule.id: rule for rule in _ALL}
"""Our own rules. What a plug-in adds is in `known`."""


def own(*ids: str) -> tuple[Rule, ...]:
    """Rules of our own, for the value that holds their checks."""
    return tuple(RULES[id] for id in ids)


@cache
def known() -> Mapping[str, Rule]:
    """Every rule by its id, ours first."""
    return RULES | {rule.id: rule for one in checks.installed() for rule in one.rules}


def named(id: str) -> Rule:
    """The rule with this id; SettingsError names the known ones."""
    rule = RULES.get(id) or known().get(id)
    if rule is None:
        raise SettingsError(f"no rule named {id!r}", hint=among(id, known()))
    return rule


def check_fail_on(text: str) -> None:
    """SettingsError for a word in it that is neither a severity nor a rule nor "never"; commas part the words."""
    for word in (one.strip() for one in text.split(",")):
        if word not in {*SEVERITIES, *known(), "never"}:
            near = nearest(word, (*SEVERITIES, *known()))
            raise SettingsError(
                f"--fail-on {word!r} is neither a severity nor a rule",
                hint=f"{near}note, warning, error, never, or a rule id: citecheck rules lists them",
            )


def page(rule: Rule) -> str:
    """The section about this rule (Markdown, heading included); its summary where there is none."""
    texts = [files("citecheck.judge").joinpath("rules.md").read_text(encoding="utf-8")]
    texts += [one.pages() for one in checks.installed() if rule in one.rules]
    for text in texts:
        if section := re.search(rf"^## {re.escape(rule.id)}\n.*?(?=^## |\Z)", text, re.M | re.S):
            return section[0].strip()
    return f"## {rule.id}\n\nSeverity: {rule.severity}. {rule.summary}"


def finding(
    rule: str, message: str, *, field: str = "", claimed: str = "", found: str = "", signs: tuple[str, ...] = ()
) -> Finding:
    """A finding of this rule, with the rule's severity, or the doubted one where its signs speak against it."""
    likely = trust.probability(rule, signs)
    severity = named(rule).severity
    if likely is not None and likely < trust.LIKELY:
        severity = named(rule).doubted or severity
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        field=field,
        claimed=claimed,
        found=found,
        signs=signs,
        probability=likely,
    )
