"""PMCIDs to PMIDs, through NCBI's ID converter. It knows only what is in PubMed Central.

https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/: 200 identifiers a call, all of one type.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from citecheck import normalize
from citecheck.interfaces import Client, Endpoint, Limits, Request, Response, Run, Unanswered
from citecheck.settings import Settings
from citecheck.sources.entrez import us
from citecheck.sources.shared import parsed

MOST = 200
KIND = "idconv"


class Converter:
    """Asks for many PMCIDs at once."""

    def __init__(self, run: Run, client: Client) -> None:
        self._settings = run.settings
        self._client = client

    def pmids(self, pmcids: Sequence[str]) -> Mapping[str, str]:
        """The PMID of each; "" where the article is not in PubMed Central, or not in PubMed. Raises Unanswered."""
        answer = self._client.send(_asked(self._settings, pmcids), _fault)
        if answer.status != 200:
            raise Unanswered(f"refused our question ({answer.status})")
        found = {pmcid: pmid for record in parsed(answer.content)["records"] for pmcid, pmid in [_pair(record)]}
        if not set(pmcids) <= found.keys():
            raise Unanswered("identifier converter left some out")
        return {pmcid: found[pmcid] for pmcid in pmcids}


def _asked(settings: Settings, pmcids: Sequence[str]) -> Request:
    params = {"ids": ",".join(pmcids), "idtype": "pmcid", "format": "json", "versions": "no", **us(settings)}
    return Request(kind=KIND, url=f"{CONVERTER.address(settings)}/", params=params)


def _empty(request: Request) -> Response:
    unknown = [{"requested-id": one, "status": "error"} for one in request.params.get("ids", "").split(",")]
    return Response(200, {}, json.dumps({"status": "ok", "records": unknown}).encode())


CONVERTER = Endpoint(
    setting="idconv",
    title="PMC id converter",
    default="https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles",
    limits=lambda settings: Limits(per_second={KIND: 3.0}, in_flight=3),
    words=lambda request: "look-ups of PMCIDs",
    empty=_empty,
    probe=lambda settings: _asked(settings, ["PMC13901"]),
)


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
