"""Citations by name and year: `Smith and Jones, 2019a; Li et al. 2020`, `Smith (2019)`, `ibid.`."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citecheck.formats.citation.tokens import use
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.likeness import likeness
from citecheck.formats.documents.printed import Printed
from citecheck.model import Item, Reference

_YEAR = re.compile(r"(?<![\d.\-–/])((?:1[89]|20)\d\d)(?:\s?([a-h])(?![^\W_]))?(?![\d%]|[.,]\d)")
_PARTICLES = (
    r"(?:(?:[Vv][ao][nm]|[Dd][eu]|[Dd]e[rlns]|[Dd]i|[Dd]a|[Dd]os|[Ll][ae]|[Tt]en?|[Tt]er|[Ee]l|[Aa]l|[Bb]in|[Ss]t\.?"
    r"|[Mm]ac|[Mm]c|[OD]['’]|d['’])[ -]?){0,3}"
)
_NAME = rf"{_PARTICLES}[^\W\da-z_][^\W\d_]*(?:[-'’‐–][^\W\d_]+)*"
_OF = r"(?:of|for|on|de|du|des|del|der|für)(?: the| la)? "
_INITIAL = r"(?:[A-Z]\.[ -]?){0,3}"
_AND = r"(?:,? (?:and|&|und|et|y|e|en|og|och|i|и) |\s?&\s?|/)"
# What may stand right before a year: names, joined, or the first of them with `et al.`; one mark and a bracket.
_BEFORE = re.compile(
    rf"(?P<first>{_INITIAL}{_NAME}(?: (?:{_OF})?{_NAME}){{0,5}}?)(?:['’]s?)?"
    rf"(?P<more>(?:, {_INITIAL}{_NAME}){{0,4}}{_AND}{_INITIAL}(?P<second>{_NAME}(?: {_NAME})?)(?:['’]s?)?"
    rf"|,? ?(?:et\.? ?al\.?(?:['’]s)?|and (?:colleagues|co-?workers|others)|u\. ?a\.|и др\.))?"
    r"(?P<gap>[,.;:]?\s?(?:\(|\[)?\s?(?:in press|ca?\.)?)$"
)
_SERIES = re.compile(r"(?:1[89]|20)\d\d\s?[a-h]?(?:(?:,| and| &|;)\s?[a-h])*(?:,| and| &|;)\s?$")
_LETTERS = re.compile(r"(?:,\s?|\s?&\s?|\sand\s)([a-h])(?![^\W_])")
_IBID = re.compile(r"\(\s?ibid(?:em)?\.?[^)]{0,20}\)", re.I)
_MAY_END = re.compile(r"[^\W\d_]['’.]{0,2}s?[,.;:]?\s?(?:[(\[]\s?(?:in press|ca?\.)?)?$")
_WINDOW = 110
_REFERENCE = 4  # likeness
_FIRST_NAME = re.compile(rf"[\W\d_]*({_NAME})(?=,|\s+(?:[A-Z]\.?){{1,3}}(?:[,.\s]|$))")
_NO_NAMES = frozenset(
    "january february march april may june july august september october november december spring summer autumn fall"
    " winter"
    " in since until by during from to before after between of and the on at for as with about around early late mid"
    " figure fig table copyright version accessed retrieved covid olympics election census act law directive regulation"
    " see e.g cf i.e januar februar märz mai juni juli oktober dezember enero febrero marzo abril mayo junio julio"
    " agosto"
    " septiembre octubre noviembre diciembre seit bis von im anno year years season".split()
)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A reference as the text would name it."""

    key: str
    families: tuple[str, ...]
    firsts: frozenset[str]  # the first author's name, as it was read and as the entry begins
    years: frozenset[str]
    groups: tuple[str, ...]
    year: str
    letter: str
    many: bool
    alone: bool
    cut: bool  # the list leaves out authors


def _family(name: str) -> str:
    """A surname without its particles, which lists and texts treat differently."""
    return folded(re.sub(rf"^{_PARTICLES}(?=[^\W\d_]{{2}})", "", name)) or folded(name)


_Index = tuple[dict[str, list[_Listed]], Sequence[_Listed]]


def folded(name: str) -> str:
    """A name without case, accents and marks."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("ł", "l").replace("ß", "ss"))
    return "".join(char for char in text if char.isalnum())


def listed(references: Sequence[Reference]) -> list[_Listed]:
    return [one for reference in references if (one := _listed(reference))]


def _listed(reference: Reference) -> _Listed | None:
    item = reference.item
    dated = _YEAR.search(reference.raw)
    year = (item.year if item else "") or (dated[1] if dated else "")
    if item is None or not year:
        return None
    families = tuple(_family(name.family) for name in item.author if name.family)
    letter = re.search(rf"{year}\s?([a-h])(?![^\W_])", reference.raw)
    return _Listed(
        key=reference.key,
        families=families,
        firsts=frozenset((*families[:1], *_leading(reference.raw))),
        years=frozenset(match[1] for match in _YEAR.finditer(reference.raw)) | {year},
        groups=tuple(_groups(reference, item)),
        year=year,
        letter=letter[1] if letter else "",
        many=len(item.author) > 2 or item.authors_cut,
        alone=len(item.author) == 1 and not item.authors_cut,
        cut=item.authors_cut,
    )


def _leading(raw: str) -> Iterator[str]:
    """The name that an entry begins with."""
    if match := _FIRST_NAME.match(raw):
        yield _family(match[1])


def _groups(reference: Reference, item: Item) -> Iterator[str]:
    """What a text may call a reference by that has no person's name in front, short forms among it."""
    names = [name.literal for name in item.author if name.literal]
    if not item.author:
        names = [re.split(r"[.(,:]", reference.raw, maxsplit=1)[0], item.publisher, item.title]
    for name in filter(None, names):
        capitals = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())
        for one in (folded(name), folded(capitals)):
            if len(one) > 1:
                yield one


def found(blocks: Sequence[Block], references: Sequence[Reference]) -> list[Printed]:
    """Every year behind names, resolved against the list; names that are not in it are kept as `Smith 2018`."""
    known = listed(references)
    by_year: defaultdict[str, list[_Listed]] = defaultdict(list)
    for one in known:
        for year in one.years:
            by_year[year].append(one)
    answer: list[Printed] = []
    for at, block in enumerate(blocks):
        answer += _in_block(at, block.text, by_year, known)
    return answer


def _in_block(at: int, text: str, by_year: dict[str, list[_Listed]], known: Sequence[_Listed]) -> Iterator[Printed]:
    names: re.Match[str] | None = None
    last: tuple[str, ...] = ()
    events = sorted([*_YEAR.finditer(text), *_IBID.finditer(text)], key=lambda match: match.start())
    for match in events:
        if match.re is _IBID:
            if last:
                yield Printed(at, match.start(), match.end(), last)
            continue
        window = text[max(0, match.start() - _WINDOW) : match.start()]
        fresh = _BEFORE.search(window) if _MAY_END.search(window[-12:]) else None
        if fresh or not _SERIES.search(window[-24:]):  # otherwise another year of the same people
            names = fresh
        if names is None:
            continue
        letters = [match[2] or "", *(_following_letters(text, match.end()) if match[2] else ())]
        resolved = [key for letter in letters for key in _targets(names, match, letter, (by_year, known))]
        if targets := tuple(dict.fromkeys(resolved)):
            last = targets
            start = match.start() - len(window) + fresh.start() if fresh else match.start()
            yield Printed(at, start, match.end(), targets)


def _following_letters(text: str, end: int) -> list[str]:
    """The `b` and `c` of `2019a, b, c`."""
    letters = []
    while more := _LETTERS.match(text, end):
        letters.append(more[1])
        end = more.end()
    return letters


def _targets(names: re.Match[str], year: re.Match[str], letter: str, index: _Index) -> list[str]:
    """The key of the one reference that is meant; `Smith 2018` where it is none, or several."""
    by_year, known = index
    fitting = [one for one in by_year.get(year[1], []) if _fits(one, names)]
    # Another number of an entry may look like a year: its own year comes first.
    fitting = [one for one in fitting if one.year == year[1]] or fitting
    exact = [one for one in fitting if one.letter == letter] if letter else fitting
    if letter and not exact and fitting and not any(one.letter for one in fitting):
        # The list prints no letters: they follow its order.
        at = ord(letter) - ord("a")
        exact = fitting[at : at + 1] if len(fitting) > 1 else fitting
    if len(exact) > 1:
        exact = _narrowed(exact, names)
    if len(exact) == 1:
        return [exact[0].key]
    shown = f"{_shown(names)} {year[1]}{letter}"
    return [shown] if len(exact) > 1 or _is_citation(names, year, known) else []


def _narrowed(fitting: list[_Listed], names: re.Match[str]) -> list[_Listed]:
    """Those that have as many authors as the text says: one, two, or more; all where none has."""
    if names["second"]:
        suited = [one for one in fitting if not one.alone]
    elif names["more"]:
        suited = [one for one in fitting if one.many]
    else:
        suited = [one for one in fitting if one.alone]
    return suited or fitting


def _fits(one: _Listed, names: re.Match[str]) -> bool:
    """Could the text mean this reference with these names?"""
    second = folded(names["second"] or "")
    last = _family((names["second"] or "x").split()[-1])
    options = list(_first_names(names))
    if any(
        option in one.groups or (len(option) > 5 and any(group.startswith(option) for group in one.groups))
        for option in options
    ):
        return True
    if one.firsts.isdisjoint(options):
        return False
    if not second or len(one.families) < 2 or one.cut:
        return True
    return any(family in (second, _family(names["second"]), last) for family in one.families[1:])


def _first_names(names: re.Match[str]) -> Iterator[str]:
    """The first name as it may be meant: whole, and without words of the sentence before it."""
    words = _words(names["first"])
    for at in range(len(words)):
        yield folded("".join(words[at:]))
        yield _family(" ".join(words[at:]))
    if names["more"] and len(words) == 1 and not _may_be_name(words[0]):
        yield from (folded(one) for one in re.findall(_NAME, names["more"])[:1])


def _words(names: str) -> list[str]:
    return re.sub(r"(?:[A-Z]\.[ -]?)+", "", re.sub(r"['’]s?$", "", names)).split()


def _may_be_name(word: str) -> bool:
    """Not a word such as `Similarly` that begins a sentence."""
    return use(word) not in ("T", "t") and word.lower() not in _NO_NAMES and not word.endswith("ly")


def _shown(names: re.Match[str]) -> str:
    words = [word for word in _words(names["first"]) if word.lower() not in _NO_NAMES]
    if names["more"] and len(words) == 1 and not _may_be_name(words[0]):
        words = re.findall(_NAME, names["more"])[:1] or words
    if any(word in ("of", "for", "on") for word in words):
        return " ".join(words)
    return words[-1] if words else names["first"]


def _is_citation(names: re.Match[str], year: re.Match[str], known: Sequence[_Listed]) -> bool:
    """Is a year behind names that are not in the list a citation? Only in the forms that citations have."""
    text = year.string
    words = names["first"].split()
    if any(word.lower().strip(".'’") in _NO_NAMES for word in words[-1:]):
        return False
    if names["first"].isupper() and not names["more"]:
        return False
    if not text[: year.start() - len(names[0])].strip() and likeness(text) >= _REFERENCE:
        return False  # a reference that stands in the text, as that of the document itself
    closing = text[year.end() : year.end() + 1]
    opened = names["gap"].rstrip().endswith(("(", "["))
    if names["more"]:
        return True
    people = {family for one in known for family in one.firsts}
    if any(option in people for option in _first_names(names)):
        return opened or (names["gap"].startswith(",") and closing in ");,:") or closing in ");"
    inside = text.rfind("(", 0, year.start()) > text.rfind(")", 0, year.start())
    return len(words) == 1 and inside and names["gap"].startswith(",") and closing in ");"
