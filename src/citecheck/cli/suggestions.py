"""The changes of `citecheck fix` as suggestions that a reviewer takes over with one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from citecheck.errors import CitecheckError

if TYPE_CHECKING:
    from citecheck.fix.files import Editable
    from citecheck.interfaces import Edit
    from citecheck.model import Finding, Verdict
    from citecheck.reports.rdjson import Suggestion

_OF_FINDING = {"page": "pages", "container-title": "journal"}


def suggested(names: Sequence[str], format: str) -> Callable[[Verdict, Finding], list[Suggestion]]:
    """What is to be suggested for a finding; nothing where the file can't be mended, or its record is not sure."""
    files = {name: file for name in names if (file := _opened(name, format))}

    def of(verdict: Verdict, finding: Finding) -> list[Suggestion]:
        from citecheck.fix.changes import changes

        file = files.get(verdict.reference.location.file)
        field = _OF_FINDING.get(finding.field, finding.field)
        if not file or not field or not verdict.match:
            return []
        wanted = next((one for one in changes(verdict) if one.field == field), None)
        if not wanted or not wanted.claimed:
            return []
        edits = file.edit(file.text, verdict.reference, {field: wanted.found}).get(field, ())
        return [_placed(file.text, edit) for edit in edits]

    return of


def _opened(name: str, format: str) -> Editable | None:
    from pathlib import Path

    from citecheck.fix import files

    try:
        return files.opened(Path(name).read_bytes(), name, format)
    except (CitecheckError, OSError):
        return None


def _placed(text: str, edit: Edit) -> Suggestion:
    from citecheck.reports.rdjson import Suggestion

    return Suggestion(start=_place(text, edit.start), end=_place(text, edit.end), text=edit.text)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1; columns are bytes of UTF-8, as reviewdog counts them."""
    head = text[:offset]
    line = head.rpartition("\n")[2]
    return head.count("\n") + 1, len(line.encode("utf-8", "replace")) + 1
