"""Standard streams as they really are: closed, full, read by somebody who has left, or of another encoding."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterable

from citecheck.errors import InputError, SettingsError, because


def prepare() -> None:
    """UTF-8 where nobody but a program reads, what the console can show on a terminal; nothing that can't be printed.

    A stream that the caller closed is replaced by one that leads nowhere.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for the rest of our life
        elif isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace" if name == "stdout" else "backslashreplace")


def write(parts: Iterable[bytes]) -> None:
    """UTF-8 to stdout, in the console's own encoding on a terminal; without a byte order mark."""
    out, first = sys.stdout, True
    for part in parts:
        data = part.removeprefix(codecs.BOM_UTF8) if first else part
        first = False
        if out.isatty() or not hasattr(out, "buffer"):
            out.write(data.decode(errors="replace"))
        else:
            out.flush()
            out.buffer.write(data)
    out.flush()


def finish() -> bool:
    """Flushes stdout; False when what was printed did not arrive, because the reader has gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon()
        return False
    except OSError as error:
        abandon()
        raise SettingsError(
            f"can't write to stdout: {because(error)}", hint="write to a file on another disk"
        ) from None
    return True


def abandon() -> None:
    """Nothing more goes to stdout, and Python does not complain of it when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def stdin() -> bytes:
    """All of standard input. InputError when there is none."""
    if sys.stdin is None:
        raise InputError("there is no standard input", hint="name a file with a reference list")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise InputError(f"can't read stdin: {because(error)}", hint="name a file with a reference list") from None
