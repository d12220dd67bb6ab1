"""A file as a stream of bytes and of chunks of whole records, in bounded memory whatever the file holds.

Limits, all far above real data: a gzip that unpacks to more than GROWTH times its size is refused once it
passes UNPACKED bytes (PubMed and Crossref files unpack 5 to 15 times); a record of more than MOST bytes is
passed over.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from citecheck.catalogue.inputs import Input

BLOCK = 1 << 20
MOST = 32 << 20
UNPACKED = 1 << 30
GROWTH = 200
_GZIP = b"\x1f\x8b"


class Broken(Exception):
    """The rest of a file can't be read: `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records as bytes, the first of them the `number`th of its file; or a `problem` in their place."""

    number: int
    data: bytes
    problem: str = ""


def blocks(path: Input, consumed: Callable[[int], None] = lambda count: None) -> Iterator[bytes]:
    """The content, unpacked where it is gzip. Raises Broken where a gzip is damaged, cut or a bomb.

    `consumed` is called with the number of bytes of the file that each block took.
    """
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        before = 0
        for block in _unpacked(file) if packed else iter(lambda: file.read(BLOCK), b""):
            before, at = file.tell(), before
            consumed(before - at)
            yield block


def head(path: Input, size: int) -> bytes:
    """The first `size` bytes of the content. Raises Broken as `blocks` does, OSError as files do."""
    found = bytearray()
    for block in blocks(path):
        found += block
        if len(found) >= size:
            break
    return bytes(found[:size])


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    """The content of a gzip of one or more members; zero bytes after the last one are padding."""
    unpacker = zlib.decompressobj(wbits=31)
    total, data = 0, b""
    while data := data or file.read(BLOCK):
        if unpacker.eof:
            data = data.lstrip(b"\0")
            if not data:
                continue
            unpacker = zlib.decompressobj(wbits=31)
        try:
            block = unpacker.decompress(data, BLOCK)
        except zlib.error:
            raise Broken("the gzip is damaged") from None
        data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        total += len(block)
        if total > UNPACKED and total > GROWTH * file.tell():
            raise Broken(f"the gzip unpacks to more than {GROWTH} times its size")
        if block:
            yield block
    if not unpacker.eof:
        raise Broken("the gzip ends too early: the file was cut")


def chunks(content: Iterator[bytes], ends: Sequence[bytes], *, most: int = MOST) -> Iterator[Chunk]:
    """Chunks that end after one of `ends`; the last one is what follows the last record.

    A record of more than `most` bytes is a chunk with a problem. Raises Broken where `content` does, after the
    chunks before; the record that was cut is left out.
    """
    number, rest, seen = 1, b"", 0
    for block in content:
        rest += block
        found = [end for end in ends if rest.rfind(end, max(0, seen - len(end))) >= 0]
        if cut := _last_end(rest, found):
            data, rest = rest[:cut], rest[cut:]
            yield Chunk(number, data)
            number += sum(data.count(end) for end in found)
        elif len(rest) > most:
            yield Chunk(number, b"", f"the record has more than {most >> 20} MiB")
            rest = _passed_over(content, ends)
            number += 1
        seen = len(rest)
    if rest.strip():
        yield Chunk(number, rest)


def _last_end(data: bytes, ends: Sequence[bytes]) -> int:
    """Where the last record in `data` ends, which has each of `ends`; 0 where there are none."""
    return max((data.rfind(end) + len(end) for end in ends), default=0)


def _passed_over(content: Iterator[bytes], ends: Sequence[bytes]) -> bytes:
    """What follows the next end of a record."""
    rest, overlap = b"", max(map(len, ends))
    for block in content:
        rest = rest[-overlap:] + block
        places = [(rest.find(end), end) for end in ends if end in rest]
        if places:
            place, end = min(places)
            return rest[place + len(end) :]
    return b""
