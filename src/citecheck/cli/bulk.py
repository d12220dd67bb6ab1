"""The command line of long runs on a cluster."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.errors import SettingsError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ARCHIVE = "citecheck-catalogue"


def add_command(commands: Any) -> None:
    """Add `bulk` to these sub-commands of argparse."""
    bulk = commands.add_parser("bulk", help="verify files of references on a Spark cluster")
    bulk.add_argument("inputs", nargs="+", metavar="INPUT", help="files or folders: Parquet, CSV, JSON lines, JATS")
    bulk.add_argument("output", metavar="OUTPUT", help="the folder for verdicts, summary and manifest")
    bulk.add_argument("--catalogue", required=True, metavar="DIR", help="the catalogue, on every host at this path")
    bulk.add_argument("--master", metavar="URL", help="the cluster: spark://HOST:7077, yarn, k8s://…, local-cluster[…]")
    bulk.add_argument("--format", metavar="NAME", help="parquet, csv, jsonl, crossref or document (default: by suffix)")
    bulk.add_argument("--parts", type=int, default=32, metavar="N", help="in so many parts at most (default: 32)")
    bulk.add_argument("--ship", action="store_true", help="send the catalogue from here to every executor")
    bulk.add_argument("--checksum", default="", metavar="SHA256", help="of the catalogue, where this host has none")
    bulk.add_argument("--source", action="append", default=[], metavar="NAME", help="catalogue (the only one)")
    bulk.add_argument("--debug", action="store_true", help="show the traceback of an error")
    bulk.set_defaults(run=_bulk)


def _bulk(arguments: argparse.Namespace) -> int:
    from citecheck.engines import bulk, spark
    from citecheck.engines.bulk_inputs import KINDS, kind_of
    from citecheck.settings import Settings

    if arguments.format and arguments.format not in {kind.name for kind in KINDS}:
        raise SettingsError(
            f"no kind of input named {arguments.format!r}", hint=f"known: {', '.join(kind.name for kind in KINDS)}"
        )
    if arguments.parts < 1:
        raise SettingsError("there must be at least one part", hint="--parts 32")
    settings = Settings(sources=tuple(arguments.source), cache=None, catalogue=arguments.catalogue)
    plan = spark.planned(settings, arguments.checksum)
    kind = kind_of(arguments.inputs, arguments.format or "")
    with _session(arguments.master or "") as session, _shipped(session, arguments) as catalogue:
        asked = bulk.Bulk(
            inputs=tuple(arguments.inputs),
            output=arguments.output.rstrip("/"),
            kind=kind,
            settings=Settings(sources=("catalogue",), cache=None, catalogue=catalogue),
            parts=arguments.parts,
            checksum=plan.checksum,
            told=lambda line: print(line, file=sys.stderr),
        )
        summary = bulk.run(session, asked)
    for outcome, count in summary["outcomes"].items():
        print(f"{outcome:<12}{count:>14,}")
    print(f"{'references':<12}{summary['references']:>14,}")
    return 0


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    """The session of `spark-submit`, or one of our own. What ends the job on a worker is one sentence here."""
    # It warns that its own use of pandas is not ready for version 3; none is made of it here.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"a cluster needs the library {error.name}", hint="pip install 'citecheck[spark]'"
        ) from None
    from citecheck.engines import spark

    if not master and not os.environ.get("SPARK_ENV_LOADED"):
        raise SettingsError("no cluster is named", hint="--master spark://HOST:7077, or run under spark-submit")
    builder = spark.python_of_workers(SparkSession.builder).appName("citecheck bulk")
    builder = builder.config("spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower())
    session = (builder.master(master) if master else builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    except PySparkException as error:
        raise spark.reason(str(error)) from error
    finally:
        session.stop()


@contextmanager
def _shipped(session: SparkSession, arguments: argparse.Namespace) -> Iterator[str]:
    """Where the workers find the catalogue; with --ship it is sent to them as an archive."""
    from citecheck.engines.spark import SHIPPED

    if not arguments.ship:
        yield str(Path(arguments.catalogue).absolute())
        return
    import tarfile
    import tempfile

    with tempfile.TemporaryDirectory(prefix="citecheck-") as scratch:
        archive = Path(scratch) / f"{_ARCHIVE}.tar"
        with tarfile.open(archive, "w") as packed:
            for path in sorted(Path(arguments.catalogue).iterdir()):
                packed.add(path, path.name, filter=lambda one: None if one.name.endswith(".lock") else one)
        session.sparkContext.addArchive(f"{archive}#{_ARCHIVE}")
        yield SHIPPED + _ARCHIVE
