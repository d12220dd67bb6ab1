"""The light half of the API: what is understood of a text, one record, and GROBID's consolidation."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from citecheck import normalize
from citecheck.csl import to_csl
from citecheck.errors import CitecheckError
from citecheck.interfaces import Identifier
from citecheck.model import Item, Name, Outcome, Reference, Verdict
from citecheck.reports import parsed
from citecheck.web.state import State, state_of
from citecheck.web.works import held

router = APIRouter(tags=["light"])
Shared = Annotated[State, Depends(state_of)]
_Text = Annotated[str, Query(max_length=4000)]
_Whole = Annotated[str, Field(max_length=4000)]
_Field = Annotated[str, Field(max_length=1000)]
_NOT_HERE: dict[int | str, dict[str, Any]] = {404: {}, 424: {}}


class Parse(BaseModel):
    """A text, and the format it is in (found out where none is named)."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(max_length=2_000_000)]
    format: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=200)] = "text"


@router.post("/api/parse", responses={400: {}, 422: {}})
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
    found = held(wanted[:1], shared.options.settings)[wanted[0]]
    if not found.works:
        if found.silent:
            raise HTTPException(
                424, "no answer from " + " and ".join(f"{n} ({why})" for n, why in found.silent.items())
            )
        raise HTTPException(404, "every source answered, none knows it")
    sources = sorted({one.source for one in found.works})
    return JSONResponse({"item": to_csl(found.item), "sources": sources, "retracted": found.retracted})


class Wanted(BaseModel):
    """What GROBID knows of a reference: its text, some of its fields, or both."""

    biblio: _Whole = ""
    atitle: _Field = ""
    firstAuthor: _Field = ""
    jtitle: _Field = ""
    volume: _Field = ""
    firstPage: _Field = ""
    year: _Field = ""
    doi: _Field = ""
    pmid: _Field = ""
    pmc: _Field = ""

    def item(self) -> Item:
        """The fields."""
        return Item(
            title=self.atitle,
            author=(Name(family=self.firstAuthor.split(",")[0].strip()),) if self.firstAuthor.strip() else (),
            authors_cut=bool(self.firstAuthor.strip()),
            container_title=self.jtitle,
            volume=self.volume,
            page=self.firstPage,
            issued=(int(self.year),) if re.fullmatch("[1-9][0-9]{3}", self.year) else (),
            doi=normalize.doi(self.doi),
            pmid=normalize.pmid(self.pmid),
            pmcid=normalize.pmcid(self.pmc),
        )


@router.get("/service/lookup", responses=_NOT_HERE)
def lookup(shared: Shared, wanted: Annotated[Wanted, Query()]) -> JSONResponse:
    """The work that these fields mean, in the shape in which Crossref describes one, for GROBID's consolidation
    (https://github.com/kermitt2/biblio-glutton). Only a verified work is handed out."""
    reference = _meant(shared, wanted)
    if reference is None:
        raise HTTPException(404, "not found: nothing that reads as a reference was asked")
    verdict = shared.jobs.again(reference, {})
    if verdict.outcome is not Outcome.VERIFIED or not verdict.match:
        silent = verdict.outages and verdict.outcome is Outcome.UNDECIDED
        raise HTTPException(424 if silent else 404, "not found: no work fits without doubt")
    return JSONResponse(_as_crossref(verdict))


def _meant(shared: State, wanted: Wanted) -> Reference | None:
    item = wanted.item()
    if not wanted.biblio.strip():
        return Reference(key="1", item=item) if item != Item() else None
    text = f"1. {' '.join(wanted.biblio.split())}\n".encode("utf-8", "surrogatepass")
    try:
        first = shared.readers.read(text, "biblio", "text")[0]
    except CitecheckError:
        return None
    return Reference(key="1", raw=first.raw, item=item.filled_from(first.item or Item()), spans=first.spans)


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
