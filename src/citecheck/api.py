"""The library: read a list, verify it, render the report, export the completed list, to and from pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck import plugins
from citecheck.engines import local
from citecheck.engines.verdict_store import Annotated, collected
from citecheck.errors import InputError, SettingsError, because
from citecheck.formats import choice
from citecheck.interfaces import Document, Engine, Exported, ReportFormat, Run, Source
from citecheck.judge import rules
from citecheck.judge.duplicates import duplicates
from citecheck.model import Reference, Report, Verdict
from citecheck.settings import Settings
from citecheck.version import __version__

if TYPE_CHECKING:
    from pandas import DataFrame


def read(path: str | Path, *, format: str = "") -> list[Reference]:
    """The references of a list, all at once: see `stream`."""
    return list(stream(path, format=format))


def stream(path: str | Path, *, format: str = "") -> Iterator[Reference]:
    """The references of a list, one by one, in the format of this name or the one that the file is in.

    A reference that can't be read is one with a `problem`. Raises InputError for a file that can't
    be read at all.
    """
    return iter(document(path, format=format).references)


def document(path: str | Path, *, format: str = "") -> Document:
    """The references of a file, and the citations in its text where it has text."""
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"can't read {file}: {because(error)}", hint="name a file with a reference list") from None
    return choice.document(data, str(path), format)


def stream_bytes(data: bytes, file: str, *, format: str = "") -> Iterator[Reference]:
    """The references of a list that is in memory; `file` names it in locations and errors."""
    return iter(choice.document(data, file, format).references)


def verify(
    references: Iterable[Reference],
    settings: Settings | None = None,
    *,
    sources: Sequence[Source] | None = None,
    run: Run | None = None,
    watch: Callable[[Iterator[Verdict]], Iterator[Verdict]] = iter,
) -> Report:
    """Ask the sources about every reference and judge each. `sources` replaces those that `settings` name; `run`
    is what somebody who wants to stop it or to watch it has made of the settings; `watch` sees each verdict go by.

    The references may be an iterator: they are taken batch by batch, and the verdicts of a long list are
    kept in a temporary file.
    """
    run = run or Run(settings=settings or Settings())
    asked = sources if sources is not None else local.chosen(run.settings)
    judged = collected(watch(_verdicts(references, run, sources)))
    added = duplicates(judged)
    everything: Sequence[Verdict] = Annotated(judged, added)
    if isinstance(judged, tuple):
        everything = tuple(everything)
    names = tuple(source.name for source in asked)
    return Report(verdicts=everything, sources=names, version=__version__, rules=tuple(rules.known()))


def verdicts(
    references: Iterable[Reference], settings: Settings, *, sources: Sequence[Source] | None = None
) -> Iterator[Verdict]:
    """The verdicts one by one, in input order, before anything is said of the list as a whole."""
    return _verdicts(references, Run(settings=settings), sources)


def _verdicts(references: Iterable[Reference], run: Run, sources: Sequence[Source] | None) -> Iterator[Verdict]:
    if sources is not None:
        return local.run(references, run, sources=sources)
    engine: Engine = plugins.load("engines", run.settings.engine)
    return engine(references, run)


def render(report: Report, format: str = "terminal") -> str:
    """The report as text in one of the report formats."""
    return _text(parts(report, format), format)


def parts(report: Report, format: str) -> Iterator[bytes]:
    """The report as bytes, piece by piece: a long list need not fit the memory."""
    return plugins.value("reports", format, ReportFormat).parts(report)


def export(report: Report, format: str, *, include_unmatched: bool = False) -> str:
    """The completed list as text in one of the bibliography formats; only matched references unless told otherwise."""
    return _text(exported(report, format, include_unmatched=include_unmatched), format)


def exported(report: Report, format: str, *, include_unmatched: bool = False) -> Iterator[bytes]:
    """The same as bytes, piece by piece."""
    return choice.writer(format)(_chosen(report, include_unmatched))


def _text(parts: Iterator[bytes], format: str) -> str:
    try:
        return b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{format} is no text", hint=f"write it to a file: {format}=PATH") from None


def _chosen(report: Report, include_unmatched: bool) -> Iterator[Exported]:
    for verdict in report.verdicts:
        reference = verdict.reference
        if verdict.match or (include_unmatched and reference.item):
            yield Exported(key=reference.key, item=verdict.item, extra=reference.extra)


def to_frame(report: Report) -> DataFrame:
    """One row a reference, all text, with the columns of the CSV report."""
    import pandas

    from citecheck.reports import csv

    return pandas.DataFrame(csv.rows(report), columns=csv.columns(report), dtype=str)


def from_frame(frame: DataFrame) -> list[Reference]:
    """The references of a data frame with the columns of the CSV reader; missing values are empty."""
    from citecheck.formats import csv

    records = frame.astype(object).where(frame.notna(), "").to_dict("records")
    rows = ({str(name): str(value) for name, value in record.items()} for record in records)
    return list(csv.from_records(rows, "data frame"))
