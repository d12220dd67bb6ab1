"""Kinds of file that are recognised so that they can be refused by name: none may be taken for a plain list."""

from __future__ import annotations

import re
from collections.abc import Callable

from citecheck.formats.encodings import bare
from citecheck.interfaces import Format


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _holds(pattern: str) -> Callable[[bytes], bool]:
    """True where a line near the beginning is like this, whatever the encoding of the letters."""
    compiled = re.compile(pattern.encode(), re.M)
    return lambda head: bool(compiled.search(bare(head)))


def _kind(title: str, recognises: Callable[[bytes], bool], hint: str) -> Format:
    return Format(name="", title=title, recognises=recognises, hint=hint)


_AS_LIST = "save the reference list as plain text or CSV"
_EXPORT = "export the list as RIS"

UNREAD = (
    _kind("an Office file or an archive", _begins(b"PK\x03\x04", b"PK\x05\x06"), _AS_LIST),
    _kind("an old Office file", _begins(b"\xd0\xcf\x11\xe0"), _AS_LIST),
    _kind("a compressed file", _begins(b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd"), "unpack it first"),
    _kind("an image", _begins(b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\0", b"MM\0*"), _AS_LIST),
    _kind("XML", _holds(r"\A\s*<(?:\?xml|!doctype|!--|[A-Za-z][\w:.-]*[\s/>])"), _AS_LIST),
    _kind("an Ovid export", _holds(r"^\s*<\d+\.? ?>\s*\n\s*[A-Z]"), _EXPORT),
    _kind("a tagged export", _holds(r"^[A-Z]{2}- \S.*\n(?:.*\n)*?[A-Z]{2}- "), _EXPORT),
)
