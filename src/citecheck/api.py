"""The library: read a list, verify it, render the report, export the completed list, to and from pandas."""

from __future__ import annotations

import os
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from citecheck import plugins
from citecheck.engines import local
from citecheck.engines.verdict_store import Annotated, collected
from citecheck.errors import InputError, SettingsError, among, because
from citecheck.formats import choice, exporting
from citecheck.interfaces import Document, Engine, Exported, Run, Source
from citecheck.judge import rules
from citecheck.judge.duplicates import duplicates
from citecheck.model import Answers, Citation, Finding, Item, Outcome, Reference, Remark, Report, Verdict
from citecheck.reports import choice as report_choice
from citecheck.settings import Settings
from citecheck.version import __version__

if TYPE_CHECKING:
    from pandas import DataFrame

    from citecheck.judge.house import House


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


def document_bytes(data: bytes, file: str, *, format: str = "") -> Document:
    """The same of a file that is in memory."""
    return choice.document(data, file, format)


def verify(
    references: Iterable[Reference],
    settings: Settings | None = None,
    *,
    sources: Sequence[Source] | None = None,
    run: Run | None = None,
    watch: Callable[[Iterator[Verdict]], Iterator[Verdict]] = iter,
    citations: Sequence[Citation] | None = None,
    house: House | None = None,
    only: Callable[[Reference], bool] | None = None,
) -> Report:
    """Ask the sources about every reference and judge each. `sources` replaces those that `settings` name; `run`
    is what somebody who wants to stop it or to watch it has made of the settings; `watch` sees each verdict go by.

    The references may be an iterator: they are taken batch by batch, and the verdicts of a long list are
    kept in a temporary file. `citations`: those in the text that the list belongs to, to be held against it.
    `house`: what an office has decided about findings. `only` says which references are to be judged: the others are
    looked at for duplicates alone.
    """
    if isinstance(references, str | Path):
        hint = f"verify(read({str(references)!r}))"
        raise SettingsError("verify takes references, not the name of a file", hint=hint)
    run = run or Run(settings=settings or Settings())
    listed: Sequence[Reference] = list(references) if only else ()
    asked = filter(only, listed) if only else references
    judged = collected(watch(_verdicts(asked, run, sources)))
    added = _duplicates_among(listed, only, judged) if only else None
    return reported(judged, run, sources=sources, citations=None if only else citations, house=house, added=added)


def reported(
    judged: Sequence[Verdict],
    run: Run,
    *,
    sources: Sequence[Source] | None = None,
    citations: Sequence[Citation] | None = None,
    house: House | None = None,
    added: Mapping[int, tuple[Finding, ...]] | None = None,
) -> Report:
    """The report of verdicts, with what is to be said of them as a list: duplicates, unless `added` has them."""
    asked = sources if sources is not None else local.chosen(run.settings)
    found = duplicates(judged) if added is None else added
    everything: Sequence[Verdict] = Annotated(judged, found, house.applied if house else _as_it_is)
    if isinstance(judged, tuple):
        everything = tuple(everything)
    return Report(
        verdicts=everything,
        sources=tuple(source.name for source in asked),
        version=__version__,
        rules=tuple(rules.known()),
        made=_now(),
        answers=tuple(_answers(run)),
        settings=tuple(run.settings.shown()),
        citations=tuple(citations or ()),
        remarks=_remarks(everything, citations),
        waivers=_waivers(everything, house),
    )


def _as_it_is(verdict: Verdict) -> Verdict:
    return verdict


def _waivers(verdicts: Sequence[Verdict], house: House | None) -> tuple[Remark, ...]:
    """What there is to know about the waivers, when every verdict was seen."""
    if house is None or not house.waivers:
        return ()
    deque(verdicts, maxlen=0)
    return tuple(house.remarks())


def _duplicates_among(
    listed: Sequence[Reference], only: Callable[[Reference], bool], judged: Sequence[Verdict]
) -> dict[int, tuple[Finding, ...]]:
    """Duplicates of the references that were judged, among all that are listed; by the place among the judged."""
    made = iter(judged)
    places: dict[int, int] = {}
    everything = []
    for place, reference in enumerate(listed):
        if only(reference):
            places[place] = len(places)
            everything.append(next(made))
        else:
            item = reference.item or Item()
            everything.append(Verdict(reference=reference, outcome=Outcome.UNDECIDED, item=item))
    return {places[place]: found for place, found in duplicates(everything).items() if place in places}


def _remarks(verdicts: Sequence[Verdict], citations: Sequence[Citation] | None) -> tuple[Remark, ...]:
    """What there is to know about the citations; nothing where nobody asks for them."""
    if citations is None:
        return ()
    # Only here: most lists have no text, and what reads citations is slow to load.
    from citecheck.judge import in_text

    listed = [(one.reference, one.match.item if one.match else one.reference.item or Item()) for one in verdicts]
    return in_text.remarks([one for one, _ in listed], citations, [item for _, item in listed])


def _now() -> str:
    """The time, or the one that SOURCE_DATE_EPOCH fixes: https://reproducible-builds.org/specs/source-date-epoch/"""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(fixed), UTC) if re.fullmatch("[0-9]{1,11}", fixed) else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _answers(run: Run) -> Iterator[Answers]:
    """What was heard, with the first and the last day for each source and provenance."""
    days: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for source, provenance, day in sorted(run.answers):
        days[source, provenance].append(day)
    for (source, provenance), known in days.items():
        yield Answers(source=source, first=known[0], last=known[-1], provenance=provenance)


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
    return report_choice.maker(format)(report)


def export(report: Report, format: str, *, include_unmatched: bool = False) -> str:
    """The completed list as text in one of the bibliography formats; only matched references unless told otherwise."""
    return _text(exported(report, format, include_unmatched=include_unmatched), format)


def exported(
    report: Report, format: str, *, include_unmatched: bool = False, only: str = "", journal: str = "", keys: str = ""
) -> Iterator[bytes]:
    """The same as bytes, piece by piece.

    `only="verified"` leaves out what a finding disputes. `journal`: full, nlm or iso4 names; `keys`: keep or generate.
    """
    chosen = _chosen(report, include_unmatched, only)
    return choice.writer(format)(exporting.prepared(chosen, journal=journal, key=keys))


def _text(parts: Iterator[bytes], format: str) -> str:
    try:
        return b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{format} is no text", hint=f"write it to a file: {format}=PATH") from None


def _chosen(report: Report, include_unmatched: bool, only: str) -> Iterator[Exported]:
    for verdict in report.verdicts:
        reference = verdict.reference
        if only and verdict.outcome != only:
            continue
        if verdict.match:
            yield Exported(key=reference.key, item=verdict.item, extra=reference.extra)
        elif include_unmatched and reference.item:
            remark = f"citecheck: {verdict.outcome}, as it was claimed"
            yield Exported(key=reference.key, item=verdict.item, extra=reference.extra, remark=remark)


def to_frame(report: Report, rows: Literal["references", "findings"] = "references") -> DataFrame:
    """One row a reference with the columns of the CSV report, or one row a finding; text, but for the score."""
    import pandas

    from citecheck.reports import csv

    if rows == "findings":
        return pandas.DataFrame(csv.finding_rows(report), columns=csv.FINDING_COLUMNS, dtype=str)
    if rows != "references":
        raise SettingsError(f"no rows named {rows!r}", hint=among(rows, ("references", "findings")))
    frame = pandas.DataFrame(csv.rows(report), columns=csv.columns(report), dtype=str)
    return frame.assign(score=pandas.to_numeric(frame["score"], errors="coerce"))


def from_frame(frame: DataFrame) -> list[Reference]:
    """The references of a data frame with the columns of the CSV reader; missing values are empty.

    A number that pandas made of a column with gaps (9071937.0) is the number that was there, a date is ISO 8601; of two
    columns with one name the first that has something counts.
    """
    from citecheck.formats import csv

    missing = frame.isna()
    names = [str(name) for name in frame.columns]
    rows = (
        _row(names, ["" if gone else _cell(value) for value, gone in zip(values, gaps, strict=True)])
        for values, gaps in zip(frame.itertuples(index=False, name=None), missing.to_numpy().tolist(), strict=True)
    )
    return list(csv.from_records(rows, "data frame"))


def _row(names: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, value in zip(names, values, strict=True):
        row[name] = row.get(name) or value
    return row


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat() if value.time() != time() else value.date().isoformat()
    return str(value)
