"""What kind of work a reference means, told by its identifiers and its words; CSL's names of types.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types. What a text says of itself counts where
it stands outside the title, and only where no journal, volume and page say that it is an article; what nothing tells
is not known ("").
"""

from __future__ import annotations

import re

from citecheck import normalize
from citecheck.formats.citation.patterns import later
from citecheck.model import Item, Reference

JOURNAL, PREPRINT, MEETING, CHAPTER, BOOK = "article-journal", "article", "paper-conference", "chapter", "book"
DATA, SOFTWARE, REPORT, PAGE = "dataset", "software", "report", "webpage"

WORDS = {
    JOURNAL: "a journal article",
    PREPRINT: "a preprint",
    MEETING: "a conference paper",
    CHAPTER: "a chapter of a book",
    BOOK: "a book",
    "thesis": "a thesis",
    REPORT: "a report or guideline",
    PAGE: "a web page",
    DATA: "a data set",
    SOFTWARE: "software",
    "standard": "a standard",
    "patent": "a patent",
    "legislation": "a law or regulation",
    "article-newspaper": "a newspaper article",
    "personal_communication": "a personal communication",
}
PARTLY_HELD = frozenset(WORDS) - {JOURNAL}
"""Kinds of which the registries hold a part only: that they know no such work says little."""

BOOKS = frozenset({BOOK, CHAPTER, REPORT, "entry", "entry-encyclopedia", "entry-dictionary"})
"""Kinds of which library catalogues have the whole that is cited, or the book around it."""

IN_BOOKS = BOOKS - {BOOK, REPORT}
"""Kinds of which library catalogues have the book around them."""


def _signs(*patterns: str, flags: int = re.I) -> re.Pattern[str]:
    return re.compile("|".join(patterns), flags)


# Dryad, Figshare, Mendeley Data, Dataverse, PANGAEA, ICPSR, GBIF, UK Data Service, Zenodo.
_DATA_DOI = later(r"10\.(?:5061|6084|17632|7910|1594|3886|15468|5255|5281)/")
# arXiv, bioRxiv and medRxiv, Research Square, SSRN, PsyArXiv, SocArXiv, EarthArXiv, Preprints.org, ChemRxiv, TechRxiv.
_PREPRINT_DOI = later(
    r"10\.(?:48550|21203|2139|31234|31235|31223|20944|26434|36227|22541)/|10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6}"
)
_SERVER = r"(?:(?:bio|med|chem|psy|soc|earth|tech)-?a?rxiv|ar[xχ]iv|ssrn|research square|authorea|preprints?)\b"
_PREPRINT = _signs(rf"\b{_SERVER}", r"\bcorr\W+abs\b", r"\bopenreview\.net\b")
_ON_SERVER = _signs(rf"\W*(?:{_SERVER}|corr\b)")
_DATA_TITLE = _signs(r"\bdata (?:from|to support|for):?\s")
_DATA = _signs(
    r"\[data ?sets?\]|\[data\]|\[database\]",
    r"\b(?:dryad|figshare|mendeley data|pangaea|dataverse)\b",
    r"\bdata ?set\b(?=\W*(?:$|https?:|doi|\())",
    r"\b(?:GSE|PRJ[A-Z]{2}|SRP|E-MTAB-)\d{3,}\b",
)
_SOFTWARE = _signs(
    r"\[(?:computer )?(?:software|program(?:me)?|code)\b[^\]]*\]",
    r"\bcomputer (?:software|program)\b|\b(?:R|python) package\b|\bR (?:Core Team|Foundation)\b",
    r"\bgithub\.com/|\br-project\.org\b|\bsoftware\b[^.]{0,40}\bversion \d",
    r"\b(?:IBM SPSS|SAS Institute|StataCorp|MathWorks|GraphPad)\b",
)
_THESIS = _signs(
    r"\b(?:ph\.?\s?d\.?|doctoral|master[’'`]?s?|m\.?sc\.?|m\.?a\.|bachelor[’'`]?s?|diploma|inaugural|unpublished)"
    r"[ -]+(?:thesis|dissertation)\b",
    r"\[(?:dissertation|thesis)[^\]]*\]|(?:^|[.,(]\s*)(?:thesis|dissertation)\b(?=[.,)\s]*univ)",
    r"\b(?:doktorarbeit|masterarbeit|diplomarbeit|habilitationsschrift|thèse|tesis|tese de|dissertação)\b",
)
_STANDARD = _signs(
    r"\b(?:ISO(?:/IEC)?|IEC|ASTM|DIN(?: EN)?|ANSI|BS EN|EN ISO|NF EN|GOST)[ -]?(?:[A-Z]{1,2} ?)?\d{2,6}(?:[-:.]\d+)*\b",
    r"\bIEEE (?:Std|Standard)\b|\bRFC ?\d{3,5}\b",
    flags=0,
)
_PATENT = _signs(
    r"\b(?:patent(?:schrift)?|pat\.?) (?:no|number|nr|application|us|ep|wo)\b|\[patent\]|\b(?:us|european) patent\b",
    r"\b(?-i:US|EP|WO|DE|CN|JP)[ -]?\d[\d,/]{5,}\s?(?-i:[AB]\d?)\b",
)
_LAW = _signs(
    r"\bPub(?:lic|\.)? ?L(?:aw|\.)? ?(?:No\.? ?)?\d|\b\d+ (?:U\.? ?S\.? ?C|C\.? ?F\.? ?R|Fed\.? Reg)\b",
    r"\bFederal Register\b|\bOfficial Journal of the European|\bBGBl\b|\bLei n[ºo°]",
    r"\b(?:Directive|Regulation|Decision) (?:\((?:EU|EC|EEC)\)|(?:19|20)\d\d/)",
    r"\b(?:Act|Ordinance|Gesetz) (?:of )?(?:1[89]|20)\d\d\b",
    flags=0,
)
_NEWSPAPER = _signs(
    r"\b(?:(?:New York|Los Angeles|Financial|Irish|Straits) Times|Washington Post|Wall Street Journal|The Guardian)\b",
    r"\b(?:Le Monde|El País|Der Spiegel|Die Zeit|Süddeutsche Zeitung|Frankfurter Allgemeine|BBC News|USA Today)\b",
    r"\b(?:Daily Mail|Boston Globe|The Telegraph|The Independent|Associated Press)\b",
    flags=0,
)
_UNPRINTED = _signs(r"\bpers(?:onal|\.)? comm(?:unication\b|\.)", r"\bunpublished (?:data|observations?|results)\b")
_MEETING = _signs(
    r"\bproc(?:eedings|\.)? (?:of|\d|the|int|ieee/|acm|conf|symp|workshop|annual|[A-Z]{4,})",
    r"\b(?:conf(?:erence|\.)|symposium|symp\.|workshop|colloquium|congress|meeting of the)\b",
    r"\b(?-i:NeurIPS|NIPS|ICLR|ICML|CVPR|ICCV|ECCV|AAAI|IJCAI|NAACL|ACL|EMNLP|COLING|SIGIR|KDD|ICASSP|MICCAI|LREC)\b",
    r"\bneural information processing sys",
)
_MEETING_SHORT = later(r"\bproc\b|\b(?i:adv\w*\.? (?:in )?neural inf)|\b[A-Z][a-z]+[A-Z]\w*|[A-Z]{3,}@")
# Journals that are called proceedings.
_NO_MEETING = _signs(
    r"\bproc(?:eedings|\.)? (?:of )?(?:the )?(?:natl?|national|r(?:oy(?:al)?)?\b|ieee\b(?! int|[ /]conf|/)|am|lond)",
    r"\bproc(?:eedings|\.)? (?:of )?(?:the )?(?:nutr|inst|biol|vldb|soc|zool|linn|camb|edinb)",
    r"\bmayo clin|\bacta\b|\btransplant(?:ation)? proc",
)
_IN_BOOK = _signs(
    r"(?:[.?!”\"’]|\)|^)\s*in:?\s[^.]{3,}?\(?\b(?:eds?|editors?|hrsg|coords?|orgs?)\b",
    r"\b(?:eds?|editors?)\.?\)?[.,:;]?\s+in\b",
)
_BOOK = _signs(
    r"\b(?:\d+(?:st|nd|rd|th)|second|third|fourth|fifth|revised|rev\.?) ed(?:ition|n|\.|\b)|\bISBN\b|\b\d+\. Aufl",
    r"\b(?:university|univ\.?|academic|mit|crc|guilford) press\b|\b(?:oxford|cambridge) university\b|\bverlag\b",
    r"\b(?:springer|elsevier|wiley|routledge|sage publications|mcgraw[- ]hill|pearson|saunders|mosby|lippincott)\b",
    r"\b(?:o[’']reilly|prentice[- ]hall|penguin|thieme|karger|erlbaum|palgrave|macmillan|norton)\b",
)
_REPORT = _signs(
    r"\b(?:tech(?:nical|\.)?|working|white|discussion|policy|final|annual) (?:report|paper|rep\b)|\breport no\b",
    r"\bgeneva:? (?:world health|who)\b|\bworld health organi[sz]ation[.,:;] (?:geneva|\(?(?:19|20)\d\d)",
    r"\b(?:nice|clinical|practice) guideline \[|\[(?:NG|CG|TA)\d+\]|\bguidance for industry\b|\bNBER\b",
)
_WEB = _signs(
    r"https?://|\bwww\.|\[internet\]",
    r"\b(?:available (?:from|at)|retrieved|accessed|abgerufen|zugriff|acesso em|consulté)\b",
)
_IDENTIFIER = _signs(
    r"https?://(?:dx\.)?doi\.org/\S+|\b10\.\d{4,}/\S+", r"https?://(?:www\.)?(?:ncbi\.nlm|pubmed|pmc\.ncbi)\S+"
)
_SURELY = (("thesis", _THESIS), ("patent", _PATENT))
_BY_TYPE = (
    (DATA, _DATA),
    ("legislation", _LAW),
    ("standard", _STANDARD),
    (SOFTWARE, _SOFTWARE),
    ("article-newspaper", _NEWSPAPER),
)


def kind(reference: Reference) -> str:
    """The CSL type of what the reference means, or ""."""
    item = reference.item or Item()
    text = reference.raw or _text_of(item)
    if _DATA_DOI.match(item.doi):
        return SOFTWARE if item.type == SOFTWARE else DATA
    if _PREPRINT_DOI.match(item.doi):
        return PREPRINT
    if item.type and item.type != "document" and not reference.spans:
        return item.type  # its file says so; what a reader made of a loose text is weighed below
    placed = bool(item.container_title and item.volume and item.locator)
    if _is_preprint(item, text, placed=placed):
        return PREPRINT
    around = text.replace(item.title, " ", 1) if item.title else text
    surely = next((name for name, sign in _SURELY if sign.search(around)), "")
    return surely or (not placed and _by_type(text, around)) or _published(item, text, around) or item.type


def reads_as_book(reference: Reference) -> bool:
    """True for what may be a book, or stands in one, and could not be an article of a journal."""
    item = reference.item or Item()
    return kind(reference) in BOOKS or (bool(item.isbn) and not item.issn and not item.volume)


def names_a_server(container: str) -> bool:
    """True for a server of preprints in the place of a journal."""
    return _ON_SERVER.match(container) is not None


def names_a_meeting(container: str) -> bool:
    """True for the name of a meeting or its proceedings, also an acronym as `NeurIPS` or `AlCoB`."""
    found = _MEETING.search(container) or _MEETING_SHORT.search(container)
    return found is not None and not _NO_MEETING.search(container)


def _by_type(text: str, around: str) -> str:
    if _UNPRINTED.search(text):
        return "personal_communication"
    return DATA if _DATA_TITLE.search(text) else next((name for name, sign in _BY_TYPE if sign.search(around)), "")


def _is_preprint(item: Item, text: str, *, placed: bool) -> bool:
    """A server of preprints is named, and no other place where the work appeared."""
    if not _PREPRINT.search(text) and not normalize.arxiv_doi(item.url):
        return False
    container = item.container_title
    return not container or names_a_server(container) or not (placed or _MEETING.search(container))


def _published(item: Item, text: str, around: str) -> str:
    """A paper of a meeting, a chapter, a book, a report, a page or an article, by what stands `around` the title."""
    container, placed = item.container_title or around, bool(item.container_title and item.volume and item.locator)
    sign = _MEETING.search(container) or (not placed and _MEETING.search(around))
    if sign and not _NO_MEETING.search(container):
        return MEETING
    if placed:
        return JOURNAL
    if _REPORT.search(around):
        return REPORT
    if _IN_BOOK.search(text):
        return CHAPTER
    if not item.volume and (item.isbn or _BOOK.search(around)):
        return CHAPTER if item.container_title and item.locator else BOOK
    if not (item.volume or item.locator or item.doi or item.pmid) and _WEB.search(_IDENTIFIER.sub(" ", around)):
        return PAGE
    return JOURNAL if item.container_title and (item.volume or item.locator or item.issued) else ""


def _text_of(item: Item) -> str:
    parts = (*map(str, item.author), item.title, item.container_title, item.publisher, item.url)
    return ". ".join(filter(None, parts))
