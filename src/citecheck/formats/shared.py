"""What every format needs: bytes to text, dates, identifiers, unique keys, an item in one line."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import overload

from citecheck import normalize
from citecheck.errors import InputError
from citecheck.formats import encodings
from citecheck.model import Item, Reference

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BREAK = re.compile(r"\s*[\r\n]+\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DATE_WORD = re.compile(r"(?:(spring|summer|autumn|fall|winter)|([a-z]{3,9}))\.?", re.I)
_IDENTIFIERS = {
    "doi": ("a DOI", normalize.doi),
    "pmid": ("a PMID", normalize.pmid),
    "pmcid": ("a PMCID", normalize.pmcid),
}


def decoding(data: bytes, file: str) -> encodings.Decoded:
    """The text of a file that people wrote, see `encodings.decode`. InputError with the line of a control character."""
    found = encodings.decode(data, file)
    if bad := _CONTROL.search(found.text):
        where = f"{file}:{_line(found.text[: bad.start()])}"
        code = f"U+{ord(bad[0]):04X}"
        raise InputError(f"{where} is not text: it holds the control character {code}", hint="save it as UTF-8 text")
    return found


def decoded(data: bytes, file: str) -> str:
    """The text alone, for readers that have no place for notes."""
    return decoding(data, file).text


def _line(before: str) -> int:
    return len(Lines(before + "x"))


def breaks(text: str, start: int, end: int) -> int:
    """How many lines end between two places: LF, CR LF and CR end one."""
    ends = text.count("\n", start, end)
    returns = text.count("\r", start, end)
    return ends + returns - text.count("\r\n", start, end) if returns else ends


class Lines(Sequence[str]):
    """Physical lines with their ends, as an editor numbers them: only LF, CR LF and CR end a line.

    They are cut out of the text when they are asked for: a long list is in memory once.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = array("Q", (match.start() for match in _LINE.finditer(text)))
        self._starts.append(len(text))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def start_of(self, index: int) -> int:
        """The place in the text where a line begins; the lines are counted from 0."""
        return self._starts[index]

    def start(self, place: int) -> int:
        """Where the line begins in the text, in characters."""
        return self._starts[place]

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        places = range(len(self))[place]
        if isinstance(places, int):
            return self._text[self._starts[places] : self._starts[places + 1]]
        return [self[one] for one in places]


def indexes(places: Iterable[int]) -> array[int]:
    """Many places in little memory."""
    return array("Q", places)


def one_line_of(text: str) -> str:
    """`text` with each line break and the white space around it as one space; otherwise unchanged."""
    stripped = text.strip()
    return _BREAK.sub(" ", stripped) if "\n" in stripped or "\r" in stripped else stripped


def not_blank(data: bytes, file: str) -> None:
    """InputError for a file with nothing in it but white space and a byte order mark."""
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise InputError(f"no references in {file}", hint="check that this is the right file")


def not_empty(references: Iterator[Reference], file: str) -> Iterator[Reference]:
    """The same references; InputError when there are none."""
    first = next(references, None)
    if first is None:
        raise InputError(f"no references in {file}", hint="check that this is the right file")
    yield first
    yield from references


def unique(key: str, taken: dict[str, int]) -> str:
    """`key`, or `key-2`, `key-3` … when it is taken; `taken` holds how far each key has counted."""
    answer, count = key, taken.get(key, 1)
    while answer in taken:
        count += 1
        answer = f"{key}-{count}"
    taken[key] = count
    taken.setdefault(answer, 1)
    return answer


def date(text: str) -> tuple[int, ...]:
    """Year[, month[, day]] of `2004`, `2004-03-01`, `2004 Mar`, `1 March 2004`, `3/1/2004` (year only).

    ValueError with one sentence when there is no such date.
    """
    cleaned = text.strip()
    parts: tuple[int, ...]
    if match := re.fullmatch(r"(\d{4})(?:\.0)?", cleaned):
        parts = (int(match[1]),)
    elif match := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:T\S*)?", cleaned):
        parts = tuple(int(part) for part in (match[1], match[3], match[4]) if part)
    elif match := re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4})", cleaned):
        parts = (int(match[1]),)  # day and month can't be told apart
    else:
        parts = _date_in_words(cleaned)
    if not parts or not _plausible(*parts):
        raise ValueError(f"{cleaned!r} is not a year or date")
    return parts


def _date_in_words(text: str) -> tuple[int, ...]:
    """`2004 Mar 1`, `Mar 2004`, `2004 Jan-Feb`, `Spring 2004`; () for anything else."""
    parts = [part for part in re.split(r"[\s,/-]+", text) if part]
    years = [part for part in parts if re.fullmatch(r"\d{4}", part)]
    days = [int(part) for part in parts if re.fullmatch(r"\d{1,2}", part)]
    found = [match for part in parts if (match := _DATE_WORD.fullmatch(part))]
    if len(years) != 1 or not found or len(years) + len(days) + len(found) != len(parts):
        return ()
    months = [match[2][:3].lower() for match in found if match[2]]
    if any(month not in normalize.MONTHS for month in months):
        return ()
    exact = len(found) == len(months) == 1 and len(days) <= 1
    return (int(years[0]), normalize.MONTHS.index(months[0]) + 1, *days) if exact else (int(years[0]),)


def _plausible(year: int, month: int = 1, day: int = 1) -> bool:
    return 1000 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31


def with_identifiers(item: Item) -> tuple[Item, tuple[tuple[str, str], ...]]:
    """The item with its identifiers in normal form, and those that are none, as (name, what was written)."""
    good = {name: normal(getattr(item, name)) for name, (_, normal) in _IDENTIFIERS.items()}
    bad = tuple((name, getattr(item, name)) for name in good if getattr(item, name) and not good[name])
    if (good["doi"], good["pmid"], good["pmcid"]) == (item.doi, item.pmid, item.pmcid):
        return item, ()
    return replace(item, doi=good["doi"], pmid=good["pmid"], pmcid=good["pmcid"]), bad


def no_identifier(name: str, value: str) -> str:
    """The sentence about an identifier that is none."""
    return f"{value!r} is not {_IDENTIFIERS[name][0]}"


def only_bad(bad: tuple[tuple[str, str], ...]) -> str:
    """The sentence about the first of these that is to be an identifier and is none, or ""."""
    return next((no_identifier(name, value) for name, value in bad if name in _IDENTIFIERS), "")


def states_nothing(item: Item) -> bool:
    """True when the item says no more than a type."""
    return item == Item(type=item.type, authors_cut=item.authors_cut)


def one_line(item: Item) -> str:
    """The item as one readable line in the order of the Vancouver style."""
    authors = ", ".join([*map(str, item.author), *(["et al"] if item.authors_cut else [])])
    numbers = item.volume + (f"({item.issue})" if item.issue else "")
    issued = item.year + (f";{numbers}" if numbers else "") + (f":{item.locator}" if item.locator else "")
    names = (("doi", item.doi), ("PMID", item.pmid), ("PMCID", item.pmcid))
    identifiers = [f"{name}: {value}" for name, value in names if value]
    sentences = [authors, item.title, item.container_title or item.container_title_short, issued.lstrip(";:")]
    parts = [one_line_of(part).rstrip(".") for part in (*sentences, *identifiers) if part]
    return " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in parts)
