"""Lists are read in a process of their own, with bounded memory and time: what people send may be made to hurt.

    python -m citecheck.web.reader      # reads requests from stdin, answers on stdout, until stdin is closed

A message is its length in four bytes, then MessagePack: (data, file, format) there, references or a refusal back.
"""

from __future__ import annotations

import os
import queue
import select
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import IO

import msgspec

from citecheck.errors import CitecheckError, InputError
from citecheck.model import Citation, Reference

MEMORY, SECONDS = 2_000_000_000, 30.0  # of one process; of one list
_LENGTH = struct.Struct(">I")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, or why nothing is known of it."""

    references: list[Reference] = []
    citations: list[Citation] = []
    notes: list[str] = []
    error: str = ""
    hint: str = ""


class Readers:
    """A few such processes; one that takes too long or dies is replaced, and the list it read is refused."""

    def __init__(self, number: int = 2, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._free: queue.SimpleQueue[subprocess.Popen[bytes] | None] = queue.SimpleQueue()
        for _ in range(number):
            self._free.put(None)

    def read(self, data: bytes, file: str, format: str = "") -> Sequence[Reference]:
        """The references of a file, as `document` reads it."""
        return self.document(data, file, format).references

    def document(self, data: bytes, file: str, format: str = "") -> Answer:
        """What a file holds: its references, the citations in its text, and what is to be said of it.

        InputError for one that can't be read, or takes too long or too much memory.
        """
        process = self._free.get()
        try:
            if process is None or process.poll() is not None:
                process = _started()
            answer = self._asked(process, msgspec.msgpack.encode((data, file, format)))
            if answer is None:
                _ended(process)
                process = None
                raise InputError(f"{file} is too large or too tangled to read", hint="send it in parts")
            if answer.error:
                raise InputError(answer.error, hint=answer.hint)
            return answer
        finally:
            self._free.put(process)

    def close(self) -> None:
        """End the processes."""
        while not self._free.empty():
            if process := self._free.get():
                _ended(process)

    def _asked(self, process: subprocess.Popen[bytes], question: bytes) -> Answer | None:
        assert process.stdin
        assert process.stdout
        until = time.monotonic() + self._seconds
        try:
            process.stdin.write(_LENGTH.pack(len(question)) + question)
            process.stdin.flush()
            size = _taken(process.stdout, _LENGTH.size, until)
            body = _taken(process.stdout, _LENGTH.unpack(size)[0], until) if size else None
        except OSError:
            return None
        return msgspec.msgpack.decode(body, type=Answer) if body is not None else None


def _taken(stream: IO[bytes], size: int, until: float) -> bytes | None:
    """So many bytes, or None where they do not come in time."""
    parts: list[bytes] = []
    while size:
        ready, _, _ = select.select([stream], [], [], max(0.0, until - time.monotonic()))
        part = os.read(stream.fileno(), size) if ready else b""  # past Python's buffer, which select does not see
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "citecheck.web.reader"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _serve() -> None:
    _bounded()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_LENGTH.size):
        data, file, format = msgspec.msgpack.decode(source.read(_LENGTH.unpack(head)[0]), type=tuple[bytes, str, str])
        body = msgspec.msgpack.encode(_answer(data, file, format))
        target.write(_LENGTH.pack(len(body)) + body)
        target.flush()


def _answer(data: bytes, file: str, format: str) -> Answer:
    from citecheck import api

    try:
        found = api.document_bytes(data, file, format=format)
        return Answer(references=list(found.references), citations=list(found.citations), notes=list(found.notes))
    except CitecheckError as error:
        return Answer(error=str(error), hint=error.hint)
    except (MemoryError, RecursionError):
        return Answer(error=f"{file} is too large or too tangled to read", hint="send it in parts")
    except Exception as error:  # whatever a library stumbles over, the server goes on
        return Answer(error=f"{file} can't be read ({type(error).__name__})", hint="save it in another format")


def _bounded() -> None:
    try:
        import resource
    except ImportError:  # not on Windows, where time alone is bounded
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _serve()
