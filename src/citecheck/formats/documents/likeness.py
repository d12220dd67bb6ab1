"""Does a text read like a reference, or like prose? By its form alone, quickly: documents have thousands of lines."""

from __future__ import annotations

import re
from functools import lru_cache

_YEAR = re.compile(r"(?<![\d.,/-])(?:1[5-9]|20)\d\d[a-z]?(?![\d/]|\.\d)")
_NO_YEAR = re.compile(
    r"\b(?:in press|forthcoming|n\.\s?d\.|s\.\s?d\.|submitted|unpublished|to appear|accepted|im druck|sous presse"
    r"|en prensa)",
)
_PARTICLE = (
    r"(?:(?:[Vv][ao][nm]|[Dd][eaiou]s?|[Dd]el|[Dd]ella|[Dd]en|[Dd]er|[Tt]e[nr]?|[Ll][ae]|[Ee]l|[Aa]l|[Bb]in|[Zz]u[mr]?"
    r"|[Ss]an|[Ss]t\.?|[Mm]a?c)[ -]?['’]?){0,3}(?:[DdLO]['’])?"
)
_FAMILY = _PARTICLE + r"(?=[^\W\d_])[^a-z\W\d_][^\W\d_]*(?:['’‐–-][^\W\d_]+)*(?: [^a-z\W\d_][^\W\d_]+(?:-[^\W\d_]+)*)?"
_INITIALS = r"(?:[^a-z\W\d_]\.?[ -]?){1,4}(?![^\W\d_])"
# `Mosca C, …`, `Mosca, C.`, `Mosca, Caterina`, `C. Mosca`, `Mosca C (2004)`, `MOSCA C`, `Caterina Mosca, …`
_PEOPLE = re.compile(
    rf"[\W_]{{0,4}}(?:{_FAMILY}(?:,? (?:Jr|Sr|II|III|IV)\.?)?,? {_INITIALS}(?=[\s,.;:(&]|$)"
    rf"|{_FAMILY},\s?{_INITIALS}"
    rf"|{_INITIALS}\s?{_FAMILY}(?=[,.;:]| and | & | et | und | y )"
    rf"|{_FAMILY}, [^a-z\W\d_][^\W\d_]+(?:[ -][^\W\d_]+)?\.?(?=[,.;( ])"
    r"|(?:[^a-z\W\d_][^\W\d_]+ ){1,2}(?:[^a-z\W\d_]\. ?){1,3}[^a-z\W\d_][^\W\d_]+(?=[,.;: ])"
    r"|[—–_-]{2,}[.,]?\s)"
)
# `Relja Arandjelovic and Andrew Zisserman.`, `Yuning Chai, Victor Lempitsky, and …`
_FULL = r"[^a-z\W\d_][^\W\d_]+(?:-[^\W\d_]+)?(?: [^a-z\W\d_]\.){0,2} [^a-z\W\d_][^\W\d_]+(?:-[^\W\d_]+)?"
_FULL_NAMES = re.compile(rf"{_FULL}(?:,? and |, ){_FULL}(?:[.,]| and )")
_GROUP = re.compile(
    r"(?:[^a-z\W\d_][\w&'’.-]*(?: (?:of|for|and|the|on|in|de|der|für|et|des"
    r"|&))* ?){1,10}(?:\[internet\])?[.,:]? ?\(?(?:1[5-9]|20)\d\d",
    re.I,
)
_MORE_PEOPLE = re.compile(
    rf"(?:, ?|; ?|& |and |und |et |y )(?:{_FAMILY},? {_INITIALS}|(?:[A-Z]\. ?){{1,3}}{_FAMILY})(?=[\s,.;:(&]|$)"
)
_ET_AL = ("et al", "et. al", " и др.", "u. a.", "u.a.", "等", "ほか")
_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(
    r"\d\s?\(\s?(?:suppl?\.? ?)?\w{1,8}(?:[-–/ ]\w{1,6})?\s?\)\s?[:,.;]"  # 12(3):
    r"|[;,: ]\s?[A-Z]?\d{1,5}\s?[:;]\s?[A-Za-z]?\d"  # 12:345
    r"|\b(?:pp?|pages?|S|с|С|стр)\.?\s?[A-Z]?\d+|\bvol(?:ume|\.)?\s?\d|\bn[or°º]s?\.?\s?\d|\bBd\.\s?\d|\bT\.\s?\d"
    r"|(?<![\d/-])[A-Z]?\d{1,6}\s?[–—‒-]{1,2}\s?[A-Z]?\d{1,6}(?![\d/%-]| ?(?:years?|days?|hours?|months?|mg|ml|kg|cm"
    r"|%|min))"
    r"|\b\d{1,4}, (?:e?\d{2,8}|[A-Z]\d+)\b|\be\d{4,8}\b",
)
_IDENTIFIER = re.compile(r"10\.\d{4,9}/\S|pmid|pmc\d|arxiv\b|isbn\b|issn\b|https?://|www\.|doi\b")
_IMPRINT = re.compile(
    r"\b(?:press|publish(?:ers?|ing)|verlag|springer|elsevier|wiley|university|universit[àéä]t?|editors?|eds?\.|edn"
    r"|edition"
    r"|proceedings|proc\.|conference|symposium|workshop|dissertation|thesis|journal|j\.|rev\.|ann\.|available (?:at"
    r"|from)|accessed"
    r"|retrieved|doctoral|report|working paper|preprint|isbn|in: |издательство|изд-во|hrsg|auflage)",
)
# Words of running text; titles have some of them, too.
_RUNNING = frozenset(
    "is are was were has have had been we our us they their this these those it its there can may could should would"
    " not"
    " but however show showed found used performed thus therefore because when if i you your he she his her who which"
    " that will must also such than then only more most each all both whether while where did does do"
    " ist sind war waren wurde wurden wir nicht dass auch sich haben hat werden est sont nous cette été dans avec qui"
    " ont"
    " fue fueron este esta estos como para con se una são foram não sono della che è zijn niet het een".split()
)
_WORDS = re.compile(r"[^\W\d_]+")
_SENTENCES = re.compile(r"[a-zß-ÿ]{3,}[)\]”\"’]?\.\s+[A-Z][a-z]+ [a-z]+ [a-z]+ [a-z]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
# What opens the paragraphs around an article's text.
_MATTER = re.compile(
    r"\W*(?:received|accepted|revised|published(?: online)?:|conflicts? of interests?|competing interests?"
    r"|declarations?\b"
    r"|funding|financial|acknowledge?ments?|key ?words|abstract|correspond(?:ence|ing)"
    r"|authors?['’]? contributions?"
    r"|ethic\w+|trial registration|running (?:title|head)|short title|word count|tel(?:ephone)?\b|e-?mail|address"
    r"|disclosures?|data availability|consent|patients?\b|the patient|dear |submitted (?:to|on)|manuscript|orcid"
    r"|how to cite)"
)
_FIRST = 400  # characters in which people are looked for
LONGEST = 4000
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=20_000)
def begins_with_people(text: str) -> bool:
    """Does it begin as references do, with a name and initials?"""
    return bool(_PEOPLE.match(text))


def likeness(text: str) -> int:
    """How much it reads like a reference: 4 and more does, 0 and less does not."""
    return _likeness(text) if len(text) <= LONGEST else -4


@lru_cache(maxsize=20_000)
def _likeness(text: str) -> int:
    text = " ".join(text.split())
    lower = text.lower()
    people = bool(_PEOPLE.match(text))
    score = 2 * people + (not people and bool(_GROUP.match(text) or _FULL_NAMES.match(text)))
    dated = bool(_DIGIT.search(text)) and bool(_YEAR.search(text))
    score += 2 * dated or bool(_NO_YEAR.search(lower))
    score += bool(_MORE_PEOPLE.search(text, 0, _FIRST)) or _says_more(lower)
    numbers = min(2, len(_NUMBERS.findall(text))) if _DIGIT.search(text) else 0
    score += numbers
    score += 2 * bool(_IDENTIFIER.search(lower))
    score += bool(_IMPRINT.search(lower))
    score += dated and bool(_CJK.search(text))
    score -= 3 * (not people and bool(_MATTER.match(lower)))
    prose = _prose(text, lower, people)
    if people and dated and numbers and len(text) < _FIRST:
        prose = min(prose, 2)  # titles ask and tell, too
    return score - prose - 3 * ("@" in text and bool(_MAIL.search(text)))


def _says_more(lower: str) -> bool:
    return any(mark in lower for mark in _ET_AL)


def _prose(text: str, lower: str, people: bool) -> int:
    """How much speaks for running text: verbs and pronouns, whole sentences."""
    words = _WORDS.findall(lower)
    verbs = sum(word in _RUNNING for word in words)
    share = verbs / (len(words) or 1)
    count = 0
    if verbs > 1 and share > 0.06:
        count += 1 + (share > 0.1) + (share > 0.15) + (verbs > 6) + (verbs > 12)
    sentences = len(_SENTENCES.findall(text)) if len(text) > 100 else 0
    count += min(3, sentences // 2) if people else min(4, sentences)
    return count + (len(words) > 120) + (len(words) > 200) * 2


def says_nothing(text: str) -> bool:
    """No people, no year, no numbers, no identifier: nothing that a reference has."""
    return not (
        _PEOPLE.match(text) or _YEAR.search(text) or _NO_YEAR.search(text.lower()) or _NUMBERS.search(text)
        or _IDENTIFIER.search(text.lower()) or _MORE_PEOPLE.search(text, 0, _FIRST) or _says_more(text.lower())
    )  # fmt: skip


def is_dated(text: str) -> bool:
    """Has it a year, words in place of one, or an identifier?"""
    lower = text.lower()
    return bool(_YEAR.search(text) or _NO_YEAR.search(lower) or _IDENTIFIER.search(lower))


def entry_lines(text: str) -> list[str]:
    """The lines of a paragraph where two or more of them are references by themselves; none where they are not."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    good = sum(likeness(line) >= 4 for line in lines)
    return lines if good >= 2 and good * 2 >= len(lines) else []


def forget() -> None:
    """Let go of what is remembered of texts, for who measures time."""
    _likeness.cache_clear()
    begins_with_people.cache_clear()
