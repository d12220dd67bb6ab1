"""Tables out: comma or tab between cells, a quote before what a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from citecheck.formats import table
from citecheck.interfaces import Exported

# https://owasp.org/www-community/attacks/CSV_Injection; a number such as -5 is harmless.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]\d+(?:[.,]\d+)?")


def write(exported: Iterable[Exported], delimiter: str) -> Iterator[bytes]:
    """RFC 4180 with line feeds, UTF-8."""
    for cells in table.table(exported):
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow([_guarded(cell) for cell in cells])
        yield text.getvalue().encode("utf-8", "replace")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
