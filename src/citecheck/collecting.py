"""The garbage collector, told how many objects a run makes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 100_000


@contextmanager
def rarely() -> Iterator[None]:
    """Works and references hold no cycles; looking for some after every 700 new objects takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def rarely_from_now_on() -> None:
    """The same for good, for a process of our own; what is there already is never looked at again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
