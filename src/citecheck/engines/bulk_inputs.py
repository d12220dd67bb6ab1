"""What long runs read: tables, records of Crossref with their reference lists, and documents, as Spark reads them.

Each kind says how the files are read into rows, and which references a row holds. A row is all there is to know: what
is made of it is the same whatever stands beside it and wherever it is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from citecheck.engines import rows
from citecheck.errors import CitecheckError, SettingsError
from citecheck.formats import choice
from citecheck.model import Location, Reference

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_DEPOSITED = {
    "key": "key", "unstructured": "reference", "author": "author", "article-title": "title", "journal-title": "journal",
    "year": "year", "volume": "volume", "issue": "issue", "first-page": "first page",
}  # fmt: skip
# What a book has for title and container.
_ELSE = {"volume-title": ("title", "journal"), "series-title": ("journal",)}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of input: `name` and `title`, suffixes of its files, how Spark reads them, what a row holds."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    open: Callable[[SparkSession, Sequence[str]], DataFrame]
    read: Callable[[dict[str, Any]], Iterable[Reference]]
    is_table: bool = False


def row(cells: dict[str, Any]) -> Iterator[Reference]:
    """The reference of a row of a table."""
    yield rows.reference(cells)


def line(cells: dict[str, Any]) -> Iterator[Reference]:
    """The reference of a line of JSON: an object with the columns of a table, or CSL-JSON."""
    text = cells["value"]
    try:
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError("not an object")
    except (ValueError, RecursionError) as error:
        yield _broken(text, f"the line is not a JSON object: {error}")
        return
    if _is_csl(found):
        list_id = found.pop(rows.LIST, "")
        yield rows.reference({rows.LIST: list_id, rows.CSL: text})
    else:
        yield rows.reference(found)


def deposited(cells: dict[str, Any]) -> Iterator[Reference]:
    """The references that a Crossref record lists, in a list named by the record's DOI."""
    text = cells["value"]
    try:
        record = json.loads(text)
        listed, doi = record.get("reference") or [], str(record.get("DOI", "")).lower()
        found = [_deposited(one, number, doi) for number, one in enumerate(listed, 1)]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        yield _broken(text[:200], f"the line is not a Crossref record: {error}")
        return
    yield from map(rows.reference, found)


def document(cells: dict[str, Any]) -> Iterator[Reference]:
    """The references of a file of its own, in whatever format it is, in a list named by its path."""
    path = str(cells["path"])
    try:
        found = list(choice.document(bytes(cells["content"]), path).references)
    except CitecheckError as error:
        yield replace(_broken(path, str(error)), location=Location(file=path))
        return
    for one in found:
        yield replace(one, location=replace(one.location, file=path), extra=())


def _deposited(listed: Mapping[str, Any], number: int, doi: str) -> dict[str, str]:
    cells = {ours: str(listed[theirs]) for theirs, ours in _DEPOSITED.items() if listed.get(theirs)}
    for theirs, places in _ELSE.items():
        if value := listed.get(theirs):
            place = next((one for one in places if one not in cells), "")
            cells |= {place: str(value)} if place else {}
    # A DOI that Crossref found is an answer, not what the list states.
    if listed.get("doi-asserted-by") != "crossref" and listed.get("DOI"):
        cells["doi"] = str(listed["DOI"])
    return {**cells, "key": cells.get("key") or str(number), rows.LIST: doi}


def _is_csl(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("author"), list) or isinstance(found.get("issued"), dict)


def _broken(text: str, problem: str) -> Reference:
    return replace(rows.reference({"reference": text}), item=None, spans=(), problem=problem)


def _lines(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    return session.read.text(list(paths))


def _parquet(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    return session.read.parquet(*paths)


def _csv(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    return session.read.csv(list(paths), header=True, multiLine=True, escape='"', inferSchema=False)


def _files(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    return session.read.format("binaryFile").load(list(paths)).select("path", "content")


KINDS = (
    Kind(name="parquet", title="Parquet", suffixes=(".parquet",), open=_parquet, read=row, is_table=True),
    Kind(name="csv", title="CSV", suffixes=(".csv", ".tsv"), open=_csv, read=row, is_table=True),
    Kind(name="jsonl", title="JSON lines", suffixes=(".jsonl", ".ndjson"), open=_lines, read=line),
    Kind(name="crossref", title="Crossref records, one a line", suffixes=(), open=_lines, read=deposited),
    Kind(name="document", title="documents, one list each", suffixes=(".xml", ".nxml"), open=_files, read=document),
)


def kind_of(paths: Sequence[str], name: str = "") -> Kind:
    """The kind of this name, or the one that the suffix of the first file says."""
    if name:
        return next(one for one in KINDS if one.name == name)
    suffix = PurePath(paths[0].removesuffix(".gz")).suffix.lower()
    for one in KINDS:
        if suffix in one.suffixes:
            return one
    raise SettingsError(
        f"what kind of input is {PurePath(paths[0]).name}?", hint=f"say it: --format {'|'.join(k.name for k in KINDS)}"
    )
