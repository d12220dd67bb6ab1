"""Markdown, R Markdown and Quarto: the bibliography that the front matter names or holds, or a list in the text.

Citations: https://pandoc.org/MANUAL.html#citation-syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import finder, found_text, headings, inline, nearby, references
from citecheck.formats.documents.blocks import Block, paragraphs
from citecheck.formats.documents.links import around
from citecheck.interfaces import Document, Format
from citecheck.model import Citation, Location, Reference

_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TOP = re.compile(
    r"^(?P<name>bibliography|references|nocite)[ \t]*:[ \t]*(?P<value>.*(?:\n(?:[ \t]+.*|-[ \t].*|[ \t]*))*)", re.M
)
_HIDDEN = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+).*?^(?P=fence)[`~]*[ \t]*$|<!--.*?-->"
    r"|(?<!`)(?P<tick>`{1,5})(?!`)(?:(?!\n[ \t]*\n).){1,3000}?(?<!`)(?P=tick)(?!`)"
    r"|\$\$.*?\$\$",
    re.S | re.M,
)
_KEY = r"(?:\{[^{}\s]+\}|[\w][\w]*(?:[:.#$%&\-+?<>~/]+[\w]+)*/?)"
_CITE = re.compile(rf"(?<![\w\\@/.`])-?@(?P<key>{_KEY})")
_GROUP = re.compile(r"(?<!\\)\[(?P<body>[^\[\]]*?-?@[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\](?![(\[:])")
_CROSS = re.compile(
    r"(?:fig|tbl|tab|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|rem|sol|tip|nte|wrn|imp|cau|supp|app)(?:[-:.]|$)",
    re.I,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(<?([^()<>\s]*(?:\([^()]*\)[^()<>\s]*)*)>?(?:\s+\"[^\"]*\")?\)(?:\{[^{}]*\})?")
_AUTO = re.compile(r"<(https?://[^<>\s]+)>")
_TAG = re.compile(r"</?(?:div|span|p|br|a|em|i|b|strong|sup|sub|li|ol|ul|small|cite)\b[^<>]*>", re.I)
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(\S*(?:\s{1,9}\S+)*?)\s*#*\s*(?:\{[^{}]*\})?\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{3,})\s*$")
_NOTE = re.compile(r"\[\^([^\[\]]+)\]:\s*")
_BULLET = re.compile(r"\s*[-*+]\s+(?=\S)|\s*>\s?")
_ORDERED = re.compile(r"\s{0,3}(\d{1,4})[.)]\s+(?=\S)")
_FEW = 5  # keys that a text without a library may seem to cite
_DEFINITION = re.compile(r"\s{0,3}\[([^\[\]^]+)\]:\s+\S")


def recognises(head: bytes) -> bool:
    """Front matter that pandoc, Quarto or R Markdown would read."""
    text = head.replace(b"\r\n", b"\n")
    return bool(re.match(rb"\xef\xbb\xbf?\s*---[ \t]*\n|\s*---[ \t]*\n", text)) and bool(
        re.search(rb"^(?:bibliography|output|format|csl|title|references)[ \t]*:", text, re.M)
    )


def read(data: bytes, file: str) -> Document:
    """The references by their pandoc keys, cited ones only where a library is named; else the list in the text."""
    shared.not_blank(data, file)
    text = shared.decoded(data, file).replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(text)
    shown = _HIDDEN.sub(_blanked, _without_front(text, front))
    found = list(_citations(shown, file))
    library, failed = _library(front, file)
    keys = {one.key for one in library}
    library += inline.identified(found, keys)
    if library:
        return _with_library(library, found, front, failed)
    document = _with_list(shown, file, keyed=sum(len(one.targets) for one in found) > _FEW)
    if document is None:
        raise (
            failed[0]
            if failed
            else InputError(
                f"no reference list in {file}",
                hint="name one in its front matter (bibliography: refs.bib), or write it under a heading",
            )
        )
    return document


def _without_front(text: str, front: re.Match[str] | None) -> str:
    return "\n" * text.count("\n", 0, front.end()) + text[front.end() :] if front else text


def _blanked(match: re.Match[str]) -> str:
    """The same number of lines and characters, and nothing in them."""
    return re.sub(r"[^\n]", " ", match[0])


def _with_library(
    library: list[Reference], found: Sequence[Citation], front: re.Match[str] | None, failed: Sequence[InputError]
) -> Document:
    keys = {one.key for one in library}
    citations = [one for one in (_known(cited, keys) for cited in found) if one.targets]
    silent = [key for _, value in _fields(front, "nocite") for key in _keys(value)]
    cited = [*(key for one in citations for key in one.targets), *silent]
    if any(value.strip().strip("'\"| \n") == "@*" for _, value in _fields(front, "nocite")):
        cited.append("*")
    listed = references.cited_of(library, cited)
    listed += references.lost(citations, keys, failed)
    return Document(references=listed, citations=tuple(citations), notes=tuple(map(str, failed)))


def _known(citation: Citation, keys: set[str]) -> Citation:
    """Without keys of figures, tables and sections, which look the same."""
    return replace(citation, targets=tuple(key for key in citation.targets if key in keys or not _CROSS.match(key)))


def _citations(text: str, file: str) -> Iterator[Citation]:
    """Groups in brackets, and keys in the text."""
    last = 0
    for group in _GROUP.finditer(text):
        yield from _single(text, last, group.start(), file)
        if targets := tuple(_keys(group["body"])):
            yield _citation(text, group.start(), group.end(), targets, file)
        last = group.end()
    yield from _single(text, last, len(text), file)


def _single(text: str, start: int, end: int, file: str) -> Iterator[Citation]:
    for match in _CITE.finditer(text, start, end):
        yield _citation(text, match.start(), match.end(), (_bare(match["key"]),), file)


def _citation(text: str, start: int, end: int, targets: tuple[str, ...], file: str) -> Citation:
    line = text.count("\n", 0, start) + 1
    return Citation(
        text=" ".join(text[start:end].split()),
        targets=targets,
        location=Location(file=file, line=line, start=start, end=end),
        around=around(text, start, end),
    )


def _keys(text: str) -> list[str]:
    return [_bare(match["key"]) for match in _CITE.finditer(text)]


def _bare(key: str) -> str:
    return key.strip("{}")


def _fields(front: re.Match[str] | None, name: str) -> Iterator[tuple[int, str]]:
    """The line and the text of a field of the front matter."""
    for match in _TOP.finditer(front[1]) if front else ():
        if match["name"] == name and front:
            yield front.string.count("\n", 0, front.start(1) + match.start()) + 1, match["value"]


def _library(front: re.Match[str] | None, file: str) -> tuple[list[Reference], list[InputError]]:
    """What the front matter holds or names, and why some of it could not be read."""
    held = [one for line, value in _fields(front, "references") for one in inline.references(value, file, line)]
    named = ((name, line) for line, value in _fields(front, "bibliography") for name in _names(value))
    listed, failed = nearby.libraries(named, file)
    return [*held, *listed], failed


def _names(value: str) -> list[str]:
    """`a.bib`, `[a.bib, "b.bib"]`, or a list of lines with dashes."""
    value = re.sub(r"(?m)\s+#.*$", "", value).strip()
    parts = (
        value.strip("[]").split(",")
        if value.startswith("[")
        else [re.sub(r"^-\s+", "", one.strip()) for one in value.split("\n")]
    )
    return [one.strip().strip("'\"") for one in parts if one.strip().strip("'\"")]


def _with_list(text: str, file: str, *, keyed: bool) -> Document | None:
    """`keyed`: the text cites by keys, so that a list of its own stands under a heading or nowhere."""
    blocks = list(_blocks(text, file))
    found = finder.find(blocks, least=len(blocks) if keyed else 3)
    if not found.parts and (notes := [block for block in blocks if block.note]):
        found = finder.find([replace(block, listed=True) for block in notes], least=1)
    listed = list(references.references(found.entries()))
    if not listed:
        return None
    return Document(references=listed, citations=found_text.citations(paragraphs(found.outside()), listed))


def _blocks(text: str, file: str) -> Iterator[Block]:
    """The lines as they are printed, without markup."""
    apart, place, before = True, 0, ""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        start, place = place, place + len(line) + 1
        heading = _HEADING.match(line)
        under = (
            number < len(lines)
            and bool(_UNDERLINE.match(lines[number]))
            and len(line) <= headings.LONGEST
            and bool(line.strip())
        )
        note, ordered = _NOTE.match(line), _ORDERED.match(line)
        before = _next_number(ordered[1], before) if ordered else "" if heading else before
        bullet = _BULLET.match(line)
        bulleted = bool(bullet) or bool(_DEFINITION.match(line))
        mark = note or ordered or bullet
        shown, links = _shown(heading[2] if heading else line[mark.end() :] if mark else line)
        if not shown or _UNDERLINE.match(line) or line.startswith(":::"):
            apart = True
            continue
        yield Block(
            text=shown,
            location=Location(file=file, line=number, start=start, end=start + len(line)),
            apart=apart or bulleted or bool(note),
            heading=bool(heading) or under,
            note=bool(note),
            label=note[1] if note else before if ordered else "",
            links=links,
        )
        apart = bool(heading) or line.endswith("  ")


def _next_number(number: str, before: str) -> str:
    """Items that all have the number 1 are counted by whoever shows them."""
    return str(int(before) + 1) if before and int(number) <= 1 else number


def _shown(line: str) -> tuple[str, tuple[str, ...]]:
    links = tuple(match[2] for match in _LINK.finditer(line))
    text = _LINK.sub(lambda match: match[1] or "", line)
    text = _AUTO.sub(lambda match: match[1], text)
    text = _TAG.sub("", text)
    for _ in range(2):
        text = _EMPHASIS.sub(lambda match: match[2], text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!@$<>~^|'\"-])", r"\1", text).strip(), links


FORMAT = Format(
    name="markdown",
    title="Markdown",
    suffixes=(".md", ".markdown"),
    media_type="text/markdown",
    recognises=recognises,
    read=read,
)
QUARTO = replace(FORMAT, name="quarto", title="Quarto", suffixes=(".qmd",))
RMARKDOWN = replace(FORMAT, name="rmarkdown", title="R Markdown", suffixes=(".rmd",))
