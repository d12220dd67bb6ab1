"""One loose reference string to an item, each part with its place in the text."""

from __future__ import annotations

from citecheck.formats.citation.parted import parted
from citecheck.formats.citation.reader import LONGEST, Unreadable, read

__all__ = ["LONGEST", "Unreadable", "parted", "read"]
