"""What a file of records holds, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.model import Notice, Work


@dataclass(frozen=True, slots=True)
class Entry:
    """One registry's description of one work.

    `key` names the description for good: a later entry with the same key replaces an earlier one.
    `version` orders entries of one key within a file (a PMID's versions); the highest wins.
    """

    key: str
    work: Work
    version: int = 0


@dataclass(frozen=True, slots=True)
class Deletion:
    """The description with this key is withdrawn (PubMed's DeleteCitation)."""

    key: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A notice about the works with this DOI or PMID, told by a third party (Retraction Watch)."""

    notice: Notice
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A record, or the rest of a file, that can't be read: where, and why in one sentence."""

    file: str
    position: str
    message: str
