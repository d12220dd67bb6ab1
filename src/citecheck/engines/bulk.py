"""A long run on a cluster: files of references in, Parquet of verdicts out, part by part, and again where it stopped.

`OUTPUT/_manifest.json` says what makes the run repeatable, `OUTPUT/verdicts/part=N/outcome=…/` holds the verdicts on
part N of the input, `OUTPUT/summary/` counts by list and `OUTPUT/_summary.json` in all. A part is whole when Spark's
own `_SUCCESS` is in its folder; a part without it is made anew.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from citecheck.engines import rows, spark
from citecheck.engines.bulk_inputs import Kind
from citecheck.engines.folders import Folders
from citecheck.errors import InputError, SettingsError
from citecheck.settings import Settings
from citecheck.version import __version__

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_MANIFEST, _SUMMARY, _DONE = "_manifest.json", "_summary.json", "_SUCCESS"
_TASKS_A_CORE = 3


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """What to verify, into which folder, in how many parts at most; `checksum` of the catalogue, where it is known."""

    inputs: tuple[str, ...]
    output: str
    kind: Kind
    settings: Settings
    parts: int = 32
    checksum: str = ""
    told: Callable[[str], None] = field(default=lambda line: None)


def run(session: SparkSession, bulk: Bulk) -> dict[str, Any]:
    """Verify what has not been verified yet; the summary of everything comes back.

    SettingsError where the output belongs to another run, InputError where there is nothing to read.
    """
    folders = Folders(session)
    files = folders.files(bulk.inputs)
    if not files:
        raise InputError(f"no file in {', '.join(bulk.inputs)}", hint="name files or folders of references")
    plan = spark.planned(bulk.settings, bulk.checksum)
    spark.check(session, plan)
    parts = parted(files, bulk.parts)
    _note(folders, bulk, _manifest(session, bulk, plan, parts))
    for number, part in enumerate(parts):
        folder = f"{bulk.output}/verdicts/part={number:05}"
        if folders.exists(f"{folder}/{_DONE}"):
            bulk.told(f"part {number + 1} of {len(parts)}: done before")
            continue
        _verdicts(session, bulk, plan, part).write.mode("overwrite").partitionBy("outcome").parquet(folder)
        bulk.told(f"part {number + 1} of {len(parts)}: {len(part)} files")
    summary = _summary(session, bulk)
    folders.write(f"{bulk.output}/{_SUMMARY}", json.dumps(summary, indent=1))
    return summary


def _verdicts(session: SparkSession, bulk: Bulk, plan: spark.Plan, files: Sequence[str]) -> DataFrame:
    frame = bulk.kind.open(session, files)
    if bulk.kind.is_table:
        rows.check_columns(frame.columns)
    wanted = session.sparkContext.defaultParallelism * _TASKS_A_CORE
    # A packed file is one task however large it is.
    if frame.rdd.getNumPartitions() < wanted:
        frame = frame.repartition(wanted)
    listed = not bulk.kind.is_table or rows.LIST in frame.columns
    return spark.verdicts(frame, plan, bulk.kind.read, listed=listed)


def parted(files: Sequence[tuple[str, int]], most: int) -> list[list[str]]:
    """The files in their order in at most so many parts, of much the same number of bytes."""
    total = sum(size for _, size in files) or 1
    parts: dict[int, list[str]] = {}
    before = 0
    for path, size in files:
        # A file belongs where its middle is.
        parts.setdefault(min((2 * before + size) * most // (2 * total), most - 1), []).append(path)
        before += size
    return list(parts.values())


def _manifest(session: SparkSession, bulk: Bulk, plan: spark.Plan, parts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """What makes the run repeatable. Nothing secret: the settings are those that the workers are told."""
    return {
        "citecheck": __version__,
        "spark": session.version,
        "python": platform.python_version(),
        "catalogue": plan.checksum,
        "policy": asdict(plan.settings.policy),
        "format": bulk.kind.name,
        "parts": [list(part) for part in parts],
    }


def _note(folders: Folders, bulk: Bulk, wanted: Mapping[str, Any]) -> None:
    path = f"{bulk.output}/{_MANIFEST}"
    if folders.exists(path):
        known = json.loads(folders.read(path))
        if other := [name for name in wanted if known.get(name) != wanted[name]]:
            raise SettingsError(
                f"{bulk.output} holds another run: {', '.join(other)} differ", hint="name another folder for this one"
            )
        return
    if folders.files([bulk.output]):
        raise SettingsError(f"{bulk.output} holds other files", hint="name a new folder, or an empty one")
    folders.write(path, json.dumps(wanted, indent=1))


def _summary(session: SparkSession, bulk: Bulk) -> dict[str, Any]:
    """Counts by outcome and rule, in all and by list."""
    from pyspark.sql import functions

    verdicts = session.read.parquet(f"{bulk.output}/verdicts")
    what = {"outcome": functions.array("outcome"), "rule": functions.array_distinct("findings.rule")}
    outcomes, rules = (
        verdicts.select(rows.LIST, functions.lit(of).alias("of"), functions.explode(values).alias("what"))
        for of, values in what.items()
    )
    counts = outcomes.unionByName(rules).groupBy(rows.LIST, "of", "what").count()
    counts.write.mode("overwrite").parquet(f"{bulk.output}/summary")
    totals = counts.groupBy("of", "what").agg(functions.sum("count").alias("count")).orderBy("of", "what").collect()
    by_kind = {of: {one["what"]: one["count"] for one in totals if one["of"] == of} for of in what}
    return {"references": sum(by_kind["outcome"].values()), "outcomes": by_kind["outcome"], "rules": by_kind["rule"]}
