"""Tables whose cells stand between tabs, in and out; read as CSV is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citecheck.formats import csv, csv_write
from citecheck.interfaces import Exported, Format


def _write(exported: Iterable[Exported], variant: str) -> Iterator[bytes]:
    return csv_write.write(exported, "\t")


FORMAT = Format(
    name="tsv",
    title="a table (TSV)",
    suffixes=(".tsv", ".tab"),
    media_type="text/tab-separated-values",
    read=csv.read,
    write=_write,
)
