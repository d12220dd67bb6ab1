"""CSL-YAML in and out: pandoc's `references:`, and Hayagriva's mapping by key, which looks like it, in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from citecheck.errors import InputError
from citecheck.formats import csl_flavours, csl_json, encodings, shared
from citecheck.formats.libraries import needed
from citecheck.interfaces import Document, Exported, Format
from citecheck.model import Location, Reference

_DEEPEST, _ALIASES = 60, 200
_HINT = "check that it is CSL-YAML"
_HEAD = re.compile(
    rb"(?:\A|\n)references[ \t]*:[ \t]*\n\s*- |\A(?:---[ \t]*\n)?- (?:id|type|title|author|issued):", re.I
)
_HAYAGRIVA = re.compile(rb"\A(?:#[^\n]*\n|\s)*[^\s:{\[][^\n:]*:[ \t]*\n[ \t]+(?:type|title|author)[ \t]*:")


def read(data: bytes, file: str) -> Document:
    """One reference for each entry, in order."""
    decoded = encodings.decode(data, file)
    return Document(references=shared.not_empty(_references(decoded.text, file), file), notes=decoded.notes(file))


def _references(text: str, file: str) -> Iterator[Reference]:
    yaml = needed("yaml", "yaml")

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        lines = _checked(yaml.parse(text, Loader=loader), file)
        documents = list(yaml.load_all(text, Loader=loader))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}, column {mark.column + 1}" if mark else file
        said = shared.one_line_of(str(getattr(error, "problem", None) or error)).rstrip(".")
        raise InputError(f"{where} is not YAML: {said}", hint=_HINT) from None
    taken: dict[str, int] = {}
    found = [entry for document in documents for entry in _entries(document)]
    placed = lines if len(lines) == len(found) else []
    for number, entry in enumerate(found, 1):
        place = Location(file=file, line=placed[number - 1] if placed else 1)
        yield csl_json.reference(entry, number, place, taken)


def _checked(events: Iterable[Any], file: str) -> list[int]:
    """The line of each entry. InputError for a document that would not fit the memory or the stack."""
    depth = aliases = 0
    lines: dict[int, list[int]] = {}
    for event in events:
        name = type(event).__name__
        if name == "AliasEvent":
            aliases += 1
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            if name == "MappingStartEvent":
                lines.setdefault(depth, []).append(event.start_mark.line + 1)
            depth += 1
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
        if depth > _DEEPEST or aliases > _ALIASES:
            what = "nested too deep" if depth > _DEEPEST else "made of too many aliases"
            raise InputError(f"{file}:{event.start_mark.line + 1} is {what}", hint=_HINT)
    # Entries are mappings in a list, which is the document or stands under one of its names.
    return lines.get(2, []) if 0 in lines else lines.get(1, [])


def _entries(document: Any) -> Iterator[Any]:
    for entry in csl_flavours.entries_of(document):
        yield _from_hayagriva(entry) if isinstance(entry, Mapping) and _is_hayagriva(entry) else entry


_HAYAGRIVA_TYPES = {
    "article": "article-journal", "book": "book", "chapter": "chapter", "anthos": "chapter", "thesis": "thesis",
    "report": "report", "web": "webpage", "blog": "post-weblog", "proceedings": "book",
    "conference": "paper-conference",
        "patent": "patent", "repository": "software", "video": "motion_picture", "misc": "",
    "newspaper": "article-newspaper",
}  # fmt: skip


def _is_hayagriva(entry: Mapping[str, Any]) -> bool:
    type_ = str(entry.get("type", ""))
    return "issued" not in entry and (
        "serial-number" in entry or "parent" in entry or "date" in entry or type_.lower() in ("web", "anthos")
    )


def _from_hayagriva(entry: Mapping[str, Any]) -> dict[str, Any]:
    parents = entry.get("parent") or {}
    parent = parents[0] if isinstance(parents, list) and parents else parents
    parent = parent if isinstance(parent, Mapping) else {}
    serial = entry.get("serial-number") or parent.get("serial-number") or {}
    serial = serial if isinstance(serial, Mapping) else {"doi": serial}
    found = {name: value for name, value in entry.items() if name not in ("parent", "serial-number", "date", "type")}
    type_ = _HAYAGRIVA_TYPES.get(str(entry.get("type", "")).lower(), "")
    if type_ == "article-journal" and str(parent.get("type", "")).lower() == "proceedings":
        type_ = "paper-conference"
    publisher = entry.get("publisher") or parent.get("publisher")
    found |= {
        "type": type_,
        "issued": str(entry.get("date") or parent.get("date") or ""),
        "container-title": _value(parent.get("title")),
        "volume": entry.get("volume") or parent.get("volume") or "",
        "issue": entry.get("issue") or parent.get("issue") or "",
        "page": entry.get("page-range") or "",
        "DOI": serial.get("doi", ""), "ISBN": serial.get("isbn", ""), "ISSN": serial.get("issn", ""),
        "PMID": serial.get("pmid", ""), "PMCID": serial.get("pmcid", ""),
        "title": _value(entry.get("title")),
        "publisher": publisher.get("name", "") if isinstance(publisher, Mapping) else publisher or "",
        "URL": _value(entry.get("url")),
    }  # fmt: skip
    if isinstance(publisher, Mapping) and publisher.get("location"):
        found["publisher-place"] = publisher["location"]
    for name in ("page-range", "url"):
        found.pop(name, None)
    return found


def _value(value: Any) -> str:
    return str(value.get("value", "")) if isinstance(value, Mapping) else str(value or "")


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """A mapping with the entries under `references`, as pandoc reads it."""
    yaml = needed("yaml", "yaml")

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    yield b"---\nreferences:\n"
    none = True
    for one in exported:
        none = False
        text = yaml.dump([csl_flavours.entry(one)], Dumper=dumper, allow_unicode=True, sort_keys=False, width=100)
        yield text.encode("utf-8", "replace")
    yield b"[]\n...\n" if none else b"...\n"


def recognises(head: bytes) -> bool:
    plain = encodings.bare(head)
    if plain.lstrip()[:1] in (b"[", b"{", b"<", b"@", b"%"):
        return False
    return bool(_HEAD.search(plain) and re.search(rb"\n?\s*-?\s*(?:id|type|title|author):", plain)) or bool(
        _HAYAGRIVA.match(plain)
    )


FORMAT = Format(
    name="csl-yaml",
    title="CSL-YAML",
    suffixes=(".yaml", ".yml"),
    media_type="application/yaml",
    recognises=recognises,
    read=read,
    write=write,
)
