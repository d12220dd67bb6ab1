"""The parts of a zipped document, read within bounds: no bomb unfolds, nothing is written, no path is followed."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from citecheck.errors import InputError

MOST_PARTS = 20_000
LARGEST_PART = 100_000_000  # bytes, unpacked
LARGEST_WHOLE = 300_000_000


class Archive:
    """A zip file in memory. `part` gives the bytes of a part, or nothing where there is none."""

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        self._read = 0
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            raise InputError(f"{file} is a broken or truncated archive", hint="check that the file is whole") from None
        if len(self._zip.infolist()) > MOST_PARTS:
            raise InputError(f"{file} holds more than {MOST_PARTS} parts", hint="this is no ordinary document")
        self._names = {info.filename: info for info in self._zip.infolist()}

    @property
    def names(self) -> list[str]:
        return list(self._names)

    def part(self, name: str) -> bytes:
        """The part's bytes; b"" where it is missing. InputError for one that is broken, encrypted or too large."""
        info = self._names.get(name)
        if info is None:
            return b""
        try:
            with self._zip.open(info) as stream:
                data = stream.read(LARGEST_PART + 1)
        except (BadZipFile, zlib.error, RuntimeError, OSError, EOFError, NotImplementedError, ValueError):
            raise InputError(
                f"{self._file}: its part {name} is broken or encrypted", hint="save the document anew"
            ) from None
        self._read += len(data)
        if len(data) > LARGEST_PART or self._read > LARGEST_WHOLE:
            raise InputError(f"{self._file} unfolds to more than a document has", hint="this is no ordinary document")
        return data
