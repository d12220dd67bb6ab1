"""The page: paste or drop a list, see what was understood, mend it, watch it settle, decide, download."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.concurrency import run_in_threadpool
from starlette.formparsers import MultiPartException

from citecheck import plugins
from citecheck.errors import CitecheckError
from citecheck.interfaces import Format, ReportFormat, SourceInfo
from citecheck.model import Outcome, Reference, Severity, Verdict
from citecheck.reports.html import environment as report_templates
from citecheck.reports.page import entries as entry_list
from citecheck.reports.page import remarks as remark_list
from citecheck.reports.page import rule_list
from citecheck.reports.shared import OUTCOME_WORDS, counted, visible
from citecheck.web.decisions import ACCEPT, REJECT, choices, decided
from citecheck.web.guard import COOKIE
from citecheck.web.state import State, client_of, state_of
from citecheck.web.store import DRAFT, OPEN, Listed, Part
from citecheck.web.texts import translator

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Shared = Annotated[State, Depends(state_of)]
_A_PAGE = 200  # references shown at a time
_WEIGHT = {Outcome.NOT_FOUND: 4, Outcome.MISMATCH: 3, Outcome.UNREADABLE: 2, Outcome.UNDECIDED: 1, Outcome.VERIFIED: 0}


@cache
def _templates() -> Environment:
    """The templates of this room over those of the HTML report, whose pieces they show."""
    made = report_templates().overlay(
        loader=ChoiceLoader([PackageLoader("citecheck.web"), PackageLoader("citecheck.reports")])
    )
    made.filters |= {"day": _day}
    made.globals |= {"t": translator(), "words": OUTCOME_WORDS, "counted": counted}
    return made


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %B %Y")


def _page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_templates().get_template(name).render(**values), status_code=status)


@router.get("/")
def start(shared: Shared) -> HTMLResponse:
    """Where a list is given."""
    sources = sorted(plugins.values("sources", SourceInfo), key=lambda one: one.rank)
    known = [
        one for one in sources if one.wanted(shared.options.settings) or one.name in shared.options.settings.sources
    ]
    formats = [one for one in plugins.values("formats", Format) if one.read]
    return _page("start.html", sources=known, formats=formats, offline=shared.options.settings.offline)


@router.post("/lists")
async def give(request: Request, shared: Shared) -> Response:
    """Read what was given, and show what was understood."""
    try:
        data, name, format, options = await _given(request)
    except MultiPartException as error:
        return _page("message.html", 400, sentence=error.message[:200])
    try:
        id, _ = await shared.add(
            data,
            client=client_of(request),
            name=name,
            format=format,
            options=options,
            state=DRAFT,
        )
    except HTTPException as error:
        return _page("message.html", error.status_code, sentence=error.detail)
    return RedirectResponse(f"/lists/{id}", status_code=303)


async def _given(request: Request) -> tuple[bytes, str, str, dict[str, Any]]:
    """The list, its name, its format, and what is wished for it; a file counts more than a text."""
    async with request.form(max_files=1, max_fields=30) as form:
        data, name = str(form.get("text") or "").encode("utf-8", "surrogatepass"), "list"
        file = form.get("file")
        if file is not None and not isinstance(file, str) and file.filename:
            data, name = await file.read(), file.filename.replace("\\", "/").rsplit("/", 1)[-1][-200:]
        options = {"sources": [str(one) for one in form.getlist("sources")], "offline": bool(form.get("offline"))}
        return data, name, str(form.get("format") or ""), options


@router.get("/lists/{id}")
def show(
    id: str, shared: Shared, sort: str = "list", show: str = "", first: Annotated[int, Query(ge=0, le=10**9)] = 0
) -> HTMLResponse:
    """A list: what was understood of it, or its verdicts as far as they are known."""
    listed = shared.store.listed(id)
    if listed is None:
        return _page("message.html", 404, sentence=translator()("gone"))
    if listed.state == DRAFT:
        parts = shared.store.parts(id, first=first, number=_A_PAGE)
        return _page("draft.html", listed=listed, parts=parts, first=first, size=_A_PAGE)
    return _page("list.html", **_list_values(shared, listed, sort, show, first))


@router.get("/lists/{id}/state")
def state(id: str, shared: Shared, sort: str = "list", show: str = "", first: int = 0) -> HTMLResponse:
    """The part of the page that changes while a list is being checked."""
    return _page("state.html", **_list_values(shared, shared.listed(id), sort, show, first))


def _list_values(shared: State, listed: Listed, sort: str, show: str, first: int) -> dict[str, Any]:
    parts = shared.store.parts(listed.id)
    report = shared.report(listed, parts)
    entries = list(entry_list(report))
    rows = list(zip(parts, report.verdicts, entries, strict=True))
    counts = {outcome: report.count(outcome) for outcome in Outcome}
    if show in {str(outcome) for outcome in Outcome}:
        rows = [row for row in rows if row[1].outcome == show]
    if sort == "look":
        rows.sort(key=lambda row: -_weight(row[0], row[1]))
    return {
        "listed": listed, "rows": rows[first : first + _A_PAGE], "number": len(rows), "first": first, "size": _A_PAGE,
        "counts": counts, "sort": sort, "show": show, "open": listed.state in OPEN,
        "waits": shared.jobs.waits(listed.id),
        "reports": list(plugins.values("reports", ReportFormat)),
        "formats": [one for one in plugins.values("formats", Format) if one.write], "choices": choices,
        "rules": rule_list(entries, report),
        "remarks": list(remark_list(report.remarks)),
    }  # fmt: skip


def _weight(part: Part, verdict: Verdict) -> float:
    """How much a reference wants to be looked at."""
    worst = max((finding.severity for finding in verdict.findings), default=Severity.NOTE)
    return 10 * worst + _WEIGHT[verdict.outcome] - (100 if part.seen else 0)


@router.post("/lists/{id}/start")
def begin(id: str, shared: Shared) -> Response:
    """Check the references of a draft."""
    shared.listed(id)
    shared.store.begin(id)
    shared.jobs.wake()
    return RedirectResponse(f"/lists/{id}", status_code=303)


@router.post("/lists/{id}/stop")
def stop(id: str, shared: Shared) -> Response:
    """Ask no more; what is known stays."""
    shared.listed(id)
    shared.jobs.cancel(id)
    return RedirectResponse(f"/lists/{id}", status_code=303)


@router.post("/lists/{id}/delete")
def delete(id: str, shared: Shared) -> Response:
    """Delete the list with all that was said of it."""
    shared.listed(id)
    shared.jobs.forget(id)
    shared.store.delete(id)
    return RedirectResponse("/", status_code=303)


Text = Annotated[str, Form(max_length=20_000)]


@router.post("/lists/{id}/{place}/edit")
async def edit(request: Request, id: str, place: int, shared: Shared, text: Text = "") -> Response:
    """Write a reference otherwise; in a list that was checked, check it again."""
    listed, part = shared.listed(id), shared.part(id, place)
    line = " ".join(text.split())
    try:
        read = await run_in_threadpool(
            shared.readers.read, f"1. {line}\n".encode("utf-8", "surrogatepass"), "text", "text"
        )
    except CitecheckError as error:
        return _page("message.html", 422, sentence=str(error))
    before = part.reference
    reference = replace(read[0], key=before.key, location=before.location, extra=before.extra)
    if listed.state == DRAFT:
        shared.store.mended(id, place, reference)
    else:
        await run_in_threadpool(_checked_again, shared, listed, place, reference)
    return _shown_again(request, shared, id, place)


def _checked_again(shared: State, listed: Listed, place: int, reference: Reference) -> None:
    shared.store.replaced(listed.id, place, shared.jobs.again(reference, listed.options))


@router.post("/lists/{id}/{place}/decide")
def decide(
    request: Request,
    id: str,
    place: int,
    shared: Shared,
    what: Text = "",
    work: Text = "0",
    who: Text = "",
    why: Text = "",
) -> Response:
    """Accept one of the works that were found, or reject the match; who and why are kept."""
    part = shared.part(id, place)
    allowed = range(len(choices(part.verdict))) if part.verdict else ()
    if what not in (ACCEPT, REJECT) or not part.verdict or (what == ACCEPT and work not in map(str, allowed)):
        raise HTTPException(422, "there is no such choice")
    decision = {"what": what, "work": work, "who": visible(who)[:200], "why": visible(why)[:1000]}
    shared.store.replaced(id, place, decided(part.verdict, decision), decision=decision)
    return _shown_again(request, shared, id, place)


@router.post("/lists/{id}/{place}/seen")
def seen(request: Request, id: str, place: int, shared: Shared) -> Response:
    """Mark a reference as seen, or as not seen."""
    part = shared.part(id, place)
    shared.store.mark_seen(id, place, not part.seen)
    return _shown_again(request, shared, id, place)


def _shown_again(request: Request, shared: State, id: str, place: int) -> Response:
    """The reference alone where a script asks, else the page at its place."""
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"/lists/{id}#r{place}", status_code=303)
    listed, part = shared.listed(id), shared.part(id, place)
    if listed.state == DRAFT:
        return _page("understood.html", listed=listed, part=part)
    report = shared.report(listed)
    values: dict[str, Any] = {
        "verdict": report.verdicts[place],
        "entry": list(entry_list(report))[place],
        "choices": choices,
    }
    return _page("reference.html", listed=listed, part=part, open=False, **values)


@router.get("/static/report.css")
def style() -> Response:
    """The look of the HTML report, which the page shares."""
    text = files("citecheck.reports").joinpath("templates", "report.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css")


@router.get("/privacy")
def privacy(shared: Shared) -> HTMLResponse:
    """What is sent to whom."""
    settings = shared.options.settings
    sources = [one for one in plugins.values("sources", SourceInfo) if one.endpoints]
    services = [
        (one.title, endpoint.title, endpoint.address(settings))
        for one in sources
        for endpoint in one.endpoints
        if not endpoint.opens  # no service: nothing that a server does
    ]
    return _page("privacy.html", services=services, offline=settings.offline)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The API on a page that needs nothing from elsewhere; `/openapi.json` has the same for programs."""
    return _page("docs.html", paths=request.app.openapi()["paths"])


@router.get("/login")
def login(wrong: bool = False) -> HTMLResponse:
    """Where the token is given."""
    return _page("login.html", wrong=wrong)


@router.post("/login")
def enter(request: Request, shared: Shared, token: Text = "") -> Response:
    """Keep the token in a cookie that no script and no other site sees."""
    import hmac

    if not hmac.compare_digest(token.encode(), shared.options.token.encode()):
        return _page("login.html", 403, wrong=True)
    answer = RedirectResponse("/", status_code=303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, quote(token), httponly=True, samesite="strict", secure=secure, path="/")
    return answer
