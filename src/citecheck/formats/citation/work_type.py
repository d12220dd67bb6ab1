"""What kind of work a reference means, as its own text and identifiers tell: a CSL type, or "" where they don't."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from citecheck.formats.citation.patterns import later

_SERVERS = later(
    r"\b(?:(?:bio|med|chem|psy|soc|earth|eng|edu)a?r?xiv|arxiv|corr|ssrn|research square"
    r"|preprints(?:\.org)?|osf preprints)"
    r"(?!\w)",
    re.I,
)
_PREPRINT_DOIS = (
    "10.1101/", "10.64898/", "10.48550/", "10.21203/", "10.31234/", "10.31235/", "10.31219/", "10.20944/", "10.26434/",
    "10.2139/ssrn",
)  # fmt: skip
_DATA_DOIS = (
    "10.5061/dryad", "10.17632/", "10.7910/dvn", "10.3886/icpsr", "10.1594/pangaea", "10.48331/scielodata",
)  # fmt: skip
# Capitals and small letters make a difference where a word may stand in any title.
_SAYS = {
    "patent": re.compile(
        r"\b[Pp]atente?\b.{0,30}\d{4}|\b[Pp]atente?\b.{0,30}\d,\d{3}|\b(?:US|EP|WO|DE|JP|CN)\s?\d{5,}\s?[A-C]\d?\b"
    ),
    "personal_communication": re.compile(
        r"\b(?:personal|oral|written) communications?\b|\bpers\. comm\b|\bunpublished (?:data|observations|results)\b",
        re.I,
    ),
    "dataset": re.compile(r"\[[Dd]ata ?[Ss]ets?\]|(?:^|[.)\]] |\d{4}, )Data (?:from|for|set for)[: ]"),
    "software": re.compile(
        r"\[(?:computer |mobile )?(?:software|app|program|code)\b[^\]]*\]|\b(?:R|Python) package\b|\bgithub\.com/"
        r"|\bcran\.r-project",
        re.I,
    ),
    "standard": re.compile(
        r"(?:^|[.,] )(?:ISO(?:/IEC)?|DIN|IEC|ASTM|ANSI|IEEE Std\.?|EN|BS EN)(?: EN| ISO)* ?[A-Z]?\d{3,}"
    ),
    "legal_case": re.compile(r"\b[A-Z]\w+ v\.? [A-Z].{0,60}\b\d+ (?:U\.?S\.?|F\.? ?[23]d|S\. ?Ct)\b"),
    "legislation": re.compile(
        r"\bRegulation \(E[UC]\)|\bDirective \d{2,4}/\d+|\bPub\.? ?L\.? |\bPublic Law\b|\bFederal Register\b"
        r"|\b\d+ (?:U\.?S\.?C|C\.?F\.?R)\b|\bBGBl|\bBundesgesetzblatt|\bLei n|\bAct of \d{4}|\bAct \d{4}(?:$|[.,(])"
    ),
    "thesis": re.compile(
        r"[\[(](?:[^\])]{0,40}\b)?(?:thesis|dissertation|tese|dissertação|tesis|thèse)\b|\[D\]|\bthèse de\b"
        r"|\b(?:ph\.? ?d\.?|doctoral|master[’']?s?|m\.?sc\.?|m\.?a\.?|m\.?d\.?|diploma|unpublished) ?"
        r"(?:thesis|dissertation)",
        re.I,
    ),
    "report": re.compile(
        r"\b(?:technical|tech\.|research) rep(?:ort\b|\.)|\breport no\b|\bworking paper\b|\bdiscussion paper\b"
        r"|\bwhite paper\b|\b(?:NICE|clinical|practice) guidelines? (?:\[|no\b|ng?\d)|\[(?:NG|CG|TA)\d{1,3}\]",
        re.I,
    ),
    "article-newspaper": re.compile(
        r"\b(?:New York Times|Washington Post|The Guardian|Wall Street Journal|Le Monde|Die Zeit|Los Angeles Times"
        r"|The Times|Financial Times|El País|Süddeutsche Zeitung|USA Today|The Independent|The Telegraph"
        r"|Frankfurter Allgemeine|Boston Globe)\b"
    ),
}
_MEETING = later(r"\b(?:conf(?:erence)?|symp(?:osium)?|workshops?|congress|colloquium|meeting|kongress|tagung)\b", re.I)
_PROCEEDINGS = later(r"\b(?:in:? )?(?:proc(?:eedings)?|advances in neural)\b", re.I)
_ACRONYM = later(
    r"\b(?:NeurIPS|NIPS|CVPR|ICCV|ECCV|ICML|ICLR|AAAI|IJCAI|ACL|EMNLP|NAACL|KDD|SIGIR|CHI|INTERSPEECH|ICASSP)\b"
)
_EDITED = later(r"\b[Ii]n:?\s.{0,200}\b(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hg|[Oo]rgs?|[Cc]oords?)\b")


@dataclass(frozen=True, slots=True)
class _Told:
    """A reference: its text, the fields read, its identifiers."""

    text: str
    claimed: Mapping[str, str]
    values: Mapping[str, str]

    def has(self, *fields: str) -> bool:
        return any(self.claimed.get(field) for field in fields)

    @property
    def placed(self) -> bool:
        """Does it stand in a volume or issue of a journal?"""
        return self.has("container-title") and self.has("volume", "issue")

    def says(self, kind: str) -> bool:
        return _SAYS[kind].search(self.text) is not None


def work_type(text: str, claimed: Mapping[str, str], values: Mapping[str, str]) -> str:
    """The CSL type; a preprint is an `article`, as in the records of the registries; guidelines are reports."""
    told = _Told(text, claimed, values)
    if told.placed and not told.has("publisher", "editor") and not _UNUSUAL.search(claimed["container-title"]):
        return "dataset" if _dataset(told) else "article" if _preprint(told) else "article-journal"
    return next((kind for kind, rule in _RULES if rule(told)), "")


def _said(kind: str) -> Callable[[_Told], bool]:
    return lambda told: not told.placed and told.says(kind)


def _preprint(told: _Told) -> bool:
    if told.values.get("doi", "").startswith(_PREPRINT_DOIS):
        return True
    container = told.claimed.get("container-title", "")
    if _SERVERS.search(container):
        return True
    server = "arxiv" in told.values or " preprint" in told.text.lower()
    return server and not told.has("volume", "issue", "publisher") and not _is_meeting(told)


def _dataset(told: _Told) -> bool:
    return told.values.get("doi", "").startswith(_DATA_DOIS) or (not told.placed and told.says("dataset"))


def _is_meeting(told: _Told) -> bool:
    container = told.claimed.get("container-title", "")
    if _MEETING.search(container) or _ACRONYM.search(container):
        return True
    return bool(_PROCEEDINGS.search(container)) and not told.has("volume", "issue")


def _chapter(told: _Told) -> bool:
    if told.has("volume", "issue") and not told.has("publisher"):
        return False
    return (
        told.has("title", "author")
        and told.has("container-title")
        and (told.has("editor", "publisher") or _EDITED.search(told.text) is not None)
    )


def _book(told: _Told) -> bool:
    return not told.has("container-title") and (told.has("edition") or "isbn" in told.values or told.has("publisher"))


def _webpage(told: _Told) -> bool:
    return "url" in told.values and not told.has("container-title", "publisher") and "doi" not in told.values


def _article(told: _Told) -> bool:
    if told.placed or told.values.get("pmid") or told.values.get("pmcid"):
        return True
    return told.has("container-title") and told.has("title") and not told.has("publisher", "editor")


# What makes a volume or issue no sign of a journal.
_UNUSUAL = later(f"{_MEETING.pattern}|{_ACRONYM.pattern}|rxiv|patent|ssrn|corr|standard|iso\\b", re.I)
_EARLY = ("personal_communication", "software", "legal_case", "legislation", "thesis")
_RULES: tuple[tuple[str, Callable[[_Told], bool]], ...] = (
    ("dataset", _dataset),
    ("article", _preprint),
    ("patent", lambda told: told.says("patent")),
    ("standard", lambda told: told.says("standard")),
    *((kind, _said(kind)) for kind in _EARLY),
    ("paper-conference", _is_meeting),
    ("report", _said("report")),
    ("article-newspaper", _said("article-newspaper")),
    ("chapter", _chapter),
    ("book", _book),
    ("webpage", _webpage),
    ("article-journal", _article),
)
