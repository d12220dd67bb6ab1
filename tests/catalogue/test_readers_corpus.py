"""Records of the corpus that were read by hand: tests/catalogue/cases says what each states.

A case names a file and the key of a record in it, and what the reader must make of that record: fields of the item
(a person as `Family, Given, Suffix`), and, where it lists them, all notices, relations and publications.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from citecheck.catalogue import files
from citecheck.catalogue.entries import Deletion, Entry, Flaw
from citecheck.errors import InputError
from citecheck.model import Work

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


@cache
def entries(path: Path) -> dict[tuple[str, int], Entry]:
    """The entries of a file that some case names."""
    wanted = {tomllib.loads(case.read_text(encoding="utf-8"))["key"] for case in CASES}
    read = (one for one in files.read(path) if isinstance(one, Entry) and one.key in wanted)
    return {(one.key, one.version): one for one in read}


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_record_says_what_was_read_by_hand(path: Path, corpus: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    version = case.get("version", 1 if case["key"].startswith("pubmed:") else 0)
    work = entries(corpus / case["file"])[case["key"], version].work
    assert {field: stated(work, field) for field in case["item"]} == case["item"]
    for links in ("notices", "relations", "publications"):
        if links in case:
            assert stated(work, links) == case[links]


def stated(work: Work, field: str) -> Any:
    match field:
        case "author":
            return [
                one.literal or ", ".join(filter(None, (one.family, one.given, one.suffix))) for one in work.item.author
            ]
        case "publications":
            return [f"{one.kind} {'-'.join(map(str, one.date))}" for one in work.publications]
        case "notices" | "relations":
            return [_said(one) for one in getattr(work, field)]
    value = getattr(work.item, field)
    return list(value) if isinstance(value, tuple) else value


def _said(link: Any) -> dict[str, Any]:
    fields = ("kind", "doi", "pmid", "date", "asserted_by")
    said = {field: getattr(link, field, "") for field in fields}
    return {field: list(value) if isinstance(value, tuple) else value for field, value in said.items() if value}


def test_there_are_forty_cases() -> None:
    assert len(CASES) >= 40


def test_every_fixture_is_read_or_refused_in_words(corpus: Path) -> None:
    kinds = {path: kind(path) for path in fixtures(corpus)}
    read = {path: list(files.read(path)) for path, kind in kinds.items() if kind}
    assert len(read) >= 120
    assert len(kinds) - len(read) >= 20
    assert [path.name for path, found in read.items() if not found] == []
    flaws = [one for found in read.values() for one in found if isinstance(one, Flaw)]
    assert all(one.message and one.position for one in flaws)


def kind(path: Path) -> str:
    try:
        return files.recognise(path)
    except InputError as error:
        return "" if error.hint else "refused without a hint"


def fixtures(corpus: Path) -> Iterator[Path]:
    return (path for path in sorted((corpus / "api" / "fixtures").rglob("*")) if path.is_file())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("crossref_public_2021_part0.json.gz", 3000),
        ("crossref_public_2021_part1.json.gz", 3000),
        ("crossref_items.jsonl.gz", 9585),
    ],
)
def test_every_record_of_a_crossref_file_is_read(name: str, count: int, corpus: Path) -> None:
    found = list(files.read(corpus / "records" / name))
    assert [type(one) for one in found] == [Entry] * count
    assert len({one.key for one in found if isinstance(one, Entry)}) == count


@pytest.mark.slow
def test_update_file_gives_its_records_versions_and_deletions(corpus: Path) -> None:
    found = list(files.read(corpus / "records" / "pubmed21n1298_slice.xml.gz", workers=2))
    kept = [one for one in found if isinstance(one, Entry)]
    assert len(kept) == 3001
    assert [one for one in found if isinstance(one, Flaw)] == []
    assert sorted(one.version for one in kept if one.key == "pubmed:33728380") == [1, 2]
    deleted = [one.key for one in found if isinstance(one, Deletion)]
    assert len(deleted) == 20
    assert deleted[0] == "pubmed:31688362"
    assert found[-20:] == [Deletion(key) for key in deleted]


@pytest.mark.slow
def test_several_workers_read_what_one_reads(corpus: Path) -> None:
    path = corpus / "records" / "crossref_items.jsonl.gz"
    assert list(files.read(path, workers=2)) == list(files.read(path))
