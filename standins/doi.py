"""A stand-in for the DOI system (handles, registration agencies) and for DataCite's records, on one address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from .limits import Limit
from .server import Reply, Seen, Standin

JSON = {"Content-Type": "application/json;charset=UTF-8"}


class DoiStandin(Standin):
    """Knows the DOIs of `registered`, a mapping to the agency's name, and DataCite's records of `described`."""

    def __init__(
        self,
        *,
        registered: Mapping[str, str] | None = None,
        described: Mapping[str, Mapping[str, Any]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.described = dict(described or {})
        self.registered = dict.fromkeys(self.described, "DataCite") | dict(registered or {})

    def limit_for(self, request: Seen) -> Limit:
        if request.path.startswith("/dois"):
            known = "mailto:" in request.headers.get("user-agent", "")
            return Limit("datacite", "all", 1000 if known else 500, window=300.0)
        return Limit("all", "all", 10)

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        return {}

    def refusal(self, request: Seen, limit: Limit) -> Reply:
        return Reply(429, b"")

    def respond(self, request: Seen) -> Reply:
        for start, tell in (("/api/handles/", self._handle), ("/doiRA/", self._agency), ("/dois/", self._record)):
            if request.path.startswith(start):
                rest = request.path.removeprefix(start)
                return tell(rest if start == "/doiRA/" else unquote(rest))
        if request.path == "/dois":
            return self._list(request.params.get("query", ""))
        return Reply(404, b"<html>", {"Content-Type": "text/html"})

    def _handle(self, doi: str) -> Reply:
        if doi.lower() not in self.registered:
            return _reply(404, {"responseCode": 100, "handle": doi})
        location = {"format": "string", "value": f"https://example.org/{doi}"}
        values = [{"index": 1, "type": "URL", "data": location, "ttl": 86400}]
        return _reply(200, {"responseCode": 1, "handle": doi, "values": values})

    def _agency(self, listed: str) -> Reply:
        """For DOIs, separated by commas; an error is told under 200."""
        return _reply(200, [{"DOI": doi, **self._said_of(doi)} for doi in map(unquote, listed.split(","))])

    def _said_of(self, doi: str) -> dict[str, str]:
        if not doi.startswith("10.") or "/" not in doi:
            return {"status": "Invalid DOI"}
        agency = self.registered.get(doi.lower())
        if agency is None:
            return {"status": "DOI does not exist"}
        return {"RA": agency} if agency else {"status": "Unknown"}

    def _record(self, doi: str) -> Reply:
        attributes = self.described.get(doi.lower())
        if attributes is None:
            return _reply(
                404, {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}
            )
        return _reply(200, {"data": _record(doi, attributes)})

    def _list(self, query: str) -> Reply:
        """`doi:("A" OR "B")`: those that are described."""
        asked = [doi.lower() for doi in re.findall(r'"([^"]+)"', query)]
        return _reply(200, {"data": [_record(doi, self.described[doi]) for doi in asked if doi in self.described]})


def _record(doi: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": doi, "type": "dois", "attributes": {"doi": doi, **attributes}}


def _reply(status: int, body: Any) -> Reply:
    return Reply(status, json.dumps(body).encode(), JSON)
