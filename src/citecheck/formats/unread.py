"""Kinds of file that are recognised so that they can be refused by name: none may be taken for a plain list."""

from __future__ import annotations

import re
from collections.abc import Callable

from citecheck.interfaces import Format


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _holds(pattern: str) -> Callable[[bytes], bool]:
    """True where a line near the beginning is like this, whatever the encoding of the letters."""
    compiled = re.compile(pattern.encode(), re.M)
    return lambda head: bool(compiled.search(_bare(head)))


def _bare(head: bytes) -> bytes:
    """Without byte order mark; of UTF-16 the bytes that matter; with one kind of line end."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head[2:].replace(b"\0", b"") if wide else head.removeprefix(b"\xef\xbb\xbf")
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _kind(title: str, recognises: Callable[[bytes], bool], hint: str) -> Format:
    return Format(name="", title=title, recognises=recognises, hint=hint)


_AS_LIST = "save the reference list as plain text or CSV"
_EXPORT = "export the list as CSL-JSON or CSV"
UNREAD = (
    _kind("an Office file or an archive", _begins(b"PK\x03\x04", b"PK\x05\x06"), _AS_LIST),
    _kind("an old Office file", _begins(b"\xd0\xcf\x11\xe0"), _AS_LIST),
    _kind("a compressed file", _begins(b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd"), "unpack it first"),
    _kind("an image", _begins(b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\0", b"MM\0*"), _AS_LIST),
    _kind("XML", _holds(r"\A\s*<(?:\?xml|!doctype|!--|[A-Za-z][\w:.-]*[\s/>])"), _AS_LIST),
    _kind("PubMed's own format", _holds(r"\A\s*PMID- ?\d+"), _EXPORT),
    _kind("RIS", _holds(r"^TY {1,2}- ?\w+"), _EXPORT),
    _kind("a tagged EndNote file", _holds(r"\A\s*%[0-9A-Z] \S.*\n%[0-9A-Z@!] "), _EXPORT),
    _kind("a Web of Science export", _holds(r"\A\s*(?:FN .*\nVR |PT [A-Z]\n)"), _EXPORT),
)
