"""Word documents by python-docx, and the same printed as PDF by LibreOffice where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

_SECONDS = 120  # for one document


def present() -> bool:
    """Can documents be printed by LibreOffice here?"""
    return shutil.which("soffice") is not None


def docx(parts: Sequence[tuple[str, Sequence[str]]], *, labels: str, columns: int = 1, hyphens: bool = False) -> bytes:
    """`parts`: headings with what stands under each; the second one is the list."""
    from docx import Document

    document = Document()
    document.sections[0].header.paragraphs[0].text = "Journal of Bones 12 (2004)"
    if hyphens:
        document.settings.element.insert(0, _element("w:autoHyphenation"))
    if columns > 1:
        document.sections[0]._sectPr.append(_element("w:cols", num=str(columns), space="400"))
    for number, (heading, texts) in enumerate(parts):
        document.add_heading(heading, 1)
        if number == 1:
            _list(document, texts, labels)
        else:
            for text in texts:
                document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _list(document: Any, texts: Sequence[str], labels: str) -> None:
    from docx.shared import Pt

    if labels == "table":
        table = document.add_table(rows=0, cols=2)
        for number, text in enumerate(texts, 1):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = str(number), text
        return
    for text in texts:
        paragraph = document.add_paragraph(text, style="List Number" if labels == "automatic" else None)
        if labels == "hanging":
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(18), Pt(-18)
            paragraph.paragraph_format.space_after = Pt(0)


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def printed(word: bytes) -> bytes:
    """The document as PDF. OSError where LibreOffice makes none in time."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "made.docx"
        source.write_bytes(word)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)
        return source.with_suffix(".pdf").read_bytes()
