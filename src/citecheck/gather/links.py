"""Which address of a reference is worth a visit."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck import normalize
from citecheck.model import Item, Reference

_WEB = re.compile(r"https?://[^\s<>\"]+", re.I)
# The registries answer for what is there.
_REGISTRIES = re.compile(
    r"(?:^|\.)(?:doi\.org|ncbi\.nlm\.nih\.gov|arxiv\.org|crossref\.org|datacite\.org|hdl\.handle\.net|europepmc\.org)$",
    re.I,
)
_CUT_END = re.compile(r"[-_=&?%~.,]$|\.\.|…")
_BEHIND = frozenset(").,;:>]}\"'”’|")
_GOES_ON = re.compile(r"\s+(?:[\w%~-]*[/=&?#_%~]|[\w-]+\.(?:html?|pdf|php|aspx?|xml)\b)")


def visitable(reference: Reference) -> str:
    """The address, "" where there is none to visit: the registries answer for it, or it may have been cut in print."""
    url = (reference.item or Item()).url.strip()
    if not _WEB.fullmatch(url) or normalize.doi(url) or normalize.arxiv_doi(url):
        return ""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return "" if not host or _REGISTRIES.search(host) or _may_be_cut(url, reference.raw) else url


def _may_be_cut(url: str, raw: str) -> bool:
    """True where the printed text may go on with the address, behind a space or a line break or without one."""
    behind = raw.partition(url)[2]
    if _CUT_END.search(url):
        return True
    at_once = behind[:1]
    return bool(at_once) and (_GOES_ON.match(behind) is not None if at_once.isspace() else at_once not in _BEHIND)
