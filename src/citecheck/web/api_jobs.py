"""The API for lists: send one, watch it, fetch the report and the completed list, delete it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException

from citecheck import api, plugins
from citecheck.errors import SettingsError
from citecheck.formats import choice
from citecheck.interfaces import Format, ReportFormat
from citecheck.web.screening import screening
from citecheck.web.state import State, client_of, state_of
from citecheck.web.store import OPEN, Listed

router = APIRouter(prefix="/api", tags=["lists"])
Shared = Annotated[State, Depends(state_of)]
_TICK = 0.25  # seconds between two looks at a list that is watched
_LONGEST = 60.0  # seconds that an answer is held back


class Check(BaseModel):
    """A list to check: its text, or its references as CSL-JSON items."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(max_length=20_000_000)] = ""
    items: Annotated[list[dict[str, Any]], Field(max_length=20_000)] = []
    format: Annotated[str, Field(max_length=40, description="the format of the text; found out where it is empty")] = ""
    name: Annotated[str, Field(max_length=200)] = "list"
    sources: Annotated[list[str], Field(max_length=10)] = []
    offline: bool = False


class Job(BaseModel):
    """A list and how far it is; `verdicts` have the shape of the JSON report."""

    id: str
    state: str
    name: str
    progress: dict[str, float | int]
    error: str = ""
    summary: dict[str, Any] = {}
    verdicts: list[dict[str, Any]] = []
    links: dict[str, str] = {}


@router.post("/check", status_code=201, response_model=Job, responses={k: {} for k in (400, 413, 415, 422, 429)})
async def check(
    request: Request,
    shared: Shared,
    wait: Annotated[float, Query(ge=0, le=_LONGEST, description="seconds to wait until it is done")] = 0,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> Job:
    """Send a list as JSON (`text` or `items`), or a file as `multipart/form-data` in the field `file`."""
    data, asked = await _sent(request)
    _check_sources(asked)
    options = {"sources": asked.sources, "offline": asked.offline}
    id, _ = await shared.add(
        data, client=client_of(request), name=asked.name, format=asked.format, options=options, key=idempotency_key
    )
    until = time.monotonic() + wait
    while (listed := shared.listed(id)).state in OPEN and time.monotonic() < until:
        await asyncio.sleep(_TICK)
    return await run_in_threadpool(_job, shared, listed)


async def _sent(request: Request) -> tuple[bytes, Check]:
    """The bytes of the list and what is wished for it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _form(request)
    if kind != "application/json":
        raise HTTPException(415, "send application/json or multipart/form-data")
    try:
        asked = Check.model_validate_json(await request.body())
    except ValueError as error:
        raise HTTPException(422, _first(error)) from None
    if asked.items:
        return json.dumps(asked.items).encode("utf-8", "surrogatepass"), asked.model_copy(update={"format": "csl-json"})
    return asked.text.encode("utf-8", "surrogatepass"), asked


async def _form(request: Request) -> tuple[bytes, Check]:
    try:
        async with request.form(max_files=1, max_fields=20) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise HTTPException(422, "the form has no field named file")
            return await file.read(), _wished(form, _base(file.filename or "") or "file")
    except MultiPartException as error:
        raise HTTPException(400, f"the form can't be read: {error.message[:200]}") from None


def _wished(form: FormData, name: str) -> Check:
    plain = {field: str(form[field]) for field in ("format", "offline") if form.get(field)}
    sources = [one for one in str(form.get("sources") or "").split(",") if one]
    try:
        return Check(name=name, sources=sources, **plain)  # type: ignore[arg-type]  # texts are read as what they say
    except ValueError as error:
        raise HTTPException(422, _first(error)) from None


def _base(name: str) -> str:
    """The last part of a file name, whatever parted it: it is only shown, and tells the suffix."""
    return name.replace("\\", "/").rsplit("/", 1)[-1][-200:]


def _first(error: ValueError) -> str:
    return str(error).split("\n", 2)[0][:300] if not hasattr(error, "errors") else str(error.errors()[0]["msg"])


def _check_sources(asked: Check) -> None:
    known = plugins.names("sources")
    for name in asked.sources:
        if name not in known:
            raise HTTPException(422, f"no source named {name!r}; known: {', '.join(known)}")
    if asked.format and asked.format not in plugins.names("formats"):
        raise HTTPException(422, f"no format named {asked.format!r}")


def _job(shared: State, listed: Listed) -> Job:
    known = shared.store.parts(listed.id)
    report = json.loads(api.render(shared.report(listed, known), "json"))
    waits = {f"waiting for {service}": seconds for service, seconds in shared.jobs.waits(listed.id).items()}
    here = f"/api/jobs/{listed.id}"
    return Job(
        id=listed.id,
        state=listed.state,
        name=listed.name,
        progress={"done": listed.done, "all": listed.size, **waits},
        error=listed.error,
        summary=report["summary"],
        verdicts=[one for one, part in zip(report["verdicts"], known, strict=True) if part.verdict],
        links={
            "page": f"/lists/{listed.id}", "events": f"{here}/events", "report": f"{here}/report.json",
            "screening": f"{here}/screening",
        },
    )  # fmt: skip


@router.get("/jobs/{id}", response_model=Job, responses={404: {}})
def job(id: str, shared: Shared) -> Job:
    """A list, how far it is, and the verdicts so far."""
    return _job(shared, shared.listed(id))


@router.delete("/jobs/{id}", status_code=204, responses={404: {}})
def delete(id: str, shared: Shared) -> Response:
    """Stop asking for a list, and delete it with all that was said of it."""
    shared.listed(id)
    shared.jobs.forget(id)
    shared.store.delete(id)
    return Response(status_code=204)


@router.post("/jobs/{id}/stop", response_model=Job, responses={404: {}})
def stop(id: str, shared: Shared) -> Job:
    """Ask no more for a list; what is known stays."""
    shared.listed(id)
    shared.jobs.cancel(id)
    return _job(shared, shared.listed(id))


@router.get("/jobs/{id}/events", responses={404: {}})
async def events(id: str, shared: Shared) -> StreamingResponse:
    """Server-sent events: `progress` while it runs, `end` with the state at the end."""
    shared.listed(id)
    return StreamingResponse(_events(id, shared), media_type="text/event-stream")


async def _events(id: str, shared: State) -> AsyncIterator[str]:
    begun, first, before = time.monotonic(), None, None
    while listed := await run_in_threadpool(shared.store.listed, id):
        first = listed.done if first is None else first
        rate = (listed.done - first) / max(time.monotonic() - begun, 0.001)
        waits = ", ".join(f"{service} {seconds:.0f} s" for service, seconds in shared.jobs.waits(id).items())
        now = (listed.done, listed.state, waits)
        if now != before:
            told = {
                "done": listed.done,
                "all": listed.size,
                "state": listed.state,
                "rate": round(rate, 1),
                "waits": waits,
            }
            yield f"event: progress\ndata: {json.dumps(told)}\n\n"
            before = now
        if listed.state not in OPEN:
            yield f"event: end\ndata: {json.dumps({'state': listed.state, 'error': listed.error})}\n\n"
            return
        await asyncio.sleep(_TICK)


@router.get("/jobs/{id}/report.{format}", responses={404: {}})
def report(id: str, format: str, shared: Shared) -> Response:
    """The report in one of the report formats, as far as it is known."""
    chosen = _known("reports", format, ReportFormat)
    body = b"".join(chosen.parts(shared.report(shared.listed(id))))
    return _download(body, chosen.media_type, f"report{chosen.suffix}")


@router.get("/jobs/{id}/export.{format}", responses={404: {}})
def export(id: str, format: str, shared: Shared, include_unmatched: bool = False) -> Response:
    """The completed list in one of the bibliography formats."""
    chosen = _known("formats", format.partition(":")[0], Format)
    try:
        choice.writer(format)
        parts = api.exported(shared.report(shared.listed(id)), format, include_unmatched=include_unmatched)
        body = b"".join(parts)
    except SettingsError as error:
        raise HTTPException(404, f"{error}; hint: {error.hint}") from None
    return _download(body, chosen.media_type, f"references{(chosen.suffixes or ('.txt',))[0]}")


def _known(kind: str, name: str, type: Any) -> Any:
    try:
        return plugins.value(kind, name, type)
    except SettingsError as error:
        raise HTTPException(404, f"{error}; {error.hint}") from None


def _download(body: bytes, media_type: str, name: str) -> Response:
    """A file to save: never shown as a page of ours, whatever is in it."""
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


@router.get("/jobs/{id}/screening", responses={404: {}})
def screened(id: str, shared: Shared) -> JSONResponse:
    """The screening result of a list (see docs/api.md)."""
    listed = shared.listed(id)
    return JSONResponse(screening(listed, shared.report(listed)))
