"""Files and folders wherever Spark can reach them: on a disk, in HDFS, in a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Folders:
    """Reads and writes small files and lists large ones, by the file systems that the session knows."""

    def __init__(self, session: SparkSession) -> None:
        context: Any = session.sparkContext
        self._jvm, self._settings = context._jvm, context._jsc.hadoopConfiguration()

    def files(self, paths: Sequence[str]) -> list[tuple[str, int]]:
        """The files of these patterns and folders with their sizes, in order; hidden ones and marks are left out."""
        found: dict[str, int] = {}
        for pattern in paths:
            system, path = self._at(pattern)
            for status in system.globStatus(path) or ():
                found |= self._below(system, status)
        return sorted(found.items())

    def exists(self, path: str) -> bool:
        system, place = self._at(path)
        return bool(system.exists(place))

    def read(self, path: str) -> str:
        system, place = self._at(path)
        stream = system.open(place)
        try:
            return bytes(self._jvm.org.apache.commons.io.IOUtils.toByteArray(stream)).decode()
        finally:
            stream.close()

    def write(self, path: str, text: str) -> None:
        """Put a file in its place at once, as far as the file system can."""
        system, beside = self._at(f"{path}.new")
        stream = system.create(beside, True)
        stream.write(bytearray(text.encode() + b"\n"))
        stream.close()
        _, place = self._at(path)
        system.delete(place, False)
        system.rename(beside, place)

    def _at(self, path: str) -> tuple[Any, Any]:
        place = self._jvm.org.apache.hadoop.fs.Path(path)
        return place.getFileSystem(self._settings), place

    def _below(self, system: Any, status: Any) -> dict[str, int]:
        path = status.getPath()
        if path.getName().startswith((".", "_")):
            return {}
        if status.isFile():
            return {path.toString(): int(status.getLen())}
        found: dict[str, int] = {}
        for one in system.listStatus(path):
            found |= self._below(system, one)
        return found
