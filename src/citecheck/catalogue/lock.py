"""One writer at a time: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citecheck.errors import SettingsError, because

NAME = "writer.lock"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the catalogue in this folder for writing. SettingsError when another process does."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise SettingsError(
            f"the catalogue in {folder} is being written by another process", hint="wait until it has finished"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"can't write in {folder}: {because(error)}", hint="name a folder you may write to"
        ) from None
    try:
        yield
    finally:
        lock.release()
