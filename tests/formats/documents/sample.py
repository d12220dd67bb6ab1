"""A small article of our own, set in every format that is read."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

LIST = (
    "Mosca C, Card T, Roe R. Bones and teeth of two islands. Gut. 2004;53(2):251-255.",
    "Doe J, Poe A. Salt in the diet of mice. J Salt Res. 2011;7:12-19. doi:10.5555/salt.2011.7",
    "Stone P. A handbook of stones. 2nd ed. Riverside: Pebble Press; 1999.",
    "Brook W, Marsh L, Field M, et al. Rain and growth in wet years. Weather Notes. 2015;12(3):e20602.",
)
TEXT = (
    "Teeth were counted on both islands [1]. Salt was weighed twice [2,3], as others did.",
    "Rain fell in most years [1-3], and more than before [4]. See equation (2) and Figure 3 for 24 hours.",
)
BYLINE = "Jane Roe, Department of Stones, jane.roe@example.org"


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """An archive with these parts, the first one first."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, **parts: str) -> bytes:
    """A Word document with this body; `parts`: others by name, `_` for the dot before xml."""
    held: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    held |= {f"word/{name.replace('_xml', '.xml')}": text for name, text in parts.items()}
    return zipped(held)


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def field(instruction: str, shown: str) -> str:
    """The runs of a complex field."""
    instruction = instruction.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>{shown}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def plain(lines: Sequence[str] = LIST, *, heading: str = "References", label: str = "{}. ") -> str:
    """The article as text."""
    listed = [label.format(number) + text for number, text in enumerate(lines, 1)]
    return (
        "\n\n".join(["Two islands", BYLINE, *TEXT, heading, *listed, "Figure legends", "Figure 1. Islands in 2003."])
        + "\n"
    )


def pdf(lines: Sequence[str], *, size: int = 10, left: float = 60, top: float = 780) -> bytes:
    """Pages with these lines, 55 on each."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=True)
    for start in range(0, max(len(lines), 1), 55):
        canvas.setFont("Times-Roman", size)
        for number, line in enumerate(lines[start : start + 55]):
            indent = 14 if line.startswith("    ") else 0
            canvas.drawString(left + indent, top - 13 * number, line.strip())
        canvas.showPage()
    canvas.save()
    return out.getvalue()
