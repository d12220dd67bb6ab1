"""JSON files of records, however laid out, as chunks of one record a line.

One a line as it is; the elements of an array or of a leading `items` array streamed, whatever its length; any
other object (an answer of the REST API, a single record) as a whole, with a bound.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from json import JSONDecoder
from typing import Any

import msgspec

from citecheck.catalogue import bounded
from citecheck.catalogue.bounded import BLOCK, MOST, Broken, Chunk

MOST_LINE = 64 << 20
# What goes wrong with a value nobody expected: a record that can't be read, never the end of a run.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)
_ARRAY = re.compile(rb'\s*(?:\xef\xbb\xbf)?\s*(?:\{\s*"items"\s*:\s*)?\[')
_DECODER = msgspec.json.Decoder()
_OBJECT = re.compile(r'\{\s*"')
_DESCRIBES, _NAMES = frozenset({"title", "author", "issued", "indexed"}), frozenset({"DOI", "id", "type"})
_CUT = "the text ends"
MOST_LOST = 4 << 20  # a record that begins further back than this is none that only needs more text
_BETWEEN = re.compile(r"[\s,]*")


def chunks(content: Iterator[bytes]) -> Iterator[Chunk]:
    """Chunks of lines. Raises Broken where the rest of the file makes no sense."""
    start = b""
    while not start.strip() and (block := next(content, b"")):
        start = (start + block)[-BLOCK:]
    whole = chain([start], content)
    if array := _ARRAY.match(start):
        return _elements(whole, array.end())
    first, newline, _ = start.lstrip().partition(b"\n")
    if first.rstrip().endswith(b"}") or not newline:
        return bounded.chunks(whole, (b"\n",), most=MOST_LINE)
    return _document(whole)


def lines(chunk: Chunk) -> Iterator[tuple[str, bytes]]:
    """The lines of a chunk that hold something, each with its position in words."""
    for number, line in enumerate(chunk.data.split(b"\n"), chunk.number):
        if line.strip():
            yield f"record {number}", line


def records(line: bytes, decoder: msgspec.json.Decoder[Any] = _DECODER) -> Iterator[Any]:
    """The records of one line: itself, or those of an answer of the REST API. Raises one of UNREADABLE."""
    try:
        value = decoder.decode(line)
    except ValueError:
        value = json.loads(line)  # more lenient, and its words for what is wrong are known
    if isinstance(value, dict):
        message = value.get("message")
        value = message if isinstance(message, dict) else value
        items = value.get("items")
        if isinstance(items, list):
            yield from items
            return
    yield value


def _document(content: Iterator[bytes]) -> Iterator[Chunk]:
    data = bytearray()
    for block in content:
        data += block
        if len(data) > MOST_LINE:
            raise Broken(f"one JSON object of more than {MOST_LINE >> 20} MiB")
    try:
        whole = json.loads(data)
    except UNREADABLE as error:
        raise Broken(f"the JSON is broken: {error}") from None
    yield Chunk(1, b"\n".join(json.dumps(one).encode() for one in records(json.dumps(whole).encode())))


def _elements(content: Iterator[bytes], start: int) -> Iterator[Chunk]:
    """The elements of an array, found by decoding them, and sent on as text for another process to decode.

    A broken one costs only itself: the next record is looked for behind it.
    """
    # Bytes that are not UTF-8 survive, so that only the record that holds them is refused, and later.
    decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
    text, number = decode(next(content)[start:]), 1
    decoder, lost = JSONDecoder(), False
    while True:
        if lost:
            place, found = _next_record(decoder, text)
            text, lost = text[place:], not found
        if not lost:
            lines, place, problem = _whole(decoder, text)
            if lines:
                yield Chunk(number, "\n".join(lines).encode("utf-8", "surrogateescape"))
                number += len(lines)
            text = text[place:]
            if text.startswith("]"):
                return
            if problem and not problem.startswith(_CUT):
                yield Chunk(number, b"", f"the JSON is broken: {problem}")
                number, text, lost = number + 1, text[1:], True
                continue
        if len(text) > MOST:
            raise Broken(f"a record of more than {MOST >> 20} MiB, or one without an end")
        # Twice as much each time, or one long record is decoded over and over.
        more = "".join(map(decode, islice(content, 1 + len(text) // BLOCK)))
        if not more and lost and text.rstrip().endswith("]"):
            return
        if not more:
            raise Broken("the JSON is broken or the file was cut")
        text += more


def _whole(decoder: JSONDecoder, text: str) -> tuple[list[str], int, str]:
    """The whole elements at the start of `text`, one line each, where the rest begins, and why it is no element."""
    lines: list[str] = []
    place = _next(text, 0)
    while text[place : place + 1] not in ("", "]"):
        try:
            _, end = decoder.raw_decode(text, place)
        except json.JSONDecodeError as error:
            return lines, place, _CUT if _is_cut(error, text) else error.msg.lower()
        except UNREADABLE:
            return lines, place, "nested too deep, or a number is too long"
        # Line breaks in JSON stand between values only.
        lines.append(text[place:end].replace("\n", " ").replace("\r", " "))
        place = _next(text, end)
    return lines, place, _CUT


def _next_record(decoder: JSONDecoder, text: str) -> tuple[int, bool]:
    """Where the next record begins in `text`, and True; or what must be kept of it until there is more."""
    for start in _OBJECT.finditer(text):
        try:
            value, _ = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            if _is_cut(error, text) and len(text) - start.start() < MOST_LOST:
                return start.start(), False
        except UNREADABLE:
            continue
        else:
            # An author, a reference or a licence within the broken record is an object, too.
            if not value.keys().isdisjoint(_DESCRIBES) and not value.keys().isdisjoint(_NAMES):
                return start.start(), True
    return max(0, len(text) - 100), False


def _is_cut(error: json.JSONDecodeError, text: str) -> bool:
    """True where there may be nothing wrong but that the text ends."""
    return error.msg.startswith("Unterminated string") or error.pos >= len(text) - len("false")


def _next(text: str, place: int) -> int:
    match = _BETWEEN.match(text, place)
    return match.end() if match else place
