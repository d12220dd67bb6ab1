"""CSL-JSON in and out: what Zotero, Mendeley, pandoc and citation-js exchange."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from citecheck.csl import from_csl, to_csl
from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Item, Location, Reference


def read(data: bytes, file: str) -> Document:
    """One reference for each entry of the array (or for the one object), malformed entries included."""
    return Document(references=shared.not_empty(_references(data, file), file))


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """An array of CSL-JSON objects in the order given."""
    before = "["
    for one in exported:
        text = json.dumps(to_csl(one.item, id=one.key), ensure_ascii=False, indent=2)
        yield (before + "\n  " + text.replace("\n", "\n  ")).encode()
        before = ","
    yield b"[]\n" if before == "[" else b"\n]\n"


def _references(data: bytes, file: str) -> Iterator[Reference]:
    text = shared.decoded(data, file)
    if not text.strip():
        return
    taken: dict[str, int] = {}
    line, seen = 1, 0
    for number, (start, entry) in enumerate(_entries(text, file), 1):
        line, seen = line + _breaks(text[seen:start]), start
        yield _reference(entry, number, Location(file=file, line=line), taken)


def _breaks(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


def _entries(text: str, file: str) -> list[tuple[int, Any]]:
    """The entries, each with the place in `text` where it starts."""
    try:
        whole = json.loads(text)
        return list(_places(text)) if isinstance(whole, list) else [(_next(text, 0), whole)]
    except json.JSONDecodeError as error:
        where = f"{file}:{error.lineno}, column {error.colno}"
        raise InputError(f"{where}: {error.msg[:1].lower()}{error.msg[1:]}", hint="check that it is CSL-JSON") from None
    except (ValueError, RecursionError):
        raise InputError(
            f"{file} is nested too deep, or a number is too long", hint="check that it is CSL-JSON"
        ) from None


def _places(text: str) -> Iterator[tuple[int, Any]]:
    decoder = json.JSONDecoder()
    place = _next(text, text.index("[") + 1)
    while text[place] != "]":
        entry, end = decoder.raw_decode(text, place)
        yield place, entry
        place = _next(text, end)


def _next(text: str, place: int) -> int:
    """The next place that is neither white space nor a comma between entries."""
    while text[place] in " \t\r\n,":
        place += 1
    return place


def _reference(entry: Any, number: int, location: Location, taken: dict[str, int]) -> Reference:
    id = str(entry["id"]).strip() if isinstance(entry, dict) and isinstance(entry.get("id"), str | int) else ""
    key = shared.unique(id or str(number), taken)
    extra = (("key", id),) if id and id != key else ()
    try:
        item, bad = shared.with_identifiers(_item(entry))
        if shared.states_nothing(item):
            raise ValueError(shared.no_identifier(*bad[0]) if bad else "it states nothing")
    except ValueError as error:
        raw = shared.one_line_of(json.dumps(entry))
        return Reference(key=key, raw=raw, location=location, problem=f"entry {number}: {error}", extra=extra)
    return Reference(key=key, raw=shared.one_line(item), location=location, item=item, extra=extra + bad)


def _item(entry: Any) -> Item:
    """ValueError, in words, for an entry that is not CSL-JSON."""
    if not isinstance(entry, dict):
        raise ValueError("it is not an object")
    if _malformed(entry):
        wrong = [name for name, value in entry.items() if _malformed({name: value})]
        raise ValueError(f"{', '.join(wrong)} not as CSL-JSON has it")
    return from_csl(entry)


def _malformed(entry: Mapping[str, Any]) -> bool:
    try:
        json.dumps(entry, ensure_ascii=False).encode()  # half a surrogate pair can be read but never written
        from_csl(entry)
    except (ValueError, OverflowError):
        return True
    return False


def _recognises(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"[", b"{") and b'"' in start


FORMAT = Format(
    name="csl-json",
    title="CSL-JSON",
    suffixes=(".json",),
    media_type="application/vnd.citationstyles.csl+json",
    recognises=_recognises,
    read=read,
    write=write,
)
