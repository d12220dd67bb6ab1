"""One writer at a time: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from citecheck.errors import SettingsError, because

NAME = "writer.lock"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the catalogue in this folder for writing. SettingsError when another process does."""
    try:
        file = (folder / NAME).open("a+b")
    except OSError as error:
        raise SettingsError(
            f"can't write in {folder}: {because(error)}", hint="name a folder you may write to"
        ) from None
    with file:
        try:
            _lock(file)
        except OSError:
            raise SettingsError(
                f"the catalogue in {folder} is being written by another process", hint="wait until it has finished"
            ) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
