"""Verdicts on a Spark cluster: a table of references in, a table of verdicts out, lazily, nothing gathered in between.

What is done for a batch of rows is what one machine does for it, with the node's own copy of the catalogue; that is
opened once a Python worker, after the fork, and only if it is the one that was asked for. Nothing is sent anywhere:
a source that answers over a network is refused.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from citecheck.catalogue.manifest import checksum
from citecheck.engines import local, packed, rows
from citecheck.errors import CitecheckError, SettingsError
from citecheck.interfaces import Run, Source
from citecheck.model import Reference, Verdict
from citecheck.settings import Settings

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Table
    from pyspark.sql import DataFrame, SparkSession

T = TypeVar("T")
_PLACES = 10_000
_TASKS_A_CORE = 4
_OURS = re.compile(r"^citecheck\.[\w.]+: (.*)$", re.M)

SHIPPED = "spark:"
"""Before the name of an archive that was added to the session with `addArchive("….tar#name")`: a catalogue in it."""

Reader = Callable[[dict[str, Any]], Iterable[Reference]]
"""The references of one row of the input."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What every worker is told: settings without secrets, and the checksum of the catalogue to use."""

    settings: Settings
    checksum: str


def verify(frame: DataFrame, settings: Settings, *, checksum: str = "") -> DataFrame:
    """A DataFrame of verdicts (columns: `rows.SCHEMA`), one for each row of `frame`.

    `frame` has the columns of the CSV reader, or `csl` with CSL-JSON text; with a `list_id`, references of one list
    that name one work are told. `checksum`: of the catalogue (`citecheck catalogue info`), where the driver has none
    to take it of.

    Raises SettingsError for settings that can't be followed on a cluster. A worker whose catalogue is another one
    refuses its tasks, which Spark then gives to others; `check` asks all of them beforehand.
    """
    rows.check_columns(frame.columns)
    return verdicts(frame, planned(settings, checksum), _one, listed=rows.LIST in frame.columns)


def verdicts(frame: DataFrame, plan: Plan, read: Reader, *, listed: bool) -> DataFrame:
    """The same for rows of any kind. `listed`: what is known only of a list as a whole is told, too."""
    from pyspark.sql import functions

    found = frame.mapInArrow(partial(work, plan, read), rows.SCHEMA)
    if not listed:
        return found
    # References of no list are no list: they need not come together.
    anywhere = functions.concat(functions.lit("\0"), functions.abs(functions.hash("key", "raw")) % _PLACES)
    of_list = functions.when(functions.col(rows.LIST) == "", anywhere).otherwise(functions.col(rows.LIST))
    return found.groupBy(of_list.alias("_list")).applyInArrow(_listed, rows.SCHEMA)


def planned(settings: Settings, expected: str = "") -> Plan:
    """What the workers are told. SettingsError where the settings ask for something remote, or for no catalogue."""
    for info in local.chosen(settings) if settings.sources else ():
        if info.endpoints:
            raise SettingsError(
                f"{info.title} can't be asked from a cluster: its limits hold for all of it together",
                hint="ask a catalogue only: --source catalogue --catalogue DIR",
            )
    if settings.catalogue is None:
        raise SettingsError("a cluster needs a catalogue to ask", hint="name its folder: --catalogue DIR")
    catalogue = str(settings.catalogue)
    if not expected and catalogue.startswith(SHIPPED):
        raise SettingsError("a shipped catalogue needs its checksum", hint="citecheck catalogue info DIR tells it")
    kept = Settings(sources=("catalogue",), cache=None, catalogue=catalogue, policy=settings.policy)
    return Plan(settings=kept, checksum=expected or checksum(Path(catalogue)))


def check(session: SparkSession, plan: Plan) -> None:
    """SettingsError, with the hosts, where a worker's catalogue is not the one that the plan says."""
    context = session.sparkContext
    tasks = context.defaultParallelism * _TASKS_A_CORE  # all at once, so that every executor gets some
    told = context.parallelize(range(tasks), tasks).mapPartitions(partial(_told, plan)).collect()
    if wrong := sorted(set(told)):
        raise SettingsError("; ".join(wrong), hint="copy the same catalogue to every host, or ship it")


def _told(plan: Plan, _: Iterator[int]) -> Iterator[str]:
    """What is wrong with the catalogue of this host. Runs on an executor."""
    try:
        _checked(plan)
    except SettingsError as error:
        yield str(error)


def run(references: Iterable[Reference], run: Run) -> Iterator[Verdict]:
    """The engine behind `--engine spark`: verdicts in input order, made by the Spark session that there is.

    The list and its verdicts go through this process; for what is too long for that there is `verify`.
    """
    from pyspark.sql import SparkSession

    plan = planned(run.settings)
    context = python_of_workers(SparkSession.builder).getOrCreate().sparkContext
    batches = list(map(packed.pack, _batched(references)))
    tasks = context.parallelize(batches, max(1, len(batches))).map(partial(_packed, plan))
    for some in tasks.toLocalIterator(prefetchPartitions=True):
        yield from packed.verdicts(some)


def python_of_workers(builder: Any) -> Any:
    """The builder of a session whose workers run this very Python, unless they have been given another one."""
    if not os.environ.get("PYSPARK_PYTHON"):
        os.environ["PYSPARK_PYTHON"] = sys.executable
    return builder


def reason(text: str) -> CitecheckError:
    """The error of ours in what Spark tells of a failed job, else its first line."""
    if ours := _OURS.search(text):
        return SettingsError(ours[1], hint="the same catalogue and the same citecheck must be on every host")
    return SettingsError(f"the cluster failed: {text.strip().partition(chr(10))[0][:300]}", hint="its log says more")


def _packed(plan: Plan, batch: bytes) -> bytes:
    return packed.pack(list(_judged(plan, packed.references(batch))))


def work(plan: Plan, read: Reader, batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
    """The verdicts on the rows of these batches, batch by batch. Runs on an executor."""
    import pyarrow

    schema = rows.arrow_schema()
    references = (reference for batch in batches for row in batch.to_pylist() for reference in read(row))
    found = rows.judged(references, partial(_judged, plan))
    for some in _batched(found):
        yield pyarrow.RecordBatch.from_pylist(some, schema=schema)


def _batched(things: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(things)
    while some := list(islice(remaining, rows.BATCH)):
        yield some


def _one(row: dict[str, Any]) -> Iterable[Reference]:
    return (rows.reference(row),)


def _listed(verdicts: Table) -> Table:
    """The verdicts of one list, with what is known only of the whole of it. Runs on an executor."""
    import pyarrow

    if not verdicts.num_rows or not verdicts[rows.LIST][0].as_py():
        return verdicts
    return pyarrow.Table.from_pylist(list(rows.with_duplicates(verdicts.to_pylist())), schema=rows.arrow_schema())


_opened: dict[str, tuple[Run, list[Source]]] = {}  # what this process asks, when it is a worker


def _judged(plan: Plan, batch: Sequence[Reference]) -> Iterable[Verdict]:
    key = repr(plan)
    if key not in _opened:
        _opened[key] = _connected(plan)
    here, sources = _opened[key]
    return local.run(batch, here, sources=sources)


def _connected(plan: Plan) -> tuple[Run, list[Source]]:
    """The sources of a worker. SettingsError, with the host, where the catalogue is not right."""
    here = Run(settings=replace(plan.settings, catalogue=_checked(plan)))
    return here, local.connect(here)


def _checked(plan: Plan) -> Path:
    """The catalogue on this host. SettingsError, with the host, where it is not right."""
    folder, host = located(str(plan.settings.catalogue)), socket.gethostname()
    try:
        found = checksum(folder)
    except SettingsError as error:
        raise SettingsError(f"{error} (on the host {host})", hint=error.hint) from None
    if found != plan.checksum:
        raise SettingsError(
            f"the catalogue in {folder.absolute()} on the host {host} is not the one that was asked for:"
            f" its checksum is {found[:12]}, not {plan.checksum[:12]}",
            hint="copy the same catalogue to every host, or ship it",
        )
    return folder


def located(catalogue: str) -> Path:
    """The folder of the catalogue on this host."""
    if not catalogue.startswith(SHIPPED):
        return Path(catalogue)
    from pyspark import SparkFiles

    return Path(SparkFiles.get(catalogue.removeprefix(SHIPPED)))
