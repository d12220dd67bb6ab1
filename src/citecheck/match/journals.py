"""Journals by the other names that they go by: abbreviations, sections, series, and what only looks like a journal."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from citecheck import normalize
from citecheck.match.houses import one_journal
from citecheck.match.meetings import abbreviates_word, begins_words, is_acronym, is_meeting, same_meeting
from citecheck.model import Level

__all__ = [
    "abbreviates",
    "abbreviates_word",
    "is_acronym",
    "is_book_series",
    "is_debris",
    "is_series",
    "journal_level",
    "journal_names",
    "same_meeting",
]

_CLOSE = 85.0  # rapidfuzz similarity, 0 to 100
_LONG_WORD = 5  # letters: a longer word with a letter wrong is that word
_TYPO_IN, _TYPOS = 10, 3  # one letter wrong in so many; so many at the most
_HEAD = 2  # words that a name has without its section
_PLACED = 3  # words that a name has without its country
_BEFORE_JOURNAL = re.compile(r"(?:[A-Z][A-Za-z]{1,9}\.\s+(?=\w+ \w)|Edited by .*?[^\W\d_]{3,}\.\s+)")
_BEHIND_JOURNAL = re.compile(r"(?<=[^\W\d_])\s+\d+(?:\s*\(|-\d).*")
# Where the name of a section begins: `American Journal of Physiology-Renal Physiology`, `Acta Invented Section D`.
_SECTION = re.compile(
    r"(?<=[\w)])(?:\s?[-–—/](?=[A-Z])|\s[-–—]\s|[:,.]\s+(?=[A-Z])|\s(?=(?:Section|Sect?|Series|Ser|Part|Pt)\b))"
)
_COUNTRY = (("u", "s"), ("united", "states", "america"), ("usa",), ("us",))
_SERIES = re.compile(
    r"lecture notes in|(?:advances|studies|communications|progress|innovation) in (?:intelligent|computer|fuzzy|smart"
    r"|soft|computational)|ifip |international conference proceeding series|ceur workshop|(?:aip|iop) conference"
    r"|springer |(?:methods|topics) in |leibniz international proceedings|proceedings of spie|procedia|ifac",
    re.I,
)
_BOOK_SERIES = re.compile(
    r"(?:methods? (?:in )?mol(?:ecular)?\.? (?:biol|med)|adv(?:ances)?\.? (?:in )?exp(?:erimental)?\.? med"
    r"|curr(?:ent)?\.? top(?:ics)?\.? (?:in )?microbiol|handb(?:ook)?\.? (?:of )?exp(?:erimental)?\.? pharm"
    r"|subcell(?:ular)?\.? biochem|results (?:and )?prob(?:lems|l)?\.? (?:in )?cell diff|lecture notes|neuromethods"
    r"|springer (?:series|proc)|acs symp(?:osium)?\.? ser|nato (?:asi|science) ser"
    r"|novartis found(?:ation)?\.? symp|ciba found(?:ation)?\.? symp)",
    re.I,
)
_PUBLISHER = re.compile(
    r"association for computing machinery|spie\b.*opt|springer\b(?: science| nature| berlin| international)|elsevier"
    r"|ieee$|wiley|oxford university press|cambridge university press|acm press|pmlr|curran associates|mit press"
    r"|usenix association|institute of electrical|american institute of physics|optical society",
    re.I,
)
# Words that a reader may take for a journal: what leads to an address, the services that publishers link to.
_DEBRIS = frozenset(
    "abstract accessed ad article at available cited cross crossref cs doi ed eds epub from full google http"
    " https in link links medline n online pdf pmid pubmed ref retrieved scholar see stat the to url via"
    " viewed www january february march april may june july august september october november"
    " december jan feb mar apr jun jul aug sep oct nov dec".split()
)


@lru_cache(maxsize=8192)
def journal_names(text: str) -> tuple[str, ...]:
    """The name, and what of it stands behind an acronym or the editors, or before a volume or pages.

    `AJR. American journal of roentgenology`; `ChemInform 20 (45) (November 7)`, as deposited by some publishers.
    """
    before, behind = _BEFORE_JOURNAL.match(text), _BEHIND_JOURNAL.search(text)
    if not before and not behind:
        return (text,)
    return (text, text[before.end() if before else 0 : behind.start() if behind else len(text)])


def abbreviates(short: str, full: str) -> bool:
    """True where each word of `short` abbreviates the next word of `full`: ISO 4 keeps words in order.

    `J Clin Invest` abbreviates `The Journal of Clinical Investigation`.
    """
    shorts, fulls = normalize.journal_words(short), normalize.journal_words(full)
    return bool(shorts) and len(shorts) == len(fulls) and all(map(abbreviates_word, shorts, fulls))


@lru_cache(maxsize=8192)
def is_debris(name: str) -> bool:
    """True for what was read as a journal and names none: `See`, `Cs Stat] September`, `Crossref. PubMed.`"""
    words = normalize.words(name)
    return not words or _DEBRIS.issuperset(word for word in words if not word.isdigit())


def is_series(name: str) -> bool:
    """True for a series of proceedings or books: a reference may name the volume's own title instead."""
    return _SERIES.match(name) is not None


def is_book_series(name: str) -> bool:
    """True for a series of books that references name in place of the book: `Methods Mol Biol`."""
    return _BOOK_SERIES.match(name) is not None


@lru_cache(maxsize=8192)
def journal_level(claimed: str, found: str) -> tuple[Level, str]:
    """How two names of journals compare, and in a word how.

    exact: `section` (of the journal cited), `spacing`, `acronym`, `meeting`, `other-name` (of the list), `house` (with
    its subtitle or place, or without); close: `typo`; different: `word` (one is added, missing or another one); absent,
    as they cannot be compared: `series`, `publisher` (in place of a journal).
    """
    a, b = _words(claimed), _words(found)
    if a == b or _abbreviated(a, b) or _abbreviated(b, a):
        other = _adds_section(claimed, found, a) and not one_journal(claimed, found)
        return (Level.DIFFERENT, "word") if other else (Level.EXACT, "")
    if is_acronym(claimed, found) or is_acronym(found, claimed):
        return Level.EXACT, "acronym"
    if same_meeting(claimed, found):
        return Level.EXACT, "meeting"
    if _is_section(a, found):
        return Level.EXACT, "section"
    if "".join(a) == "".join(b) or _run_together(a, b) or _run_together(b, a):
        return Level.EXACT, "spacing"
    if _known_as(claimed, found):
        return Level.EXACT, "other-name"
    if one_journal(claimed, found):
        return Level.EXACT, "house"
    if is_series(found) and not is_series(claimed):
        return Level.ABSENT, "series"
    if _PUBLISHER.match(found) and (is_meeting(claimed) or not is_meeting(found)):
        return Level.ABSENT, "publisher"
    if (fuzz.ratio(" ".join(a), " ".join(b)) >= _CLOSE and _word_by_word(a, b)) or _misprinted("".join(a), "".join(b)):
        return Level.CLOSE, "typo"
    return Level.DIFFERENT, "word" if _word_apart(a, b) else ""


def _words(name: str) -> tuple[str, ...]:
    """The words that tell a journal, without the country of an academy that is or is not named."""
    words = normalize.journal_words(name)
    for country in _COUNTRY:
        if len(words) >= len(country) + _PLACED and words[-len(country) :] == country:
            return words[: -len(country)]
    return words


def _abbreviated(shorts: tuple[str, ...], fulls: tuple[str, ...]) -> bool:
    return bool(shorts) and len(shorts) == len(fulls) and all(map(abbreviates_word, shorts, fulls))


def _adds_section(claimed: str, found: str, words: tuple[str, ...]) -> bool:
    """True where one of them is a journal of its own, named after the other: `Circulation: Heart Failure`."""
    capital = [re.search(r"[^\s:]:\s(?=[A-Z])", name) for name in (claimed, found)]
    return len(words) == 1 and (capital[0] is None) is not (capital[1] is None)


def _is_section(words: tuple[str, ...], found: str) -> bool:
    """True where the journal that is cited is known by its sections: `Am J Physiol`."""
    if len(words) < _HEAD:
        return False
    heads = (_words(found[: match.start()]) for match in _SECTION.finditer(found))
    return any(len(head) >= _HEAD and (words == head or _abbreviated(words, head)) for head in heads)


def _run_together(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """True where a space was lost: `Postgrad MedJ`."""
    if not _HEAD <= len(words) + 1 <= len(others) or len(others) > len(words) + 2:
        return False
    return begins_words("".join(words).rstrip("0123456789"), others)


def _word_by_word(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return len(a) == len(b) and all(
        abbreviates_word(one, other)
        or abbreviates_word(other, one)
        or (min(len(one), len(other)) >= _LONG_WORD and OSA.distance(one, other, score_cutoff=2) <= 2)
        for one, other in zip(a, b, strict=True)
    )


def _misprinted(a: str, b: str) -> bool:
    """True for a letter or two wrong, wherever the spaces are."""
    allowed = min(len(b) // _TYPO_IN, _TYPOS)
    return allowed > 0 and OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _word_apart(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if min(len(a), len(b)) < _HEAD or not -1 <= len(a) - len(b) <= 1:
        return False
    shared = sum(any(abbreviates_word(one, other) or abbreviates_word(other, one) for other in b) for one in a)
    return shared >= _HEAD and max(len(a), len(b)) - shared == 1


def _known_as(claimed: str, found: str) -> bool:
    """True where the list of journals gives both names to one journal, an older and a newer one, say."""
    known = other_names()
    one, other = (known.get(normalize.key(name)) for name in (claimed, found))
    return one is not None and one == other


@cache
def other_names() -> dict[str, str]:
    """The key of each name in `journals.tsv` with that of its journal; the file says where it comes from."""
    table = {}
    for line in files("citecheck.match").joinpath("journals.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            journal, *others = line.split("\t")
            table.update(dict.fromkeys((journal, *others), journal))
    return table
