"""What stands in a reference beside the work: when it was read, links that a page had, later notices, other numbers.

Set aside before the tagger sees the text, so that nothing of it is taken for a part of the work.
"""

from __future__ import annotations

import re

from citecheck.formats.citation.identifiers import masked
from citecheck.formats.citation.patterns import later
from citecheck.model import Span

_WORDED_MONTH = r"[^\W\d_]{3,9}\.?"
_DATE = (
    rf"(?:{_WORDED_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th|º|\.)?\s(?:de\s|of\s)?{_WORDED_MONTH},?\s(?:de\s)?\d{{4}}"
    rf"|\d{{4}}[-/ ](?:\d{{1,2}}|{_WORDED_MONTH})(?:[-/ ]\d{{1,2}}\b)?|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}"
    rf"|{_WORDED_MONTH},?\s\d{{4}}|\d{{4}}(?=[\])]))"
)
_READ_ON = (
    r"cited|(?:date\s|last\s)?accessed|(?<![a-z]\s)retrieved|consulted|viewed|(?:letzter\s)?zugriff(?:\sam)?|abgerufen(?:\sam)?|acesso(?:\sem)?"
    r"|consultado(?:\sel)?|consulté(?:e)?(?:\sle)?|consultato(?:\sil)?|acedido(?:\sem)?|fecha\sde\sconsulta"
)
_LINK = (
    r"(?:(?:PMC )?free (?:full text|article)|PubMed|Medline|Google Scholar|Cross-?ref|Web of Science|Scopus"
    r"|View Article|Full ?Text|CAS|ISI|NASA ADS)"
)
_LANGUAGE = "German|French|Spanish|Italian|Chinese|Japanese|Russian|Portuguese|Polish|Dutch|Korean"
_PAGES = r"[A-Za-z]{0,2}\d[\w-]*"

# What each holds in lower case, one word or another (seen at a glance), and its form.
_ASIDES = tuple(
    (tuple(words.split("|")), later(form, re.I))
    for words, form in (
        ("ahead of print", r"[\[(]?\b(?:Epub|online|published)?[ ]?ahead of print\b[\])]?(?!\s+\d{4})"),
        ("epub", rf"[\[(]?\bEpub(?:\sahead\sof\sprint)?(?:\sdate)?:?\s{_DATE}[\])]?"),
        ("errat", r"[\[(]?\b(?:published\s)?errat(?:um|a)(?:\sappears?)?\sin\b[:\s].*$"),
        (
            "comment|correction|retraction|update|republished|reprint",
            r"(?<=[\d.\])] )[\[(]?\b(?:comment|correction|retraction|update|republished|reprint)s?\sin:.*$",
        ),
        (
            "discussion|quiz|reply|passim|appendix",
            rf";\s?(?:discussion|quiz|author reply|reply|passim|appendix)\s{_PAGES}"
            rf"(?:,\s(?:(?:discussion|quiz)\s)?{_PAGES}(?![\w(:;]))*"
            r"|;\s?passim\b",
        ),
        (
            "errat|correct|retract",
            r"\[(?:[^\[\]]*\b)?(?:correct(?:ion|ed)|errat(?:um|a)|retract\w+)\b[^\[\]]*\d[^\[\]]*\]",
        ),
        ("anonymous", r"^\s*\[?Anonymous\]?[.,]\s"),
        ("[", rf"\[\s?(?:{_LINK})\s?\]"),
        ("(", rf"\(\s?(?:{_LINK})\s?\)"),
        (
            "pubmed|medline|scholar|crossref|cross-ref|scopus|full text|fulltext|view article",
            rf"(?:(?<=[.,;\]] )(?:{_LINK})\b[.,;\s]*)+$",
        ),
        (
            "access|cited|retriev|consult|viewed|zugriff|abgerufen|acesso|acedido",
            rf"[\[(]?\b(?:{_READ_ON}):?\s(?:on\s)?{_DATE}[\])]?",
        ),
        ("no date", r"(?<=[.,] )\[no date\]"),
        ("n. pag|n.pag", r"\bn\.\s?pag\b"),
        ("presentation", r"\[(?:paper|poster|oral|conference) presentation\]"),
        ("dispon", r"\b(?:Disponível|Disponible)\s(?:em|en|sur|online em)\b:?"),
        ("verfügbar", r"\bVerfügbar\sunter\b:?"),
        ("[", r"\[(?:preprint|dissertation|(?:\w+(?:['’]s)?\s)?thesis)\]"),
        ("preprint", r"\bPreprint\s(?:posted|published)\s?online\b|(?<=[.,] )Preprint\sat\b"),
        (_LANGUAGE.lower(), rf"(?<=[.;] )\[?(?:(?:article )?in )?(?:{_LANGUAGE})(?: with english abstract)?\.?\]?\W*$"),
        ("с.", r"(?<=[. ])\d{1,4} с\."),
        ("see", r"\bSee\s*$"),
        ("(", r"\bS?\d{4}-?\d{3}[\dX]\(\d\d\)\d{1,6}-[\dX]\b"),
        ("p", r"(?<=[\s(])\d{1,4}\s(?:pp?|pgs?|pages)\b\.?\)?(?=\W*$)"),
    )
)  # fmt: skip


_BY_WORD = tuple((word, place) for place, (words, _) in enumerate(_ASIDES) for word in words)


def set_aside(rest: str) -> tuple[list[Span], str]:
    """Where they stand, and the text without them."""
    lowered = rest.lower()
    likely = {place for word, place in _BY_WORD if word in lowered}
    spans = [
        Span(field="aside", start=match.start(), end=match.end())
        for place in sorted(likely)
        for match in _ASIDES[place][1].finditer(rest)
        if match[0].strip() and (match.start() or "nonymous" in match[0])
    ]
    return spans, masked(rest, spans) if spans else rest
