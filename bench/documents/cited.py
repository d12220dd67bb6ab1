"""Citations in texts whose truth is known: links of JATS articles, the same articles as printed, and seeded faults."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from citecheck.errors import InputError
from citecheck.formats import choice, shared
from citecheck.formats.documents import jats, xml
from citecheck.interfaces import Document
from citecheck.judge.in_text import remarks
from citecheck.model import Reference

_NUMBER = re.compile(r"[\s\[\](),;–-]*\d{1,3}(?!\d)[\s\[\](),;–\d-]*")
_DASH = re.compile(r"\s*[\]\[]?\s*[-–—‐]\s*\[?\s*")
_MARK = re.compile(r"[.,;:](?=\s|$)")
_BETWEEN = re.compile(r"[\s,;–—‐-]*")
Link = tuple[int, int, tuple[str, ...], int]


@dataclass(slots=True)
class Tally:
    """Pairs of a citation and a reference: found and true, found at all, true at all."""

    name: str
    texts: int = 0
    right: int = 0
    found: int = 0
    true: int = 0
    worst: list[str] = field(default_factory=list)

    def add(self, found: Counter[str], true: Counter[str], name: str) -> None:
        right = sum((found & true).values())
        self.texts, self.right = self.texts + 1, self.right + right
        self.found, self.true = self.found + sum(found.values()), self.true + sum(true.values())
        if right < 0.95 * max(sum(found.values()), sum(true.values())):
            self.worst.append(f"{name} ({right} right, {sum(found.values())} found, {sum(true.values())} true)")

    @property
    def precision(self) -> float:
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.true, 1)


def linked(folder: Path) -> Tally:
    """`xref` of the articles of Open Research Europe: what is never cited, against the known answer."""
    tally = Tally("JATS links: references never cited")
    for path in sorted((folder / "jats-ore").glob("*.xml")):
        known = json.loads(path.with_name(path.name + ".citations.json").read_text(encoding="utf-8"))
        try:
            document = jats.read(path.read_bytes(), path.name)
        except InputError:
            continue
        # The known answer is of links, which have a line; what is only printed has none, and is another measure's.
        cited = {key for one in document.citations if one.location.line for key in one.targets}
        listed = [one.key for one in document.references]
        never = set(known["never_cited"])
        tally.add(
            Counter(key for key in listed if key in cited),
            Counter(key for key in listed if key not in never),
            path.name,
        )
    return tally


def printed(folder: Path) -> list[Tally]:
    """JATS articles set as plain text or with superscripts, their links forgotten."""
    tallies = [
        Tally("printed numbers, in brackets"),
        Tally("printed numbers, superscripts"),
        Tally("superscripts flattened where they stood"),
        Tally("superscripts flattened behind the mark"),
        Tally("printed names and years"),
    ]
    for path in sorted([*(folder / "jats-ore").glob("*.xml"), *(folder / "jats").glob("*.*ml")]):
        try:
            article = _Article(path)
        except InputError:
            continue
        if not article.links or len(article.references) < 5:
            continue
        if article.numeric:
            article.compare(tallies[0], article.as_text())
            article.compare(tallies[1], article.as_superscripts())
            article.compare(tallies[2], article.as_flat(behind=False))
            article.compare(tallies[3], article.as_flat(behind=True))
        else:
            article.compare(tallies[4], article.as_text())
    return tallies


class _Article:
    """An article with its links, to be printed without them."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        document = jats.read(path.read_bytes(), path.name)
        self.references = list(document.references)
        root = xml.tree(path.read_bytes(), path.name)
        running = xml.Running(root, skipped=_skipped, parts=jats._PARTS, target=_target)
        self.text, self.links = running.text, sorted(running.links)
        shown = [self.text[start:end] for start, end, _, _ in self.links]
        self.numeric = sum(bool(_NUMBER.fullmatch(one)) for one in shown) * 2 > len(shown)
        self.place = {one.key: at for at, one in enumerate(self.references)}

    def true(self) -> Counter[str]:
        """Each link's references, with those inside a printed range."""
        answer: Counter[str] = Counter()
        before: Link | None = None
        for link in self.links:
            answer.update(link[2])
            if before and _DASH.fullmatch(self.text[before[1] : link[0]]) and before[2] and link[2]:
                first, last = self.place.get(before[2][-1], 0), self.place.get(link[2][0], 0)
                answer.update(one.key for one in self.references[first + 1 : last])
            before = link
        return answer

    def _list(self) -> list[str]:
        return [
            (f"{at}. " if self.numeric else "") + " ".join((shared.one_line(one.item) if one.item else one.raw).split())
            for at, one in enumerate(self.references, 1)
        ]

    def _pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, and whether a piece is a group of numbers without its brackets."""
        last = 0
        groups: list[list[int]] = []
        for start, end, _, _ in self.links:
            if groups and _BETWEEN.fullmatch(self.text[groups[-1][1] : start]):
                groups[-1][1] = end
            else:
                groups.append([start, end])
        for start, end in groups:
            before = self.text[last:start].rstrip(" [(")
            yield before, False
            yield "".join(self._numbered(start, end)), True
            last = end + len(self.text[end : end + 2]) - len(self.text[end : end + 2].lstrip("])"))
        yield self.text[last:], False

    def _numbered(self, start: int, end: int) -> Iterator[str]:
        last = start
        for begin, stop, targets, _ in self.links:
            if start <= begin < end:
                yield re.sub(r"[\[\]\s()]", "", self.text[last:begin])
                yield ",".join(str(self.place[key] + 1) for key in targets if key in self.place)
                last = stop

    def as_flat(self, *, behind: bool) -> tuple[bytes, str]:
        """Superscripts that lost their height; `behind`: the mark that ends the words comes first, as in Nature."""
        text, group = "", ""
        for piece, number in self._pieces():
            if number:
                group = piece.replace(";", ",")
                continue
            mark = _MARK.match(piece) if behind and group and not text.endswith(".") else None
            text += (mark[0] if mark else "") + group + piece[mark.end() if mark else 0 :]
            group = ""
        return self._set(text + group)

    def as_text(self) -> tuple[bytes, str]:
        text = self.text
        if self.numeric:
            text = "".join(f" [{piece}]" if number else piece for piece, number in self._pieces())
        return self._set(text)

    def _set(self, text: str) -> tuple[bytes, str]:
        paragraphs = [" ".join(one.split()) for one in text.split("\n") if one.strip()]
        return "\n\n".join([*paragraphs, "References", *self._list()]).encode(), "article.txt"

    def as_superscripts(self) -> tuple[bytes, str]:
        from docx import Document as Word

        word = Word()
        paragraph = word.add_paragraph()
        for piece, number in self._pieces():
            for at, part in enumerate(piece.split("\n")):
                paragraph = word.add_paragraph() if at else paragraph
                run = paragraph.add_run("".join(char if char.isprintable() else " " for char in part))
                run.font.superscript = number or None
        word.add_heading("References", 1)
        for one in self._list():
            word.add_paragraph("".join(char if char.isprintable() else " " for char in one))
        out = BytesIO()
        word.save(out)
        return out.getvalue(), "article.docx"

    def compare(self, tally: Tally, made: tuple[bytes, str]) -> None:
        try:
            document: Document = choice.document(*made)
        except InputError:
            return
        listed = list(document.references)
        if len(listed) != len(self.references):
            return  # what the list lost is counted elsewhere
        keys = {one.key: known.key for one, known in zip(listed, self.references, strict=True)}
        found = Counter(keys.get(key, f"?{key}") for one in document.citations for key in one.targets)
        tally.add(found, self.true(), self.name)


def _skipped(element: object) -> bool:
    return xml.name(element) in (*jats._UNPRINTED, "front", "table-wrap", "aff")  # type: ignore[arg-type]


def _target(element: object) -> tuple[str, ...] | None:
    if xml.name(element) != "xref" or element.get("ref-type") != "bibr":  # type: ignore[arg-type, attr-defined]
        return None
    return tuple((element.get("rid") or "").split())  # type: ignore[attr-defined]


def seeded(references: Sequence[Reference], *, by_number: bool, texts: int, seed: int) -> Tally:
    """Articles that cite each of 25 references, with one fault of each kind: the findings, against the faults."""
    dice = random.Random(seed)
    tally = Tally("seeded faults, " + ("numbers" if by_number else "names and years"))
    usable = [
        one for one in references if one.item and one.item.author and one.item.author[0].family and one.item.issued
    ]
    for number in range(texts):
        chosen = _distinct(dice.sample(usable, min(120, len(usable))))[:25]
        text, faults = _faulty(chosen, dice, by_number=by_number)
        document = choice.document(text.encode(), "article.txt")
        found = Counter(one.rule for one in remarks(list(document.references), document.citations))
        tally.add(found, faults, f"text {number}")
    return tally


def _distinct(references: Sequence[Reference]) -> list[Reference]:
    """One reference for each first author, in the order of the alphabet."""
    by_name = {one.item.author[0].family.lower(): one for one in references if one.item}
    return [by_name[name] for name in sorted(by_name)]


def _faulty(chosen: Sequence[Reference], dice: random.Random, *, by_number: bool) -> tuple[str, Counter[str]]:
    named = [(one.item.author, one.item.year) for one in chosen if one.item]
    calls = []
    for at, (authors, year) in enumerate(named, 1):
        names = authors[0].family + (
            f" and {authors[1].family}" if len(authors) == 2 else " et al." if len(authors) > 2 else ""
        )
        calls.append(f"[{at}]" if by_number else dice.choice((f"({names}, {year})", f"({names} {year})")))
    faults = Counter({"never-cited": 1, "not-listed": 1})
    calls.pop(dice.randrange(3, 20))
    calls.append("[26]" if by_number else "(Quillfeather et al., 2013)")
    if not by_number:
        at = dice.randrange(0, 3)
        year = named[at][1]
        calls[at] = calls[at].replace(year, str(int(year) + 1))
        faults["citation-differs"] = 1
    body = [f"The salt of island {at} was weighed twice {call}, in 24 hours." for at, call in enumerate(calls)]
    listed = [f"{at}. {one.raw}" if by_number else one.raw for at, one in enumerate(chosen, 1)]
    return "\n\n".join([*body, "References", *listed]), faults
