"""A stand-in for the E-utilities: ESearch, EFetch, ESummary and ECitMatch on PubMed, the first three on books."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from . import nlm_catalog
from .ecitmatch import matched
from .entrez_query import Found, search
from .esummary import json_summaries, xml_summaries
from .limits import Limit
from .pubmed_xml import article_set
from .server import Reply, Seen, Standin
from .works import StandinWork, by_pmid, fold, works

BASE = "/entrez/eutils/"
MATCHER = "/api/citmatch/"
CONVERTER = "/tools/idconv/api/v1/articles/"
XML = {"Content-Type": "text/xml; charset=UTF-8"}
JSON = {"Content-Type": "application/json; charset=UTF-8"}
TEXT = {"Content-Type": "text/plain; charset=UTF-8"}
FARTHEST_START, MOST_IDS = 9998, 9999
SEARCH_PROLOG = """<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" \
"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">
"""
FETCH_ERROR = """<?xml version="1.0" encoding="UTF-8" ?>
<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eFetchResult>
"""


class EutilsStandin(Standin):
    """PubMed with those of the works given, by default of `works()`, that have a PMID.

    `withheld`: PMIDs that are named and never handed out, as merged and withdrawn ones; each search that finds the work
    beside it in this mapping names it, too. `books`: what NLM's catalogue and the Bookshelf hold. `keys`:
    those that are known; none: all. `misread`: a text in a term that makes it another question.
    """

    def __init__(
        self,
        *,
        held: Iterable[StandinWork] | None = None,
        withheld: Mapping[str, str] | None = None,
        books: Iterable[StandinWork] = (),
        keys: Iterable[str] = (),
        misread: str = "",
        **options: Any,
    ) -> None:
        super().__init__(**{"retry_after": "2"} | options)
        self.withheld, self.keys, self.misread = dict(withheld or {}), frozenset(keys), misread
        self.held = tuple(work for work in (works() if held is None else held) if work.pmid)
        self.books = tuple(books)
        self._tools: dict[str, Callable[[Mapping[str, str]], Reply]] = {
            "esearch.fcgi": self._esearch,
            "efetch.fcgi": self._efetch,
            "esummary.fcgi": self._esummary,
            "ecitmatch.cgi": self._ecitmatch,
        }

    @property
    def base(self) -> str:
        return self.url + BASE

    @property
    def converter(self) -> str:
        """The address of the identifier converter, which in life is another host."""
        return self.url + CONVERTER

    @property
    def matcher(self) -> str:
        """The address of the matcher of texts, which in life is another host."""
        return self.url + MATCHER

    def limit_for(self, request: Seen) -> Limit:
        if request.path == MATCHER:
            return Limit("matcher", "all", 3, 1)
        if request.path == CONVERTER:
            return Limit("converter", "all", 3)
        key = request.params.get("api_key", "")
        return Limit(key, "all", 10 if key else 3)

    def limit_headers(self, limit: Limit, remaining: int) -> dict[str, str]:
        return {"X-RateLimit-Limit": str(limit.per_second), "X-RateLimit-Remaining": str(remaining)}

    def refusal(self, request: Seen, limit: Limit) -> Reply:
        """Without a key the answer echoes the address of the caller, which therefore must not be logged."""
        body = {
            "error": "API rate limit exceeded",
            "api-key": request.params.get("api_key") or "127.0.0.1",
            "count": str(limit.per_second + 1),
            "limit": str(limit.per_second),
        }
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return Reply(429, json.dumps(body).encode() + b"\n", {**JSON, **headers})

    def respond(self, request: Seen) -> Reply:
        if request.path == CONVERTER:
            return self._convert(request.params)
        if request.path == MATCHER:
            return self._match_text(request.params.get("raw-text", ""))
        key = request.params.get("api_key", "")
        if key and self.keys and key not in self.keys:
            body = {"error": "API key invalid", "api-key": key, "type": "eutils", "status": "unknown"}
            return Reply(400, json.dumps(body).encode(), JSON)
        tool = self._tools.get(request.path.removeprefix(BASE))
        if tool is None or not request.path.startswith(BASE):
            return Reply(404, b"<html><body><h1>404 Not Found</h1></body></html>", {"Content-Type": "text/html"})
        return tool(request.params)

    def _esearch(self, params: Mapping[str, str]) -> Reply:
        as_json = params.get("retmode") == "json"
        start, most = int(params.get("retstart") or 0), int(params.get("retmax") or 20)
        if (database := params.get("db", "pubmed")) not in ("pubmed", *nlm_catalog.DATABASES):
            return _search_error(f"Invalid db name specified: {database}", as_json)
        if not params.get("term", "").strip():
            return _search_error("Empty term and query_key - nothing todo", as_json)
        if start > FARTHEST_START:
            return _search_error(
                f"Search Backend failed: Exception:\n'retstart' cannot be larger than {FARTHEST_START}.",
                as_json,
            )
        if database == "pubmed":
            found = search(self.held, params["term"])
        else:
            found = nlm_catalog.search(self.books, params["term"], database)
        if self.misread and self.misread in params["term"]:
            found = Found(fields_not_found=["part of a DOI"])
        found.pmids += [
            lost for lost, beside in self.withheld.items() if beside in found.pmids and lost not in found.pmids
        ]
        ids = found.pmids[:MOST_IDS][start : start + most]
        if as_json:
            return Reply(200, json.dumps(_search_json(found, ids, start)).encode(), JSON)
        return Reply(200, _search_xml(found, ids, start), XML)

    def _efetch(self, params: Mapping[str, str]) -> Reply:
        ids = _ids(params)
        if params.get("retmode") != "xml":
            return Reply(501, b"The stand-in knows retmode=xml only.", TEXT)
        if not ids or not all(uid.isdecimal() and int(uid) for uid in ids):
            return Reply(400, FETCH_ERROR.encode(), XML)
        if params.get("db") == "nlmcatalog":
            return Reply(200, nlm_catalog.record_set(self.books, [uid for uid in ids if uid not in self.withheld]), XML)
        return Reply(
            200, article_set(work for uid in ids if uid not in self.withheld and (work := by_pmid(uid, self.held))), XML
        )

    def _esummary(self, params: Mapping[str, str]) -> Reply:
        ids = _ids(params)
        if params.get("db") == "books":
            return Reply(200, json.dumps(nlm_catalog.summaries(self.books, ids)).encode(), JSON)
        if params.get("retmode") == "json":
            return Reply(200, json.dumps(json_summaries(self.held, ids), ensure_ascii=False).encode(), JSON)
        version_2 = params.get("version") == "2.0"
        return Reply(200, xml_summaries(self.held, ids, version_2=version_2), XML)

    def _ecitmatch(self, params: Mapping[str, str]) -> Reply:
        return Reply(200, matched(self.held, params.get("bdata", "")).encode(), TEXT)

    def _match_text(self, text: str) -> Reply:
        """The works whose title stands in the text, as a guess at most twenty."""
        found = [work.pmid for work in self.held if fold(work.title) in fold(text)][:20]
        uids = [{"pubmed": pmid} for pmid in found if pmid]
        body = {"version": "1.0", "operation": "citmatch", "success": True}
        return Reply(
            200, json.dumps(body | {"result": {"count": len(uids), "type": "uids", "uids": uids}}).encode(), JSON
        )

    def _convert(self, params: Mapping[str, str]) -> Reply:
        """One type of identifier a call, at most 200; it knows only what has a PMCID."""
        ids = params.get("ids", "").split(",")
        if params.get("idtype") != "pmcid" or len(ids) > 200 or not all(uid.startswith("PMC") for uid in ids):
            error = {"message": "All values of query param `ids` must be PubMed Central IDs.", "code": "invalid_pmcids"}
            return Reply(400, json.dumps({"status": "error", "errors": [error]}).encode(), JSON)
        by_pmcid = {work.pmcid: work for work in self.held if work.pmcid}
        error = {"status": "error", "errmsg": "Identifier not found in PMC"}
        records = [
            {"pmcid": uid, "requested-id": uid}
            | ({"doi": work.doi, "pmid": int(work.pmid)} if (work := by_pmcid.get(uid)) else error)
            for uid in ids
        ]
        body = {"status": "ok", "response-date": "2026-01-01 00:00:00", "records": records}
        return Reply(200, json.dumps(body).encode(), JSON)


def _ids(params: Mapping[str, str]) -> list[str]:
    return [uid.strip() for uid in params.get("id", "").split(",") if uid.strip()]


def _search_error(message: str, as_json: bool) -> Reply:
    """An error inside a 200; the JSON keeps a raw line break, which a strict parser refuses."""
    if not as_json:
        body = f"{SEARCH_PROLOG}<eSearchResult><ERROR>{escape(message)}</ERROR></eSearchResult>\n"
        return Reply(200, body.encode(), XML)
    result = {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": {"ERROR": message}}
    return Reply(200, json.dumps(result).replace("\\n", "\n").encode(), JSON)


def _messages(found: Found) -> list[str]:
    return [] if found.pmids else ["No items found."]


def _search_json(found: Found, ids: list[str], start: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "count": str(len(found.pmids)),
        "retmax": str(len(ids)),
        "retstart": str(start),
        "idlist": ids,
        "translationset": [],
        "querytranslation": found.translation,
    }
    if found.phrases_not_found or found.fields_not_found:
        names = {"phrasesnotfound": found.phrases_not_found, "fieldsnotfound": found.fields_not_found}
        result["errorlist"] = names
    if found.quoted_phrases_not_found or not found.pmids:
        result["warninglist"] = {
            "phrasesignored": [],
            "quotedphrasesnotfound": found.quoted_phrases_not_found,
            "outputmessages": _messages(found),
        }
    return {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}


def _search_xml(found: Found, ids: list[str], start: int) -> bytes:
    listed = "".join(f"<Id>{uid}</Id>\n" for uid in ids)
    body = (
        f"<Count>{len(found.pmids)}</Count><RetMax>{len(ids)}</RetMax><RetStart>{start}</RetStart>"
        f"<IdList>\n{listed}</IdList><TranslationSet/>"
        f"<QueryTranslation>{escape(found.translation)}</QueryTranslation>"
    )
    errors = _elements("PhraseNotFound", found.phrases_not_found)
    errors += _elements("FieldNotFound", found.fields_not_found)
    warnings = _elements("QuotedPhraseNotFound", found.quoted_phrases_not_found)
    warnings += _elements("OutputMessage", _messages(found))
    body += f"<ErrorList>{errors}</ErrorList>" if errors else ""
    body += f"<WarningList>{warnings}</WarningList>" if warnings else ""
    return f"{SEARCH_PROLOG}<eSearchResult>{body}</eSearchResult>\n".encode()


def _elements(tag: str, values: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(value)}</{tag}>" for value in values)
