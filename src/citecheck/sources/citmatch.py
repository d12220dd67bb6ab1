"""PubMed's Citation Matcher API: the PMIDs, at most twenty, that the text of a citation may mean.

Documented in PubMed's help (https://pubmed.ncbi.nlm.nih.gov/help/, "Citation Matcher API"): three requests a second,
never two at once, a User-Agent with the name of the project. It guesses: what it names is compared like all else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from citecheck import normalize
from citecheck.interfaces import Client, Endpoint, Limits, Request, Response, Run, Unanswered
from citecheck.model import Item
from citecheck.settings import Settings
from citecheck.sources.shared import parsed

KIND = "citmatch"
MOST = 20
_LONGEST = 600
_TITLE_WORDS = 4


class Matcher:
    """Asks about one citation at a time."""

    def __init__(self, run: Run, client: Client) -> None:
        self._address = MATCHER.address(run.settings)
        self._client = client

    def pmids(self, text: str) -> tuple[str, ...]:
        """What the text may mean; none where nothing fits. Raises Unanswered."""
        params = {"method": "heuristic", "raw-text": text}
        answer = self._client.send(Request(kind=KIND, url=f"{self._address}/", params=params), _fault)
        if answer.status != 200:
            raise Unanswered(f"refused our question ({answer.status})")
        return tuple(str(one["pubmed"]) for one in parsed(answer.content)["result"]["uids"] if one.get("pubmed"))[:MOST]


def text(item: Item) -> str:
    """What to ask about a reference: its own fields as a citation; "" where it has no title that could tell."""
    if len(normalize.words(item.title)) < _TITLE_WORDS:
        return ""
    people = ", ".join(name.literal or f"{name.family} {name.given}".strip() for name in item.author[:3])
    place = f"{item.year};{item.volume}:{item.locator}".strip(";:")
    parts = (people, item.title, item.container_title or item.container_title_short, place)
    return ". ".join(part.rstrip(".") for part in parts if part)[:_LONGEST]


def asked(settings: Settings) -> bool:
    """A mirror of the E-utilities says nothing of where its matcher is."""
    return "pubmed" not in settings.addresses or MATCHER.setting in settings.addresses


def _fault(answer: Response) -> str:
    if answer.status != 200:
        return ""
    try:
        body: Any = parsed(answer.content)
        uids = body["result"]["uids"] if body["success"] is True else None
    except (KeyError, TypeError):
        return "answer was not as documented"
    except ValueError as error:
        return str(error)
    whole = isinstance(uids, list) and all(isinstance(one, Mapping) for one in uids)
    return "" if whole else "answer was not as documented"


def _empty(request: Request) -> Response:
    body = {"success": True, "result": {"count": 0, "type": "uids", "uids": []}}
    return Response(200, {}, json.dumps(body).encode())


def _probe(settings: Settings) -> Request:
    asked = {"method": "heuristic", "raw-text": "nucleotide sequences required for tn3 transposition immunity"}
    return Request(kind=KIND, url=f"{MATCHER.address(settings)}/", params=asked)


MATCHER = Endpoint(
    setting="citmatch",
    title="PubMed citation matcher",
    default="https://pubmed.ncbi.nlm.nih.gov/api/citmatch",
    limits=lambda settings: Limits(per_second={KIND: 3.0}, in_flight=1),
    words=lambda request: "citations as text",
    empty=_empty,
    probe=_probe,
    used=asked,
)
