"""What is known of a complaint that tells how likely it is true: in which way the two differ, beside which record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import OSA

from citecheck import normalize
from citecheck.formats.citation import kinds
from citecheck.formats.citation.patterns import later
from citecheck.judge.related import cites_another_version, is_preprint
from citecheck.model import Agreement, Candidate, Case, Level

_REGISTRIES = frozenset({"crossref", "pubmed", "doi"})
_SERIES = later(
    r"\b(?:lecture notes in|communications in computer and information|advances in intelligent|ceur)\b", re.I
)
_FROM_ONE = later(r"0*1\s*[-–]\s*0*\d{1,2}")
_NOT_ENGLISH = frozenset(
    "der das dem den des und fur zur zum von bei mit uber ein eine einer im nach le la les du de et une dans sur chez"
    " el los las del y en por para con il lo della delle di nel nella un uma da do das dos em na van het och av til og"
    " z".split()
)
# What journals print above a title, and some registries take for a part of it.
_HEADING = later(
    r"(?:from the cover|cover story|(?:survey|review|research|original|feature|invited|short) (?:article|paper|report)"
    r"|survey|review|editorial|commentary|viewpoint|perspective|news|letter|special (?:issue|section)|case report"
    r"|correspondence|brief communication|[a-z]+ forum|abstract \w+|\w{1,4}\.)\s*[:.–—]\s",
    re.I,
)
_HYPHEN = later(r"\w- \w")
_DATED = later(
    r"\b[A-Z][a-z]{2,8}\.?\s+\d{1,2}\s*[-–]\s*(\d{1,2})\b|\b(\d{1,2})\s*[-–]\s*(\d{1,2})\s+[A-Z][a-z]{2,8}\b"
)


def of_version(case: Case, match: Candidate) -> Iterator[str]:
    """Which version is cited, and which one the record describes."""
    if cites_another_version(case):
        yield "another version"
    elif is_preprint(match):
        yield "record of a preprint"


def of_meeting(case: Case, match: Candidate) -> Iterator[str]:
    if kinds.MEETING in (match.item.type, case.kind):
        yield "meeting"


def of_year(match: Candidate, agreement: Agreement) -> Iterator[str]:
    if agreement.level is Level.DIFFERENT:
        yield "off by more"
    elif len({work.source for work in match.works if work.item.issued} & _REGISTRIES) > 1:
        yield "two registries"
    else:
        yield "off by one"
    container = " ".join((match.item.container_title, match.item.container_title_short))
    if match.item.year in container and match.agreement("container-title").level is Level.EXACT:
        yield "the meeting’s year"
    if any(len(work.publications) > 1 for work in match.works):
        yield "all dates known"
    if not match.item.volume and not match.item.locator:
        yield "thin record"


def of_title(agreement: Agreement) -> Iterator[str]:
    claimed, found = normalize.words(agreement.claimed), normalize.words(agreement.found)
    one, other = ({word for word in title if len(word) > 3} for title in (claimed, found))
    if 3 * len(one & other) < min(len(one), len(other)):
        yield "translated title" if _is_english(found) and not _is_english(claimed) else "another title"
        return
    edits = [one for one in SequenceMatcher(a=claimed, b=found, autojunk=False).get_opcodes() if one[0] != "equal"]
    added = sum(end - start for _, start, end, _, _ in edits)
    missing = sum(end - start for _, _, _, start, end in edits)
    if edits and all(_is_slip(claimed[start:end], found[at:to]) for _, start, end, at, to in edits):
        yield "misspelt"
        return
    if not edits or max(added, missing) > 6 or 2 * max(added, missing) > len(found):
        yield "much differs"
    elif not added and _HEADING.match(agreement.found):
        yield "heading"
    elif missing and added:
        yield "words changed"
    else:
        yield "words missing" if missing else "words added"


def _is_english(title: Sequence[str]) -> bool:
    """True for a title of English words, or of none that tell."""
    letters = "".join(title)
    return not _NOT_ENGLISH.intersection(title) and 2 * len(letters.encode("ascii", "ignore")) > len(letters)


def _is_slip(claimed: Sequence[str], found: Sequence[str]) -> bool:
    """A word with a letter too many, too few or exchanged."""
    one, other = "".join(claimed), "".join(found)
    return len(claimed) == len(found) == 1 and len(other) > 4 and OSA.distance(one, other, score_cutoff=1) <= 1


def of_journal(match: Candidate, agreement: Agreement) -> Iterator[str]:
    found, publisher = agreement.found, normalize.key(match.item.publisher)
    if _SERIES.search(found):
        yield "a series"
    elif normalize.key(found) in {publisher, "arxiv"} or re.search(r"\((?:ACM|IEEE|SPIE)\)$|\bSPIE\b.*\bEng\b", found):
        yield "a publisher"
    if agreement.level is Level.CLOSE:
        yield "nearly the same"
    elif kinds.names_a_meeting(found):
        yield "a meeting for a meeting" if kinds.names_a_meeting(agreement.claimed) else "a journal for a meeting"
    if _letters_abbreviate(normalize.key(agreement.claimed), normalize.journal_words(found)):
        yield "spaces lost"
    people = {word for name in match.item.author for word in normalize.words(str(name))}
    words = normalize.journal_words(agreement.claimed)
    if not words or (len(words) == 1 and not _stands_for_a_journal(agreement.claimed)) or set(words) <= people:
        yield "no journal’s name"
    if agreement.manner:
        yield agreement.manner


def _letters_abbreviate(letters: str, words: Sequence[str]) -> bool:
    """True where the letters are the beginnings of the words, one after the other, with no space left between them."""
    ends = {0}
    for word in words:
        ends = {
            end + count
            for end in ends
            for count in range(1, len(word) + 1)
            if letters[end : end + count] == word[:count] and end + count <= len(letters)
        }
    return bool(words) and len(letters) in ends


def _stands_for_a_journal(name: str) -> bool:
    """A single word that is no debris: `Nature`, `BMJ`, `Gut`."""
    return normalize.fold(name) not in {
        "see",
        "in",
        "and",
        "preprint",
        "epub",
        "crossref",
        "pubmed",
        "available",
        "online",
    }


def of_number(case: Case, agreement: Agreement) -> Iterator[str]:
    """Volume and issue."""
    dated = {number for found in _DATED.findall(case.reference.raw) for number in found if number}
    if agreement.claimed in dated:
        yield "part of a date"
    if _part_of_a_number(case, agreement.claimed):
        yield "part of another number"
    if agreement.manner:
        yield agreement.manner


def of_page(case: Case, match: Candidate, agreement: Agreement) -> Iterator[str]:
    claimed, found = agreement.claimed, agreement.found
    (first, last), (other_first, other_last) = normalize.pages(claimed), normalize.pages(found)
    elsewhere = match.agreement("container-title").level is Level.DIFFERENT
    if _FROM_ONE.fullmatch(claimed.strip()):
        yield "counted from one"
    elif _FROM_ONE.fullmatch(found.strip()):
        yield "record counted from one"
    elif last and last.isdecimal() and first.isdecimal() and int(last) < int(first):
        yield "runs backwards"
    elif first == other_first or (last or first) == other_last:
        yield "one end agrees"
        yield from of_meeting(case, match)
    elif elsewhere:
        yield "another journal"
    else:
        yield from of_meeting(case, match)
    if _part_of_a_number(case, first):
        yield "part of another number"
    if agreement.manner:
        yield agreement.manner


def _part_of_a_number(case: Case, value: str) -> bool:
    """Where it is printed, it only stands within an address, an identifier or a number of a preprint."""
    raw = case.reference.raw
    if not value or value not in raw:
        return False
    for place in re.finditer(rf"(?<![\w]){re.escape(value)}(?![\w])", raw):
        before, behind = raw[: place.start()].split(" ")[-1], raw[place.end() :].split(" ")[0]
        if not re.search(r"10\.\d{4}|https?:|arxiv|S\d{4}-", before + value + behind, re.I):
            return False
    return True


def of_identifier(claimed: str, found: str) -> Iterator[str]:
    if re.search(r"[<>\"\s\u200b-\u200f\ufeff]", claimed):
        yield "debris"
    elif found in claimed or claimed in found:
        yield "tail"
    elif normalize.key(claimed) == normalize.key(found):
        yield "marks only"


def of_text(case: Case) -> Iterator[str]:
    """What has happened to the text of the reference on its way here."""
    if _HYPHEN.search(case.reference.raw) or re.search(r"[\u200b\ufb00-\ufb06\ufffd]", case.reference.raw):
        yield "damaged text"
