"""References that people have tagged (AnyStyle: BSD-2, GROBID: Apache-2.0), with their tags brought to our labels."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy.sets import TUNE, part_of, read_lines
from citecheck import normalize
from citecheck.model import Span

ANYSTYLE = ("core", "gold", "good", "ugly")
_ANYSTYLE = {
    "author": "author", "title": "title", "journal": "container", "container-title": "container", "date": "date",
    "volume": "volume", "pages": "page", "publisher": "publisher", "location": "location", "editor": "editor",
    "citation-number": "label", "edition": "edition", "collection-title": "series",
}  # fmt: skip
_TEI = {"author": "author", "date": "date", "editor": "editor", "publisher": "publisher", "pubplace": "location"}
_LEVELS = {"a": "title", "j": "container", "m": "monograph", "s": "series"}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[\w:]+)(?P<more>[^>]*?)(?P<empty>/?)>")
_VOLUME_WORD = re.compile(r"\W*(?:vol(?:ume)?s?|bd|band|jg|jahrgang|tome?|t|v)\b[.:]?\W*", re.I)
# AnyStyle tags `12(3)` and `Vol. 9, no. 3` as one volume.
_ISSUE = re.compile(
    r"(?P<volume>.*?)(?:\((?P<brackets>[^()]*)\)|[,.;:]?\s*\b(?:nos?|nr?|number|issue|iss|num|heft|№|n°)\b[.°]?\s*"
    r"(?P<word>[\w/–-]+)|[.:,]\s*(?P<mark>\d[\w–/-]*))",
    re.I | re.S,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tagged:
    """A reference and where its parts stand, under the labels of the model."""

    text: str
    parts: tuple[Span, ...]


def references(corpus: Path) -> Iterator[Tagged]:
    """The references of the tuning part; those whose tags don't fit their text are left out."""
    for name in ANYSTYLE:
        for row in _tuned(corpus, f"anystyle_{name}"):
            parts = _of_segments(row["string"], row["segments"])
            if parts:
                yield Tagged(text=row["string"], parts=parts)
    for row in _tuned(corpus, "grobid_citations"):
        plain, spans = _of_tei(row["tei"])
        parts = _moved(plain, row["string"], spans)
        if parts:
            yield Tagged(text=row["string"], parts=parts)


def _tuned(corpus: Path, name: str) -> Iterator[Mapping[str, Any]]:
    rows = read_lines(corpus / "parsing" / f"{name}.jsonl.gz")
    return (row for row in rows if part_of(normalize.key(row["string"])) == TUNE)


def _of_segments(text: str, segments: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    parts: list[Span] = []
    at = 0
    for name, segment in segments:
        bare = segment.strip()
        start = text.find(bare, at)
        if start < 0:
            return ()
        at = start + len(bare)
        part = Span(field=_ANYSTYLE.get(name, "other"), start=start, end=at)
        parts += _volume_and_issue(text, part) if part.field == "volume" else [part]
    return tuple(parts)


def _volume_and_issue(text: str, part: Span) -> Iterator[Span]:
    word = _VOLUME_WORD.match(text, part.start, part.end)
    start = word.end() if word else part.start
    match = _ISSUE.match(text, start, part.end)
    if not match or not match.lastgroup:
        yield Span(field="volume", start=start, end=part.end)
        return
    if re.search(r"\d|[IVXLC]", match["volume"]):
        yield Span(field="volume", start=start, end=match.end("volume"))
    yield Span(field="issue", start=match.start(match.lastgroup), end=match.end(match.lastgroup))


def _of_tei(tei: str) -> tuple[str, list[Span]]:
    """The text of a TEI element and where its parts stand in it."""
    text, at = "", 0
    spans: list[Span] = []
    open_: list[tuple[str, int]] = []
    for tag in _TAG.finditer(tei):
        text += html.unescape(tei[at : tag.start()])
        at = tag.end()
        if tag["end"] and open_:
            label, start = open_.pop()
            spans += [Span(field=label, start=start, end=len(text))] if label and len(text) > start else []
        elif not tag["end"] and not tag["empty"]:
            open_.append((_tei_label(tag["name"], tag["more"]), len(text)))
    text += html.unescape(tei[at:])
    articles = any(span.field == "title" for span in spans)
    named = {"monograph": "container" if articles else "title"}
    return text, [Span(field=named.get(span.field, span.field), start=span.start, end=span.end) for span in spans]


def _tei_label(name: str, more: str) -> str:
    if name == "title":
        level = re.search(r'"(\w)"', more)
        return _LEVELS.get(level[1] if level else "a", "other")
    if name == "biblScope":
        value = more.partition("=")[2]
        return "volume" if "vol" in value else "issue" if "issue" in value else "page" if "p" in value else "other"
    return _TEI.get(name.lower(), "other" if name in ("idno", "ptr", "note", "notes", "orgName") else "")


def _moved(plain: str, text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of `plain` in `text`, which has the same characters with other white space; () where it has not."""
    here = [at for at, char in enumerate(plain) if not char.isspace()]
    there = [at for at, char in enumerate(text) if not char.isspace()]
    if [plain[at] for at in here] != [text[at] for at in there]:
        return ()
    place = dict(zip(here, there, strict=True))
    moved = []
    for span in spans:
        held = [place[at] for at in range(span.start, span.end) if at in place]
        if held:
            moved.append(Span(field=span.field, start=held[0], end=held[-1] + 1))
    return tuple(sorted(moved, key=lambda span: span.start))
