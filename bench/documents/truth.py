"""The known truth about real documents, and how the references that were read compare with it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from citecheck.model import Reference

NEAR = 88  # of 100, from which on a printed title is the one that is meant
_LABEL = re.compile(r"^\s*(?:\[\d+\]|\^(?: Jump up to:)?(?: [a-z](?= ))*|\d+\.)\s*")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one document: what is known of each reference that came out whole and separate, and those that did not."""

    pairs: tuple[tuple[dict[str, Any], Reference], ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def good(self) -> int:
        return len(self.pairs)

    @property
    def known(self) -> int:
        return len(self.pairs) + len(self.missed)


def bare(text: str) -> str:
    """Letters and digits alone, without accents."""
    folded = unicodedata.normalize("NFKD", re.sub(r"<[^>]+>", "", text).casefold().replace("ı", "i"))
    return "".join(char for char in folded if char.isalnum())


def known(path: Path) -> list[dict[str, Any]]:
    """The items of the truth beside a document; none where only their number is known."""
    truth = path.with_name(path.name + ".truth.json")
    held = json.loads(truth.read_text(encoding="utf-8")) if truth.is_file() else []
    return list(held.get("items") or []) if isinstance(held, dict) else list(held)


def score(items: Sequence[dict[str, Any]], references: Sequence[Reference]) -> Score:
    """Whole: title, first author and year stand in one reference. Separate: no other item stands in it."""
    texts = [bare(_text(one)) for one in references]
    found = [next(iter(_places(item, texts)), -1) for item in items]
    good, missed = [], []
    for item, place in zip(items, found, strict=True):
        if (place >= 0 and found.count(place) == 1) or (place >= 0 and _same_work(item, items, found, place)):
            good.append((item, references[place]))
        else:
            why = "not there, or cut" if place < 0 else "together with another"
            missed.append(f"{_named(item)} ({why})")
    return Score(tuple(good), tuple(missed))


def _text(one: Reference) -> str:
    item = one.item
    said = " ".join([item.title, *map(str, item.author), item.year, item.doi]) if item else ""
    return f"{one.raw} {said}"


def _places(item: dict[str, Any], texts: Sequence[str]) -> Iterator[int]:
    """Where the item stands whole, the likeliest first."""
    title, family, year = bare(item.get("title") or ""), bare(family_of(item)), year_of(item)
    raw = bare(_LABEL.sub("", item.get("raw") or item.get("URL") or ""))
    doi = bare(item.get("DOI") or "")
    ranked = []
    for at, text in enumerate(texts):
        points = 0.0
        if len(title) > 9:
            near = 100.0 if title in text else fuzz.partial_ratio(title, text) if family[:4] in text else 0.0
            points = near if near >= NEAR else 0.0
        elif raw:
            points = 100.0 if raw in text else fuzz.partial_ratio(raw, text)
            points = points if points >= NEAR else 0.0
        elif family and year:
            points = 90.0 * (family in text[: len(family) + 60] and year in text)
        if points and (not family or family in text) and (not year or year in text or (doi and doi in text)):
            ranked.append((-points, abs(len(text) - len(raw)) if raw else len(text), at))
    return (at for _, _, at in sorted(ranked))


def _same_work(item: dict[str, Any], items: Sequence[dict[str, Any]], found: Sequence[int], place: int) -> bool:
    """Do all the items found there describe the one work?"""
    titles = {
        bare(one.get("title") or one.get("raw") or "")[:40] for one, at in zip(items, found, strict=True) if at == place
    }
    return len(titles) == 1


def family_of(item: dict[str, Any]) -> str:
    authors = item.get("author") or [{}]
    return str(authors[0].get("family") or "") if isinstance(authors[0], dict) else ""


def year_of(item: dict[str, Any]) -> str:
    """Of a date as CSL-JSON or CSL-YAML writes it."""
    year = re.search(r"\d{4}", str(item.get("issued") or ""))
    return year[0] if year else ""


def _named(item: dict[str, Any]) -> str:
    return " ".join(
        filter(None, (family_of(item), year_of(item), str(item.get("title") or item.get("raw") or "")[:60]))
    )
