"""The .bbl of biblatex: `\\entry{key}{type}` with names and fields, as biber writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck import normalize
from citecheck.formats import shared
from citecheck.formats.documents.tex_source import Source
from citecheck.formats.documents.tex_text import printed
from citecheck.model import Item, Name, Reference

_ENTRY = re.compile(r"\\entry\s*\{([^{}]*)\}\s*\{([^{}]*)\}.*?(?:\\endentry|(?=\\entry\s*\{)|\Z)", re.S)
_FIELD = re.compile(r"\\(?:field|strng)\s*\{([^{}]*)\}\s*\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}")
_VERBATIM = re.compile(r"\\verb\s*\{(\w+)\}\s*\\verb\s+([^\n]*)")
_LIST = re.compile(r"\\list\s*\{(\w+)\}\s*\{\d+\}\s*\{%?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_NAMES = re.compile(r"\\name\s*\{author\}.*?(?=\n\s*\\(?!bib)[a-z]+\s*\{|\\endentry|\Z)", re.S)
_PART = re.compile(r"(?<![a-z])(family|given|prefix|suffix)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_TYPES = {
    "article": "article-journal", "book": "book", "inproceedings": "paper-conference", "incollection": "chapter",
    "inbook": "chapter", "thesis": "thesis", "phdthesis": "thesis", "report": "report", "online": "webpage",
    "techreport": "report", "mvbook": "book", "collection": "book", "software": "software", "dataset": "dataset",
}  # fmt: skip


def references(source: Source) -> Iterator[Reference]:
    """One reference for each entry, with its key."""
    taken: dict[str, int] = {}
    for match in _ENTRY.finditer(source.text):
        item = _item(match[2], match[0])
        key = shared.unique(match[1].strip() or "entry", taken)
        where = source.at(match.start())
        if shared.states_nothing(item):
            yield Reference(key=key, location=where, problem="it states nothing")
        else:
            yield Reference(key=key, raw=shared.one_line(item), location=where, item=item)


def _item(kind: str, tex: str) -> Item:
    fields = {name: printed(value)[0] for name, value in reversed(_FIELD.findall(tex))}
    verbatim = {name: value.strip() for name, value in reversed(_VERBATIM.findall(tex))}
    lists = {name: printed(value)[0] for name, value in reversed(_LIST.findall(tex))}
    year = re.search(r"\d{4}", fields.get("year") or fields.get("date") or "")
    title = ". ".join(filter(None, (fields.get("title"), fields.get("subtitle"))))
    return Item(
        type=_TYPES.get(kind, ""),
        title=title,
        author=tuple(_authors(tex)),
        container_title=fields.get("journaltitle") or fields.get("booktitle") or fields.get("maintitle") or "",
        issued=(int(year[0]),) if year else (),
        volume=fields.get("volume", ""),
        issue=fields.get("number") or fields.get("issue") or "",
        page=normalize.page_range(fields.get("pages", "").replace("–", "-")),
        number=fields.get("eid", ""),
        publisher=lists.get("publisher") or lists.get("institution") or "",
        doi=normalize.doi(verbatim.get("doi", "")),
        url=verbatim.get("url", ""),
    )


def _authors(tex: str) -> Iterator[Name]:
    for names in _NAMES.findall(tex)[:1]:
        for one in re.split(r"\{\{(?:[^{}]*)\}\{%?|hash=", names)[1:]:
            parts = {name: printed(value)[0] for name, value in reversed(_PART.findall(one))}
            family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
            if family:
                given = parts.get("given", "")
                yield (
                    Name(family=family, given=given, suffix=parts.get("suffix", "")) if given else Name(literal=family)
                )
