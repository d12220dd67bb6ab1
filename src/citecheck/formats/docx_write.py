"""Paragraphs with italics, bold, and raised or lowered letters as a Word document: the least that Word opens."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_MARKS = {
    "i": "<w:i/>",
    "b": "<w:b/>",
    "sup": '<w:vertAlign w:val="superscript"/>',
    "sub": '<w:vertAlign w:val="subscript"/>',
}
_THE_SAME_EACH_TIME = (1980, 1, 1, 0, 0, 0)


def write(paragraphs: list[str]) -> Iterator[bytes]:
    """One paragraph for each line of HTML."""
    body = "".join(f"<w:p>{''.join(_runs(one))}</w:p>" for one in paragraphs)
    document = f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", document))
        for name, text in parts:
            archive.writestr(zipfile.ZipInfo(name, _THE_SAME_EACH_TIME), text.encode("utf-8", "replace"))
    yield target.getvalue()


def _runs(paragraph: str) -> Iterator[str]:
    on: list[str] = []
    for piece in re.split(r"(</?[a-z][^<>]*>)", paragraph):
        if piece.startswith("<"):
            name = piece.strip("</>").split()[0]
            if name in _MARKS and piece.startswith("</") and name in on:
                on.remove(name)
            elif name in _MARKS and not piece.startswith("</"):
                on.append(name)
        elif piece:
            marks = "".join(_MARKS[name] for name in dict.fromkeys(on))
            text = escape(html.unescape(piece))
            yield f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
