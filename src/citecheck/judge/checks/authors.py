"""The people of a reference beside those of the record: who is another, who stands elsewhere, who is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from citecheck.interfaces import Checks
from citecheck.judge import people, signs
from citecheck.judge.people import Part
from citecheck.judge.rules import finding, own
from citecheck.match import authors
from citecheck.model import Case, Finding, Item, Level, Name

# The same person, written otherwise: neither another version nor another record explains that.
_SAME = frozenset({"typo", "swapped", "initials"})
_OTHERS = frozenset({"another person", "not in the record", "added"})
# What may be the reader's doing where all the names stand in the text.
_MISREAD = frozenset({"another person", "moved", "missing", "part", "written otherwise"})
_INITIAL = 2  # letters
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")


def differing(case: Case) -> Iterator[Finding]:
    """Each thing that differs from the record that fits best."""
    claimed, listed = case.claimed, _listed(case)
    if not claimed.author or not listed or not case.match:
        return
    found = ((_parts(case, claimed, item), item) for item in listed)
    parts, record = min(found, key=lambda one: len(one[0]))
    if not parts:
        return
    all_named = people.all_named(case.reference.raw, record, len(claimed.author))
    of_list = tuple(_of_list(claimed.author, record, parts))
    of_version = tuple(signs.of_version(case, case.match))
    for part in parts:
        named = ("all stand in the text",) if all_named and part.sign in _MISREAD else ()
        yield finding(
            "author-mismatch",
            part.words,
            field="author",
            claimed="; ".join(map(str, claimed.author)),
            found="; ".join(map(str, record.author[: max(len(claimed.author), 1)])),
            signs=(
                part.sign,
                *(("first author",) if part.first else ()),
                *named,
                *of_list,
                *(of_version if part.sign not in _SAME else ()),
            ),
        )


def _parts(case: Case, claimed: Item, record: Item) -> list[Part]:
    parts = people.parts(claimed, record)
    if not _ELLIPSIS.search(case.reference.raw):
        return parts
    # Somebody was left out, and that is said.
    last = str(claimed.author[-1])
    return [
        part for part in parts if part.sign != "missing" and not (part.sign == "moved" and part.words.startswith(last))
    ]


def _of_list(claimed: Sequence[Name], record: Item, parts: Sequence[Part]) -> Iterator[str]:
    """What speaks for a fault of the reader or of the registry, not of the author."""
    others = [part for part in parts if part.sign in _OTHERS]
    if len(record.author) < len(claimed) and others:
        yield "record names one" if len(record.author) == 1 else "record names fewer"
    if len(set(map(str, record.author))) < len(record.author):
        yield "record names one twice"
    if len(claimed) > 2 and 2 * len(others) > len(claimed):
        yield "most differ"
    if any(_is_damaged(name.family or name.literal) or "," in name.given for name in claimed):
        yield "damaged names"


def _is_damaged(name: str) -> bool:
    """Digits, commas, or a capital within a word where no name has one: `LiYTokuraHGuo`, `R, He K`, `#246`."""
    words = name.split()
    inner = any(
        low.islower()
        and high.isupper()
        and word[:2] not in ("Mc", "De", "Di", "Le", "La", "Du", "Fi")
        and not word.startswith(("Mac", "Van", "von", "Del", "Fitz"))
        for word in words
        for low, high in pairwise(word)
    )
    return inner or any(char.isdigit() or char in ",#&;@" for char in name)


def given_names(case: Case) -> Iterator[Finding]:
    """The same surname and initial, and another given name in full."""
    claimed, listed = case.claimed, _listed(case)
    compared = [list(authors.pairs(claimed, item)) for item in listed] if claimed.author else []
    for pair in min(compared, key=lambda pairs: sum(pair.level is not Level.EXACT for pair in pairs), default=[]):
        if pair.found and pair.level is Level.EXACT and authors.named_otherwise(pair.claimed, pair.found):
            message = f"the reference names {pair.claimed}, the record {pair.found}"
            differs = _every_name_differs(pair)
            yield finding(
                "author-mismatch" if differs else "given-name",
                message,
                field="author",
                claimed=str(pair.claimed),
                found=str(pair.found),
                signs=("other given names",) if differs else (),
            )


def _every_name_differs(pair: authors.Pair) -> bool:
    """Two given names in full on both sides, none alike: no short form of one another."""
    given = (authors.spoken(name).given.casefold().split() for name in (pair.claimed, pair.found) if name)
    one, other = ([name for name in names if len(name.strip(".")) > _INITIAL] for names in given)
    both = list(zip(one, other, strict=False))
    return len(both) > 1 and not any(a.startswith(b) or b.startswith(a) for a, b in both)


def cut(case: Case) -> Iterator[Finding]:
    """A list of authors that stops early and does not say so."""
    claimed, listed, reference = case.claimed, _listed(case), case.reference
    if not claimed.author or not listed:
        return
    fullest = max(listed, key=lambda item: len(item.author))
    # In running text a cut list without et al. ends in a comma; a column that is cut has said so.
    shown = claimed.authors_cut and bool(reference.text_of("et-al") or not reference.spans)
    if len(fullest.author) > len(claimed.author) and not shown:
        total = f"at least {len(fullest.author)}" if fullest.authors_cut else f"{len(fullest.author)}"
        message = f"the author list stops after {len(claimed.author)} without et al., the record has {total}"
        yield finding("author-list-cut", message, field="author")


def _listed(case: Case) -> list[Item]:
    """The records of the match that name people."""
    return [work.item for work in case.match.works if work.item.author] if case.match else []


CHECKS = Checks(
    rules=own("author-mismatch", "given-name", "author-list-cut"), checks=(differing, given_names, cut), place=30
)
