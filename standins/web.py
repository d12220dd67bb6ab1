"""A stand-in for any server on the web: pages by their path, everything else is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .limits import Limit
from .server import Reply, Seen, Standin


class WebStandin(Standin):
    """`pages`: what is at each path; a reply for `HEAD /path` holds for that method alone."""

    def __init__(self, pages: Mapping[str, Reply] | None = None, **options: Any) -> None:
        super().__init__(limits=False, **options)
        self.pages = dict(pages or {})

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def limit_for(self, request: Seen) -> Limit:
        return Limit("", "all", 1000)

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        return {}

    def respond(self, request: Seen) -> Reply:
        for name in (f"{request.method} {request.path}", request.path):
            if name in self.pages:
                return self.pages[name]
        return Reply(404, b"nothing here")
