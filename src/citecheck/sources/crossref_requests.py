"""habanero writes the requests to Crossref; it does not send them.

habanero checks the names of fields and filters and knows how they are written. But it has no pace and no retries, and
takes a refusal for an absence. So its modules are loaded once more for us alone, and where they would call their HTTP
library they meet a `_Slip`, which takes the address and the parameters down and hands them back as the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from citecheck.interfaces import Request
from citecheck.sources.net.own_copy import own_copy


def works(address: str, kind: str, **question: Any) -> Request:
    """The request of `habanero.Crossref.works(**question)` to the service at this address."""
    message = _crossref()(base_url=address).works(**question)["message"]
    return Request(kind=kind, url=message["url"], params=message["params"])


class _Slip:
    """An answer of habanero's HTTP library whose message is the request itself."""

    headers: Mapping[str, str] = {"Content-Type": "application/json"}
    status_code = 200

    def __init__(self, url: str, params: Mapping[str, str]) -> None:
        self._message = {"url": url, "params": params, "total-results": 0}

    def raise_for_status(self) -> None:
        """Nothing was sent, so nothing was refused."""

    def json(self) -> Mapping[str, Any]:
        return {"message": self._message}


@cache
def _crossref() -> Any:
    """The class `habanero.Crossref` whose requests end in a slip."""
    library = SimpleNamespace(
        get=lambda url, params, **others: _Slip(url, params), HTTPStatusError=_Never, HTTPError=_Never
    )
    single, lists, home = map(own_copy, ("habanero.request", "habanero.request_class", "habanero.crossref.crossref"))
    single.httpx2 = lists.httpx2 = library
    home.request, home.Request = single.request, lists.Request
    return home.Crossref


class _Never(Exception):
    """What an HTTP library raises; a slip never fails."""
