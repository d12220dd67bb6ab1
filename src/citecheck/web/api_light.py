"""The light half of the API: what is understood of a text, one record, and GROBID's consolidation."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from citecheck import normalize
from citecheck.csl import to_csl
from citecheck.engines import local
from citecheck.errors import CitecheckError
from citecheck.interfaces import Identifier, Run
from citecheck.model import Item, Name, Outage, Outcome, Reference, Verdict
from citecheck.reports import parsed
from citecheck.web.state import State, state_of

router = APIRouter(tags=["light"])
Shared = Annotated[State, Depends(state_of)]
_Text = Annotated[str, Query(max_length=4000)]
_NOT_HERE: dict[int | str, dict[str, Any]] = {404: {}, 503: {}}


class Parse(BaseModel):
    """A text, and the format it is in (found out where none is named)."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(max_length=2_000_000)]
    format: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=200)] = "text"


@router.post("/api/parse", responses={422: {}})
async def parse(asked: Parse, shared: Shared) -> JSONResponse:
    """What is understood of a list, field by field, before anything is asked; the shape of `parse --format json`."""
    data = asked.text.encode("utf-8", "surrogatepass")
    try:
        references = await run_in_threadpool(shared.readers.read, data, asked.name, asked.format)
    except CitecheckError as error:
        raise HTTPException(422, f"{error}; hint: {error.hint}") from None
    return JSONResponse(json.loads(parsed.render(references, "json")))


@router.get("/api/work", responses={**_NOT_HERE, 422: {}})
def work(shared: Shared, doi: _Text = "", pmid: _Text = "") -> JSONResponse:
    """One record, the registries' descriptions as one, as CSL-JSON."""
    asked = [("doi", normalize.doi(doi)), ("pmid", normalize.pmid(pmid))]
    wanted = [Identifier(kind, value) for kind, value in asked if value]
    if not wanted:
        raise HTTPException(422, "name a DOI or a PMID: ?doi=10.1000/1 or ?pmid=1")
    works, silent = [], []
    for source in local.connect(Run(settings=shared.options.settings)):
        known = [one for one in wanted if one.kind in source.identifies]
        for answer in source.lookup(known).values() if known else ():
            if isinstance(answer, Outage):
                silent.append(f"{answer.source} ({answer.reason})")
            else:
                works += [one for one in answer if not one.agency]
    if not works:
        if silent:
            raise HTTPException(503, f"no answer from {' and '.join(silent)}")
        raise HTTPException(404, "every source answered, none knows it")
    item = works[0].item
    for other in works[1:]:
        item = item.filled_from(other.item)
    retracted = any(notice.kind.startswith("retract") for one in works for notice in one.notices)
    sources = sorted({one.source for one in works})
    return JSONResponse({"item": to_csl(item), "sources": sources, "retracted": retracted})


@router.get("/service/lookup", responses=_NOT_HERE)
def lookup(
    shared: Shared,
    biblio: _Text = "",
    atitle: _Text = "",
    firstAuthor: _Text = "",
    jtitle: _Text = "",
    volume: _Text = "",
    firstPage: _Text = "",
    year: _Text = "",
    doi: _Text = "",
    pmid: _Text = "",
    pmc: _Text = "",
) -> JSONResponse:
    """The work that these fields mean, in the shape in which Crossref describes one, for GROBID's consolidation
    (https://github.com/kermitt2/biblio-glutton). Only a verified work is handed out."""
    fields = Item(
        title=atitle,
        author=(Name(family=firstAuthor.split(",")[0].strip()),) if firstAuthor.strip() else (),
        authors_cut=bool(firstAuthor.strip()),
        container_title=jtitle,
        volume=volume,
        page=firstPage,
        issued=(int(year[:4]),) if year[:4].isdigit() and len(year[:4]) == 4 and int(year[:4]) > 999 else (),
        doi=normalize.doi(doi),
        pmid=normalize.pmid(pmid),
        pmcid=normalize.pmcid(pmc),
    )
    references = [Reference(key="1", item=fields)] if fields != Item() else []
    if biblio.strip():
        try:
            read = shared.readers.read(
                f"1. {' '.join(biblio.split())}\n".encode("utf-8", "surrogatepass"), "biblio", "text"
            )
        except CitecheckError as error:
            raise HTTPException(404, f"not found: {error}") from None
        first = read[0]
        references = [
            Reference(key="1", raw=first.raw, item=fields.filled_from(first.item or Item()), spans=first.spans)
        ]
    if not references:
        raise HTTPException(404, "not found: nothing was asked")
    verdict = shared.jobs.again(references[0], {})
    if verdict.outcome is not Outcome.VERIFIED or not verdict.match:
        silent = verdict.outages and verdict.outcome is Outcome.UNDECIDED
        raise HTTPException(503 if silent else 404, "not found: no work fits without doubt")
    return JSONResponse(_as_crossref(verdict))


def _as_crossref(verdict: Verdict) -> dict[str, Any]:
    item = verdict.item
    csl = to_csl(item)
    listed = {name: [csl[name]] for name in ("title", "container-title") if csl.get(name)}
    short = {"short-container-title": [item.container_title_short]} if item.container_title_short else {}
    people = {
        "author": [
            one | {"sequence": "first" if not n else "additional"} for n, one in enumerate(csl.get("author", []))
        ]
    }
    numbers = {"ISSN": list(item.issn)} if item.issn else {}
    ours = {
        "pmid": item.pmid,
        "pmcid": item.pmcid,
        "matchingScore": round(verdict.match.score, 4) if verdict.match else 0,
    }
    rest = {name: value for name, value in csl.items() if name not in ("id", "author", "custom", "PMID", "PMCID")}
    return rest | listed | short | people | numbers | {name: value for name, value in ours.items() if value}
