"""BibTeX in and out: the `.bib` files of LaTeX, JabRef, Mendeley, Zotero and publishers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citecheck.formats import encodings
from citecheck.formats.tex import edit, read, write
from citecheck.interfaces import Exported, Format

_ENTRY = re.compile(rb"^[ \t]*@[ \t]*[A-Za-z][\w-]*[ \t]*[{(][^@]", re.M)


def recognises(head: bytes) -> bool:
    return _ENTRY.search(encodings.bare(head)) is not None


def _write(exported: Iterable[Exported], variant: str) -> Iterator[bytes]:
    return write.write(exported, write.BIBTEX)


FORMAT = Format(
    name="bibtex",
    title="BibTeX",
    suffixes=(".bib", ".bibtex"),
    media_type="application/x-bibtex",
    recognises=recognises,
    read=read.read,
    write=_write,
    edit=edit.edit,
)
