"""A real Spark: two executors in processes of their own, as on a cluster, never threads of one (`local[…]`)."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bench.catalogue import RECORDS
from citecheck import api
from citecheck.catalogue.build import build
from citecheck.catalogue.manifest import checksum
from citecheck.engines import bulk, local, rows
from citecheck.engines.bulk_inputs import kind_of
from citecheck.errors import SettingsError
from citecheck.interfaces import Run
from citecheck.settings import Settings
from tests.catalogue.made import library, record
from tests.engines.test_rows import LISTED, cells

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(
        not shutil.which("java"), reason="NOT TRIED: no Java here (apt-get install default-jre-headless)"
    ),
    # Spark's own use of pandas; and what py4j leaves to the garbage collector.
    pytest.mark.filterwarnings("ignore:PySpark does not yet", "ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
MASTER = "local-cluster[2,1,1024]"
HELD, ASKED = 3000, 5000
REAL = ("real_refs_with_held_target", "crossref_styles11", "crossref_styles8_negative", "pmc_glutton_17015")
# Every worker loads this when it starts: it may reach this machine and nothing else, and leaves a mark whenever it
# opens a catalogue.
WATCHED = """
import os, socket, sys
def opened(event, arguments):
    if event == "open" and str(arguments[0]).endswith("/meta.json"):
        with open({marks!r}, "a") as file:
            file.write(f"{{os.getpid()}}\\n")
sys.addaudithook(opened)
_connect = socket.socket.connect
def connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise RuntimeError("blocked")
    return _connect(self, address)
socket.socket.connect = connect
"""


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a line, the process, for each time a worker has opened a catalogue."""
    return tmp_path_factory.mktemp("watched") / "opened"


@pytest.fixture(scope="module")
def session(marks: Path) -> Iterator[Any]:
    pyspark = pytest.importorskip("pyspark.sql", reason="NOT TRIED: pip install pyspark pyarrow")
    (marks.parent / "sitecustomize.py").write_text(WATCHED.format(marks=str(marks)))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = pyspark.SparkSession.builder.master(MASTER).appName("citecheck tests")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": str(marks.parent),
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("OFF")
    yield made
    application = made.sparkContext.applicationId
    made.stop()
    shutil.rmtree(Path(pyspark.__file__).parents[1] / "work" / application, ignore_errors=True)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("spark")
    build(folder / "catalogue", [library(folder / "a.jsonl", map(record, range(HELD)))], fresh=True)
    return Settings(sources=("catalogue",), cache=None, catalogue=folder / "catalogue")


def _asked() -> list[dict[str, Any]]:
    """Fields, text, CSL and works that nobody holds; three rows in ten are one list's, one row is poisoned."""
    asked = []
    for number in range(ASKED):
        row = cells(number % (HELD + 500), key=str(number))
        row["list_id"] = "hot" if number % 10 < 3 else f"list {number % 97}"
        if number % 4 == 1:
            text = f"{row['authors']}. {row['title']}. {row['journal']}. {row['year']};{row['volume']}:{row['pages']}."
            row = {"list_id": row["list_id"], "key": row["key"], "reference": text}
        elif number % 4 == 2:
            row = {"list_id": row["list_id"], "key": row["key"], "csl": json.dumps(record(number % (HELD + 500)))}
        elif number % 4 == 3:
            row["year"] = row["year"] - 3
        asked.append({name: str(value) for name, value in row.items()})
    asked[1234] = {"list_id": "list 5", "key": "1234", "csl": '{"id": ' + "[" * 5000}
    return asked


ROWS = _asked()
COLUMNS = "list_id key authors title journal year volume pages reference csl".split()


@pytest.fixture(scope="module")
def frame(session: Any) -> Any:
    schema = ", ".join(f"{name} string" for name in COLUMNS)
    data = [tuple(row.get(name) for name in COLUMNS) for row in ROWS]
    return session.createDataFrame(data, schema).repartition(6)


def _sorted(verdicts: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True, ensure_ascii=False) for one in verdicts)


@pytest.fixture(scope="module")
def expected(settings: Settings) -> list[str]:
    return _said_here(ROWS, settings)


def _said_here(asked: list[dict[str, Any]], settings: Settings) -> list[str]:
    """What this machine says of the same rows."""
    run = Run(settings=settings)
    by_list: dict[str, list[dict[str, Any]]] = {}
    for verdict in rows.judged(map(rows.reference, asked), lambda batch: local.run(batch, run)):
        by_list.setdefault(verdict["list_id"], []).append(verdict)
    return _sorted([one for listed in by_list.values() for one in rows.with_duplicates(listed)])


def _collected(frame: Any) -> list[str]:
    return _sorted([row.asDict(recursive=True) for row in frame.collect()])


def test_verdicts_are_those_of_one_machine_byte_for_byte(
    frame: Any, settings: Settings, expected: list[str], marks: Path
) -> None:
    from citecheck import spark

    found = _collected(spark.verify(frame, settings))
    assert len(found) == ASKED
    assert found == expected
    outcomes = Counter(json.loads(one)["outcome"] for one in found)
    assert outcomes["unreadable"] == 1
    assert min(outcomes["verified"], outcomes["not-found"], outcomes["mismatch"]) > 100

    opened = Counter(marks.read_text().split())
    assert len(opened) >= 2  # both executors had work
    assert set(opened.values()) == {1}  # and each worker opened the catalogue once


def _printed(path: Path, count: int) -> Iterator[str]:
    """The first strings of a set of the corpus, of sets in several styles each row in the next one."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        entries = map(json.loads, lines)
        listed = (list(entry.get("strings", {}).values()) or [entry.get("string")] for entry in entries)
        texts = (styles[number % len(styles)] for number, styles in enumerate(listed))
        yield from islice(filter(None, texts), count)


def test_verdicts_on_real_references_are_those_of_one_machine(session: Any, corpus: Path, tmp_path: Path) -> None:
    from citecheck import spark

    build(tmp_path / "catalogue", [corpus / "records" / name for name in RECORDS], fresh=True, workers=2)
    settings = Settings(sources=("catalogue",), cache=None, catalogue=tmp_path / "catalogue")
    asked = [
        {"list_id": name, "key": f"{name}-{number}", "reference": text}
        for name in REAL
        for number, text in enumerate(_printed(corpus / "matching" / f"{name}.jsonl.gz", ASKED // len(REAL)))
    ]
    data = [tuple(row.values()) for row in asked]
    frame = session.createDataFrame(data, "list_id string, key string, reference string").repartition(7)
    found = _collected(spark.verify(frame, settings))
    assert len(found) == len(asked)
    assert found == _said_here(asked, settings)


def test_workers_reach_nothing_outside(session: Any) -> None:
    def reached(_: Iterator[Any]) -> Iterator[str]:
        import socket

        try:
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        except RuntimeError as error:
            yield str(error)

    assert session.sparkContext.parallelize(range(2), 2).mapPartitions(reached).collect() == ["blocked"] * 2


def test_executor_that_is_killed_changes_nothing(
    frame: Any, settings: Settings, expected: list[str], tmp_path: Path
) -> None:
    from citecheck import spark

    mark = tmp_path / "killed"

    def killing(batches: Iterator[Any]) -> Iterator[Any]:
        import signal

        yield from batches
        if not mark.exists():
            mark.touch()
            daemon = os.getppid()
            executor = int(Path(f"/proc/{daemon}/stat").read_text().rpartition(")")[2].split()[1])
            assert b"CoarseGrainedExecutorBackend" in Path(f"/proc/{executor}/cmdline").read_bytes()
            os.kill(executor, signal.SIGKILL)

    hot = frame.where("list_id = 'hot'")
    found = _collected(spark.verify(hot.mapInArrow(killing, frame.schema), settings))
    assert mark.exists()
    assert found == [one for one in expected if json.loads(one)["list_id"] == "hot"]
    assert len(found) == ASKED * 3 // 10


def test_wrong_catalogue_on_one_executor_is_told_with_its_host(
    session: Any, settings: Settings, tmp_path: Path
) -> None:
    from citecheck import spark

    right, wrong, first = str(settings.catalogue), tmp_path / "wrong", tmp_path / "first"
    build(wrong, [library(tmp_path / "b.jsonl", map(record, range(5)))], fresh=True)

    def linking(_: Iterator[Any]) -> Iterator[str]:
        here = Path("here")  # each executor has a folder of its own
        if not here.is_symlink():
            try:
                first.mkdir()
                here.symlink_to(wrong)
            except FileExistsError:
                here.symlink_to(right)
        yield os.readlink(here)

    linked = session.sparkContext.parallelize(range(40), 40).mapPartitions(linking).collect()
    assert set(linked) == {str(wrong), right}
    asked = replace(settings, catalogue="here")
    with pytest.raises(SettingsError, match="is not the one that was asked for") as caught:
        spark.check(session, spark.planned(asked, checksum(Path(right))))
    assert f"on the host {os.uname().nodename}" in str(caught.value)


def test_engine_gives_the_report_of_this_machine(session: Any, settings: Settings) -> None:
    references = [rows.reference(row) for row in ROWS[:1200]]
    there = api.verify(references, replace(settings, engine="spark"))
    here = api.verify(references, settings)
    assert list(there.verdicts) == list(here.verdicts)


def _bulk(settings: Settings, output: Path, *inputs: Path, format: str = "", parts: int = 3) -> bulk.Bulk:
    paths = tuple(map(str, inputs))
    kind = kind_of(paths, format)
    return bulk.Bulk(inputs=paths, output=str(output), kind=kind, settings=settings, parts=parts)


def test_long_run_goes_on_where_it_stopped(session: Any, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    for part in range(3):
        lines = "".join(json.dumps(row) + "\n" for row in ROWS[part * 20 : part * 20 + 20])
        (tmp_path / "lists" / f"in{part}.jsonl").write_text(lines)
    asked = _bulk(settings, tmp_path / "out", tmp_path / "lists", format="jsonl")
    summary = bulk.run(session, asked)
    assert (summary["references"], summary["outcomes"]["verified"]) == (60, 60 - summary["outcomes"]["mismatch"])
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "out/verdicts").rglob("*.parquet")}
    (tmp_path / "out/verdicts/part=00001/_SUCCESS").unlink()
    told: list[str] = []
    assert bulk.run(session, replace(asked, told=told.append)) == summary
    assert told == ["part 1 of 3: done before", "part 2 of 3: 1 files", "part 3 of 3: done before"]
    kept = {path: when for path, when in written.items() if path.exists() and path.stat().st_mtime_ns == when}
    assert {path.parts[-3] for path in kept} == {"part=00000", "part=00002"}
    manifest = json.loads((tmp_path / "out/_manifest.json").read_text())
    assert manifest["catalogue"] == checksum(Path(str(settings.catalogue)))
    with pytest.raises(SettingsError, match="holds another run: parts differ"):
        bulk.run(session, replace(asked, parts=1))


def test_long_run_reads_crossref_records(session: Any, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text(json.dumps(LISTED) + "\nno record\n")
    summary = bulk.run(session, _bulk(settings, tmp_path / "out", tmp_path / "records.jsonl", format="crossref"))
    assert summary["references"] == 5
    assert summary["outcomes"]["unreadable"] == 1
    found = session.read.parquet(str(tmp_path / "out/verdicts"))
    assert {row["list_id"] for row in found.select("list_id").collect()} == {"10.5555/c.1", ""}
