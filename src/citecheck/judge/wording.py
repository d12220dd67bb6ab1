"""Works in words, for messages."""

from __future__ import annotations

from citecheck.model import Candidate


def in_words(candidate: Candidate) -> str:
    """A candidate in one phrase: `Mosca C 2022, “Newly Diagnosed …” (10.1007/s00223-021-00938-w)`."""
    item = candidate.item
    name = str(item.author[0]) if item.author else "an unnamed author"
    identifier = item.doi or (f"PMID {item.pmid}" if item.pmid else "no identifier")
    return f"{name} {item.year}, “{item.title}” ({identifier})".replace("  ", " ")
