"""The editor's report as a Word document, a table a reference, and the letter to the author; both fit to send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from citecheck.interfaces import ReportFormat
from citecheck.model import Report
from citecheck.reports import page
from citecheck.reports.shared import encodable, visible
from citecheck.reports.terminal import origin

if TYPE_CHECKING:
    from citecheck.reports.queries import Query


def parts(report: Report) -> Iterator[bytes]:
    """What must be looked at first, then a line for each reference that is fine."""
    document = _document(page.title(report))
    entries = list(page.entries(report))
    pressing = [one for one in entries if not one.fine]
    document.add_paragraph(page.sentence(report, len(pressing)))
    for line in origin(report):
        document.add_paragraph(_text(line), style="Caption")
    for group in page.groups(entries):
        document.add_heading(f"{group.title} ({len(group.entries)})", level=2)
        for entry in group.entries:
            _table(document, entry)
    fine = [one for one in entries if one.fine]
    if fine:
        document.add_heading(f"Agree with their records ({len(fine)})", level=2)
    for entry in fine:
        document.add_paragraph(_text(f"{entry.name}  {entry.beginning}"), style="List Bullet")
    yield _bytes(document)


def letter(heading: Mapping[str, str], groups: Sequence[tuple[str, Sequence[Query]]]) -> bytes:
    """The questions to the author."""
    document = _document(heading["title"])
    document.add_paragraph(_text(heading["greeting"]))
    for title, queries in groups:
        document.add_heading(_text(title), level=2)
        for query in queries:
            start = document.add_paragraph()
            start.add_run(_text(f"{query.name}: ")).bold = True
            start.add_run(_text(query.entry))
            for question in query.questions:
                document.add_paragraph(_text(question), style="List Bullet")
    document.add_paragraph(_text(heading["closing"]))
    return _bytes(document)


def _table(document: Any, entry: page.Entry) -> None:
    """What is claimed, what the record has, and what was found."""
    rows = [(f"Reference {entry.name}", entry.words), ("As claimed", "".join(part.text for part in entry.claimed))]
    if entry.record:
        rows.append((f"The record ({entry.record.sources})", "".join(part.text for part in entry.record.parts)))
        rows += [("", link.text) for link in entry.record.links if link.kind == "doi"]
    rows += [(str(one.severity).capitalize(), one.message) for one in entry.findings]
    rows += [("Waived", f"{one.message} ({one.waiver})") for one in entry.waived]
    rows += [(f"No answer from {name}", reason) for name, reason in entry.silent]
    rows += [("To ask the author", entry.question)] if entry.question else []
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = _text(label), _text(value)
    table.rows[0].cells[0].paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def _document(title: str) -> Any:
    from docx import Document

    document = Document()
    document.core_properties.title = _text(title)[:255]
    document.core_properties.author = "citecheck"
    document.add_heading(_text(title), level=1)
    return document


def _text(value: str) -> str:
    return encodable(visible(value))


def _bytes(document: Any) -> bytes:
    """The file, without the time at which it was packed: the same report is the same file."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


REPORT = ReportFormat(
    name="docx",
    title="a Word document, for an editor to send",
    suffix=".docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    parts=parts,
    needs={"docx": "docx"},
)
