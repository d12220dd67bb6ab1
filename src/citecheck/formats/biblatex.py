"""biblatex in and out: read as BibTeX is, written with biblatex's kinds of entry, dates and names of fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citecheck.formats.tex import edit, read, write
from citecheck.interfaces import Exported, Format


def _write(exported: Iterable[Exported], variant: str) -> Iterator[bytes]:
    return write.write(exported, write.BIBLATEX)


FORMAT = Format(
    name="biblatex",
    title="biblatex",
    suffixes=(".biblatex",),
    media_type="application/x-bibtex",
    read=read.read,
    write=_write,
    edit=edit.edit,
)
