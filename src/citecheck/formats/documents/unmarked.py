"""Citations that a text prints in a looser form, or without the links that its others have.

They are looked for where nothing cites a reference, so that it is not called never cited for its form alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from citecheck.formats.documents.author_year import folded
from citecheck.formats.documents.blocks import Block
from citecheck.formats.documents.printed import Printed
from citecheck.model import Citation, Reference

_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_SERIES = rf"(?:{_YEAR.pattern}[a-h]?[,;& ]{{1,3}}(?:and )?){{0,4}}"  # of years before the one that is looked for
# With a year behind it, it cites the work of that year or, if none is listed, another one by mistake.
_OTHERS = rf"(?:(?:['’]s)?,? et\.? ?al|(?:['’]s)? and (?:colleagues|co-?workers|others))(?!\W{{0,4}}{_YEAR.pattern})"
_BEGINNING = re.compile(r"[^\W\d_][^.(,:;\d]{5,60}")
_LEAST = 3  # letters of a name that is looked for without a year


def by_name(citations: Sequence[Citation]) -> bool:
    """Does a text cite by names and years?"""
    shown = [one.text for one in citations if one.text]
    return 2 * sum(bool(_YEAR.search(text)) for text in shown) > len(shown)


def found(blocks: Sequence[Block], references: Sequence[Reference], cited: Sequence[Citation]) -> Iterator[Printed]:
    """The first place where each reference that nothing cites is named after all."""
    known = {key for one in cited for key in one.targets}
    missing = [one for one in references if one.key not in known]
    if not missing or not cited:
        return
    looks = _by_name(missing, references) if by_name(cited) else _by_number(missing)
    for reference, look in looks:
        for at, block in enumerate(blocks):
            if block.key != reference.key and (match := look(block.text)):
                yield Printed(at, match.start(), match.end(), (reference.key,))
                break


_Look = Callable[[str], re.Match[str] | None]


def _by_number(missing: Sequence[Reference]) -> Iterator[tuple[Reference, _Look]]:
    for one in missing:
        if one.location.label.isdigit():
            yield one, re.compile(rf"\[{one.location.label}\]").search


def _by_name(missing: Sequence[Reference], references: Sequence[Reference]) -> Iterator[tuple[Reference, _Look]]:
    """Its first author's name with its year at some words' distance; or with `et al.`, if nobody else has the name."""
    firsts = Counter(folded(name) for one in references for name in _names(one)[:1])
    for one in missing:
        item = one.item
        for name in _names(one):
            words = "|".join(r"\W{1,3}".join(re.findall(r"\w+", form)) for form in _cases(name))
            year = f"{item.year}{_letter(one)}" if item and item.year else "(?!)"
            loose = firsts[folded(name)] == 1 and len(name) >= _LEAST
            more = rf"|(?:{_OTHERS})" if loose else ""
            pattern = rf"(?<!\w)(?:{words})(?!\w)(?:[^;\d]{{0,70}}?{_SERIES}{year}{more})"
            yield one, re.compile(pattern).search


def _cases(name: str) -> set[str]:
    """The same in capitals or without, and with a small particle; never as a common word (`stone`)."""
    return {name, name.upper(), name.title(), *([name[0].lower() + name[1:]] if " " in name else [])}


def _letter(one: Reference) -> str:
    """`2019a` may be cited with its letter, in a series of letters, or without."""
    printed = re.search(rf"{one.item.year}([a-h])\b", one.raw) if one.item else None
    return rf"(?:{printed[1]}|[a-h](?:[, &]{{1,3}}[a-h]\b){{1,4}})?(?![\w])" if printed else r"(?!\d)"


def _names(one: Reference) -> list[str]:
    """What the text may call it: the first author, a group's name or its short form, else what it begins with."""
    if not one.item:
        return []
    if not one.item.author:
        return [match[0]] if (match := _BEGINNING.match(one.raw)) else []
    first = one.item.author[0]
    if first.family:
        return [first.family]
    short = "".join(word[0] for word in re.findall(r"[^\W\d_]+", first.literal) if word[0].isupper())
    return [name for name in (first.literal, short) if len(name) > 1]
