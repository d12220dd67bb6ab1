"""The library: read a list, verify it, render the report, export the completed list, to and from pandas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck import plugins
from citecheck.engines import local
from citecheck.engines.verdict_store import Annotated, collected
from citecheck.errors import InputError, SettingsError, because
from citecheck.interfaces import Source, Writer
from citecheck.judge.duplicates import duplicates
from citecheck.model import Item, Reference, Report, Verdict
from citecheck.settings import Settings
from citecheck.version import __version__

if TYPE_CHECKING:
    from pandas import DataFrame

_COLUMNS = {
    b"key",
    b"authors",
    b"author",
    b"title",
    b"journal",
    b"year",
    b"volume",
    b"issue",
    b"pages",
    b"doi",
    b"pmid",
}
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "text", ".text": "text", ".json": "csl-json"}


def read(path: str | Path, *, format: str = "") -> list[Reference]:
    """The references of a list, all at once: see `stream`."""
    return list(stream(path, format=format))


def stream(path: str | Path, *, format: str = "") -> Iterator[Reference]:
    """The references of a list, one by one: CSV, plain text or CSL-JSON, told by its suffix, else by its content.

    A row that can't be read is a Reference with a `problem`. Raises InputError for a file that can't
    be read at all.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"can't read {file}: {because(error)}", hint="name a file with a reference list") from None
    return stream_bytes(data, str(path), format=format)


def stream_bytes(data: bytes, file: str, *, format: str = "") -> Iterator[Reference]:
    """The references of a list that is in memory; `file` names it in locations and errors."""
    chosen = format or _SUFFIXES.get(Path(file).suffix.lower()) or _sniffed(data)
    references: Iterator[Reference] = iter(plugins.load("formats", chosen).read(data, file))
    return references


def _sniffed(data: bytes) -> str:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if head[:1] in (b"[", b"{") and b'"' in head:
        return "csl-json"
    columns = {cell.strip(b' "\r') for cell in re.split(rb"[,;\t]", head.split(b"\n", 1)[0].lower())}
    return "csv" if b"reference" in columns or len(columns & _COLUMNS) > 1 else "text"


def verify(
    references: Iterable[Reference], settings: Settings | None = None, *, sources: Sequence[Source] | None = None
) -> Report:
    """Ask the sources about every reference and judge each. `sources` replaces those that `settings` name.

    The references may be an iterator: they are taken batch by batch, and the verdicts of a long list are
    kept in a temporary file.
    """
    settings = settings or Settings()
    names = settings.sources if sources is None else tuple(source.name for source in sources)
    judged = collected(verdicts(references, settings, sources=sources))
    added = duplicates(judged)
    everything: Sequence[Verdict] = Annotated(judged, added)
    if isinstance(judged, tuple):
        everything = tuple(everything)
    return Report(verdicts=everything, sources=names, version=__version__)


def verdicts(
    references: Iterable[Reference], settings: Settings, *, sources: Sequence[Source] | None = None
) -> Iterator[Verdict]:
    """The verdicts one by one, in input order, before anything is said of the list as a whole."""
    return local.run(references, settings, sources=sources)


def render(report: Report, format: str = "terminal") -> str:
    """The report as text in one of the report formats."""
    return "".join(parts(report, format))


def parts(report: Report, format: str) -> Iterator[str]:
    """The same piece by piece where the format can: a long list need not fit the memory."""
    module = plugins.load("reports", format)
    yield from module.parts(report) if hasattr(module, "parts") else [module.render(report)]


def export(report: Report, format: str, *, include_unmatched: bool = False) -> str:
    """The completed list in one of the bibliography formats; only matched references unless told otherwise."""
    return writer(format)(_exported(report, include_unmatched))


def writer(format: str) -> Writer:
    """What writes this bibliography format; SettingsError for one that can only be read."""
    module = plugins.load("formats", format)
    if not hasattr(module, "write"):
        raise SettingsError(f"{format} can be read but not written", hint="export to bibtex or csl-json")
    write: Writer = module.write
    return write


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
