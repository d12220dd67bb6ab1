"""How rightly and how fast the readers of bibliography files read real ones, against what other programs make of them.

`python -m bench.formats FOLDER` where FOLDER holds bibtex/, ris/ … with `<file>.truth.json` beside each file.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import page
from citecheck import names, normalize, plugins
from citecheck.csl import from_csl
from citecheck.errors import CitecheckError
from citecheck.formats import encodings
from citecheck.formats.tex import latex
from citecheck.interfaces import Exported, Format
from citecheck.model import Item, Name, Reference
from citecheck.workers import collecting_rarely

_SHORT = 8
FIELDS = ("doi", "first author", "year", "title", "container title", "volume", "issue", "first page")


@dataclass
class Counted:
    """Of the fields that the truth has: how many were read alike, and each that was not.

    `absent`: what the truth says of an entry that does not hold it; no reader can be right or wrong about that.
    """

    files: int = 0
    references: int = 0
    unpaired: int = 0
    alike: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    different: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def share(self, name: str) -> float:
        return self.alike[name] / self.all[name] if self.all[name] else 1.0


def facts(item: Item) -> dict[str, str]:
    """The fields that are compared, folded so that only their words count."""
    first = item.author[0] if item.author else None
    page = item.page or item.number
    return {
        "doi": normalize.doi(item.doi) or item.doi.lower(),
        "first author": normalize.key(first.literal) or names.surname(first.family or first.given) if first else "",
        "year": item.year,
        "title": normalize.key(item.title),
        "container title": normalize.key(item.container_title or item.container_title_short),
        "volume": normalize.key(item.volume),
        "issue": normalize.key(item.issue),
        "first page": normalize.key(normalize.pages(page)[0]),
    }


def truths(folder: Path, *, complete: bool = True) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each file with its truth."""
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if truth.get("complete") or not complete:
            yield path.with_name(path.name.removesuffix(".truth.json")), truth


def read(path: Path) -> list[Reference]:
    """The references of a file, with the problem of the file as one of them."""
    from citecheck import api

    try:
        return list(api.read(path))
    except CitecheckError as error:
        return [Reference(key="1", problem=str(error))]


def compare(
    counted: Counted,
    file: str,
    references: Sequence[Reference],
    items: Sequence[Mapping[str, Any]],
    *,
    source: str = "",
) -> None:
    """Adds one file, whose text is `source`."""
    counted.files += 1
    counted.references += len(items)
    named = _named(items)
    for (key, truth), reference in zip(named, paired(references, items), strict=True):
        if reference is None and len(references) < len(items):
            counted.unpaired += 1
            continue
        expected = facts(_item(truth))
        got = facts(reference.item) if reference and reference.item else dict.fromkeys(FIELDS, "")
        for name in FIELDS:
            if not expected[name]:
                continue
            counted.all[name] += 1
            if same(name, got[name], expected[name]):
                counted.alike[name] += 1
            elif reference and not written(name, expected[name], source, reference):
                counted.all[name] -= 1
                counted.absent[name] += 1
            else:
                counted.different.append((file, key, name, got[name], expected[name]))


def _named(items: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    known = ("_key", "citation-key", "id")
    return [(next((str(one[name]) for name in known if one.get(name)), str(n)), one) for n, one in enumerate(items, 1)]


def paired(references: Sequence[Reference], items: Sequence[Mapping[str, Any]]) -> list[Reference | None]:
    """For each item of the truth its reference: by title, author and DOI, else by key, else in order."""
    left, labels = list(references), [key for key, _ in _named(items)]
    found: dict[int, Reference] = {}
    ways: tuple[tuple[Callable[[Reference], str], Callable[[int], str]], ...] = (
        (lambda one: _known_by(one.item) if one.item else "", lambda place: _known_by(_item(items[place]))),
        (lambda one: one.key, lambda place: labels[place]),
    )
    if len(references) == len(items):
        for place, one in enumerate(references):
            if one.item and _known_by(one.item) == _known_by(_item(items[place])):
                found[place] = one
        taken = {id(one) for one in found.values()}
        left = [one for one in left if id(one) not in taken]
    for of_reference, of_item in ways:
        known: dict[str, list[Reference]] = {}
        for one in left:
            known.setdefault(of_reference(one), []).append(one)
        for place in range(len(items)):
            if place not in found and (key := of_item(place)) and known.get(key):
                found[place] = known[key].pop(0)
        taken = {id(one) for one in found.values()}
        left = [one for one in left if id(one) not in taken]
    if len(references) == len(items):
        for place in range(len(items)):
            if place not in found and left:
                found[place] = left.pop(0)
    return [found.get(place) for place in range(len(items))]


def written(name: str, expected: str, source: str, reference: Reference) -> bool:
    """False where the entry, as it stands in the file, does not hold what the other program says."""
    where = reference.location
    if not where.end:
        return True
    entry = source[where.start : where.end]
    if "crossref" in entry or "xdata" in entry:
        return True
    if name == "container title":
        values = re.split(r"[\r\n]+|\s+-\s|=\s*[{\"]|[}\"],?", latex.plain(entry) if "\\" in entry else entry)
        return expected in map(normalize.key, values)
    entry = re.sub(r"10\.\d{4,9}/\S+|https?://\S+", " ", entry)
    for text in (entry, latex.plain(entry)):
        if expected in normalize.words(text) or (len(expected) > _SHORT and expected in normalize.key(text)):
            return True
    return False


def _known_by(item: Item) -> str:
    known = facts(item)
    return " ".join((known["title"], known["doi"], known["first author"])) if known["title"] else ""


def same(name: str, got: str, expected: str) -> bool:
    if name == "first author":
        return got == expected or (len(got) > 3 and (expected.endswith(got) or got.endswith(expected)))
    return got == expected


def _item(truth: Mapping[str, Any]) -> Item:
    issued = truth.get("issued")
    if isinstance(issued, Mapping) and "date-parts" in issued:
        parts = issued["date-parts"]
        issued = {"date-parts": [parts[0]]} if parts and parts[0] and str(parts[0][0]).isdecimal() else None
    else:
        issued = None
    plain = {
        name: _unmarked(value) for name, value in truth.items() if name not in ("issued", "author", "custom", "page")
    }
    authors = [name for name in truth.get("author") or () if isinstance(name, Mapping)]
    page = truth.get("page") or truth.get("pages") or ""
    return from_csl({**plain, "author": authors, "issued": issued, "page": page})


def _unmarked(value: Any) -> Any:
    return re.sub(r"</?[a-z][^<>]*>|\]\{\.[\w-]+\}", "", value) if isinstance(value, str) else value


def measure(folder: Path) -> Counted:
    """The whole of a folder of files in one kind of format."""
    counted = Counted()
    for path, truth in truths(folder):
        source = encodings.decode(path.read_bytes(), path.name).text
        compare(counted, path.name, read(path), truth.get("items") or [], source=source)
    return counted


KINDS = {"bibtex": "bibtex", "ris": "ris", "nbib": "nbib", "endnote": "endnote", "csl": "csl-json, csl-yaml"}


def table(folder: Path) -> Iterator[str]:
    """The share of fields read as the other programs say, for each kind, and every field that was not."""
    yield "| kind | files | references | " + " | ".join(FIELDS) + " |"
    yield "| --- " * (len(FIELDS) + 3) + "|"
    different: list[str] = []
    absent = unpaired = 0
    for kind, name in KINDS.items():
        counted = measure(folder / kind)
        absent, unpaired = absent + counted.absent.total(), unpaired + counted.unpaired
        shares = (f"{counted.share(field):.2%} of {counted.all[field]}" for field in FIELDS)
        yield f"| {name} | {counted.files} | {counted.references} | {' | '.join(shares)} |"
        different += [
            f"| {file} | {key} | {field} | {got or '–'} | {expected} |"
            for file, key, field, got, expected in counted.different
        ]
    yield ""
    yield f"Not counted: {absent} fields that the entry does not hold, {unpaired} works that no entry is of."
    yield ""
    yield f"Every field that was read otherwise ({len(different)}), letters and digits only:"
    yield ""
    yield "| file | reference | field | citecheck | the other program |"
    yield "| --- | --- | --- | --- | --- |"
    yield from different


def speeds(count: int) -> Iterator[str]:
    """How many references a second are read of a made file, in processor time of one core, best of three."""
    yield "| format | references/s | kB a thousand |"
    yield "| --- | --- | --- |"
    made = [
        Exported(key=f"k{number}", item=Item(
            type="article-journal", title=f"On the bones of otters, part {number}",
            author=(Name(family="Mosca", given="Caterina"), Name(family="van Staa", given="Tjeerd")),
            container_title="Journal of Invented Bones", issued=(2004, 3), volume="3", issue="2", page="12-19",
            doi=f"10.5555/jib.{number}", pmid=str(91_000_000 + number),
        ))
        for number in range(count)
    ]  # fmt: skip
    for one in plugins.values("formats", Format):
        if one.read and one.write:
            data = b"".join(one.write(made, ""))
            best = min(_seconds(one, data) for _ in range(3))
            yield f"| {one.name} | {count / best:,.0f} | {len(data) / count:.0f} |"


def _seconds(format: Format, data: bytes) -> float:
    begin = time.process_time()
    assert format.read
    with collecting_rarely():
        assert sum(1 for _ in format.read(data, "list").references)
    return time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", type=Path, help="write the tables into this page, too")
    arguments = parser.parse_args()
    text = "\n".join([*table(arguments.folder), "", page.measured() + ":", "", *speeds(10_000)])
    print(text)
    if arguments.page:
        page.write(arguments.page, "Bibliography files", "formats", text)


if __name__ == "__main__":
    main()
