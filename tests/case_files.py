"""A case file: a list, perhaps the works that the sources hold and the sources that are silent, and what is expected.

about = "a word on what is tried"
list = "the references as they are written"     # or file = "references.csv"; format = "text" unless told otherwise
silent = ["pubmed"]                             # sources that do not answer
[[work]]                                        # a work of our own; without any, the stand-ins' records are used
source = "crossref pubmed"                      # who holds it (crossref where nothing is said)
author = "Doe, Jane; Moe, Max; Group of Five"   # a name without a comma is a group
issued = "2011-04"                              # and the fields of an item: title, container_title, volume, doi …
notices = ["retraction 10.5555/notice.1"]
relations = ["preprint-of 10.5555/article.1"]
published = ["online 2010-12-01"]
[[expected]]                                    # one for each reference
outcome = "verified"
doi = "10.5555/tides.1"
findings = []                                   # rules of warnings and errors, in order
notes = ["preprint-cited"]                      # rules of notes that must be among them
silent-on = ["year-mismatch"]                   # rules that must not be raised, not even as a note
says = "the year is"                            # words that a message must hold
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from citecheck import api
from citecheck.interfaces import Source
from citecheck.model import Item, Name, Notice, Publication, Reference, Relation, Report, Severity, Verdict, Work
from tests.memory import Memory, Silent

ROOT = Path(__file__).resolve().parents[1]
_FIELDS = {one.name for one in fields(Item)}
_ELSEWHERE = {"source", "author", "issued", "notices", "relations", "published", "issn", "isbn"}
_EXPECTED = {"outcome", "doi", "pmid", "findings", "notes", "silent-on", "says", "kind"}


def read(path: Path) -> dict[str, Any]:
    """The case; a word that no case knows is an error, so that none is written in vain."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(case) - {"about", "list", "file", "format", "silent", "work", "expected", "exit"}
    unknown |= {word for one in case["expected"] for word in set(one) - _EXPECTED}
    unknown |= {word for one in case.get("work", ()) for word in set(one) - _FIELDS - _ELSEWHERE}
    assert not unknown, f"{path.name} says {sorted(unknown)}"
    return case


def references(case: Mapping[str, Any]) -> list[Reference]:
    """The references of the list, read as the program reads them."""
    if "file" in case:
        return api.read(ROOT / case["file"])
    return list(api.stream_bytes(case["list"].strip().encode(), "case", format=case.get("format", "text")))


def sources(case: Mapping[str, Any]) -> list[Source]:
    """The sources that hold the case's own works and offer them all for every reference, or are silent."""
    held: dict[str, list[Work]] = {"crossref": [], "pubmed": []}
    for one in case.get("work", ()):
        for source in one.get("source", "crossref").split():
            held.setdefault(source, []).append(_work(one, source))
    silent = case.get("silent", ())
    return [Silent(name=name) if name in silent else Memory(works, name=name) for name, works in held.items()]


def check(case: Mapping[str, Any], report: Report) -> None:
    """Fails where a verdict is not what the case expects."""
    assert len(report.verdicts) == len(case["expected"])
    for verdict, expected in zip(report.verdicts, case["expected"], strict=True):
        _check(verdict, expected)
    if "exit" in case:
        assert report.exit_code() == case["exit"]


def _check(verdict: Verdict, expected: Mapping[str, Any]) -> None:
    raised = [one.rule for one in verdict.findings if one.severity > Severity.NOTE]
    notes = {one.rule for one in verdict.findings if one.severity == Severity.NOTE}
    doi = verdict.match.item.doi if verdict.match else ""
    found = {"outcome": str(verdict.outcome), "doi": doi, "findings": raised}
    wanted = {"outcome": expected["outcome"], "doi": expected.get("doi", ""), "findings": expected["findings"]}
    told = (verdict.reference.raw, [f"{one.rule}: {one.message}" for one in verdict.findings])
    assert found == wanted, told
    assert set(expected.get("notes", ())) <= notes, told
    assert not set(expected.get("silent-on", ())) & {*raised, *notes}, told
    assert expected.get("says", "") in "; ".join(one.message for one in verdict.findings), told
    if "pmid" in expected:
        assert verdict.item.pmid == expected["pmid"], told


def _work(stated: Mapping[str, Any], source: str) -> Work:
    plain = {name: value for name, value in stated.items() if name not in _ELSEWHERE}
    item = Item(
        author=tuple(map(_name, _parts(stated.get("author", ""), ";"))),
        issued=_date(stated.get("issued", "")),
        issn=tuple(stated.get("issn", "").split()),
        isbn=tuple(stated.get("isbn", "").split()),
        **plain,
    )
    return Work(
        item=item,
        source=source,
        notices=tuple(
            Notice(kind=kind, doi=doi, asserted_by=("publisher",)) for kind, doi in _pairs(stated.get("notices", ()))
        ),
        relations=tuple(Relation(kind=kind, doi=doi) for kind, doi in _pairs(stated.get("relations", ()))),
        publications=tuple(
            Publication(kind=kind, date=_date(when)) for kind, when in _pairs(stated.get("published", ()))
        ),
    )


def _name(text: str) -> Name:
    family, comma, rest = text.partition(",")
    given, _, suffix = rest.partition(",")
    return Name(family=family.strip(), given=given.strip(), suffix=suffix.strip()) if comma else Name(literal=text)


def _parts(text: str, between: str) -> Sequence[str]:
    return [part.strip() for part in text.split(between) if part.strip()]


def _pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(first, rest) for first, _, rest in (text.partition(" ") for text in texts)]


def _date(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _parts(str(text), "-"))
