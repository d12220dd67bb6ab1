"""The known truth about real documents, and how the references that were read compare with it."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from citecheck.model import Reference

_NEARBY = 500  # letters before and behind a title
_TELLING = 24  # letters of a title that no other text has by chance
NEAR = 88  # of 100, from which on a printed title is the one that is meant
_LABEL = re.compile(r"^\s*(?:\[\d+\]|\^(?: Jump up to:)?(?: [a-z](?= ))*|\d+\.)\s*")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one document: what is known of each reference that came out whole and separate, and those that did not."""

    pairs: tuple[tuple[dict[str, Any], Reference], ...] = ()
    missed: tuple[str, ...] = ()
    absent: int = 0  # what is known of, and stands nowhere in the file
    identified: int = 0  # of these: cited by an identifier, which was read

    @property
    def good(self) -> int:
        return len(self.pairs)

    @property
    def known(self) -> int:
        return len(self.pairs) + len(self.missed) + self.absent


def bare(text: str) -> str:
    """Letters and digits alone, without accents."""
    folded = unicodedata.normalize("NFKD", re.sub(r"<[^>]+>", "", text).casefold().replace("ı", "i"))
    return "".join(char for char in folded if char.isalnum())


def known(path: Path) -> list[dict[str, Any]]:
    """The items of the truth beside a document; none where only their number is known."""
    truth = path.with_name(path.name + ".truth.json")
    held = json.loads(truth.read_text(encoding="utf-8")) if truth.is_file() else []
    return list(held.get("items") or []) if isinstance(held, dict) else list(held)


def score(items: Sequence[dict[str, Any]], references: Sequence[Reference], text: str = "") -> Score:
    """Whole: title, first author and year stand in one reference. Separate: no other item stands in it.

    `text`: all that the file and its library hold, where it can be had otherwise than by our readers. A work whose
    title is not in it, near its author, is absent; a year that is not printed near a long title is not asked for.
    """
    texts = [bare(_text(one)) for one in references]
    whole = bare(text)
    items = [_as_printed(item, whole) for item in items] if whole else list(items)
    found = [next(iter(_places(item, texts)), -1) for item in items]
    stated = {one.item.doi or one.item.url for one in references if one.item and not one.item.title} - {""}
    good, missed, absent, identified = [], [], 0, 0
    for item, place in zip(items, found, strict=True):
        if (place >= 0 and found.count(place) == 1) or (place >= 0 and _same_work(item, items, found, place)):
            good.append((item, references[place]))
        elif whole and (str(item.get("DOI")).lower() in stated or item.get("URL") in stated):
            identified += 1
        elif whole and not _stands(item, whole):
            absent += 1
        else:
            why = "not there, or cut" if place < 0 else "together with another"
            missed.append(f"{_named(item)} ({why})")
    return Score(tuple(good), tuple(missed), absent + identified, identified)


def _as_printed(item: dict[str, Any], whole: str) -> dict[str, Any]:
    title, year = bare(item.get("title") or ""), year_of(item)
    place = whole.find(title) if len(title) > _TELLING else -1
    return {**item, "issued": None} if place >= 0 and year not in _near(whole, place) else item


def _stands(item: dict[str, Any], whole: str) -> bool:
    """Are title and first author near each other anywhere; or the address, where nobody is named?"""
    title, family = bare(item.get("title") or item.get("raw") or ""), bare(family_of(item))
    if not title:
        return True
    places = [match.start() for match in re.finditer(re.escape(title), whole)]
    if not places and (found := fuzz.partial_ratio_alignment(title, whole)) and found.score >= NEAR:
        places = [found.dest_start]
    if family:
        return any(family in _near(whole, place) for place in places)
    address = bare(item.get("DOI") or item.get("URL") or "")
    return bool(places) and (not address or address in whole)


def _near(whole: str, place: int) -> str:
    return whole[max(0, place - _NEARBY) : place + _NEARBY]


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


def text_of(path: Path, beside: Path | None) -> str:
    """All the text of a file and of the library beside it, read without our readers; "" for packed formats."""
    if path.suffix == ".pdf":
        import pypdfium2

        pages = pypdfium2.PdfDocument(path)
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    data = path.read_bytes()
    if data.startswith(b"PK"):
        return ""
    more = beside.read_text(encoding="utf-8", errors="replace") if beside else ""
    return html.unescape(data.decode("utf-8", "replace")) + more
