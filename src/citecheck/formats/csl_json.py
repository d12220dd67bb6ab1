"""CSL-JSON in and out: what Zotero, Mendeley, pandoc and citation-js exchange."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from citecheck.errors import InputError
from citecheck.formats import csl_edit, csl_flavours, encodings, shared
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Item, Location, Reference

Placed = tuple[int, int, Any]
_HINT = "check that it is CSL-JSON"


def read(data: bytes, file: str) -> Document:
    """One reference for each entry of the array (or for the one object), malformed entries included."""
    decoded = encodings.decode(data, file)
    return Document(references=shared.not_empty(_references(decoded.text, file), file), notes=decoded.notes(file))


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """An array of CSL-JSON objects in the order given."""
    before = "["
    for one in exported:
        text = json.dumps(csl_flavours.entry(one), ensure_ascii=False, indent=2)
        yield (before + "\n  " + text.replace("\n", "\n  ")).encode("utf-8", "replace")
        before = ","
    yield b"[]\n" if before == "[" else b"\n]\n"


def _references(text: str, file: str) -> Iterator[Reference]:
    if not text.strip():
        return
    taken: dict[str, int] = {}
    line, seen = 1, 0
    for number, (start, end, entry) in enumerate(_entries(text, file), 1):
        line, seen = line + shared.breaks(text, seen, start), start
        where = Location(file=file, line=line, start=start, end=end)
        yield reference(entry, number, where, taken)


def _entries(text: str, file: str) -> Iterator[Placed]:
    """The entries, each with the places in `text` where it starts and ends."""
    start = _next(text, 0)
    if text.startswith("[", start):
        yield from _quickly(text) or _whole(text, file)
        return
    whole = _parsed(text, file)
    entries = list(csl_flavours.entries_of(whole)) if isinstance(whole, dict) else [whole]
    inside = [found for name in ("references", "items") if (found := re.search(rf'"{name}"\s*:\s*\[', text))]
    if inside and entries != [whole]:
        yield from _places(text, inside[0].end())
    else:
        yield from ((start, len(text.rstrip()), entry) for entry in entries)


def _quickly(text: str) -> Iterator[Placed] | None:
    """The entries of an array, by a decoder that is quick and strict; None where it finds fault."""
    import msgspec

    data = text.encode("utf-8", "surrogatepass")
    try:
        pieces = msgspec.json.decode(data, type=list[msgspec.Raw])
        entries = [msgspec.json.decode(piece) for piece in pieces[:1]]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    del entries
    return _placed(data, [bytes(piece) for piece in pieces], len(data) == len(text))


def _placed(data: bytes, pieces: list[bytes], ascii_only: bool) -> Iterator[Placed]:
    import msgspec

    seen = place = 0  # a place in bytes and the same one in characters
    for piece in pieces:
        begin = data.index(piece, seen)
        start = begin if ascii_only else place + len(data[seen:begin].decode())
        end = start + len(piece) if ascii_only else start + len(piece.decode())
        seen, place = begin + len(piece), end
        try:
            yield start, end, msgspec.json.decode(piece)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield start, end, _loosely(piece)


def _loosely(piece: bytes) -> Any:
    try:
        return json.loads(piece)
    except (ValueError, RecursionError):
        return None


def _whole(text: str, file: str) -> Iterator[Placed]:
    _parsed(text, file)
    return _places(text, text.index("[") + 1)


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{file}:{error.lineno}, column {error.colno}"
        raise InputError(f"{where}: {error.msg[:1].lower()}{error.msg[1:]}", hint=_HINT) from None
    except (ValueError, RecursionError):
        raise InputError(f"{file} is nested too deep, or a number is too long", hint=_HINT) from None


def _places(text: str, start: int) -> Iterator[Placed]:
    decoder = json.JSONDecoder()
    place = _next(text, start)
    while text[place] != "]":
        entry, end = decoder.raw_decode(text, place)
        yield place, end, entry
        place = _next(text, end)


def _next(text: str, place: int) -> int:
    """The next place that is neither white space nor a comma between entries."""
    while place < len(text) and text[place] in " \t\r\n,":
        place += 1
    return place


def reference(entry: Any, number: int, location: Location, taken: dict[str, int]) -> Reference:
    """The reference that an entry is, in whatever flavour of CSL; one with a problem where it is none."""
    id = str(entry["id"]).strip() if isinstance(entry, dict) and isinstance(entry.get("id"), str | int) else ""
    key = shared.unique(shared.one_line_of(id) or str(number), taken)
    extra = (("key", id),) if id and id != key else ()
    try:
        item, bad = shared.with_identifiers(_item(entry))
        if shared.states_nothing(item):
            raise ValueError(shared.only_bad(bad) or "it states nothing")
        others = csl_flavours.extra(entry)
    except ValueError as error:
        raw = shared.one_line_of(json.dumps(entry))[:2000]
        return Reference(key=key, raw=raw, location=location, problem=f"entry {number}: {error}", extra=extra)
    return Reference(key=key, raw=shared.one_line(item), location=location, item=item, extra=extra + bad + others)


def _item(entry: Any) -> Item:
    """ValueError, in words, for an entry that is not CSL-JSON."""
    if not isinstance(entry, dict):
        raise ValueError("it is not an object")
    try:
        item = csl_flavours.item(entry)
        _check(item)
        return item
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        wrong = [name for name, value in entry.items() if _malformed({name: value})]
        raise ValueError(f"{', '.join(wrong) or 'something is'} not as CSL-JSON has it") from None


def _malformed(entry: Mapping[str, Any]) -> bool:
    try:
        json.dumps(entry, ensure_ascii=False).encode()  # half a surrogate pair can be read but never written
        csl_flavours.item(entry)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return True
    return False


def _check(item: Item) -> None:
    """ValueError for half a surrogate pair, which can be read but never written."""
    for text in (item.title, item.container_title, item.page, item.publisher, item.url):
        if not text.isascii():
            text.encode()
    for name in item.author:
        if not (name.family + name.given + name.literal).isascii():
            (name.family + name.given + name.literal).encode()


def _recognises(head: bytes) -> bool:
    plain = encodings.bare(head).lstrip()
    return plain[:1] in (b"[", b"{") and re.match(rb"[\[{]\s*[\[{\"]", plain) is not None and b'"' in plain


FORMAT = Format(
    name="csl-json",
    title="CSL-JSON",
    suffixes=(".json",),
    media_type="application/vnd.citationstyles.csl+json",
    recognises=_recognises,
    read=read,
    write=write,
    edit=csl_edit.edit,
)
