"""PMCIDs to PMIDs, through NCBI's ID converter. It knows only what is in PubMed Central.

https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/: 200 identifiers a call, all of one type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from citecheck import normalize
from citecheck.settings import Settings
from citecheck.sources.net.client import Gate, Response, Silent, gate
from citecheck.sources.shared import parsed

MOST = 200
KIND = "idconv"


class Converter:
    """Asks for many PMCIDs at once."""

    def __init__(self, settings: Settings, one: Gate | None = None) -> None:
        self._url = settings.idconv_url.rstrip("/") + "/"
        self._mailto = settings.mailto
        self._gate = one or gate(settings, settings.idconv_url, {KIND: 3.0}, 3)

    def pmids(self, pmcids: Sequence[str]) -> Mapping[str, str]:
        """The PMID of each; "" where the article is not in PubMed Central, or not in PubMed. Raises Silent."""
        us = {"tool": "citecheck"} | ({"email": self._mailto} if self._mailto else {})
        asked = {"ids": ",".join(pmcids), "idtype": "pmcid", "format": "json", "versions": "no", **us}
        answer = self._gate.send("GET", self._url, kind=KIND, params=asked, check=_fault)
        if answer.status != 200:
            raise Silent(f"refused our question ({answer.status})")
        found = {pmcid: pmid for record in parsed(answer.content)["records"] for pmcid, pmid in [_pair(record)]}
        if not set(pmcids) <= found.keys():
            raise Silent("identifier converter left some out")
        return {pmcid: found[pmcid] for pmcid in pmcids}


def _pair(record: Mapping[str, Any]) -> tuple[str, str]:
    """What was asked and its PMID, which is a number or a text. An article with versions still has its own PMCID."""
    asked = normalize.pmcid(str(record.get("requested-id") or record.get("pmcid") or ""))
    return asked, normalize.pmid(str(record.get("pmid") or ""))


def _fault(answer: Response) -> str:
    if answer.status != 200:
        return ""
    try:
        body = parsed(answer.content)
        records = body["records"] if body["status"] == "ok" else None
    except (KeyError, TypeError):
        return "answer was not as documented"
    except ValueError as error:
        return str(error)
    whole = isinstance(records, list) and all(isinstance(record, dict) for record in records)
    return "" if whole else "answer was not as documented"
