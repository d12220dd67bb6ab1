"""What all routes share: the store, the jobs, the readers, the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from citecheck.errors import CitecheckError
from citecheck.model import Report
from citecheck.web.jobs import Jobs, report_of
from citecheck.web.options import Options
from citecheck.web.reader import Readers
from citecheck.web.store import QUEUED, Listed, Part, Store


@dataclass(frozen=True, slots=True)
class State:
    """One a server."""

    options: Options
    store: Store
    jobs: Jobs
    readers: Readers

    def listed(self, id: str) -> Listed:
        """The list at this address; 404 where there is none."""
        found = self.store.listed(id)
        if found is None:
            raise HTTPException(404, "there is no such list; it may have expired")
        return found

    def part(self, id: str, place: int) -> Part:
        """One reference of it; 404 where it has none there."""
        found = self.store.part(id, place)
        if found is None:
            raise HTTPException(404, "the list has no reference there")
        return found

    def report(self, listed: Listed, parts: Sequence[Part] | None = None) -> Report:
        """The report of a list as far as it is known; `parts` where they have been read already."""
        known = self.store.parts(listed.id) if parts is None else parts
        return report_of(listed, known, self.options.settings)

    async def add(
        self,
        data: bytes,
        *,
        client: str,
        name: str,
        format: str = "",
        options: Mapping[str, Any],
        key: str = "",
        state: str = QUEUED,
    ) -> tuple[str, bool]:
        """Read a list and put it in the queue; its id, and whether it is new. 422, 413 or 429 with one sentence."""
        if self.store.waiting() >= self.options.most_waiting:
            raise HTTPException(429, "too many lists are waiting; try again later", {"retry-after": "60"})
        if self.store.waiting(client) >= self.options.most_waiting_a_client:
            raise HTTPException(429, "too many of your lists are waiting; try again later", {"retry-after": "60"})
        try:
            given = await run_in_threadpool(self.readers.document, data, name, format)
        except CitecheckError as error:
            raise HTTPException(422, f"{error}; hint: {error.hint}") from None
        if len(given.references) > self.options.most_references:
            raise HTTPException(413, f"the list has more than {self.options.most_references} references")
        added = await run_in_threadpool(
            lambda: self.store.add(
                given.references,
                client=client,
                name=name,
                options=options,
                life=self.options.life,
                idempotency=key,
                state=state,
                citations=given.citations,
                notes=given.notes,
            )
        )
        self.jobs.wake()
        return added


def state_of(request: Request) -> State:
    """The state of the server that this request came to."""
    state: State = request.app.state.citecheck
    return state


def client_of(request: Request) -> str:
    """Who asks, as far as limits are concerned."""
    return request.client.host if request.client else ""
