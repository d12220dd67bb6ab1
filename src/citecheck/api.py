"""The library: read a list, verify it, render the report, export the completed list, to and from pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck import __version__, plugins
from citecheck.duplicates import with_duplicates
from citecheck.errors import InputError, SettingsError
from citecheck.gather import gather
from citecheck.interfaces import Source
from citecheck.judge import judge
from citecheck.model import Item, Reference, Report, Verdict
from citecheck.settings import Settings

if TYPE_CHECKING:
    from pandas import DataFrame

# Enough to fill a boolean PubMed search and a page of Crossref look-ups, few enough to report progress.
BATCH = 100
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "text", ".text": "text", ".json": "csl-json"}


def read(path: str | Path, *, format: str = "") -> list[Reference]:
    """The references of a list: CSV, plain text or CSL-JSON, told by its suffix, else by its content.

    A row that can't be read is a Reference with a `problem`. Raises InputError for a file that can't
    be read at all.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"can't read {file}: {reason}", hint="name a file with a reference list") from None
    return read_bytes(data, str(path), format=format)


def read_bytes(data: bytes, file: str, *, format: str = "") -> list[Reference]:
    """The references of a list that is in memory; `file` names it in locations and errors."""
    chosen = format or _SUFFIXES.get(Path(file).suffix.lower()) or _sniffed(data)
    return list(plugins.load("formats", chosen).read(data, file))


def _sniffed(data: bytes) -> str:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if head[:1] in (b"[", b"{") and b'"' in head:
        return "csl-json"
    header = head.split(b"\n", 1)[0].lower()
    return "csv" if any(mark in header for mark in (b",", b";", b"\t")) and b"reference" in header else "text"


def verify(
    references: Iterable[Reference], settings: Settings | None = None, *, sources: Sequence[Source] | None = None
) -> Report:
    """Ask the sources about every reference and judge each. `sources` replaces those that `settings` name."""
    settings = settings or Settings()
    asked = connect(settings) if sources is None else sources
    judged = tuple(verdicts(references, settings, sources=asked))
    return Report(verdicts=with_duplicates(judged), sources=tuple(source.name for source in asked), version=__version__)


def verdicts(references: Iterable[Reference], settings: Settings, *, sources: Sequence[Source]) -> Iterator[Verdict]:
    """The verdicts one by one, in input order, asked for in batches."""
    remaining = iter(references)
    while batch := list(islice(remaining, BATCH)):
        for evidence in gather(batch, sources, settings.policy):
            yield judge(evidence, settings.policy)


def connect(settings: Settings) -> list[Source]:
    """The sources that the settings name, remote ones behind the cache."""
    from citecheck.sources.cached import Cached

    if settings.offline and settings.cache is None:
        raise SettingsError("offline without a cache leaves nothing to ask", hint="name one: --cache DIR")
    sources: list[Source] = []
    for name in dict.fromkeys(settings.sources):
        source: Source = plugins.load("sources", name)(settings)
        if source.remote and settings.cache is not None:
            source = Cached(source, Path(settings.cache), offline=settings.offline, refresh=settings.refresh)
        sources.append(source)
    return sources


def render(report: Report, format: str = "terminal") -> str:
    """The report as text in one of the report formats."""
    text: str = plugins.load("reports", format).render(report)
    return text


def export(report: Report, format: str, *, include_unmatched: bool = False) -> str:
    """The completed list in one of the bibliography formats; only matched references unless told otherwise."""
    module = plugins.load("formats", format)
    if not hasattr(module, "write"):
        raise SettingsError(f"{format} can be read but not written", hint="export to bibtex or csl-json")
    text: str = module.write(_exported(report, include_unmatched))
    return text


def _exported(report: Report, include_unmatched: bool) -> Iterator[tuple[str, Item]]:
    for verdict in report.verdicts:
        if verdict.match or (include_unmatched and verdict.reference.item):
            yield verdict.reference.key, verdict.item


def to_frame(report: Report) -> DataFrame:
    """One row a reference, all text, with the columns of the CSV report."""
    import pandas

    module = plugins.load("reports", "csv")
    return pandas.DataFrame(module.rows(report), columns=module.columns(report), dtype=str)


def from_frame(frame: DataFrame) -> list[Reference]:
    """The references of a data frame with the columns of the CSV reader; missing values are empty."""
    records = frame.astype(object).where(frame.notna(), "").to_dict("records")
    rows = ({str(name): str(value) for name, value in record.items()} for record in records)
    return list(plugins.load("formats", "csv").from_records(rows, "data frame"))
