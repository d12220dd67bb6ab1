"""References that Crossref rendered from its own records (MIT): each field is looked for in the string."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench.accuracy.sets import TUNE, manner, part_of, read_lines
from citecheck import normalize
from citecheck.formats.citation import tokens
from citecheck.formats.citation.asides import set_aside
from citecheck.formats.citation.identifiers import identified
from citecheck.model import Span
from training.parser import templates
from training.parser.tagged import Tagged

_SETS = ("crossref_styles11", "crossref_styles8", "crossref_styles17")
_MONTHS = frozenset(form for month in templates.MONTHS for form in (month.lower(), month[:3].lower())) | {"sept"}
_PUBLISHER = re.compile(r"\[Internet\]\.\s*(?P<publisher>.*?);\s*(?=\d{4})")


def references(corpus: Path, seed: int, number: int) -> Iterator[Tagged]:
    """`number` references of each style, of works in the tuning part, all of whose words are accounted for.

    Twice as many where a style leaves titles out: there nothing but the order tells one number from another.
    """
    chance = random.Random(seed)
    records = _records(corpus / "records" / "works.csl.jsonl.gz")
    styles: dict[str, list[tuple[str, str]]] = {}
    for name in _SETS:
        for row in read_lines(corpus / "matching" / f"{name}.jsonl.gz"):
            if part_of(row["doi"]) == TUNE and row["doi"] in records:
                for style, string in row["strings"].items():
                    if string and not style.endswith(("-noise", "scrambled")):
                        styles.setdefault(style, []).append((string, row["doi"]))
    for style, strings in sorted(styles.items()):
        chance.shuffle(strings)
        found = (one for string, doi in strings if (one := aligned(string, records[doi])))
        yield from islice(found, number * 2 if manner(style) == "untitled" else number)


def _records(path: Path) -> dict[str, Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if "crossref-reconstructed" in line]
    return {record["DOI"].lower(): record for record in records if record.get("DOI")}


class _Line:
    """The folded words of a string, and the label found for each."""

    def __init__(self, text: str) -> None:
        self.text = set_aside(identified(text).rest)[1]
        self.places = tokens.places(self.text)
        self.words = [normalize.fold(self.text[start:end]) for start, end in self.places]
        self.labels = [""] * len(self.words)

    def find(self, words: Sequence[str], start: int = 0, *, last: bool = False) -> int:
        """Where the words stand one after the other with no label yet; -1 where they don't."""
        width = len(words)
        starts = range(start, len(self.words) - width + 1) if width else range(0)
        for at in reversed(starts) if last else starts:
            if self.words[at : at + width] == list(words) and not any(self.labels[at : at + width]):
                return at
        return -1

    def put(self, label: str, at: int, width: int) -> None:
        self.labels[at : at + width] = [label] * width


def _words(text: str) -> list[str]:
    return [normalize.fold(text[start:end]) for start, end in tokens.places(text)]


def aligned(text: str, record: Mapping[str, Any]) -> Tagged | None:
    """The string with the places of the record's fields; None where it says something that the record doesn't."""
    line = _Line(text)
    title, container = _words(record.get("title") or ""), _words(record.get("container-title") or "")
    year = str(((record.get("issued") or {}).get("date-parts") or [[""]])[0][0])
    at_title = line.find(title)
    behind = at_title + len(title) if at_title >= 0 else 0
    at_container = line.find(container, behind, last=True)
    half_there = at_title < 0 and sum(word in line.words for word in title) > 0.6 * len(title) and len(title) > 2
    between = set(line.words[behind:at_container]) if at_title >= 0 else set()
    if at_container < 0 or half_there or between - {"in", year}:
        return None
    if at_title >= 0:
        line.put("title", at_title, len(title))
    line.put("container", at_container, len(container))
    head = at_title if at_title >= 0 else at_container
    if not _dated(line, year) or not _headed(line, head, record.get("author") or []):
        return None
    _numbered(line, at_container + len(container), record)
    _days(line)
    _published(line)
    left = line.words[at_container + len(container) :], line.labels[at_container + len(container) :]
    if any(not label and re.search(r"\d", word) for word, label in zip(*left, strict=True)):
        return None
    parts = (
        Span(field=label, start=start, end=end)
        for label, (start, end) in zip(line.labels, line.places, strict=True)
        if label
    )
    return Tagged(text=text, parts=tuple(parts))


def _dated(line: _Line, year: str) -> bool:
    """Labels the year wherever it stands alone."""
    years = [at for at, word in enumerate(line.words) if word == year and not line.labels[at]]
    for at in years:
        line.put("date", at, 1)
    return bool(years)


def _days(line: _Line) -> None:
    """Labels what is left of months, and the days beside them."""
    months = [at for at, word in enumerate(line.words) if word in _MONTHS and not line.labels[at]]
    for at in months:
        line.put("date", at, 1)
    for near in (place for at in months for place in (at - 1, at + 1) if 0 <= place < len(line.words)):
        if not line.labels[near] and line.words[near].isdigit() and len(line.words[near]) < 3:
            line.put("date", near, 1)


def _headed(line: _Line, head: int, authors: Sequence[Mapping[str, Any]]) -> bool:
    """Labels the number in front and the authors; False where something else stands there."""
    start = 0
    if line.words[0].isdigit() and not line.labels[0]:
        line.put("label", 0, 1)
        start = 1
    elif line.labels[0] == "date":
        start = 1
    end = next((at for at in range(start, head) if line.labels[at]), head)
    if end <= start:
        return True
    family = _words(authors[0].get("family") or authors[0].get("literal") or "") if authors else []
    if not 0 <= line.find(family, start) < end:
        return False
    line.put("author", start, end - start)
    return True


def _numbered(line: _Line, start: int, record: Mapping[str, Any]) -> None:
    first, _, last = str(record.get("page") or "").replace("–", "-").partition("-")
    for label, value in (("volume", record.get("volume")), ("issue", record.get("issue")), ("page", first)):
        words = _words(str(value or ""))
        at = line.find(words, start)
        if at >= 0:
            line.put(label, at, len(words))
            ending = _words(last) if label == "page" else []
            behind = at + len(words)
            if ending and line.words[behind : behind + len(ending)] == ending:
                line.put(label, behind, len(ending))


def _published(line: _Line) -> None:
    """Vancouver prints the publisher between the medium and the year."""
    if match := _PUBLISHER.search(line.text):
        for at, (start, _) in enumerate(line.places):
            if match.start("publisher") <= start < match.end("publisher") and not line.labels[at]:
                line.put("publisher", at, 1)
