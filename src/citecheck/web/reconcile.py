"""A reconciliation service (Reconciliation Service API 0.2, Final Community Group Report of 10 April 2023,
https://reconciliation-api.github.io/specs/0.2/): a spreadsheet of references becomes linked data in OpenRefine.

The query is a reference as text; `author`, `year`, `journal`, `volume`, `issue`, `page`, `title`, `doi` and `pmid` may
come as properties. `match` is true for a verified work only.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from citecheck import normalize
from citecheck.errors import CitecheckError
from citecheck.formats import csv
from citecheck.interfaces import Identifier
from citecheck.model import Candidate, Item, Level, Outcome, Reference, Verdict
from citecheck.web.state import State, state_of
from citecheck.web.works import Held, held

router = APIRouter(prefix="/reconcile", tags=["reconciliation"])
Shared = Annotated[State, Depends(state_of)]
_TYPE = {"id": "work", "name": "Published work"}
_QUERY_PROPERTIES = ("title", "author", "year", "journal", "volume", "issue", "page", "doi", "pmid")
_EXTENDED = {
    "doi": "DOI", "pmid": "PMID", "title": "Title", "journal": "Journal", "year": "Year", "volume": "Volume",
    "issue": "Issue", "pages": "Pages", "retracted": "Retracted",
}  # fmt: skip
_CLOSENESS = {Level.EXACT: 1.0, Level.CLOSE: 0.7, Level.DIFFERENT: 0.0}
_MOST_QUERIES, _MOST_RESULTS = 50, 10


@router.get("", responses={400: {}})
async def asked_by_get(
    request: Request, shared: Shared, queries: Annotated[str, Query(max_length=8_000)] = "",
    extend: Annotated[str, Query(max_length=8_000)] = "",
) -> JSONResponse:  # fmt: skip
    """The manifest; with `queries`, the candidates of each; with `extend`, values of works."""
    return await _answered(request, shared, queries, extend)


@router.post("", responses={400: {}})
async def asked_by_post(
    request: Request, shared: Shared, queries: Annotated[str, Form()] = "", extend: Annotated[str, Form()] = ""
) -> JSONResponse:
    """The same by POST, as a form."""
    return await _answered(request, shared, queries, extend)


async def _answered(request: Request, shared: State, queries: str, extend: str) -> JSONResponse:
    if extend:
        return JSONResponse(await run_in_threadpool(_extended, shared, _object(extend)))
    if not queries:
        return JSONResponse(_manifest(str(request.base_url).rstrip("/")))
    asked = _object(queries)
    if len(asked) > _MOST_QUERIES:
        raise HTTPException(400, f"more than {_MOST_QUERIES} queries at once")
    return JSONResponse(await run_in_threadpool(_reconciled, shared, asked))


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise HTTPException(400, "that is not a JSON object")
    return value


def _manifest(base: str) -> dict[str, Any]:
    service = f"{base}/reconcile"
    return {
        "versions": ["0.2"],
        "name": "citecheck",
        "identifierSpace": "https://doi.org/",
        "schemaSpace": "https://docs.citationstyles.org/",
        "defaultTypes": [_TYPE],
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 430, "height": 200},
        "suggest": {
            "property": {"service_url": service, "service_path": "/suggest/property"},
            "type": {"service_url": service, "service_path": "/suggest/type"},
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def _reconciled(shared: State, asked: Mapping[str, Any]) -> dict[str, Any]:
    results = {}
    for name, query in asked.items():
        if not isinstance(query, dict):
            raise HTTPException(400, f"{name} is not a query")
        reference = _reference(query)
        limit = query.get("limit")
        most = limit if isinstance(limit, int) and 0 < limit <= _MOST_RESULTS else 3
        found = _candidates(shared.jobs.again(reference, {})) if reference else []
        results[str(name)] = {"result": found[:most]}
    return results


def _reference(query: Mapping[str, Any]) -> Reference | None:
    """The query as a row of a table: its text, and a column for each property."""
    row = {"reference": str(query.get("query") or "")}
    properties = query.get("properties")
    for one in properties if isinstance(properties, list) else ():
        if isinstance(one, dict) and one.get("pid") in _QUERY_PROPERTIES:
            row[str(one["pid"])] = _value(one.get("v"))
    try:
        (reference,) = csv.from_records([{name: value for name, value in row.items() if value}], "query")
    except (CitecheckError, ValueError):
        return None
    return reference if reference.item else None


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_value(one) for one in value)
    return str(value.get("name") or value.get("id") or "") if isinstance(value, dict) else str(value or "")


def _candidates(verdict: Verdict) -> list[dict[str, Any]]:
    sure = verdict.outcome is Outcome.VERIFIED
    every = ([verdict.match] if verdict.match else []) + list(verdict.candidates)
    return [_candidate(one, match=sure and one is verdict.match) for one in every if _id(one.item)]


def _candidate(candidate: Candidate, *, match: bool) -> dict[str, Any]:
    item = candidate.item
    agreed = [one for one in candidate.compared if one.level in _CLOSENESS]
    return {
        "id": _id(item),
        "name": item.title or item.container_title or _id(item),
        "description": _described(item),
        "type": [_TYPE],
        "score": round(100 * candidate.score, 2),
        "match": match,
        "features": [{"id": one.field, "value": _CLOSENESS[one.level]} for one in agreed],
    }


def _id(item: Item) -> str:
    return item.doi or (f"pmid:{item.pmid}" if item.pmid else "")


def _described(item: Item) -> str:
    first = item.author[0] if item.author else None
    people = (
        (first.family or first.literal) + (" et al." if len(item.author) > 1 or item.authors_cut else "")
        if first
        else ""
    )
    return " ".join(filter(None, (people, item.year, item.container_title_short or item.container_title)))


def _extended(shared: State, asked: Mapping[str, Any]) -> dict[str, Any]:
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or len(ids) > 10 * _MOST_QUERIES:
        raise HTTPException(400, "extend needs ids and properties")
    wanted = [one["id"] for one in properties if isinstance(one, dict) and one.get("id") in _EXTENDED]
    works = _held(shared, [str(one) for one in ids])
    rows = {id: {name: _cells(works[id], name) for name in wanted} for id in map(str, ids)}
    return {"meta": [{"id": name, "name": _EXTENDED[name]} for name in wanted], "rows": rows}


def _held(shared: State, ids: list[str]) -> dict[str, Held]:
    """What the sources hold under these ids: a DOI, or `pmid:` and a PMID."""
    named = {
        id: Identifier("pmid", id[5:]) if id.startswith("pmid:") else Identifier("doi", normalize.doi(id)) for id in ids
    }
    found = held([one for one in named.values() if one.value], shared.options.settings)
    return {id: found.get(one, Held()) for id, one in named.items()}


def _cells(one: Held, name: str) -> list[dict[str, Any]]:
    if not one.works:
        return []
    item = one.item
    if name == "retracted":
        return [{"bool": one.retracted}]
    if name == "year":
        return [{"int": int(item.year)}] if item.year else []
    fields = {"journal": item.container_title, "pages": item.locator}
    value = fields.get(name) if name in fields else getattr(item, name)
    return [{"str": value}] if value else []


@router.get("/properties")
def properties(limit: Annotated[int, Query(ge=1, le=100)] = 20, type: str = "") -> dict[str, Any]:
    """What works can be extended by."""
    listed = [{"id": id, "name": name} for id, name in _EXTENDED.items()]
    return {"type": type or _TYPE["id"], "limit": limit, "properties": listed[:limit]}


@router.get("/suggest/property")
def suggest_property(prefix: Annotated[str, Query(max_length=200)] = "") -> dict[str, Any]:
    """Properties of queries whose names begin so."""
    return {"result": [{"id": one, "name": one} for one in _QUERY_PROPERTIES if one.startswith(prefix.lower())]}


@router.get("/suggest/type")
def suggest_type(prefix: Annotated[str, Query(max_length=200)] = "") -> dict[str, Any]:
    """The one type of thing there is."""
    return {"result": [_TYPE] if _TYPE["name"].lower().startswith(prefix.lower()) else []}


@router.get("/view", response_class=RedirectResponse, status_code=302, responses={404: {}})
def view(id: Annotated[str, Query(max_length=300)]) -> RedirectResponse:
    """On to the work's own page."""
    base = "https://pubmed.ncbi.nlm.nih.gov/" if id.startswith("pmid:") else "https://doi.org/"
    known = id[5:] if id.startswith("pmid:") and id[5:].isdigit() else normalize.doi(id)
    if not known:
        raise HTTPException(404, "that is no id of ours")
    return RedirectResponse(base + quote(known, safe="/"), status_code=302)


@router.get("/preview", response_class=HTMLResponse)
def preview(id: Annotated[str, Query(max_length=300)], shared: Shared) -> HTMLResponse:
    """A work in a small frame."""
    found = _held(shared, [id])[id]
    item = found.item if found.works else Item(title="not known here")
    lines = [f"<b>{html.escape(item.title)}</b>", html.escape(_described(item)), html.escape(_id(item))]
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>preview</title><p>{"<br>".join(lines)}</p></html>'
    )
    return HTMLResponse(body)
