"""The loop that a user would write by hand: for each reference one search in Crossref, one in PubMed, one fetch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from standins.works import StandinWork

_PAUSE = 1 / 3  # as Crossref asks; Bio.Entrez pauses by itself


def seconds_each(works: list[StandinWork], crossref_url: str, eutils_base: str) -> float:
    """Seconds a reference, asked one after the other with the pauses that the services ask for."""
    habanero: Any = import_module("habanero")
    entrez: Any = import_module("Bio.Entrez")
    entrez.email, entrez.tool = "bench@reading-room.net", "bench"
    client = habanero.Crossref(base_url=crossref_url, mailto="bench@reading-room.net", timeout=30)
    begun = time.monotonic()
    with _redirected(entrez, eutils_base):
        for work in works:
            words = " ".join(f"{author.initials} {author.family}" for author in work.authors[:3])
            client.works(query_bibliographic=f"{words} {work.year} {work.volume} {work.pages}", limit=5)
            time.sleep(_PAUSE)
            first = work.authors[0]
            term = f"{first.family} {first.initials[:1]}[1au] AND {work.year}[dp] AND {work.volume}[vi]"
            with entrez.esearch(db="pubmed", term=term, retmax=5) as handle:
                found = entrez.read(handle)["IdList"]
            if found:
                with entrez.efetch(db="pubmed", id=",".join(found), retmode="xml") as handle:
                    handle.read()
    return (time.monotonic() - begun) / len(works)


@contextmanager
def _redirected(entrez: Any, base: str) -> Iterator[None]:
    """Bio.Entrez has its address in its functions: what it opens is sent to `base`."""
    original = entrez.urlopen

    def opened(request: Any, *others: Any) -> Any:
        address = urlsplit(request.full_url)
        request.full_url = f"{base}{address.path.rpartition('/')[2]}?{address.query}"
        return original(request, *others)

    entrez.urlopen = opened
    try:
        yield
    finally:
        entrez.urlopen = original
