"""What a catalogue is made of: files, and the files in a tar archive, read in place without unpacking it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from citecheck.errors import InputError, because

_MAGIC, _MAGIC_AT = b"ustar", 257
_RECORDS = (".json", ".jsonl", ".xml", ".csv")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a tar archive: `size` bytes of it from `start` on. Opens as a path does."""

    archive: Path
    name: str
    start: int
    size: int

    def open(self, mode: Literal["rb"] = "rb") -> io.BufferedReader:
        return io.BufferedReader(_Window(self))

    def __str__(self) -> str:
        return f"{self.archive}: {self.name}"


Input: TypeAlias = Path | Member


def expanded(paths: Iterable[Path]) -> list[Input]:
    """The paths, each archive replaced by the files of records in it. InputError for an archive that can't be read."""
    return [one for path in paths for one in (_members(path) if _is_archive(path) else (path,))]


def size(file: Input) -> int:
    """Its bytes as they are. OSError as files raise it."""
    return file.size if isinstance(file, Member) else file.stat().st_size


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(_MAGIC_AT)
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False  # whoever reads it says what is wrong


def _members(path: Path) -> list[Member]:
    """The files of records in an archive; of one that was cut, those that are there and the one that was cut."""
    found: list[Member] = []
    end = 0
    try:
        with tarfile.open(path, "r:") as archive:
            while member := archive.next():
                end = member.offset_data + member.size
                if _wanted(member):
                    found.append(Member(path, member.name, member.offset_data, member.size))
    except (tarfile.TarError, OSError) as error:
        # Whoever reads the last file of an archive that was cut says so.
        if not found or end <= path.stat().st_size:
            reason = because(error) if isinstance(error, OSError) else str(error)
            raise InputError(f"{path} can't be read: {reason}", hint="fetch the archive again") from None
    if not found:
        raise InputError(f"{path} holds no files of records", hint="a tar of .jsonl.gz, .json.gz or .xml.gz files")
    return found


def _wanted(member: tarfile.TarInfo) -> bool:
    name = member.name.rpartition("/")[2].lower().removesuffix(".gz")
    return member.isreg() and not member.issparse() and not name.startswith(".") and name.endswith(_RECORDS)


class _Window(io.RawIOBase):
    """The bytes of one member, and no others of its archive."""

    def __init__(self, member: Member) -> None:
        self._file = member.archive.open("rb", buffering=0)
        self._start, self._size, self._at = member.start, member.size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + place)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), max(0, self._size - self._at))
        self._file.seek(self._start + self._at)
        count = self._file.readinto(memoryview(buffer)[:wanted]) or 0
        self._at += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
