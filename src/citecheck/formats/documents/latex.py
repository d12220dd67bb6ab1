"""LaTeX: the printed list (`thebibliography`, `.bbl`) or the .bib files it names, and the keys that the text cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from citecheck.errors import InputError
from citecheck.formats import shared
from citecheck.formats.documents import biblatex, nearby, references, tex_text
from citecheck.formats.documents.blocks import Block, Entry
from citecheck.formats.documents.links import around
from citecheck.formats.documents.tex_source import Source, expanded
from citecheck.interfaces import Document, Format
from citecheck.model import Citation, Location, Reference

_LIST = re.compile(
    r"\\begin\s*\{(?:thebibliography|CSLReferences|references)\}(.*?)(?:\\end\s*\{(?:thebibliography|CSLReferences"
    r"|references)\}|\Z)",
    re.S,
)
_ITEM = re.compile(
    r"\\(?:bibitem|reference|bibitemdeclare)\b\s*(?:%?\s*\[(?P<label>(?:[^\[\]{}]|\{(?:[^{}]|\{(?:[^{}]"
    r"|\{[^{}]*\})*\})*\}|\[[^\]]*\])*)\])?\s*%?\s*\{(?P<key>[^{}]*)\}"
)
_BIBLATEX = re.compile(r"\\entry\s*\{[^{}]*\}\s*\{[^{}]*\}")
_FILES = re.compile(
    r"\\(?:bibliography|addbibresource|addglobalbib|nobibliography|bibliofile)\*?\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}"
)
_CITE = re.compile(
    r"\\(?P<name>(?:[A-Za-z]{0,12}?(?:[Cc]ite|CITE)(?:p|t|alp|alt|author|year|yearpar|title|num|s|ts|ps|url|date"
    r"|fullauthor|text)?)|nocite)(?![A-Za-z])\*?"
    r"(?P<rest>(?:\s*(?:\[[^\]]*\]|\([^()]*\)))*\s*\{[^{}]*\}(?:(?:\s*\[[^\]]*\])*\{[^{}]*\})*)"
)
_OPTIONS = re.compile(r"\[[^\]]*\]|\([^()]*\)")
_KEYS = re.compile(r"\{([^{}]*)\}")
_NO_CITE = frozenset("citestyle citetext bibcite DeclareCite citeproctext citename setcite recite".split())
_DEFINED = re.compile(
    r"\\(?:re)?(?:newcommand|def|providecommand|DeclareCiteCommand|newcites|let)\b[^\n]*|\\bibitem\s*\[[^\n]*"
)


def recognises(head: bytes) -> bool:
    """A document, a part of one that has citations, or a list that BibTeX or biber wrote."""
    return bool(
        re.search(
            rb"^\s*\\(?:documentclass|begin\s*\{thebibliography\}|bibitem|usepackage|entry\{)|biblatex auxiliary file",
            head,
            re.M,
        )
    )


def read(data: bytes, file: str) -> Document:
    """The references that are printed, with their keys; where only .bib files are named, those of them that are"
    " cited."""
    shared.not_blank(data, file)
    decoded = shared.decoding(data, file)
    source = expanded(decoded.text, file)
    found = list(_citations(source))
    cited = list(dict.fromkeys(key for one, _ in found for key in one.targets))
    listed, failed = _printed(source) or _compiled(source, file), list[InputError]()
    if not listed:
        library, failed = nearby.libraries(_named(source), file)
        listed = references.cited_of(library, cited)
        listed += references.lost((one for one, _ in found), (one.key for one in listed), failed) if listed else ()
    if not listed and failed:
        raise failed[0]
    if not listed:
        raise InputError(f"no reference list in {file}", hint="name the .bbl or .bib file")
    keys = {one.key for one in listed}
    citations = tuple(one for one, silent in found if not silent or set(one.targets) & keys)
    return Document(
        references=listed,
        citations=tuple(replace(one, targets=_known(one.targets, keys)) for one in citations),
        notes=(*decoded.notes(file), *map(str, failed)),
    )


def _known(targets: Sequence[str], keys: set[str]) -> tuple[str, ...]:
    """`*` of \\nocite{*} means all."""
    return tuple(key for target in targets for key in (sorted(keys) if target == "*" else [target]))


def _printed(source: Source) -> list[Reference]:
    """The entries of the lists in the text itself, by \\bibitem or as biblatex keeps them."""
    if _BIBLATEX.search(source.text):
        return list(biblatex.references(source))
    taken: dict[str, int] = {}
    answer: list[Reference] = []
    for whole in _LIST.finditer(source.text):
        body, base = whole[1], whole.start(1)
        items = list(_ITEM.finditer(body))
        for at, item in enumerate(items):
            end = items[at + 1].start() if at + 1 < len(items) else len(body)
            entry = _entry(item, body[item.end() : end], source.at(base + item.start()))
            answer += _reference(entry, taken, item["key"].strip(), len(answer) + 1)
    return answer


def _entry(item: re.Match[str], tex: str, where: Location) -> Entry:
    text, addresses = tex_text.printed(tex)
    label = tex_text.printed(item["label"] or "")[0]
    return Entry(text=text, first=Block(text=text, location=where), label=label[:40], links=addresses)


def _reference(entry: Entry, taken: dict[str, int], key: str, number: int) -> Iterator[Reference]:
    for made in references.references([entry], least=-4):
        yield replace(made, key=shared.unique(key or str(number), taken))


def _compiled(source: Source, file: str) -> list[Reference]:
    """The .bbl that LaTeX would print: beside the document, under its name."""
    path = Path(file).with_suffix(".bbl")
    if file.startswith("<") or path == Path(file) or not path.is_file():
        return []
    held = nearby.data(path.name, file, 1)
    return _printed(expanded(shared.decoded(held, str(path)), str(path)))


def _named(source: Source) -> Iterator[tuple[str, int]]:
    """The .bib files that it names, each with the line."""
    for match in _FILES.finditer(source.text):
        for name in match[1].split(","):
            if name := name.strip():
                yield name if "." in Path(name).name else f"{name}.bib", source.at(match.start()).line


def _citations(source: Source) -> Iterator[tuple[Citation, bool]]:
    """Each command that cites, and whether it prints nothing."""
    text = _DEFINED.sub(lambda match: " " * len(match[0]), source.text)
    for match in _CITE.finditer(text):
        if match["name"] in _NO_CITE:
            continue
        groups = _KEYS.findall(_OPTIONS.sub("", match["rest"]))
        keys = [
            key.strip()
            for group in (groups if match["name"].lower().endswith("cites") else groups[:1])
            for key in group.split(",")
        ]
        if targets := tuple(key for key in keys if key and "#" not in key and "\\" not in key):
            where = source.at(match.start())
            shown = " ".join(match[0].split())
            yield (
                Citation(text=shown, targets=targets, location=where, around=around(text, match.start(), match.end())),
                match["name"] == "nocite",
            )


FORMAT = Format(
    name="latex",
    title="LaTeX",
    suffixes=(".tex", ".bbl", ".ltx", ".latex"),
    media_type="application/x-latex",
    recognises=recognises,
    read=read,
)
