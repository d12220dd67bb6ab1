"""Which kind of records a file holds, told by its content: names of files lie."""

from __future__ import annotations

import re
from typing import Any

from citecheck.catalogue import bounded, json_lines, notices, pubmed
from citecheck.catalogue.inputs import Input
from citecheck.errors import InputError

PUBMED, CROSSREF, CSL, NOTICES = "pubmed", "crossref", "csl-json", "retraction-watch"
HEAD = 1 << 16
_HINT = "give PubMed XML, a Crossref data file, CSL-JSON or the Retraction Watch table, plain or gzipped"
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"{\0", b"\0{", b"[\0", b"\0[")
# Fields that only Crossref's own records have.
_CROSSREF = frozenset({"indexed", "deposited", "reference-count", "references-count", "prefix", "member", "created"})
_CSL = frozenset({"type", "id", "author", "issued"})
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_ELEMENT = re.compile(rb"<(\w[\w:.-]*)")
_LISTS = ("title", "container-title", "short-container-title")


def recognise(path: Input) -> str:
    """The kind of `path`. Reads a little of it, at most one record. Raises InputError for anything else."""
    start = _head(path, HEAD)
    if not start:
        raise InputError(f"{path} is empty", hint=_HINT)
    if start.startswith(_UTF_16):
        raise InputError(f"{path} is not in UTF-8", hint="save it in UTF-8")
    start = start.removeprefix(_BOM).lstrip()
    if (element := _ELEMENT.search(_COMMENT.sub(b"", start))) and start.startswith(b"<"):
        return _xml_kind(path, element[1])
    if start.startswith((b"{", b"[")) and (kind := _json_kind(path)):
        return kind
    if notices.is_header(_first_line(start).decode("utf-8", "replace")):
        return NOTICES
    raise InputError(f"{path} holds no kind of records known here", hint=_HINT)


def _first_line(start: bytes) -> bytes:
    """The first line, of a file whose lines end in any way."""
    return start.partition(b"\n" if b"\n" in start else b"\r")[0]


def _head(path: Input, size: int) -> bytes:
    try:
        return bounded.head(path, size)
    except FileNotFoundError:
        raise InputError(f"no file {path}", hint="check the path") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder", hint="name the files in it") from None
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}", hint="check its permissions") from None
    except bounded.Broken as error:
        raise InputError(f"{path} can't be read: {error}", hint="fetch the file again") from None


def _xml_kind(path: Input, root: bytes) -> str:
    if root in pubmed.ROOTS:
        return PUBMED
    raise InputError(f"{path} is {root.decode('utf-8', 'replace')[:40]}, not PubMed XML", hint=_HINT)


def _json_kind(path: Input) -> str:
    """The kind of the first object that looks like one of ours."""
    try:
        for chunk in json_lines.chunks(bounded.blocks(path)):
            for line in chunk.data.split(b"\n", 10)[:10]:
                if line.strip() and (kind := _kind_of(line)):
                    return kind
            return ""
    except bounded.Broken as error:
        raise InputError(f"{path} can't be read: {error}", hint="check that it is JSON") from None
    return ""


def _kind_of(line: bytes) -> str:
    try:
        kinds = [_record_kind(record) for record in json_lines.records(line)]
    except json_lines.UNREADABLE:
        return ""
    return next(filter(None, kinds), "")


def _record_kind(record: Any) -> str:
    if not isinstance(record, dict):
        return ""
    if any(isinstance(record.get(field), list) for field in _LISTS):
        return CROSSREF
    if _CROSSREF & record.keys() and not isinstance(record.get("title"), str):
        return CROSSREF
    return CSL if len(_CSL & record.keys()) > 1 else ""
