"""Recorded exchanges with the services, those that answer questions of ours, through the real clients."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from citecheck.interfaces import Run, Stage, Unanswered
from citecheck.model import Outage, Work
from citecheck.settings import Settings
from citecheck.sources import citation_match
from citecheck.sources.crossref import Crossref
from citecheck.sources.entrez import Entrez
from citecheck.sources.pmcids import Converter
from standins.server import Reply
from tests.sources.tools import Echo, client, reference

_RATES = ("x-rate-limit-limit", "x-rate-limit-interval", "x-concurrency-limit", "x-api-pool", "retry-after")


def exchanges(path: Path) -> Iterator[tuple[Any, Any, Reply]]:
    """The address, its parameters and the recorded reply of each exchange."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            body = base64.b64decode(one["body"]) if one.get("body_encoding") == "base64" else one["body"].encode()
            headers = {name: value[0] for name, value in one["response_headers"].items() if name.lower() in _RATES}
            address = urlsplit(one["uri"])
            yield address, parse_qs(address.query), Reply(one["status"], body, headers)


def crossref(echo: Echo) -> Crossref:
    return Crossref(at_echo("crossref", echo), client())


def at_echo(service: str, echo: Echo) -> Run:
    return Run(settings=Settings(addresses={service: echo.url}))


def assert_lossless(work: Work, record: Any) -> None:
    """What the record states of its work is in the work."""
    item = work.item
    assert item.doi == record["DOI"].lower()
    assert bool(item.title) == bool("".join([*(record.get("title") or ()), *(record.get("subtitle") or ())]).strip())
    people = [one for one in record.get("author") or () if _is_named(one)]
    assert len(item.author) == len(people)
    assert item.volume == (record.get("volume") or "")
    assert bool(item.container_title) == bool("".join(record.get("container-title") or ()))
    assert bool(work.notices or work.is_notice) >= bool(record.get("update-to"))


def test_recorded_crossref_works_are_read_through_the_client(corpus: Path) -> None:
    read = absent = silent = 0
    for address, _, reply in exchanges(corpus / "api" / "crossref_exchanges.jsonl.gz"):
        rest = address.path.removeprefix("/works/")
        if rest == address.path or "/transform" in rest or rest.endswith(("/agency", "/quality")):
            continue
        with Echo(reply, limits=False) as echo:
            try:
                works = crossref(echo).single(unquote(rest).lower())
            except Unanswered:
                silent += 1
                continue
        if reply.status == 404:
            assert works == ()
            absent += 1
        else:
            assert_lossless(works[0], json.loads(reply.body)["message"])
            read += 1
    assert (read, absent, silent) == (92, 1, 0)


def test_recorded_crossref_lists_are_read_through_the_client(corpus: Path) -> None:
    read = works = not_whole = refused = 0
    for address, _, reply in exchanges(corpus / "api" / "crossref_exchanges.jsonl.gz"):
        if address.path.rstrip("/") != "/works":
            continue
        with Echo(reply, limits=False) as echo:
            (answer,) = crossref(echo).search([reference("Poe A", volume="1")], Stage.TEXT)
        if reply.status != 200:
            assert isinstance(answer, Outage)
            refused += 1
            continue
        message = json.loads(reply.body)["message"]
        if isinstance(answer, Outage):  # fewer rows were asked for than we do
            assert answer.reason == "answer was not whole"
            assert len(message["items"]) < min(message["total-results"], 10)
            not_whole += 1
            continue
        assert len(answer) == len(message["items"])
        for work, record in zip(answer, message["items"], strict=True):
            assert_lossless(work, record)
        read, works = read + 1, works + len(answer)
    assert (read, works, not_whole, refused) == (27, 392, 10, 3)


def test_recorded_searches_and_conversions_of_ncbi_are_read_through_the_client(corpus: Path) -> None:
    searches, conversions, refused = [], 0, 0
    for address, params, reply in exchanges(corpus / "api" / "ncbi_exchanges.jsonl.gz"):
        if "idconv" in address.path and params["idtype"] == ["pmcid"]:
            pmcid = f"PMC{params['ids'][0]}"
            with Echo(reply, limits=False) as echo:
                found = Converter(at_echo("idconv", echo), client()).pmids([pmcid])
            (record,) = json.loads(reply.body)["records"]
            assert found == {pmcid: record["pmid"]}
            conversions += 1
        elif "idconv" in address.path and reply.status != 200:
            with Echo(reply, limits=False) as echo:
                try:
                    Converter(at_echo("idconv", echo), client()).pmids(["PMC1"])
                except Unanswered as silent:
                    refused += silent.reason == "refused our question (404)"
        elif "esearch" in address.path:
            with Echo(reply, limits=False) as echo:
                found_hits = Entrez(at_echo("pubmed", echo), client()).search("x")
            assert len(found_hits.pmids) == found_hits.total
            searches.append(found_hits.total)
    assert (searches, conversions, refused) == ([5, 34], 9, 1)


def test_recorded_answers_of_the_citation_matcher_are_read(corpus: Path) -> None:
    folder = corpus / "api" / "fixtures" / "illumination-k__pubmed-client"
    named: list[tuple[str, ...]] = []
    for path in sorted(folder.glob("*.txt")):
        for line in citation_match.checked(path.read_bytes()).splitlines():
            parts = line.split("|")
            # Their keys are words, ours are places.
            named += citation_match.read("|".join([*parts[:5], "0", *parts[6:]])).values()
    assert named == [("2014248",), (), ("31978945",), ("31978945",)]


def test_every_recorded_list_of_hits_is_read_or_refused(corpus: Path) -> None:
    read, refused = [], []
    for path in sorted((corpus / "api" / "fixtures").rglob("*esearch*.xml")):
        with Echo(Reply(200, path.read_bytes()), limits=False) as echo:
            try:
                read.append(Entrez(at_echo("pubmed", echo), client()).search("x").total)
            except Unanswered as silent:
                refused.append(silent.reason)
    # In the others more was found than was listed.
    assert (read, set(refused)) == ([5, 1, 1], {"answer was not whole"})


def _is_named(author: dict[str, Any]) -> bool:
    """Whether an author of a record has a name; `&NA;` is a publisher's word for "not available"."""
    names = [author.get(part) for part in ("family", "given", "name")]
    return any(name and name != "&NA;" for name in names)
