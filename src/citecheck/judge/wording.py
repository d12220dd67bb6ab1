"""Works in words, for messages, and which of them are worth naming."""

from __future__ import annotations

from citecheck import plugins
from citecheck.model import Candidate, Level

_TELLING = ("first-author", "other-authors", "title", "doi", "pmid", "pmcid")


def in_words(candidate: Candidate) -> str:
    """A candidate in one phrase: `Mosca C 2022, “Newly Diagnosed …” (10.1007/s00223-021-00938-w)`."""
    item = candidate.item
    name = str(item.author[0]) if item.author else "an unnamed author"
    identifier = item.doi or (f"PMID {item.pmid}" if item.pmid else "no identifier")
    return f"{name} {item.year}, “{item.title}” ({identifier})".replace("  ", " ")


def is_near(candidate: Candidate) -> bool:
    """True for one worth showing beside a reference that has no match: some people or the title agree."""
    return any(candidate.agreement(field).level in (Level.EXACT, Level.CLOSE) for field in _TELLING)


def source_word(name: str) -> str:
    """The name of a source as it writes itself."""
    return str(plugins.load("sources", name).title) if name in plugins.names("sources") else name
