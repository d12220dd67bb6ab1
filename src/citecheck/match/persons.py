"""Two names side by side: one person written in two ways, or two people."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from citecheck import names, normalize
from citecheck.model import Level, Name
from citecheck.names import is_group, is_particle

_FULL_NAME = 3  # letters of a given name that is no initial
_INITIALS = 4  # capitals that stand for as many names
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_SUFFIX = re.compile(rf"[\s,]+{names.SUFFIX}$", re.I)
_LETTERS = re.compile(r"[^\W\d_]+")
# Capitals behind the small letters of a name are initials that have lost their space: NgSS, van SchalkwykC.
_GLUED = re.compile(r"(?P<family>.*[^\W\d_A-Z](?:['’-][A-Z])?[^\W\d_A-Z]*)(?P<given>[A-Z]{1,4})")
# Surnames that are written in front of the given name at home, so that registries part them in either way.
_FIRST = frozenset(
    "an bae bai bui cai cao chan chang chen cheng cho choi chung cui dang ding dinh do dong du duan duong fan"
    " fang feng fu gao gong gu guo han hao he ho hoang hong hsieh hsu hu huang huynh hwang jang jeon jeong jia"
    " jiang jin jung kang kao kim kong kuo kwon lai lam lau le lee lei leung li liang liao lim lin liu long lu"
    " luo luong ly ma mai mao meng ngo nguyen ni pan park peng pham phan qian qin qiu ren seo shao shen shi shin"
    " son song su suh sun tan tang tao tian tran trinh truong tsai tseng vo vu wan wang wei wen wong woo wu xia"
    " xiang xiao xie xiong xu xue yan yang yao ye yeh yi yin yoo yoon yu yuan yun zeng zhang zhao zheng zhong"
    " zhou zhu zou".split()
)


def same_person(claimed: Name, found: Name) -> Level:
    """exact: surname and initials agree; close: could be the same person written otherwise; or different."""
    return likeness(claimed, found)[0]


@lru_cache(maxsize=8192)
def likeness(claimed: Name, found: Name) -> tuple[Level, str]:
    """How two names compare, and in a word how they are written otherwise.

    exact as well: `glued` (a lost space), `parted` (the names divided otherwise), `order` (a surname in front);
    close: `part` (of a compound surname), `swapped`, `typo`, `initials` (one more or fewer), `no-initials`, `group`.
    """
    level, manner = _compared(claimed, found)
    if level is Level.EXACT:
        return level, manner
    if unsplit(claimed) is not unsplit(found):
        level, manner = min((level, manner), _compared(spoken(claimed), spoken(found)), key=_by_level)
    if manner != "no-initials" and level is not Level.EXACT and (otherwise := _parted_otherwise(claimed, found)):
        return min((level, manner), otherwise, key=_by_level)
    return level, manner


def _by_level(one: tuple[Level, str]) -> int:
    return one[0].rank


def _compared(claimed: Name, found: Name) -> tuple[Level, str]:
    if claimed.literal or found.literal:
        return _same_group(claimed, found), "group"
    one, other, initials = spelling(claimed.family), spelling(found.family), _initials(claimed, found)
    if not one or not other:
        return Level.DIFFERENT, ""
    if one == other:
        return _same_family(claimed, found, initials)
    if initials is False:
        return (Level.CLOSE, "swapped") if _swapped(claimed, found) else (Level.DIFFERENT, "")
    if _part_of(claimed.family, found.family):
        return Level.CLOSE, "part"
    return (Level.CLOSE, "typo") if _typo(one, other) else (Level.DIFFERENT, "")


def _same_family(claimed: Name, found: Name, initials: bool | None) -> tuple[Level, str]:
    if initials is not False:
        return (Level.EXACT, "") if initials else (Level.CLOSE, "no-initials")
    one, other = names.initials(claimed.given), names.initials(found.given)
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    # `A. J.` goes by the second name, `J.`; of two initials on both sides the first is the same.
    alike = one[0] == other[0] if len(shorter) > 1 else shorter == longer[1:]
    fewer = alike and all(letter in rest for letter in shorter)
    return (Level.CLOSE, "initials") if fewer else (Level.DIFFERENT, "")


def _initials(claimed: Name, found: Name) -> bool | None:
    """Do the initials agree as far as both go? None where one side has none."""
    one, other = names.initials(claimed.given), names.initials(found.given)
    if not one or not other:
        return None
    return one.startswith(other) or other.startswith(one)


def unsplit(name: Name) -> bool:
    """True for a name in one piece; some registries give it as the surname: `Olaf Ronneberger` and no given name."""
    return bool(name.literal) or (not name.given and name.family.count(" ") > 0 and name.family[0].isupper())


def spoken(name: Name) -> Name:
    """A name that was not split, as that of a person: `Olaf Ronneberger`. A group's comes out as it is."""
    if not unsplit(name):
        return name
    written = name.literal or name.family
    family, comma, given = written.partition(",")
    if comma and given.strip() and not is_group(written) and len(given.split()) <= _INITIALS:
        return Name(family=family.strip(), given=given.strip())
    words = written.split()
    if not 2 <= len(words) <= 4 or not words[0][:1].isupper() or is_group(" ".join(words)):
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    if not words[-1][:1].isupper() or any(word[:1].islower() for word in words[:start]):
        return name
    return Name(family=" ".join(words[start:]), given=" ".join(words[:start]))


def _same_group(claimed: Name, found: Name) -> Level:
    one, other = (normalize.words(normalize.without_brackets(str(name)) or str(name)) for name in (claimed, found))
    if one == other:
        return Level.EXACT
    shorter, longer = sorted((set(one), set(other)), key=len)
    return Level.CLOSE if len(shorter) > 1 and shorter <= longer else Level.DIFFERENT


@lru_cache(maxsize=8192)
def spelling(family: str) -> str:
    """A surname as compared: particles, suffixes, diacritics and ways to spell an umlaut make no difference."""
    name = names.surname(_SUFFIX.sub("", family) if " " in family or "," in family else family)
    for spelled, letter in _UMLAUTS:
        name = name.replace(spelled, letter)
    return name


def named_otherwise(claimed: Name, found: Name) -> bool:
    """True for full given names that share little but the initial: `Mohammad` and `Mehrdad`, also `Jim` and `James`.

    Initials are no given name, however many: `Soh AYS` is Soh Alex Yu Sen.
    """
    given = (spoken(claimed).given, spoken(found).given)
    one, other = (next(iter(normalize.words(name)), "") for name in given)
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _FULL_NAME or longer.startswith(shorter) or shorter[0] != longer[0]:
        return False
    return not any(map(_are_initials, given)) and 2 * OSA.distance(shorter, longer) >= len(longer)


def _are_initials(given: str) -> bool:
    first = next(iter(_LETTERS.findall(given)), "")
    return first.isupper() and len(first) <= _INITIALS


def _swapped(claimed: Name, found: Name) -> bool:
    """Family and given name exchanged on one side: `Masatoshi H` is `Hori M`."""
    first = names.surname(found.given.split(" ")[0]) if len(found.given) > 3 else ""
    return first == names.surname(claimed.family) and names.initials(claimed.given) == names.initials(found.family[:1])


def _part_of(claimed: str, found: str) -> bool:
    """A compound surname cited by its first or last part."""
    one, other = normalize.words(claimed.replace("-", " ")), normalize.words(found.replace("-", " "))
    shorter, longer = sorted((one, other), key=len)
    whole = longer[: len(shorter)], longer[-len(shorter) :]
    return 0 < len(shorter) < len(longer) and shorter in whole and len("".join(shorter)) > 2


def _typo(one: str, other: str) -> bool:
    allowed = 0 if len(one) < 5 else 1 if len(one) < 9 else 2
    return allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _parted_otherwise(claimed: Name, found: Name) -> tuple[Level, str] | None:
    """The same names and initials, divided into surname and given name in another way; None where they are not."""
    if _letters_only(claimed, found):
        return Level.EXACT, "glued"
    read = [claimed]
    if glued := _GLUED.fullmatch(claimed.family):
        unglued = Name(family=glued["family"].strip(), given=f"{claimed.given} {glued['given']}".strip())
        if _compared(unglued, found)[0] is Level.EXACT:
            return Level.EXACT, "glued"
        read.append(unglued)
    families = [words for words in map(_family_words, read) if words]
    if not families or not any(_all_there(name, found) for name in read):
        return None
    known = set(_family_words(found))
    if any(known.intersection(words) or _names_in_front(words, found) for words in families):
        return Level.EXACT, "parted"
    # A surname read as the given name is the reader's doing; a given name printed as the surname is the author's.
    given = {word for word in normalize.words(claimed.given) if len(word) >= _FULL_NAME}
    return (Level.EXACT, "order") if known & given else (Level.CLOSE, "swapped")


def _letters_only(claimed: Name, found: Name) -> bool:
    """`BADINF` for Badin F: the surname, and initials glued to it."""
    family, letters = normalize.key(found.family), normalize.key(claimed.family)
    behind = letters[len(family) :]
    if claimed.given or not family or not letters.startswith(family) or not 0 < len(behind) <= _INITIALS:
        return False
    return not claimed.literal and names.initials(found.given).startswith(behind)


def _family_words(name: Name) -> tuple[str, ...]:
    words = normalize.words(name.family or name.literal)
    return tuple([word for word in words if len(word) > 1 and not is_particle(word)])


def _names_in_front(words: tuple[str, ...], found: Name) -> bool:
    """True where one of the names is a surname of those that stand in front: Nguyen Van Dung, Fei-Fei Li."""
    every = normalize.words(f"{found.family} {found.given}")
    return not _FIRST.isdisjoint((words[0], *every[:1], *normalize.words(found.family)[-1:]))


def _all_there(claimed: Name, found: Name) -> bool:
    """True where each name of the reference is one of the record's, in full or by its initial, and one is in full.

    No part of the record's surname may be missing.
    """
    known = list(normalize.words(f"{found.given} {found.family} {found.literal}".replace(".", " ")))
    full, letters = _full_and_initials(claimed)
    shared = 0
    for word in full:
        if word in known:
            known.remove(word)
            shared += 1
        elif not is_particle(word):
            letters.append(word if len(word) <= _INITIALS and not shared else "?")
    for letter in "".join(letters):
        if (name := next((one for one in known if one[0] == letter), None)) is None:
            return False
        known.remove(name)
    return shared > 0 and not set(known).intersection(_family_words(found))


def _full_and_initials(name: Name) -> tuple[list[str], list[str]]:
    full: list[str] = list(normalize.words(name.family or name.literal))
    letters: list[str] = []
    for part in _LETTERS.findall(normalize.plain(name.given)):
        initials = len(part) == 1 or (part.isupper() and len(part) <= _INITIALS)
        (letters if initials else full).append(normalize.key(part))
    return full, letters
