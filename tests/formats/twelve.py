"""Twelve works of our own, the sample of them in each format, and what a format has no place for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from citecheck import plugins
from citecheck.csl import from_csl
from citecheck.interfaces import Exported, Format
from citecheck.model import Item, Name

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
_ENTRIES = json.loads((SAMPLES / "items.json").read_text(encoding="utf-8"))
ITEMS: dict[str, Item] = {entry["id"]: from_csl(entry) for entry in _ENTRIES}
SUFFIX = {
    "bibtex": "bib", "biblatex": "biblatex", "ris": "ris", "nbib": "nbib", "endnote": "xml", "enw": "enw", "wos": "ciw",
    "csl-json": "json", "csl-yaml": "yaml", "csv": "csv", "tsv": "tsv", "xlsx": "xlsx",
    "ovid": "ovid.txt", "refworks": "refworks.txt", "pubmed-xml": "pubmed.xml",
    "cochrane": "cochrane.txt",
}  # fmt: skip
# Fields of an item that a format can't hold: they are not compared.
LACKS = {
    "cochrane": {"pmcid", "container_title_short"},
    "ovid": {"pmcid", "container_title_short"},
    "refworks": {"pmid", "pmcid"},
    "wos": {"pmcid"},
    "enw": {"container_title_short"},
    "nbib": {"type"},
}
TWO_ONLY = {"wos", "ovid", "refworks", "pubmed-xml", "cochrane"}  # samples of the first two works
# Formats that some other room reads, or that read prose.
ELSEWHERE = {"text", "docx", "html", "jats", "latex", "markdown", "odt", "pdf", "quarto", "rmarkdown", "rtf", "tei"}


def formats() -> list[Format]:
    """The formats under this contract: all that are read, but for prose and documents."""
    return [one for one in plugins.values("formats", Format) if one.read and one.name not in ELSEWHERE]


def sample(format: Format) -> bytes:
    return (SAMPLES / f"sample.{SUFFIX[format.name]}").read_bytes()


def comparable(item: Item, format: str) -> Item:
    """The item as far as this format can hold it; pages and article number as one, initials without full stops."""
    lacking = dict.fromkeys(LACKS.get(format, ()), "")
    authors = tuple(_bare(name) for name in item.author)
    return replace(item, author=authors, page=item.page or item.number, number="", **lacking)  # type: ignore[arg-type]


def _bare(name: Name) -> Name:
    if not name.given and not name.suffix:
        return Name(literal=name.literal or name.family)
    return replace(name, given=name.given.replace(".", ""), suffix=name.suffix.replace(".", ""))


def written(format: Format, items: dict[str, Item]) -> bytes:
    assert format.write
    return b"".join(format.write((Exported(key=key, item=item) for key, item in items.items()), ""))
